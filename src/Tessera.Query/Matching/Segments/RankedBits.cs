using System.Numerics;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Bits, most of them 0, of which each that is set knows how many are set before it. The bits stand close together, as they are looked at
/// in any order and mostly in vain; what is needed of the few that are set stands apart.
/// </summary>
sealed class RankedBits
{
    // A count for so many words: an eighth of the bits' own room.
    const int WordsToACount = 4;

    readonly ulong[] words;
    readonly int[] counts;

    /// <param name="length">How many bits there are.</param>
    /// <param name="places">Which of them are set; one may be named more than once.</param>
    public RankedBits(long length, IEnumerable<long> places)
    {
        words = new ulong[(length + 63) / 64];
        counts = new int[(words.Length + WordsToACount - 1) / WordsToACount];
        foreach (var place in places)
            words[place >> 6] |= 1UL << (int)place;
        var before = 0;
        for (var i = 0; i < words.Length; i++)
        {
            if (i % WordsToACount == 0)
                counts[i / WordsToACount] = before;
            before += BitOperations.PopCount(words[i]);
        }
    }

    public long MemoryBytes => 8L * words.Length + 4L * counts.Length;

    /// <summary>1 where the bit is set, otherwise 0.</summary>
    public int this[long place] => (int)(words[place >> 6] >> (int)place) & 1;

    /// <summary>How many bits are set before one.</summary>
    public int Before(long place)
    {
        var word = (int)(place >> 6);
        var count = BitOperations.PopCount(words[word] & ((1UL << (int)place) - 1));
        for (var i = word & ~(WordsToACount - 1); i < word; i++)
            count += BitOperations.PopCount(words[i]);
        return counts[word / WordsToACount] + count;
    }
}
