using System.Text.Json;

namespace Tessera.Versions;

/// <summary>The values in which two JSON objects differ. Lists are values: they differ as a whole.</summary>
internal static class JsonDiff
{
    /// <summary>Every value that differs, by its path, in the order of the first object.</summary>
    public static List<ValueChange> Of(JsonElement before, JsonElement after)
    {
        var changes = new List<ValueChange>();
        Compare("", before, after, changes);
        return changes;
    }

    static void Compare(string path, JsonElement? before, JsonElement? after, List<ValueChange> changes)
    {
        if (before is { ValueKind: JsonValueKind.Object } one && after is { ValueKind: JsonValueKind.Object } other)
        {
            foreach (var name in one.EnumerateObject().Concat(other.EnumerateObject()).Select(member => member.Name)
                .Distinct(StringComparer.Ordinal))
                Compare(path.Length == 0 ? name : $"{path}.{name}", Member(one, name), Member(other, name), changes);
            return;
        }

        if (before is { } b && after is { } a && JsonElement.DeepEquals(b, a)) return;
        changes.Add(new ValueChange(path, before, after));
    }

    static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member : null;
}
