using System.Globalization;
using System.Text;

namespace Tessera.Vocabularies;

/// <summary>
/// Puts phrases in the place of the forms they sound like, as text is read. Forms are found whatever their case, at the bounds of words,
/// from left to right, at each place the longest; of equal forms that of the oldest entry counts.
/// </summary>
/// <remarks>A form costs at most its own length at each place of the text, however many forms there are.</remarks>
internal sealed class Normalizer
{
    const int ZeroWidthJoiner = 0x200d;
    const int EmojiVariant = 0xfe0f;

    readonly Node root = new();

    public Normalizer(IEnumerable<CustomVocabulary> vocabularies)
    {
        foreach (var vocabulary in vocabularies)
        {
            foreach (var form in vocabulary.SoundsLike) Add(form.Trim(), vocabulary.Phrase);
        }
    }

    /// <summary>Whether it changes no text.</summary>
    public bool IsEmpty => root.Next.Count == 0;

    /// <summary>The text with phrases in the place of their forms.</summary>
    public NormalizedText Apply(string text)
    {
        if (IsEmpty) return NormalizedText.Unchanged(text);
        var edits = new List<TextEdit>();
        var normalized = new StringBuilder();
        var from = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!IsBound(text, at) || Longest(text, at) is not var (end, phrase))
            {
                at++;
                continue;
            }

            normalized.Append(text, from, at - from);
            edits.Add(new TextEdit(at, end, normalized.Length, normalized.Length + phrase.Length));
            normalized.Append(phrase);
            at = from = end;
        }

        return edits.Count == 0 ? NormalizedText.Unchanged(text)
            : new NormalizedText(text, normalized.Append(text, from, text.Length - from).ToString(), edits);
    }

    (int End, string Phrase)? Longest(string text, int at)
    {
        (int, string)? found = null;
        var node = root;
        while (at < text.Length)
        {
            if (!node.Next.TryGetValue(Fold(text[at]), out node)) break;
            at++;
            // A blank of the form stands for as many as there are.
            if (char.IsWhiteSpace(text[at - 1])) while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (node.Phrase is { } phrase && IsBound(text, at)) found = (at, phrase);
        }

        return found;
    }

    void Add(string form, string phrase)
    {
        var node = root;
        for (var i = 0; i < form.Length; i++)
        {
            if (i > 0 && char.IsWhiteSpace(form[i]) && char.IsWhiteSpace(form[i - 1])) continue;
            if (!node.Next.TryGetValue(Fold(form[i]), out var next)) node.Next[Fold(form[i])] = next = new Node();
            node = next;
        }

        if (node != root) node.Phrase ??= phrase;
    }

    static char Fold(char c) => char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c);

    // Letters and digits on both sides make one word, unless their script is written without blanks between words.
    static bool IsBound(string text, int at)
    {
        if (at == 0 || at == text.Length) return true;
        if (char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1])) return false;
        _ = Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var before, out _);
        _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var after, out _);
        // Half of a family of emoji is none, and a letter without its accent is another.
        if (before.Value == ZeroWidthJoiner || after.Value is ZeroWidthJoiner or EmojiVariant || IsMark(after) || IsSkinTone(after))
            return false;
        return !(Rune.IsLetterOrDigit(before) || IsMark(before)) || !Rune.IsLetterOrDigit(after) || IsUnspaced(before) || IsUnspaced(after);
    }

    static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1f3fb and <= 0x1f3ff;

    // Thai, Lao, Myanmar, Khmer; kana and Han with its extensions.
    static bool IsUnspaced(Rune rune) => rune.Value is (>= 0x0e00 and <= 0x0eff) or (>= 0x1000 and <= 0x109f) or (>= 0x1780 and <= 0x17ff)
        or (>= 0x3040 and <= 0x30ff) or (>= 0x3400 and <= 0x4dbf) or (>= 0x4e00 and <= 0x9fff) or (>= 0xf900 and <= 0xfaff)
        or (>= 0x20000 and <= 0x3ffff);

    sealed class Node
    {
        public Dictionary<char, Node> Next { get; } = [];

        public string? Phrase { get; set; }
    }
}
