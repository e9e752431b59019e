using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Segments matched 512 at a time by AND and OR of rows of bits. Segments that ask about the same fields stand together in a block; a block
/// reads a line of 512 bits for each field that one of its segments asks about.
/// </summary>
/// <param name="blocks">The blocks: the n-th has the slots from 512 n.</param>
/// <param name="lines">What the blocks read, block by block.</param>
/// <param name="axes">The rows, axis by axis.</param>
/// <param name="words">The rows that are written out.</param>
/// <param name="bufferWords">How long a buffer is.</param>
sealed class Planes(PlaneBlock[] blocks, PlaneLine[] lines, PlaneAxis[] axes, ulong[] words, int bufferWords)
{
    /// <summary>How many segments a block has room for: a line is as long as the longest vector, and as a cache line.</summary>
    public const int BlockSize = 512;

    const int WordsInLine = BlockSize / 64;

    // As many as threads have matched at once. A buffer is given back as it was taken: all rows plain.
    readonly ConcurrentBag<PlaneBuffer> buffers = [];

    public int Slots => blocks.Length * BlockSize;

    public long MemoryBytes => 12L * blocks.Length + 8L * lines.Length + 8L * words.Length + axes.Sum(axis => axis.MemoryBytes)
        + 8L * bufferWords * buffers.Count;

    /// <summary>Writes a bit for each slot.</summary>
    public void Match(EncodedConversation conversation, Span<ulong> bits)
    {
        if (blocks.Length == 0)
            return;
        if (!buffers.TryTake(out var buffer))
            buffer = NewBuffer();
        var rows = buffer.Rows;
        for (var i = 0; i < axes.Length; i++)
            rows[i] = axes[i].Row(conversation, words, buffer.Words);
        Evaluate(rows, bits);
        for (var i = 0; i < axes.Length; i++)
            axes[i].Undo(rows[i], conversation, words, buffer.Words);
        buffers.Add(buffer);
    }

    void Evaluate(PlaneRow[] rows, Span<ulong> bits)
    {
        ref var result = ref MemoryMarshal.GetReference(bits[..(blocks.Length * WordsInLine)]);
        ref var firstLine = ref MemoryMarshal.GetArrayDataReference(lines);
        for (var i = 0; i < blocks.Length; i++)
        {
            ref readonly var block = ref blocks[i];
            var all = AllOf(block, ref firstLine, rows);
            if (block.IsDenied)
                all = ~all;
            if (block.Count < BlockSize)
                all &= First(block.Count);
            all.StoreUnsafe(ref result, (nuint)(i * WordsInLine));
        }
    }

    static Vector512<ulong> AllOf(in PlaneBlock block, ref PlaneLine firstLine, PlaneRow[] rows)
    {
        var (at, end) = (block.FirstLine, block.FirstLine + block.Units);
        if (block.Units > 0)
        {
            // The line with the fewest bits comes first; where segments are sorted by a rare value, most blocks end here.
            var all = Load(rows, Unsafe.Add(ref firstLine, at++));
            if (all == Vector512<ulong>.Zero)
                return all;
            for (; at < end; at++)
                all &= Load(rows, Unsafe.Add(ref firstLine, at));
            return block.Lines == block.Units || all == Vector512<ulong>.Zero ? all : AndWider(all, at, block, ref firstLine, rows);
        }
        return AndWider(Vector512<ulong>.AllBitsSet, at, block, ref firstLine, rows);
    }

    static Vector512<ulong> AndWider(Vector512<ulong> all, int at, in PlaneBlock block, ref PlaneLine firstLine, PlaneRow[] rows)
    {
        var any = Vector512<ulong>.Zero;
        for (var end = block.FirstLine + block.Lines; at < end; at++)
        {
            var line = Unsafe.Add(ref firstLine, at);
            any |= Load(rows, line);
            if (!line.EndsClause)
                continue;
            all &= any;
            any = Vector512<ulong>.Zero;
        }
        return all;
    }

    static Vector512<ulong> Load(PlaneRow[] rows, PlaneLine line)
    {
        ref readonly var row = ref rows[line.Axis];
        return Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(row.Words), (nuint)(row.Start + line.Word));
    }

    static Vector512<ulong> First(int count)
    {
        Span<ulong> mask = stackalloc ulong[WordsInLine];
        for (var i = 0; i < count; i++)
            mask[i / 64] |= 1UL << i;
        return Vector512.Create<ulong>(mask);
    }

    PlaneBuffer NewBuffer()
    {
        var buffer = new PlaneBuffer(new ulong[bufferWords], new PlaneRow[axes.Length]);
        foreach (var axis in axes)
            if (axis.BufferStart >= 0)
                words.AsSpan(axis.PlainRow, axis.Words).CopyTo(buffer.Words.AsSpan(axis.BufferStart));
        return buffer;
    }
}

/// <summary>Up to 512 segments that are matched together.</summary>
/// <param name="FirstLine">Which is the first of its lines.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Units">How many of them, from the first, stand for themselves; the others are joined by OR.</param>
/// <param name="Count">How many segments it has, up to 512.</param>
/// <param name="IsDenied">Whether what doesn't satisfy the lines matches.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct PlaneBlock(int FirstLine, ushort Lines, ushort Units, ushort Count, bool IsDenied);

/// <summary>512 bits that a block reads: of the row of an axis, from a word on.</summary>
[StructLayout(LayoutKind.Auto)]
readonly struct PlaneLine(int axis, int word, bool endsClause)
{
    readonly int axisAndEnd = axis << 1 | (endsClause ? 1 : 0);

    public int Axis => axisAndEnd >> 1;

    public bool EndsClause => (axisAndEnd & 1) != 0;

    public int Word { get; } = word;
}

/// <summary>What one match writes into.</summary>
/// <param name="Words">Rows made for the conversation.</param>
/// <param name="Rows">Where the row of each axis is.</param>
sealed record PlaneBuffer(ulong[] Words, PlaneRow[] Rows);
