using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Asks every value of a block of a column, 64 bytes at a time.</summary>
static class ColumnScan
{
    /// <summary>The length of an array for so many values: scans read 64 values at a time.</summary>
    public static int Padded(int count) => (count + 63) & ~63;

    /// <summary>Sets the bits of the values from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="values">The values of the block, a multiple of 64.</param>
    /// <param name="low">The lowest value.</param>
    /// <param name="high">The highest value.</param>
    /// <param name="into">A bit for each value.</param>
    public static void Range<T>(ReadOnlySpan<T> values, T low, T high, Span<ulong> into)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        // Unsigned: what lies below the low end wraps around to above the width.
        var (from, width) = (Vector512.Create(low), Vector512.Create(high - low));
        ref var first = ref MemoryMarshal.GetReference(values);
        var words = values.Length / 64;
        for (var word = 0; word < words; word++)
        {
            var bits = 0UL;
            for (var lane = 0; lane < 64; lane += Vector512<T>.Count)
            {
                var vector = Vector512.LoadUnsafe(ref first, (nuint)(word * 64 + lane));
                bits |= Vector512.LessThanOrEqual(vector - from, width).ExtractMostSignificantBits() << lane;
            }
            into[word] |= bits;
        }
    }

    /// <summary>Sets the bits of the values a table says yes to.</summary>
    public static void Table<T>(ReadOnlySpan<T> values, bool[] table, bool saysNo, Span<ulong> into)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var word = 0; word < values.Length / 64; word++)
        {
            var bits = 0UL;
            var part = values.Slice(word * 64, 64);
            for (var i = 0; i < part.Length; i++)
                bits |= (table[int.CreateTruncating(part[i])] != saysNo ? 1UL : 0UL) << i;
            into[word] |= bits;
        }
    }
}
