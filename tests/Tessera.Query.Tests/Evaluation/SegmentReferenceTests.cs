using System.Globalization;
using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;

namespace Tessera.Query.Tests.Evaluation;

public sealed class SegmentReferenceTests
{
    static readonly ConversationFacts facts = new ConversationFacts.Builder("C1").Build();

    [Fact]
    public void SEGMENT_is_what_the_other_segment_is()
    {
        var segments = Resolver(("yes", "TRUE"), ("no", "FALSE"), ("both", "SEGMENT('yes') AND SEGMENT('no')"));
        Assert.True(Matches("SEGMENT('yes')", segments));
        Assert.False(Matches("SEGMENT('no')", segments));
        Assert.False(Matches("SEGMENT('both')", segments));
        Assert.True(Matches("NOT SEGMENT('both') AND SEGMENT('yes')", segments));
    }

    [Fact]
    public void SEGMENT_of_an_unknown_segment_is_false()
    {
        Assert.False(Matches("SEGMENT('none')", _ => null));
        Assert.True(Matches("NOT SEGMENT('none')", _ => null));
        Assert.False(Matches("SEGMENT('YES')", Resolver(("yes", "TRUE"))));
    }

    [Fact]
    public void A_SEGMENT_met_again_within_itself_is_false()
    {
        var segments = Resolver(("a", "SEGMENT('b')"), ("b", "SEGMENT('a') OR lob_id IS NOT SET"), ("self", "NOT SEGMENT('self')"));
        Assert.True(Matches("SEGMENT('a')", segments));
        Assert.True(Matches("SEGMENT('self')", segments));
        Assert.False(Matches("SEGMENT('c')", Resolver(("c", "SEGMENT('d')"), ("d", "SEGMENT('c')"))));
    }

    [Fact]
    public void Long_chains_and_shapes_with_many_paths_are_no_danger()
    {
        const int count = 50_000;
        string Id(int i) => i.ToString(CultureInfo.InvariantCulture);
        var asked = 0;
        SegmentQuery? Resolve(string id)
        {
            asked++;
            var i = int.Parse(id, CultureInfo.InvariantCulture);
            // Each refers to the next two, so there are more paths than could ever be walked.
            var (next, afterNext) = (Id(i + 1), Id(Math.Min(i + 2, count)));
            var text = i == count ? "TRUE" : $"NOT SEGMENT('{next}') OR NOT SEGMENT('{afterNext}') OR (SEGMENT('{next}'))";
            return SegmentQuery.TryCompile(text, out _);
        }

        Assert.True(Matches("SEGMENT('0')", Resolve));
        Assert.Equal(count + 1, asked);

        var query = SegmentQuery.TryCompile("SEGMENT('0')", out _)!;
        Assert.True(Explainer.Explain(query, facts, Resolve).Truth);
        Assert.Empty(Explainer.NearMisses(query, facts, Resolve));
        Assert.Null(ReferenceGraph.FindCycle("new", query.References, id => Resolve(id)!.References));
        _ = Linter.Lint(query, observed: null, Resolve);
    }

    [Theory]
    [InlineData("a", "SEGMENT('a')", "a → a")]
    [InlineData("a", "SEGMENT('b')", "a → b → c → a")]
    [InlineData("a", "SEGMENT('b') OR SEGMENT('c')", "a → c → a")]
    [InlineData("b", "SEGMENT('a') AND SEGMENT('c')", null)]
    [InlineData("d", "SEGMENT('a') AND SEGMENT('b')", "d → b → d")]
    [InlineData("d", "SEGMENT('a') AND SEGMENT('none')", null)]
    [InlineData("a", "TRUE", null)]
    public void A_circle_is_found_with_its_shortest_path(string id, string text, string? path)
    {
        var segments = Resolver(("a", "TRUE"), ("b", "SEGMENT('c') AND SEGMENT('d')"), ("c", "SEGMENT('a')"), ("d", "lob_id = 'x'"));
        var cycle = ReferenceGraph.FindCycle(id, SegmentQuery.TryCompile(text, out _)!.References, id => segments(id)?.References ?? []);
        Assert.Equal(path, cycle is { } ids ? string.Join(" → ", ids) : null);
    }

    [Fact]
    public void A_circle_through_thousands_of_segments_is_found()
    {
        SegmentQuery? Resolve(string id) =>
            SegmentQuery.TryCompile($"SEGMENT('{(int.Parse(id, CultureInfo.InvariantCulture) + 1) % 20_000}')", out _);
        Assert.Equal(20_001, ReferenceGraph.FindCycle("0", ["1"], id => Resolve(id)!.References)?.Length);
    }

    static bool Matches(string text, SegmentResolver segments) => Evaluator.Matches(SegmentQuery.TryCompile(text, out _)!, facts, segments);

    static SegmentResolver Resolver(params (string Id, string Text)[] segments)
    {
        var queries = segments.ToDictionary(segment => segment.Id, segment => SegmentQuery.TryCompile(segment.Text, out _)!);
        return queries.GetValueOrDefault;
    }
}
