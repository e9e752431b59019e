using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Tests;

/// <summary>What must be so for every query and every conversation, tried on many random ones.</summary>
public sealed class LawTests
{
    const int Rounds = 400;

    static readonly IReadOnlyDictionary<string, SegmentQuery> segments = Generator.Segments(seed: 7, count: 12);

    public static SegmentQuery? Segment(string id) => segments.GetValueOrDefault(id);

    static Generator NewGenerator(int seed) => new(seed) { SegmentIds = [.. segments.Keys, "no such segment"] };

    static SegmentQuery Compile(string text) =>
        SegmentQuery.TryCompile(text, out var error) ?? throw new InvalidOperationException($"{error!.Message} in {text}");

    [Fact]
    public void Reading_what_was_printed_gives_the_same_tree()
    {
        for (var seed = 0; seed < Rounds * 10; seed++)
        {
            var tree = NewGenerator(seed).Tree(depth: 4);
            var read = Parser.Parse(tree.ToString());
            Assert.True(tree.Equals(read.Root), $"seed {seed}: {tree}");
            Assert.Equal(tree.GetHashCode(), read.Root!.GetHashCode());
        }
    }

    [Fact]
    public void However_a_query_is_written_it_reads_as_the_same_tree()
    {
        for (var seed = 0; seed < Rounds * 10; seed++)
        {
            var generator = NewGenerator(seed);
            var tree = generator.Tree(depth: 4);
            var text = generator.Restyle(tree);
            var query = Compile(text);
            Assert.True(tree.Equals(query.Root), $"seed {seed}: {text}");
            Assert.Equal(tree.ToString(), query.Canonical);
            Assert.Same(text, query.Text);
        }
    }

    [Fact]
    public void Trees_are_equal_when_they_print_the_same()
    {
        for (var seed = 0; seed < Rounds * 10; seed++)
        {
            var generator = new Generator(seed) { Only = FieldReference.To(FieldCatalog.Platform), SegmentIds = ["a", "b"] };
            var (left, right) = (generator.Tree(depth: 1), generator.Tree(depth: 1));
            Assert.Equal(string.Equals(left.ToString(), right.ToString(), StringComparison.Ordinal), left.Equals(right));
            if (left is And { Operands: var operands })
                Assert.NotEqual(left, new And(operands.Add(right)));
            if (left is Or { Operands: var alternatives })
                Assert.NotEqual(left, new Or([.. alternatives.SkipLast(1)]));
        }
    }

    [Fact]
    public void A_query_and_its_NOT_together_match_every_conversation_once() =>
        ForEveryPair((query, facts, note) =>
            Assert.True(Matches(query, facts) != Matches(Compile($"NOT ({query.Canonical})"), facts), note));

    [Fact]
    public void NOT_of_AND_is_OR_of_NOTs()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var generator = NewGenerator(seed);
            var (a, b) = (generator.Query(depth: 2).Canonical, generator.Query(depth: 2).Canonical);
            var (notAnd, orNots) = (Compile($"NOT (({a}) AND ({b}))"), Compile($"NOT ({a}) OR NOT ({b})"));
            var (notOr, andNots) = (Compile($"NOT (({a}) OR ({b}))"), Compile($"NOT ({a}) AND NOT ({b})"));
            for (var i = 0; i < 10; i++)
            {
                var facts = generator.Facts();
                Assert.Equal(Matches(notAnd, facts), Matches(orNots, facts));
                Assert.Equal(Matches(notOr, facts), Matches(andNots, facts));
            }
        }
    }

    [Fact]
    public void IN_is_OR_of_equalities()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var generator = NewGenerator(seed);
            var field = generator.Field();
            var literals = Enumerable.Range(0, 4).Select(_ => generator.Literal(field)).ToList();
            var list = Compile($"{field} IN [{string.Join(", ", literals)}]");
            var equalities = Compile(string.Join(" OR ", literals.Select(literal => $"{field} = {literal}")));
            for (var i = 0; i < 10; i++)
            {
                var facts = generator.Facts();
                Assert.Equal(Matches(list, facts), Matches(equalities, facts));
            }
        }
    }

    [Fact]
    public void About_one_value_BETWEEN_is_at_least_and_at_most()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var generator = NewGenerator(seed);
            if (generator.Predicate() is not Between { Field: var field, Low: var low, High: var high } between
                || field.Type == FieldType.TextList)
                continue;
            var both = Compile($"{field} >= {low} AND {field} <= {high}");
            for (var i = 0; i < 10; i++)
            {
                var facts = generator.Facts();
                Assert.Equal(Evaluator.Holds(between, facts), Matches(both, facts));
            }
        }
    }

    [Theory]
    [InlineData("lob_id != 'bank'", "NOT lob_id = 'bank'")]
    [InlineData("lob_id <> 'bank'", "NOT lob_id = 'bank'")]
    [InlineData("company_segment != 'bank'", "NOT company_segment = 'bank'")]
    [InlineData("lob_id NOT IN ['bank', 'hotel']", "NOT lob_id IN ['bank', 'hotel']")]
    [InlineData("lob_id NOT LIKE 'b%'", "NOT lob_id LIKE 'b%'")]
    [InlineData("attributes.turns NOT BETWEEN 1 AND 5", "NOT attributes.turns BETWEEN 1 AND 5")]
    [InlineData("lob_id IS NOT SET", "NOT lob_id IS SET")]
    [InlineData("lob_id IS NULL", "NOT lob_id IS SET")]
    [InlineData("lob_id IS NOT NULL", "lob_id IS SET")]
    public void A_negative_form_is_NOT_of_the_positive_one(string negative, string denied) =>
        Assert.Equal(Compile(denied).Root, Compile(negative).Root);

    [Fact]
    public void Every_clause_is_explained_with_the_truth_it_has() =>
        ForEveryPair((query, facts, note) => AssertTruths(Explainer.Explain(query, facts, Segment), facts, note));

    [Fact]
    public void A_near_miss_is_a_clause_that_alone_keeps_the_query_from_matching() => ForEveryPair((query, facts, note) =>
    {
        var leaves = query.Root.SelfAndWithin().Where(part => part is Predicate or SegmentReference).Distinct().ToList();
        var decisive = leaves.Where(leaf => HoldsWithout(query.Root, leaf, facts));
        var expected = Matches(query, facts) ? [] : decisive.Select(leaf => leaf.ToString());
        var nearMisses = Explainer.NearMisses(query, facts, Segment);
        Assert.Equal(expected, nearMisses.Select(clause => Positive(Compile(clause.Clause).Root).ToString()));
        Assert.All(nearMisses, clause => Assert.Equal(Matches(Compile(clause.Clause), facts), clause.Truth));
        _ = note;
    });

    static bool HoldsWithout(Expression expression, Expression flipped, ConversationFacts facts) => expression switch
    {
        And => expression.Parts.All(part => HoldsWithout(part, flipped, facts)),
        Or => expression.Parts.Any(part => HoldsWithout(part, flipped, facts)),
        Not { Operand: var operand } => !HoldsWithout(operand, flipped, facts),
        _ => Matches(Compile(expression.ToString()), facts) != expression.Equals(flipped),
    };

    static Expression Positive(Expression clause) => clause is Not { Operand: var operand } ? operand : clause;

    static void AssertTruths(Explanation explanation, ConversationFacts facts, string note)
    {
        Assert.True(Matches(Compile(explanation.Clause), facts) == explanation.Truth, $"{note}: {explanation.Clause}");
        Assert.EndsWith(".", explanation.Why, StringComparison.Ordinal);
        foreach (var child in explanation.Children)
            AssertTruths(child, facts, note);
    }

    static bool Matches(SegmentQuery query, ConversationFacts facts) => Evaluator.Matches(query, facts, Segment);

    static void ForEveryPair(Action<SegmentQuery, ConversationFacts, string> check)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var generator = NewGenerator(seed);
            var query = generator.Query();
            for (var i = 0; i < 10; i++)
                check(query, generator.Facts(), $"seed {seed}, {i}: {query.Text}");
        }
    }
}
