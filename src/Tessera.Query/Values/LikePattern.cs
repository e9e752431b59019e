using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tessera.Query.Values;

/// <summary>
/// The pattern of LIKE: <c>%</c> stands for any run of characters, <c>_</c> for exactly one code point, <c>\</c> makes a following
/// <c>%</c>, <c>_</c> or <c>\</c> an ordinary character. Matching takes at most time proportional to pattern times value and never more.
/// </summary>
public sealed class LikePattern : IEquatable<LikePattern>
{
    const int AnyRun = -1, AnyOne = -2;

    readonly int[] elements;

    LikePattern(string text, int[] elements) => (Text, this.elements) = (text, elements);

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>Whether every value matches: the pattern is <c>%</c> alone, however often.</summary>
    public bool MatchesAll => elements.Length > 0 && !elements.AsSpan().ContainsAnyExcept(AnyRun);

    /// <summary>
    /// Reads a pattern; <see langword="false"/> when a <c>\</c> escapes nothing, with its place in <paramref name="badEscape"/>.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LikePattern? pattern, out int badEscape)
    {
        (pattern, badEscape) = (null, -1);
        var parsed = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '%':
                    parsed.Add(AnyRun);
                    break;
                case '_':
                    parsed.Add(AnyOne);
                    break;
                case '\\' when i + 1 < text.Length && text[i + 1] is '%' or '_' or '\\':
                    parsed.Add(text[++i]);
                    break;
                case '\\':
                    badEscape = i;
                    return false;
                default:
                    parsed.Add(CodePointAt(text, i, out var length));
                    i += length - 1;
                    break;
            }
        }
        pattern = new LikePattern(text, [.. parsed]);
        return true;
    }

    /// <summary>Whether the whole value matches, by exact case or in any case.</summary>
    public bool Matches(ReadOnlySpan<char> value, bool ignoreCase)
    {
        // Greedy: each run takes as little as possible, and only the last run met can ever need to take more.
        var (at, next) = (0, 0);
        var (lastRun, lastRunEnd) = (-1, 0);
        while (at < value.Length)
        {
            var codePoint = CodePointAt(value, at, out var length);
            if (next < elements.Length && elements[next] == AnyRun)
            {
                (lastRun, lastRunEnd) = (next++, at);
            }
            else if (next < elements.Length && (elements[next] == AnyOne || Same(elements[next], codePoint, ignoreCase)))
            {
                at += length;
                next++;
            }
            else if (lastRun >= 0)
            {
                _ = CodePointAt(value, lastRunEnd, out length);
                lastRunEnd += length;
                (at, next) = (lastRunEnd, lastRun + 1);
            }
            else
            {
                return false;
            }
        }
        while (next < elements.Length && elements[next] == AnyRun)
            next++;
        return next == elements.Length;
    }

    /// <inheritdoc/>
    public bool Equals(LikePattern? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LikePattern);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    static bool Same(int a, int b, bool ignoreCase) => a == b || (ignoreCase && a >= 0 && Upper(a) == Upper(b));

    // A lone surrogate is its own upper case.
    static int Upper(int codePoint) => Rune.IsValid(codePoint) ? Rune.ToUpperInvariant(new Rune(codePoint)).Value : codePoint;

    /// <summary>The code point at an index, of one unit or two; half a surrogate pair counts as one.</summary>
    static int CodePointAt(ReadOnlySpan<char> text, int index, out int length)
    {
        var isPair = char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);
        length = isPair ? 2 : 1;
        return isPair ? char.ConvertToUtf32(text[index], text[index + 1]) : text[index];
    }
}
