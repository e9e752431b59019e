namespace Tessera.Query.Matching.Segments;

/// <summary>
/// What a match needs beside the index, one for each thread: at most 5 bytes for each slot of the largest index matched there.
/// </summary>
sealed class MatchScratch
{
    [ThreadStatic]
    static MatchScratch? ofThread;

    ulong[] bits = [];
    int[] slots = [];
    uint[] hashes = [];
    int[] localClasses = [];
    long[] found = [];
    (int From, int To)[] ranges = [];

    public static MatchScratch OfThread => ofThread ??= new MatchScratch();

    public EncodedConversation Encoded { get; } = new();

    /// <summary>The slots that match, of those that planes don't speak of.</summary>
    public SlotList Others { get; } = new();

    /// <summary>The words of a bitmap that were written to.</summary>
    public SlotList Written { get; } = new();

    /// <summary>Holds what was read only to be near, so that reading it isn't left out.</summary>
    public int Touched { get; set; }

    /// <summary>Room for that many bits, with anything in it, as in all of these.</summary>
    public Span<ulong> Bits(int count) => Room(ref bits, (count + 63) / 64);

    /// <summary>Room for slots.</summary>
    public Span<int> Slots(int count) => Room(ref slots, count);

    /// <summary>Room for the hashes of a conversation's texts.</summary>
    public Span<uint> Hashes(int count) => Room(ref hashes, count);

    /// <summary>Room for the classes of the conversation on the axes of a <see cref="PairTable"/>.</summary>
    public Span<int> LocalClasses(int count) => Room(ref localClasses, count);

    /// <summary>Room for the pairs found in a <see cref="PairTable"/>.</summary>
    public Span<long> Found(int count) => Room(ref found, count);

    /// <summary>Room for where the candidates found there begin and end.</summary>
    public Span<(int From, int To)> Ranges(int count) => Room(ref ranges, count);

    static Span<T> Room<T>(ref T[] array, int count)
    {
        if (array.Length < count)
            array = new T[count];
        return array.AsSpan(0, count);
    }
}
