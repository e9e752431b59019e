using System.Diagnostics.CodeAnalysis;

namespace Tessera.Query.Values;

/// <summary>
/// A version number such as <c>14.1.2</c>. It is cut into numbers and words (whatever else stands between <c>.</c>, <c>-</c> and
/// <c>_</c>), which compare one by one: numbers as numbers of any length, words by code point. A version that ends comes before one that
/// goes on with a number and after one that goes on with a word: <c>15-beta</c>, <c>15</c>, <c>15.0</c>, <c>15.0.1</c>. Versions that
/// agree in every part compare as text, so that only the same spelling is equal: <c>15.01</c> comes before <c>15.1</c>.
/// </summary>
public readonly struct DottedVersion : IEquatable<DottedVersion>, IComparable<DottedVersion>
{
    readonly string? text;

    /// <summary>Any text is a version.</summary>
    public DottedVersion(string text) => this.text = text;

    /// <summary>The version as written.</summary>
    public string Text => text ?? "";

    /// <summary>Below zero, zero or above zero as <paramref name="x"/> comes before, is, or comes after <paramref name="y"/>.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var left = x;
        var right = y;
        while (true)
        {
            var (leftKind, rightKind) = (Next(ref left, out var leftPart), Next(ref right, out var rightPart));
            if (leftKind != rightKind)
                return leftKind.CompareTo(rightKind);
            if (leftKind == Part.End)
                return CodePointOrder.Compare(x, y);
            var order = leftKind == Part.Number ? CompareNumbers(leftPart, rightPart) : CodePointOrder.Compare(leftPart, rightPart);
            if (order != 0)
                return order;
        }
    }

    /// <inheritdoc/>
    public int CompareTo(DottedVersion other) => Compare(Text, other.Text);

    /// <inheritdoc/>
    public bool Equals(DottedVersion other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DottedVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    /// <summary>Whether both are spelled the same.</summary>
    public static bool operator ==(DottedVersion left, DottedVersion right) => left.Equals(right);

    /// <summary>Whether the versions differ.</summary>
    public static bool operator !=(DottedVersion left, DottedVersion right) => !left.Equals(right);

    /// <summary>Whether the left one comes before.</summary>
    public static bool operator <(DottedVersion left, DottedVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one comes before or is the same.</summary>
    public static bool operator <=(DottedVersion left, DottedVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one comes after.</summary>
    public static bool operator >(DottedVersion left, DottedVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one comes after or is the same.</summary>
    public static bool operator >=(DottedVersion left, DottedVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Takes the next part off the text.</summary>
    static Part Next(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> part)
    {
        text = text.TrimStart(".-_");
        if (text.IsEmpty)
        {
            part = default;
            return Part.End;
        }
        var kind = char.IsAsciiDigit(text[0]) ? Part.Number : Part.Word;
        var length = 1;
        while (length < text.Length && text[length] is not ('.' or '-' or '_')
            && char.IsAsciiDigit(text[length]) == (kind == Part.Number))
            length++;
        part = text[..length];
        text = text[length..];
        return kind;
    }

    static int CompareNumbers(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var left = x.TrimStart('0');
        var right = y.TrimStart('0');
        return left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
    }

    /// <summary>What comes next in a version, in the order in which it sorts.</summary>
    enum Part
    {
        Word,
        End,
        Number,
    }
}
