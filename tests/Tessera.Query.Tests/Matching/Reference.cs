using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Query.Tests.Matching;

/// <summary>Segments beside an index that must say of them what the evaluator says.</summary>
sealed class Reference
{
    readonly SegmentBits kept = new(); // filled again and again, by one snapshot and another
    readonly SortedDictionary<string, SegmentQuery> segments = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SegmentQuery> Segments => segments;

    public SegmentIndex Index { get; } = new();

    public void Set(string id, SegmentQuery query)
    {
        segments[id] = query;
        Index.Set(id, query);
    }

    public void SetMany(IReadOnlyCollection<KeyValuePair<string, SegmentQuery>> changed)
    {
        foreach (var (id, query) in changed)
            segments[id] = query;
        Index.SetMany(changed);
    }

    public void Remove(string id) => Assert.Equal(segments.Remove(id), Index.Remove(id));

    public List<string> Matches(ConversationFacts facts) =>
        [.. segments.Where(segment => Evaluator.Matches(segment.Value, facts, segments.GetValueOrDefault)).Select(segment => segment.Key)];

    /// <summary>Asserts that the index finds what the evaluator finds, in each of its forms, and answers how many there were.</summary>
    public int Check(ConversationFacts facts, string note)
    {
        var expected = Matches(facts);
        var snapshot = Index.Snapshot;
        Assert.Equal(segments.Count, snapshot.Count);
        AssertSame(expected, Index.Match(facts), facts, note);

        var encoded = snapshot.Encode(facts);
        var slots = new int[snapshot.Count];
        var count = snapshot.MatchSlots(encoded, slots);
        var ofSlots = slots.Take(count).Select(slot => snapshot.IdOf(slot)!).Order(StringComparer.Ordinal).ToList();
        AssertSame(expected, ofSlots, facts, $"{note}, slots");

        var bits = new ulong[(snapshot.Slots + 63) / 64];
        Array.Fill(bits, ulong.MaxValue);
        snapshot.MatchBits(encoded, bits);
        var ofBits = Enumerable.Range(0, bits.Length * 64).Where(slot => (bits[slot / 64] & (1UL << slot)) != 0);
        Assert.Equal(slots.Take(count).Order(), ofBits);

        snapshot.MatchBits(encoded, kept);
        Assert.Equal(bits, kept.Words);
        return expected.Count;
    }

    void AssertSame(List<string> expected, IReadOnlyList<string> found, ConversationFacts facts, string note)
    {
        if (expected.SequenceEqual(found))
            return;
        var wrong = expected.Except(found).Concat(found.Except(expected)).Select(id => $"{id}: {segments.GetValueOrDefault(id)}").Take(3);
        Assert.Fail($"{note}: {expected.Count} expected, {found.Count} found, of {facts.ConversationId}: {string.Join("; ", wrong)}");
    }
}
