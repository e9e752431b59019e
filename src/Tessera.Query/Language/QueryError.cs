using System.Globalization;
using System.Text;

namespace Tessera.Query.Language;

/// <summary>What kind of thing is wrong with a query.</summary>
/// <remarks>The numbers are persisted: explicit and append-only.</remarks>
public enum QueryErrorKind
{
    /// <summary>The text doesn't follow the grammar.</summary>
    Syntax = 1,

    /// <summary>There is no such field.</summary>
    UnknownField = 2,

    /// <summary>The operator or the literal doesn't suit the type of the field.</summary>
    Type = 3,

    /// <summary>The query is longer, deeper or fuller than <see cref="QueryLimits"/> allow.</summary>
    Limit = 4,
}

/// <summary>Why a text is no query: the first thing that is wrong with it.</summary>
public sealed record QueryError
{
    // Enough to recognise what was found, little enough for a sentence.
    const int MaxQuoted = 40;

    /// <summary>What kind of thing is wrong.</summary>
    public required QueryErrorKind Kind { get; init; }

    /// <summary>The line, from 1. <c>\n</c>, <c>\r\n</c> and <c>\r</c> each end one.</summary>
    public required int Line { get; init; }

    /// <summary>The column in the line, from 1, in UTF-16 units.</summary>
    public required int Column { get; init; }

    /// <summary>Where the wrong stretch begins, from 0, in UTF-16 units.</summary>
    public required int Offset { get; init; }

    /// <summary>How long the wrong stretch is, in UTF-16 units; 0 where something is missing.</summary>
    public required int Length { get; init; }

    /// <summary>What would have been right here.</summary>
    public required string Expected { get; init; }

    /// <summary>What is here instead.</summary>
    public required string Found { get; init; }

    /// <summary>Text that could replace the wrong stretch, or <see langword="null"/> when none suggests itself.</summary>
    public string? Suggestion { get; init; }

    /// <summary>All of it in one or two sentences for people.</summary>
    public string Message => Suggestion is null
        ? $"Line {Line}, column {Column}: expected {Expected}, but found {Found}."
        : $"Line {Line}, column {Column}: expected {Expected}, but found {Found}. Did you mean `{Suggestion.Trim()}`?";

    /// <summary>The <see cref="Message"/>.</summary>
    public override string ToString() => Message;

    internal static QueryError At(
        string text, TextSpan span, QueryErrorKind kind, string expected, string found, string? suggestion = null)
    {
        var (line, lineStart) = (1, 0);
        for (var i = 0; i < span.Offset; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')))
                (line, lineStart) = (line + 1, i + 1);
        }
        return new QueryError
        {
            Kind = kind,
            Line = line,
            Column = span.Offset - lineStart + 1,
            Offset = span.Offset,
            Length = span.Length,
            Expected = expected,
            Found = found,
            Suggestion = suggestion,
        };
    }

    /// <summary>A stretch of the query as a sentence quotes it: shortened, and with nothing in it that can't be seen.</summary>
    internal static string Quote(ReadOnlySpan<char> found)
    {
        var quoted = new StringBuilder("`");
        var shown = 0;
        foreach (var rune in found.EnumerateRunes())
        {
            if (shown++ == MaxQuoted)
            {
                quoted.Append('…');
                break;
            }
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format)
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else
                quoted.Append(rune);
        }
        return quoted.Append('`').ToString();
    }
}
