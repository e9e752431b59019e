using Tessera.Query.Values;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// The different values of a column in rising order by code point: the n-th has code n, from 1 on; 0 stands for a missing value.
/// Runs share a dictionary where one already has all the values, so that what a query says of a value is worked out once.
/// </summary>
sealed class ColumnDictionary
{
    readonly string[] values;

    ColumnDictionary(string[] values) => this.values = values;

    /// <summary>How many values there are; also the highest code.</summary>
    public int Count => values.Length;

    /// <summary>The value of a code above zero.</summary>
    public string this[int code] => values[code - 1];

    public long Bytes => values.Sum(value => 32L + 2 * value.Length);

    /// <summary>The code of a value, 0 when it isn't there.</summary>
    public int Find(string value)
    {
        var found = Array.BinarySearch(values, value, CodePointOrder.Comparer);
        return found < 0 ? 0 : found + 1;
    }

    /// <summary>
    /// A dictionary with all the values, and the code in it of each of them: one that is there already, or a new one.
    /// </summary>
    public static (ColumnDictionary Dictionary, int[] Codes) Of(List<string> values, ReadOnlySpan<ColumnDictionary?> existing)
    {
        foreach (var candidate in existing)
            // A dictionary far larger than needed would make every question about the column slower.
            if (candidate is not null && candidate.Count >= values.Count && candidate.Count <= 2 * values.Count + 64
                && candidate.TryFindAll(values) is { } found)
                return (candidate, found);
        var sorted = values.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order, CodePointOrder.Comparer);
        var codes = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
            codes[order[i]] = i + 1;
        return (new ColumnDictionary(sorted), codes);
    }

    int[]? TryFindAll(List<string> wanted)
    {
        var codes = new int[wanted.Count];
        for (var i = 0; i < codes.Length; i++)
            if ((codes[i] = Find(wanted[i])) == 0)
                return null;
        return codes;
    }
}
