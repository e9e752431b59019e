namespace Tessera.Query.Matching.Segments;

/// <summary>What a match needs beside the index, one for each thread: at most 17 bytes for each slot of the largest index matched there.</summary>
sealed class MatchScratch
{
    [ThreadStatic]
    static MatchScratch? ofThread;

    ulong[] bits = [];
    int[] slots = [];

    public static MatchScratch OfThread => ofThread ??= new MatchScratch();

    public EncodedConversation Encoded { get; } = new();

    /// <summary>The slots that match, of those that planes don't speak of.</summary>
    public SlotList Others { get; } = new();

    /// <summary>Room for that many bits, with anything in it.</summary>
    public Span<ulong> Bits(int count)
    {
        var words = (count + 63) / 64;
        if (bits.Length < words)
            bits = new ulong[words];
        return bits.AsSpan(0, words);
    }

    /// <summary>Room for that many slots, with anything in it.</summary>
    public Span<int> Slots(int count)
    {
        if (slots.Length < count)
            slots = new int[count];
        return slots.AsSpan(0, count);
    }
}
