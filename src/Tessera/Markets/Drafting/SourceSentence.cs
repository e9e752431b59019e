namespace Tessera.Markets.Drafting;

/// <summary>What a sentence is on its page.</summary>
internal enum SentenceKind
{
    Heading,
    Item,
    Row,
    Prose,
}

/// <summary>A sentence of a source, as it stands there.</summary>
/// <param name="Source">Which source, from 0.</param>
/// <param name="Start">Offset in the source's text, in UTF-16 code units.</param>
/// <param name="Text">The words, without the marks of headings and items before them.</param>
/// <param name="Kind">What it is on its page.</param>
internal sealed record SourceSentence(int Source, int Start, string Text, SentenceKind Kind)
{
    /// <summary>The offset after it.</summary>
    public int End => Start + Text.Length;

    /// <summary>The citation of a statement that is this sentence.</summary>
    public Citation Cite(string path) => new(path, Source, Start, End);
}
