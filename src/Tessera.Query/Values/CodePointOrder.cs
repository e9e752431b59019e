namespace Tessera.Query.Values;

/// <summary>
/// The order of text: by Unicode code point, as UTF-8 bytes sort too (SQLite's BINARY, PostgreSQL's "C"). It differs from the order of
/// UTF-16 units only where a surrogate meets a character of U+E000 to U+FFFF.
/// </summary>
public sealed class CodePointOrder : IComparer<string>
{
    /// <summary>The order as a comparer, for sorted collections.</summary>
    public static CodePointOrder Comparer { get; } = new();

    CodePointOrder()
    {
    }

    /// <summary>Below zero, zero or above zero as <paramref name="x"/> comes before, is, or comes after <paramref name="y"/>.</summary>
    public int Compare(string? x, string? y) => Compare(x.AsSpan(), y.AsSpan());

    /// <summary>Below zero, zero or above zero as <paramref name="x"/> comes before, is, or comes after <paramref name="y"/>.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var same = x.CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length - y.Length : Weight(x[same]) - Weight(y[same]);
    }

    // Surrogates stand for code points above U+FFFF, so they come after every other unit.
    static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
