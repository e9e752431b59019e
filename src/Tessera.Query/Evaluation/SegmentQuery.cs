using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Tessera.Query.Language;

namespace Tessera.Query.Evaluation;

/// <summary>
/// A query ready to be asked: read, bound to the catalogue, within the limits. Immutable and safe to share between threads.
/// </summary>
/// <remarks>
/// There may be a million of these, most of them asked by way of an index only. So a query keeps its text, and its tree, which is ten
/// times as large, only once <see cref="Root"/> was asked for: reading it again takes a microsecond or two.
/// </remarks>
public sealed class SegmentQuery
{
    // U+0000 and either half of a surrogate pair.
    static readonly SearchValues<char> unstorable = SearchValues.Create(
        ['\0', .. Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit)]);

    Expression? root; // null until it is asked for

    SegmentQuery(string text, Expression? root, ImmutableArray<LanguageExtension> extensions, ImmutableArray<string> references) =>
        (Text, this.root, Extensions, References) = (text, root, extensions, references);

    /// <summary>The text as it was written, unchanged.</summary>
    public string Text { get; }

    /// <summary>What the query means, as a tree. Spans in it are stretches of <see cref="Text"/>.</summary>
    public Expression Root => root ??= Tree();

    /// <summary>What the query uses that ASAPP doesn't document, each once; empty for a portable query.</summary>
    public ImmutableArray<LanguageExtension> Extensions { get; }

    /// <summary>Whether the query uses only what ASAPP documents, so that it can be taken there unchanged.</summary>
    public bool IsPortable => Extensions.IsEmpty;

    /// <summary>The ids of the segments referred to by SEGMENT, each once, in the order of the text.</summary>
    public ImmutableArray<string> References { get; }

    /// <summary>The query in its canonical form; printed anew at each call.</summary>
    public string Canonical => Printer.Print(Root);

    /// <summary>
    /// Reads a query. Any text is answered, with a query or an error, in time proportional to its length and in little stack.
    /// </summary>
    /// <param name="text">The query, up to <see cref="QueryLimits.MaxBytes"/> long.</param>
    /// <param name="error">What is wrong, when the answer is <see langword="null"/>.</param>
    public static SegmentQuery? TryCompile(string text, out QueryError? error)
    {
        error = TooLong(text) ?? Unstorable(text);
        if (error is not null)
            return null;
        var (root, parseError, extensions, references) = Parser.Parse(text);
        error = parseError;
        return root is null ? null : new SegmentQuery(text, root: null, extensions, references);
    }

    /// <summary>The <see cref="Root"/> for who needs it once: it isn't kept if it isn't there yet.</summary>
    internal Expression Tree() => root ?? Parser.Parse(Text).Root!;

    /// <summary>
    /// A query that says what a tree says, made of other queries' trees: it has no author, and no limits. Its extensions aren't told.
    /// </summary>
    internal static SegmentQuery Of(Expression root) => new(
        Printer.Print(root),
        root,
        [],
        [.. root.SelfAndWithin().OfType<SegmentReference>().Select(reference => reference.SegmentId).Distinct(StringComparer.Ordinal)]);

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    static QueryError? TooLong(string text)
    {
        // Every UTF-16 unit takes 1 to 3 bytes.
        if (text.Length <= QueryLimits.MaxBytes / 3)
            return null;
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= QueryLimits.MaxBytes
            ? null
            : QueryError.At(
                text, default, QueryErrorKind.Limit, $"at most {QueryLimits.MaxBytes:N0} bytes of UTF-8", $"{bytes:N0}");
    }

    /// <summary>
    /// U+0000 and half a surrogate pair are refused wherever they stand: PostgreSQL can't store the one, UTF-8 can't write the other.
    /// </summary>
    static QueryError? Unstorable(string text)
    {
        if (!text.AsSpan().ContainsAny(unstorable))
            return null;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
                return QueryError.At(
                    text, new TextSpan(i, 1), QueryErrorKind.Syntax, "a character that can be stored", $"U+{(int)text[i]:X4}");
        }
        return null;
    }
}

/// <summary>
/// Finds the query of a segment by its id; <see langword="null"/> when there is no such segment, which makes SEGMENT false.
/// </summary>
public delegate SegmentQuery? SegmentResolver(string segmentId);
