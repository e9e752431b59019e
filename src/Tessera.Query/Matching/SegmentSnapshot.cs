using System.Runtime.InteropServices;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching.Segments;

namespace Tessera.Query.Matching;

/// <summary>
/// The segments of a workspace at one moment, ready to be matched. Immutable: all answers of one snapshot are about the same segments,
/// however the index changes meanwhile. Any number of threads may use it. It keeps its memory as long as it is held.
/// </summary>
/// <remarks>
/// Each segment has a slot, a number from 0 to <see cref="Slots"/>, for bulk use: another one in another snapshot, in no order that means
/// anything, and with gaps between.
/// </remarks>
public sealed class SegmentSnapshot
{
    readonly Vocabulary vocabulary;
    readonly int vocabularyVersion;
    readonly int[] firstSlots;
    readonly Question[] recentQuestions; // of the recent segments, side by side: most are done with after one

    internal SegmentSnapshot(Vocabulary vocabulary, IndexedRun[] runs, RecentSegment[] recent)
    {
        (this.vocabulary, vocabularyVersion, Runs, Recent) = (vocabulary, vocabulary.Version, runs, recent);
        firstSlots = new int[runs.Length + 1];
        recentQuestions = Array.ConvertAll(recent, each => each.Question);
        Count = recent.Length;
        for (var i = 0; i < runs.Length; i++)
        {
            firstSlots[i + 1] = firstSlots[i] + (runs[i].Run.Slots + 63) / 64 * 64;
            Count += runs[i].Count;
        }
    }

    /// <summary>How many segments there are.</summary>
    public int Count { get; }

    /// <summary>One more than the highest slot.</summary>
    public int Slots => firstSlots[^1] + Recent.Length;

    internal IndexedRun[] Runs { get; }

    internal RecentSegment[] Recent { get; }

    internal Vocabulary Vocabulary => vocabulary;

    /// <summary>The conversation with its values looked up, to be matched more than once.</summary>
    public EncodedConversation Encode(ConversationFacts facts)
    {
        var encoded = new EncodedConversation();
        vocabulary.Encode(facts, encoded);
        return encoded;
    }

    /// <summary>Encodes another conversation in the place of one that is done with: nothing is allocated.</summary>
    public void Encode(ConversationFacts facts, EncodedConversation into) => vocabulary.Encode(facts, into);

    /// <summary>The ids of all segments that the conversation matches, in ordinal order.</summary>
    public IReadOnlyList<string> Match(ConversationFacts facts)
    {
        var scratch = MatchScratch.OfThread;
        vocabulary.Encode(facts, scratch.Encoded);
        var ids = Match(scratch.Encoded);
        scratch.Encoded.Reset();
        return ids;
    }

    /// <inheritdoc cref="Match(ConversationFacts)"/>
    public IReadOnlyList<string> Match(EncodedConversation conversation)
    {
        var slots = MatchScratch.OfThread.Slots(Count);
        return Ids(slots[..MatchSlots(conversation, slots)]);
    }

    /// <summary>
    /// The ids of the segments in a bitmap as <see cref="MatchBits(EncodedConversation, Span{ulong})"/> writes it, or in a part of one, in
    /// ordinal order.
    /// </summary>
    public IReadOnlyList<string> Ids(ReadOnlySpan<ulong> bits)
    {
        var slots = MatchScratch.OfThread.Slots(Count);
        return Ids(slots[..BitWalk.Write(bits[..((Slots + 63) / 64)], 0, slots)]);
    }

    /// <summary>Writes the slots of all segments that the conversation matches, in no order, and answers how many there are.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="slots">Takes them; it must have room for <see cref="Count"/> slots.</param>
    public int MatchSlots(EncodedConversation conversation, Span<int> slots)
    {
        if (slots.Length < Count)
            throw new ArgumentException($"There must be room for {Count} slots.", nameof(slots));
        Ready(conversation);
        var scratch = MatchScratch.OfThread;
        var count = 0;
        for (var i = 0; i < Runs.Length; i++)
        {
            var (run, dead) = (Runs[i].Run, Runs[i].Dead);
            var bits = scratch.Bits(run.PlaneSlots);
            scratch.Others.Clear();
            run.Match(conversation, this, bits, scratch.Others);
            dead.ClearIn(bits);
            count += BitWalk.Write(bits, firstSlots[i], slots[count..]);
            foreach (var slot in scratch.Others.Slots)
                if (!dead.Contains(slot))
                    slots[count++] = firstSlots[i] + slot;
        }
        for (var i = 0; i < recentQuestions.Length; i++)
            if (recentQuestions[i].MayHold(conversation) && Recent[i].Program.Holds(0, conversation, this))
                slots[count++] = firstSlots[^1] + i;
        return count;
    }

    /// <summary>Writes a bitmap of the slots of all segments that the conversation matches.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="bits">Takes the bitmap, slot 0 at the lowest bit of the first word; it must have <see cref="Slots"/> bits.</param>
    public void MatchBits(EncodedConversation conversation, Span<ulong> bits)
    {
        if (bits.Length * 64L < Slots)
            throw new ArgumentException($"There must be room for {Slots} bits.", nameof(bits));
        for (var i = 0; i < Runs.Length; i++)
            bits[(firstSlots[i] / 64 + WordsOfPlanes(i))..(firstSlots[i + 1] / 64)].Clear();
        bits[(firstSlots[^1] / 64)..].Clear();
        SetBits(conversation, bits, MatchScratch.OfThread.Written);
    }

    /// <summary>Writes a bitmap of the slots of all segments that the conversation matches, in place of the last one.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="bits">Takes the bitmap.</param>
    public void MatchBits(EncodedConversation conversation, SegmentBits bits) =>
        SetBits(conversation, bits.Begin(this, (Slots + 63) / 64), bits.Written);

    /// <summary>Sets bits in a bitmap that is clear but for the slots of planes.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="bits">The bitmap.</param>
    /// <param name="written">Takes the words written to, but for those of planes.</param>
    void SetBits(EncodedConversation conversation, Span<ulong> bits, SlotList written)
    {
        Ready(conversation);
        written.Clear();
        var others = MatchScratch.OfThread.Others;
        for (var i = 0; i < Runs.Length; i++)
        {
            var (run, dead, first) = (Runs[i].Run, Runs[i].Dead, firstSlots[i] / 64);
            var ofPlanes = bits.Slice(first, WordsOfPlanes(i));
            others.Clear();
            run.Match(conversation, this, ofPlanes, others);
            dead.ClearIn(ofPlanes);
            foreach (var slot in others.Slots)
                if (!dead.Contains(slot))
                    Set(bits, first + slot / 64, slot, written);
        }
        for (var i = 0; i < recentQuestions.Length; i++)
            if (recentQuestions[i].MayHold(conversation) && Recent[i].Program.Holds(0, conversation, this))
                Set(bits, (firstSlots[^1] + i) / 64, i, written);
    }

    static void Set(Span<ulong> bits, int word, int bit, SlotList written)
    {
        bits[word] |= 1UL << bit;
        written.Add(word);
    }

    int WordsOfPlanes(int run) => (Runs[run].Run.PlaneSlots + 63) / 64;

    /// <summary>The id of the segment at a slot; <see langword="null"/> where there is none, which no match gives.</summary>
    public string? IdOf(int slot)
    {
        if (slot >= firstSlots[^1])
            return Recent[slot - firstSlots[^1]].Segment.Id;
        var i = 0;
        while (slot >= firstSlots[i + 1])
            i++;
        var inRun = slot - firstSlots[i];
        return inRun < Runs[i].Run.Slots && !Runs[i].Dead.Contains(inRun) ? Runs[i].Run.IdOf(inRun) : null;
    }

    /// <summary>The query of a segment; <see langword="null"/> when there is no such segment. It takes a microsecond or two.</summary>
    public SegmentQuery? Resolve(string segmentId)
    {
        foreach (var recent in Recent)
            if (string.Equals(recent.Segment.Id, segmentId, StringComparison.Ordinal))
                return recent.Segment.Query;
        for (var i = Runs.Length - 1; i >= 0; i--)
            if (Runs[i].SlotOf(segmentId) is var slot and >= 0)
                return Runs[i].Run.QueryOf(slot);
        return null;
    }

    /// <summary>All segments, in no order.</summary>
    internal IEnumerable<Segment> Segments() => Runs.SelectMany(run => run.Segments()).Concat(Recent.Select(recent => recent.Segment));

    void Ready(EncodedConversation conversation)
    {
        if (!conversation.Serves(vocabulary, vocabularyVersion))
            vocabulary.Encode(conversation.Facts, conversation);
    }

    List<string> Ids(Span<int> slots)
    {
        var ids = new List<string>(slots.Length);
        for (var i = 0; i < Runs.Length; i++)
        {
            // A snapshot answers run by run, so the slots of a run stand together.
            var length = 0;
            for (; length < slots.Length && slots[length] < firstSlots[i + 1]; length++)
                slots[length] = Runs[i].Run.RankOf(slots[length] - firstSlots[i]);
            RankOrder.Sort(slots[..length], Runs[i].Run.Count);
            var before = ids.Count;
            foreach (var rank in slots[..length])
                ids.Add(Runs[i].Run.IdOfRank(rank));
            Merge(ids, before);
            slots = slots[length..];
        }
        var sorted = ids.Count;
        foreach (var slot in slots)
            ids.Add(IdOf(slot)!);
        CollectionsMarshal.AsSpan(ids)[sorted..].Sort(string.CompareOrdinal);
        Merge(ids, sorted);
        return ids;
    }

    /// <summary>Makes one sorted list of two that stand behind each other.</summary>
    static void Merge(List<string> ids, int middle)
    {
        if (middle == 0 || middle == ids.Count || string.CompareOrdinal(ids[middle - 1], ids[middle]) < 0)
            return;
        var first = ids.GetRange(0, middle);
        var (i, j) = (0, middle);
        for (var next = 0; i < first.Count; next++)
            ids[next] = j == ids.Count || string.CompareOrdinal(first[i], ids[j]) < 0 ? first[i++] : ids[j++];
    }
}
