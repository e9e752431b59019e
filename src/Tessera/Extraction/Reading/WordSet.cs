namespace Tessera.Extraction.Reading;

/// <summary>A set of words in lower case, written as one text.</summary>
internal static class WordSet
{
    static readonly char[] Blanks = [' ', '\n', '\r'];

    /// <summary>The words of <paramref name="text"/>.</summary>
    public static HashSet<string> Of(string text) => new(text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
