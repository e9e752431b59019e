using System.Diagnostics.CodeAnalysis;

namespace Tessera.Query.Values;

/// <summary>
/// A decimal number of any length, compared exactly. It is written <c>[-]digits[.digits]</c>, in literals and in values alike: no plus
/// sign (a telephone number is no number), no exponent, no thousands separator, no surrounding space.
/// </summary>
public readonly struct Number : IEquatable<Number>, IComparable<Number>
{
    readonly string? text;

    Number(string text) => this.text = text;

    /// <summary>The shortest way to write the number: <c>-0.50</c> and <c>-00.5</c> are both <c>-0.5</c>.</summary>
    public string Text => text ?? "0";

    /// <summary>Reads a number; <see langword="false"/> when the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Number number)
    {
        number = default;
        if (!Digits.TryRead(text, out var digits))
            return false;
        number = new Number(digits.Write());
        return true;
    }

    /// <summary>
    /// Compares a value with a number: below zero, zero or above zero in <paramref name="order"/>; <see langword="false"/> when the value
    /// is no number. Nothing is allocated.
    /// </summary>
    public static bool TryCompare(ReadOnlySpan<char> value, Number number, out int order)
    {
        order = 0;
        if (!Digits.TryRead(value, out var left))
            return false;
        _ = Digits.TryRead(number.Text, out var right);
        order = Digits.Compare(left, right);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Number other) => TryCompare(Text, other, out var order) ? order : 0;

    /// <inheritdoc/>
    public bool Equals(Number other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Number other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(Number left, Number right) => left.Equals(right);

    /// <summary>Whether the numbers differ.</summary>
    public static bool operator !=(Number left, Number right) => !left.Equals(right);

    /// <summary>Whether the left one is smaller.</summary>
    public static bool operator <(Number left, Number right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is smaller or the same.</summary>
    public static bool operator <=(Number left, Number right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is greater.</summary>
    public static bool operator >(Number left, Number right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is greater or the same.</summary>
    public static bool operator >=(Number left, Number right) => left.CompareTo(right) >= 0;

    /// <summary>A number taken apart: the digits that count, before and after the point.</summary>
    readonly ref struct Digits
    {
        bool Negative { get; init; }

        ReadOnlySpan<char> Whole { get; init; }

        ReadOnlySpan<char> Fraction { get; init; }

        public static bool TryRead(ReadOnlySpan<char> text, out Digits digits)
        {
            digits = default;
            var negative = text is ['-', ..];
            var unsigned = negative ? text[1..] : text;
            var point = unsigned.IndexOf('.');
            var whole = point < 0 ? unsigned : unsigned[..point];
            var fraction = point < 0 ? default : unsigned[(point + 1)..];
            if (!AreDigits(whole) || (point >= 0 && !AreDigits(fraction)))
                return false;

            whole = whole.TrimStart('0');
            fraction = fraction.TrimEnd('0');
            digits = new Digits { Negative = negative && !(whole.IsEmpty && fraction.IsEmpty), Whole = whole, Fraction = fraction };
            return true;
        }

        public static int Compare(Digits left, Digits right)
        {
            if (left.Negative != right.Negative)
                return left.Negative ? -1 : 1;
            var order = left.Whole.Length.CompareTo(right.Whole.Length);
            if (order == 0)
                order = left.Whole.SequenceCompareTo(right.Whole);
            if (order == 0)
                order = left.Fraction.SequenceCompareTo(right.Fraction);
            return left.Negative ? -order : order;
        }

        public string Write() => string.Concat(
            Negative ? "-" : "",
            Whole.IsEmpty ? "0" : Whole,
            Fraction.IsEmpty ? "" : ".",
            Fraction);

        static bool AreDigits(ReadOnlySpan<char> text)
        {
            foreach (var character in text)
                if (!char.IsAsciiDigit(character))
                    return false;
            return !text.IsEmpty;
        }
    }
}
