using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Query.Tests.Matching;

/// <summary>
/// Every query of a few thousand asked of every conversation of a few hundred: by both indexes, loaded at once and after any changes, and
/// by the evaluator. It counts what it has compared, so that it can't come to compare little, or only what never matches.
/// </summary>
public sealed class MillionPairsTests
{
    const int Queries = 2_000, Conversations = 300, LeastPairs = 2_000_000;

    readonly Chance chance = new(20_261_120);
    readonly SortedDictionary<string, SegmentQuery> segments = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, ConversationFacts> conversations = new(StringComparer.Ordinal);
    readonly SegmentIndex segmentIndex = new();
    readonly ConversationIndex conversationIndex = new();
    readonly List<ConversationFacts> sample;
    long pairs, matches, asked, balanced;

    public MillionPairsTests() => sample = [.. Enumerable.Range(0, 20).Select(_ => chance.Facts())];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_two_million_pairs_both_indexes_say_what_the_evaluator_says()
    {
        SetSegments(Queries);
        SetConversations(Conversations);
        Compare("loaded");

        SetSegments(Queries / 4);
        SetConversations(Conversations / 4);
        for (var i = 0; i < Queries / 20; i++)
            Remove(Pick(segments.Keys));
        var gone = Enumerable.Range(0, Conversations / 20).Select(_ => Pick(conversations.Keys)).ToHashSet(StringComparer.Ordinal);
        foreach (var id in gone)
            conversations.Remove(id);
        conversationIndex.Remove(gone);
        Compare("changed");

        Assert.True(pairs >= LeastPairs, $"{pairs:N0} pairs");
        Assert.InRange(matches, pairs / 5, pairs * 4 / 5);
        // Of most queries, neither nearly all conversations match nor nearly none.
        Assert.True(balanced > asked / 2, $"{balanced} of {asked} queries");
    }

    void Compare(string stage)
    {
        var expectedOf = segments.Keys.ToDictionary(id => id, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var (conversationId, facts) in conversations)
        {
            List<string> expected = [.. segments.Keys.Where(id => Evaluator.Matches(segments[id], facts, segments.GetValueOrDefault))];
            AssertSame(expected, segmentIndex.Match(facts), id => $"{stage}: conversation {conversationId}, segment {segments[id]}");
            foreach (var id in expected)
                expectedOf[id].Add(conversationId);
            pairs += segments.Count;
            matches += expected.Count;
        }
        foreach (var (id, expected) in expectedOf)
        {
            var found = conversationIndex.After(segments[id], segments.GetValueOrDefault, after: null, conversations.Count, Token);
            AssertSame(
                expected, [.. found.Select(facts => facts.ConversationId)], conversation => $"{stage}: {segments[id]} of {conversation}");
            pairs += conversations.Count;
            matches += expected.Count;
            asked++;
            balanced += expected.Count >= conversations.Count / 10 && expected.Count <= conversations.Count * 9 / 10 ? 1 : 0;
        }
    }

    static void AssertSame(List<string> expected, IReadOnlyList<string> found, Func<string, string> tell)
    {
        if (!expected.SequenceEqual(found, StringComparer.Ordinal))
            Assert.Fail(string.Join('\n', expected.Except(found).Concat(found.Except(expected)).Take(3).Select(tell)));
    }

    /// <summary>Sets segments of any depth, new ones and others in the place of old ones; they refer to those there are.</summary>
    void SetSegments(int count)
    {
        var changed = new List<KeyValuePair<string, SegmentQuery>>();
        for (var i = 0; i < count; i++)
        {
            var known = changed.Skip(Math.Max(0, i - 10)).Select(segment => segment.Key).ToList();
            changed.Add(KeyValuePair.Create($"S{segments.Count * 3 / 4 + i:00000}", Query(known, depth: 1 + i % 4)));
        }
        foreach (var (id, query) in changed)
            segments[id] = query;
        segmentIndex.SetMany(changed);
    }

    /// <summary>A query that some of twenty conversations match and some don't, if one is found among a few.</summary>
    SegmentQuery Query(IReadOnlyList<string> known, int depth)
    {
        var query = chance.Query(known, depth);
        for (var tries = 0;
            tries < 6 && sample.Count(facts => Evaluator.Matches(query, facts, segments.GetValueOrDefault)) is < 3 or > 17;
            tries++)
            query = chance.Query(known, depth);
        return query;
    }

    void SetConversations(int count)
    {
        var changed = new List<ConversationFacts>();
        for (var i = 0; i < count; i++)
            changed.Add(chance.Facts($"C{conversations.Count * 3 / 4 + i:00000}"));
        foreach (var facts in changed)
            conversations[facts.ConversationId] = facts;
        conversationIndex.Apply(changed);
    }

    void Remove(string id)
    {
        segments.Remove(id);
        segmentIndex.Remove(id);
    }

    string Pick(IReadOnlyCollection<string> ids) => ids.ElementAt(chance.Next(ids.Count));
}
