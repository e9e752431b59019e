using System.Globalization;
using System.Text.Json;
using Tessera.Fields;
using Tessera.Llm;

namespace Tessera.Extraction.Models;

/// <summary>One entry of an answer that can be read.</summary>
/// <param name="Value"><c>Yes</c>, <c>No</c> or the words of an entity; null for Not Found.</param>
/// <param name="Quote">The words it is said to rest on.</param>
/// <param name="Message">The number of the message they are said to stand in.</param>
internal sealed record FormEntry(string? Value, string Quote, int Message);

/// <summary>Reads what a model wrote into the form. Entries nobody asked for are passed over.</summary>
internal static class FormAnswer
{
    /// <summary>The longest value or quote that is read; longer ones can't be meant.</summary>
    const int Longest = 4000;

    /// <summary>Each field's entry, in their order; or what is wrong with it.</summary>
    public static (FormEntry? Entry, string? Fault)[] Read(string text, IReadOnlyList<StructuredDataField> fields)
    {
        using var answer = JsonAnswer.Find(text);
        return [.. fields.Select((field, place) => answer is null
            ? (null, "there is no complete JSON object in it")
            : Read(answer.RootElement, ExtractionPrompt.Key(place), field))];
    }

    static (FormEntry?, string?) Read(JsonElement answer, string key, StructuredDataField field)
    {
        if (!answer.TryGetProperty(key, out var entry) || entry.ValueKind != JsonValueKind.Object)
            return (null, $"{key} is missing or no object");
        try
        {
            if (!entry.TryGetProperty("value", out var given)) return (null, $"{key}.value is missing");
            if (Value(given) is not { } value) return (null, $"{key}.value is no text");
            if (value.Length == 0 || value.Equals(StructuredDataValue.NotFound, StringComparison.OrdinalIgnoreCase))
                return (new FormEntry(null, "", 0), null);
            if (field.Kind == FieldKind.Question && Answer(value) is var answered)
            {
                if (answered is null) return (null, $"{key}.value is neither \"Yes\", \"No\" nor \"Not Found\"");
                value = answered;
            }

            var quote = entry.TryGetProperty("quote", out var words) ? Value(words) ?? "" : "";
            if (value.Length > Longest || quote.Length > Longest) return (null, $"{key} is longer than {Longest} characters");
            return (new FormEntry(value, quote, entry.TryGetProperty("message", out var number) ? Number(number) : 0), null);
        }
        catch (InvalidOperationException)
        {
            return (null, $"{key} has half of a surrogate pair in a text");
        }
    }

    /// <summary>A text, or a number or truth value as its text; null is no value.</summary>
    static string? Value(JsonElement element) => element.ValueKind switch
    {
        // PostgreSQL's text can't hold U+0000.
        JsonValueKind.String => element.GetString()!.Replace('\0', '\uFFFD').Trim(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.Null => "",
        _ => null,
    };

    static string? Answer(string value) => value.TrimEnd('.').ToUpperInvariant() switch
    {
        "YES" => "Yes",
        "NO" => "No",
        _ => null,
    };

    static int Number(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.Number ? element.GetRawText()
            : element.ValueKind == JsonValueKind.String ? element.GetString()
            : "";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
