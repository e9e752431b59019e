using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Many segments indexed together, never to change. Each has a slot, a number; those matched by way of planes come first, and some slots
/// among them may be empty.
/// </summary>
sealed class Run
{
    readonly string?[] ids;
    readonly SegmentQuery?[] queries;
    readonly int[] slotsById; // in the order of the ids
    readonly int[] ranks; // of each slot, its place in that order
    readonly CheckProgram programs;
    readonly Planes planes;
    readonly PairTable pairs;
    readonly Postings postings;
    readonly Checks checks;

    public Run(
        string?[] ids, SegmentQuery?[] queries, int[] slotsById,
        CheckProgram programs, Planes planes, PairTable pairs, Postings postings, Checks checks)
    {
        (this.ids, this.queries, this.slotsById) = (ids, queries, slotsById);
        (this.programs, this.planes, this.pairs, this.postings, this.checks) = (programs, planes, pairs, postings, checks);
        ranks = new int[ids.Length];
        for (var rank = 0; rank < slotsById.Length; rank++)
            ranks[slotsById[rank]] = rank;
    }

    /// <summary>How many segments it keeps in each place.</summary>
    public required IReadOnlyDictionary<SegmentPlace, int> Places { get; init; }

    /// <summary>How many segments it was built with.</summary>
    public int Count => slotsById.Length;

    /// <summary>How many slots there are.</summary>
    public int Slots => ids.Length;

    /// <summary>How many slots there are for segments matched by way of planes: the first ones.</summary>
    public int PlaneSlots => planes.Slots;

    public long MemoryBytes => 16L * ids.Length + 8L * ranks.Length + programs.MemoryBytes + planes.MemoryBytes + pairs.MemoryBytes
        + postings.MemoryBytes + checks.MemoryBytes;

    public string? IdOf(int slot) => ids[slot];

    public SegmentQuery QueryOf(int slot) => queries[slot]!;

    public int RankOf(int slot) => ranks[slot];

    public string IdOfRank(int rank) => ids[slotsById[rank]]!;

    /// <summary>The slots in the order of their segments' ids.</summary>
    public ReadOnlySpan<int> SlotsById => slotsById;

    /// <summary>The slot of a segment; -1 when it isn't here.</summary>
    public int SlotOf(string id)
    {
        var (low, high) = (0, slotsById.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(ids[slotsById[middle]], id);
            if (order == 0)
                return slotsById[middle];
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return -1;
    }

    /// <summary>Finds the matching segments, dead or not.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="snapshot">Where segments referred to are found.</param>
    /// <param name="planeBits">Takes a bit for each of the <see cref="PlaneSlots"/>; what is in it before doesn't matter.</param>
    /// <param name="others">Takes the other slots that match, each once, in any order.</param>
    public void Match(EncodedConversation conversation, SegmentSnapshot snapshot, Span<ulong> planeBits, SlotList others)
    {
        planes.Match(conversation, planeBits);
        pairs.Match(conversation, snapshot, programs, others);
        postings.Match(conversation, snapshot, programs, others);
        checks.Match(conversation, snapshot, programs, others);
    }
}
