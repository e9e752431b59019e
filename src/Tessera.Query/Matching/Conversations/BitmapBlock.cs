using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// Sets of conversations within one block: a bit for each row. A block is 2 KB as a bitmap, so a handful of them stay in the first-level
/// cache while a query is worked out; and a row's number within it fits 2 bytes.
/// </summary>
static class BitmapBlock
{
    /// <summary>How many bits of a row's number say where it stands in its block.</summary>
    public const int RowBits = 14;

    /// <summary>The rows of a block: 16,384.</summary>
    public const int Rows = 1 << RowBits;

    /// <summary>The words of its bitmap: 256.</summary>
    public const int Words = Rows / 64;

    static readonly nuint step = (nuint)Vector512<ulong>.Count;

    /// <summary>How many blocks so many rows take.</summary>
    public static int Count(int rows) => (rows + Rows - 1) >> RowBits;

    /// <summary>How many rows the last or any other block has.</summary>
    public static int RowsIn(int block, int rows) => Math.Min(Rows, rows - (block << RowBits));

    public static void And(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        ref var to = ref First(into);
        ref var from = ref First(other);
        for (nuint i = 0; i < Words; i += step)
            (Vector512.LoadUnsafe(ref to, i) & Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
    }

    public static void AndNot(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        ref var to = ref First(into);
        ref var from = ref First(other);
        for (nuint i = 0; i < Words; i += step)
            Vector512.AndNot(Vector512.LoadUnsafe(ref to, i), Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
    }

    public static void Or(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        ref var to = ref First(into);
        ref var from = ref First(other);
        for (nuint i = 0; i < Words; i += step)
            (Vector512.LoadUnsafe(ref to, i) | Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
    }

    public static void OrNot(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        ref var to = ref First(into);
        ref var from = ref First(other);
        for (nuint i = 0; i < Words; i += step)
            (Vector512.LoadUnsafe(ref to, i) | ~Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
    }

    public static void Not(Span<ulong> into)
    {
        ref var to = ref First(into);
        for (nuint i = 0; i < Words; i += step)
            (~Vector512.LoadUnsafe(ref to, i)).StoreUnsafe(ref to, i);
    }

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        bits = bits[..Words];
        var (a, b, c, d) = (0, 0, 0, 0);
        for (var i = 0; i < bits.Length; i += 4)
        {
            a += BitOperations.PopCount(bits[i]);
            b += BitOperations.PopCount(bits[i + 1]);
            c += BitOperations.PopCount(bits[i + 2]);
            d += BitOperations.PopCount(bits[i + 3]);
        }
        return a + b + c + d;
    }

    public static bool IsEmpty(ReadOnlySpan<ulong> bits) => !bits[..Words].ContainsAnyExcept(0UL);

    /// <summary>Leaves out the rows behind the last one of a block that isn't full.</summary>
    public static void Truncate(Span<ulong> bits, int rows)
    {
        if (rows >= Rows)
            return;
        if (rows % 64 != 0)
            bits[rows / 64] &= (1UL << rows % 64) - 1;
        bits[((rows + 63) / 64)..Words].Clear();
    }

    public static void Set(Span<ulong> bits, ReadOnlySpan<ushort> rows)
    {
        ref var words = ref First(bits);
        foreach (var row in rows)
            System.Runtime.CompilerServices.Unsafe.Add(ref words, row >> 6) |= 1UL << row;
    }

    public static void Clear(Span<ulong> bits, ReadOnlySpan<ushort> rows)
    {
        ref var words = ref First(bits);
        foreach (var row in rows)
            System.Runtime.CompilerServices.Unsafe.Add(ref words, row >> 6) &= ~(1UL << row);
    }

    public static bool Has(ReadOnlySpan<ulong> bits, int row) => (bits[row >> 6] >> row & 1) != 0;

    // Every loop above runs over a whole block whatever the length of the span: a shorter one must not come this far.
    static ref ulong First(ReadOnlySpan<ulong> bits) => ref MemoryMarshal.GetReference(bits[..Words]);
}
