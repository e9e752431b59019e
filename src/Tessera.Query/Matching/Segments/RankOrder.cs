namespace Tessera.Query.Matching.Segments;

/// <summary>Sorts the ranks of what matches.</summary>
static class RankOrder
{
    // A bitmap of all ranks is walked in about a nanosecond for 64 of them, a rank is set and found in two.
    const int RanksForEachSorted = 256;

    /// <param name="ranks">The ranks, each once.</param>
    /// <param name="count">One more than the highest there may be.</param>
    public static void Sort(Span<int> ranks, int count)
    {
        if (ranks.Length < count / RanksForEachSorted || ranks.Length < 32)
        {
            ranks.Sort();
            return;
        }
        var bits = MatchScratch.OfThread.Bits(count);
        bits.Clear();
        foreach (var rank in ranks)
            bits[rank >> 6] |= 1UL << rank;
        BitWalk.Write(bits, 0, ranks);
    }
}
