namespace Tessera.Extraction.Profiles;

/// <summary>Closed lists of values that a description spells out: "one of red, green or blue", "either card or cash".</summary>
internal static class ClosedLists
{
    const int LongestValue = 60;

    static readonly char[] Ends = ['.', ';', '\n'];
    static readonly char[] Around = ['"', '\'', ' ', '(', ')'];

    /// <summary>The values, or none when the description lists none.</summary>
    public static IReadOnlyList<string> Of(string description, IReadOnlyList<string> examples)
    {
        // No other value can be right.
        if (After(description, "one of the examples") >= 0 || After(description, "only the examples") >= 0)
            return examples;
        var at = After(description, "one of ");
        if (at < 0)
            at = After(description, "either ");
        if (at < 0)
            return [];
        var text = UpToEnd(description, at);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
            text = text[(colon + 1)..];
        text = text.Replace(" or ", ",", StringComparison.OrdinalIgnoreCase);
        // With commas "and" goes before the last value; without, it may be a part of one.
        if (text.Contains(',', StringComparison.Ordinal))
            text = text.Replace(", and ", ",", StringComparison.OrdinalIgnoreCase);
        string[] values = [.. text.Split(',').Select(v => v.Trim(Around)).Where(v => v.Length is > 0 and <= LongestValue)];
        return values.Length >= 2 ? values : [];
    }

    static string UpToEnd(string text, int at)
    {
        var end = text.IndexOfAny(Ends, at);
        return end < 0 ? text[at..] : text[at..end];
    }

    static int After(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? -1 : at + words.Length;
    }
}
