namespace Tessera.Markets.Drafting;

/// <summary>Parts the text of a source into sentences: lines by their marks, prose at full stops. One pass, whatever the text.</summary>
internal static class SentenceReader
{
    // What a draft could ever be made of comes early; the rest of a very long text isn't looked at.
    const int MostSentences = 20_000;

    // Longer ones are lists without marks, tables without rows, or no language at all.
    const int MostCharacters = 600;

    static readonly string[] Abbreviations =
        ["e.g", "i.e", "etc", "vs", "approx", "incl", "inc", "ltd", "co", "corp", "no", "mr", "mrs", "ms", "dr", "st", "u.s", "u.k"];

    /// <summary>The sentences of a text, in order.</summary>
    public static List<SourceSentence> Read(int source, string text)
    {
        var sentences = new List<SourceSentence>();
        for (var start = 0; start < text.Length && sentences.Count < MostSentences;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            ReadLine(source, text, start, end, sentences);
            start = end + 1;
        }

        return sentences;
    }

    static void ReadLine(int source, string text, int start, int end, List<SourceSentence> into)
    {
        var kind = Skip(text, ref start, end);
        if (kind == SentenceKind.Prose && text.AsSpan(start, end - start).Contains(" | ", StringComparison.Ordinal))
            kind = SentenceKind.Row;
        if (kind is SentenceKind.Heading or SentenceKind.Row)
        {
            Add(source, text, start, end, kind, into);
            return;
        }

        for (var (from, at) = (start, start); at < end; at++)
        {
            if (!Ends(text, at, from, end) && at < end - 1) continue;
            // A closing quotation mark or bracket is the sentence's own.
            var after = at + 1;
            while (after < end && text[after] is '"' or '”' or '’' or ')' or '」') after++;
            Add(source, text, from, after, kind, into);
            (from, at) = (after, after - 1);
        }
    }

    // The mark a line begins with says what it is.
    static SentenceKind Skip(string text, ref int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        var mark = start;
        while (mark < end && text[mark] == '#') mark++;
        if (mark > start && mark < end && text[mark] == ' ')
        {
            start = mark + 1;
            return SentenceKind.Heading;
        }

        if (start + 1 < end && text[start] is '-' or '*' or '•' && text[start + 1] == ' ')
        {
            start += 2;
            return SentenceKind.Item;
        }

        return SentenceKind.Prose;
    }

    static bool Ends(string text, int at, int from, int end)
    {
        if (text[at] is '。' or '！' or '？') return true;
        if (text[at] is not ('.' or '!' or '?')) return false;
        if (at + 1 < end && !char.IsWhiteSpace(text[at + 1]) && text[at + 1] is not ('"' or '”' or '’' or ')')) return false;
        if (text[at] != '.') return true;
        var word = at;
        while (word > from && (char.IsLetter(text[word - 1]) || text[word - 1] == '.')) word--;
        var before = text[word..at];
        return before.Length != 1 && !Array.Exists(Abbreviations, a => a.Equals(before, StringComparison.OrdinalIgnoreCase));
    }

    static void Add(int source, string text, int start, int end, SentenceKind kind, List<SourceSentence> into)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (end - start is > 1 and <= MostCharacters) into.Add(new SourceSentence(source, start, text[start..end], kind));
    }
}
