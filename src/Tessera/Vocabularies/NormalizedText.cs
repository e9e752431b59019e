using System.Runtime.InteropServices;

namespace Tessera.Vocabularies;

/// <summary>A form in the source and the phrase in its place; offsets are UTF-16 code units, ends one past the last.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextEdit(int SourceStart, int SourceEnd, int Start, int End);

/// <summary>A text as it is read, and the way back to the text as it is stored.</summary>
/// <param name="Source">The text as it is stored.</param>
/// <param name="Text">The text as it is read.</param>
/// <param name="Edits">What differs, in order and apart.</param>
internal sealed record NormalizedText(string Source, string Text, IReadOnlyList<TextEdit> Edits)
{
    /// <summary>A text that is read as it is stored.</summary>
    public static NormalizedText Unchanged(string text) => new(text, text, []);

    /// <summary>The range of the source that a range of the text came of. A phrase came of its whole form.</summary>
    public (int Start, int End) ToSource(int start, int end)
    {
        var (from, to) = (LastBefore(start), LastBefore(end - 1));
        return (
            from is not { } first ? start : start < first.End ? first.SourceStart : start - first.End + first.SourceEnd,
            to is not { } last ? end : end <= last.End ? last.SourceEnd : end - last.End + last.SourceEnd);
    }

    // The last edit that begins at or before a place of the text.
    TextEdit? LastBefore(int at)
    {
        var (low, high) = (0, Edits.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Edits[middle].Start <= at) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? null : Edits[low - 1];
    }
}
