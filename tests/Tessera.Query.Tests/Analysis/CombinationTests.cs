using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;

namespace Tessera.Query.Tests.Analysis;

/// <summary>Combined queries mean what the two logics say, tried on random queries and conversations.</summary>
public sealed class CombinationTests
{
    const int Rounds = 3000;

    [Fact]
    public void Both_matches_what_both_match() =>
        ForEveryPair((a, b, facts) => Assert.Equal(Matches(a, facts) && Matches(b, facts), Matches(Combinations.Both(a, b), facts)));

    [Fact]
    public void Without_matches_what_only_the_first_matches() =>
        ForEveryPair((a, b, facts) => Assert.Equal(Matches(a, facts) && !Matches(b, facts), Matches(Combinations.Without(a, b), facts)));

    [Fact]
    public void None_of_matches_what_neither_matches() =>
        ForEveryPair((a, b, facts) => Assert.Equal(!Matches(a, facts) && !Matches(b, facts), Matches(Combinations.NoneOf([a, b]), facts)));

    [Fact]
    public void None_of_no_query_matches_everything() =>
        Assert.True(Matches(Combinations.NoneOf([]), new ConversationFacts.Builder("c").Build()));

    [Fact]
    public void Near_misses_by_clause_are_the_near_misses_of_each_conversation() => ForEveryPair((query, _, facts) =>
    {
        var byConversation = Explainer.NearMisses(query, facts, LawTests.Segment).Select(miss => miss.Clause);
        var byClause = Combinations.NearMisses(query).Where(near => Matches(near.Misses, facts)).Select(near => near.Clause.ToString());
        Assert.Equal(byConversation, byClause);
    });

    [Fact]
    public void A_combined_query_prints_as_one_that_reads_as_the_same_tree() => ForEveryPair((a, b, facts) =>
    {
        var combined = Combinations.Without(a, b);
        Assert.Equal(combined.Root, SegmentQuery.TryCompile(combined.Text, out var _)!.Root);
    });

    static bool Matches(SegmentQuery query, ConversationFacts facts) => Evaluator.Matches(query, facts, LawTests.Segment);

    static void ForEveryPair(Action<SegmentQuery, SegmentQuery, ConversationFacts> check)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var generator = new Generator(seed) { SegmentIds = ["S1", "S2", "no such segment"] };
            check(generator.Query(), generator.Query(), generator.Facts());
        }
    }
}
