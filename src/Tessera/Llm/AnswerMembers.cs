using System.Globalization;
using System.Text.Json;

namespace Tessera.Llm;

/// <summary>Reads the members of what a model answered: leniently in their form, never longer than can be meant.</summary>
internal static class AnswerMembers
{
    /// <summary>
    /// A text, trimmed; a number as its digits; empty where it is missing, of another kind, no valid text, or longer than
    /// <paramref name="longest"/>.
    /// </summary>
    public static string TextOf(this JsonElement element, string name, int longest)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var member)) return "";
        if (member.ValueKind == JsonValueKind.Number) return member.GetRawText();
        if (member.ValueKind != JsonValueKind.String) return "";
        try
        {
            // PostgreSQL's text can't hold U+0000.
            var text = member.GetString()!.Replace('\0', '\uFFFD').Trim();
            return text.Length <= longest ? text : "";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return "";
        }
    }

    /// <summary>A whole number, also within a text; 0 where there is none.</summary>
    public static int NumberOf(this JsonElement element, string name) =>
        int.TryParse(element.TextOf(name, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The objects of an array, at most so many; one object stands for an array of it.</summary>
    public static IEnumerable<JsonElement> ItemsOf(this JsonElement element, string name, int most)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var member)) return [];
        if (member.ValueKind == JsonValueKind.Object) return [member];
        return member.ValueKind == JsonValueKind.Array
            ? member.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Take(most)
            : [];
    }
}
