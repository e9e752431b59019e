using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Segments found by two of their values at once, the two that fewest conversations have both of. A bit for each pair says whether there
/// are any, so that all pairs of a conversation are looked up in a few hundred nanoseconds, most of them in vain.
/// </summary>
/// <param name="axes">The axes that pairs are of.</param>
/// <param name="classes">Their classes.</param>
/// <param name="pairs">Which axes are paired, and where their bits begin.</param>
/// <param name="bits">A bit for each pair of classes.</param>
/// <param name="starts">For each bit that is set, where its candidates begin in the programs; and one more for the end.</param>
sealed class PairTable(int[] axes, LocalClasses[] classes, PairTable.Pair[] pairs, RankedBits bits, int[] starts)
{
    public long MemoryBytes => 24L * pairs.Length + bits.MemoryBytes + 4L * starts.Length + classes.Sum(each => each.MemoryBytes);

    public void Match(EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram programs, SlotList matches)
    {
        if (pairs.Length == 0)
            return;
        var scratch = MatchScratch.OfThread;
        var local = scratch.LocalClasses(axes.Length);
        for (var i = 0; i < axes.Length; i++)
            local[i] = classes[i].Of(conversation.ClassOn(axes[i])) - Axis.First;

        // In passes, each of which first touches what the next will read: so the processor waits for many places of memory at once,
        // at 80 ns each, and not for one after the other.
        var found = scratch.Found(pairs.Length);
        var count = 0;
        foreach (ref readonly var pair in pairs.AsSpan())
        {
            var (a, b) = (local[pair.First], local[pair.Second]);
            if ((a | b) < 0)
                continue;
            var place = pair.FirstBit + (long)a * pair.Width + b;
            found[count] = place;
            count += bits[place];
        }
        var ranges = scratch.Ranges(count);
        for (var i = 0; i < count; i++)
        {
            var nth = bits.Before(found[i]);
            ranges[i] = (starts[nth], starts[nth + 1]);
        }
        var touched = 0;
        foreach (var (from, _) in ranges)
            touched += programs.Touch(from);
        scratch.Touched = touched;
        foreach (var (from, to) in ranges)
            programs.Match(from, to, conversation, snapshot, matches);
    }

    /// <summary>Two axes that are paired.</summary>
    /// <param name="First">The place of the one among the axes of the table.</param>
    /// <param name="Second">The place of the other.</param>
    /// <param name="Width">How many classes the other has.</param>
    /// <param name="FirstBit">Where the bits begin.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Pair(int First, int Second, int Width, long FirstBit);
}
