using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Tests.Analysis;

/// <summary>A lint about what can match is never wrong: whatever is said to be impossible never happens.</summary>
public sealed class SatisfiabilityTests
{
    static readonly IReadOnlyDictionary<string, SegmentQuery> segments = Generator.Segments(seed: 11, count: 8);

    [Theory]
    [InlineData("lob_name")]
    [InlineData("platform")]
    [InlineData("company_segment")]
    [InlineData("browser_version")]
    [InlineData("started_at")]
    [InlineData("attributes.turns")]
    [InlineData(null)]
    public void What_is_said_to_be_impossible_never_happens(string? subject)
    {
        var only = subject is null ? null : ((IsSet)SegmentQuery.TryCompile($"{subject} IS SET", out _)!.Root).Field;
        var conversations = Enumerable.Range(0, 150).Select(seed => new Generator(seed).Facts()).ToList();
        var impossible = 0;
        for (var seed = 0; seed < 1_500; seed++)
        {
            var generator = new Generator(seed) { Only = only, SegmentIds = only is null ? [.. segments.Keys] : [] };
            var (first, second) = (generator.Query(depth: 2), generator.Query(depth: 1));
            var satisfiability = new Satisfiability(segments.GetValueOrDefault);
            AssertNever(satisfiability.CanHold(first.Root), facts => Matches(first, facts), first.Text);
            AssertNever(satisfiability.CanHold(new Not(first.Root)), facts => !Matches(first, facts), $"NOT {first.Text}");
            AssertNever(
                satisfiability.CanHold(first.Root, second.Root),
                facts => Matches(first, facts) && Matches(second, facts),
                $"{first.Text} | {second.Text}");
        }
        // About one field there is much that contradicts: were none of it found, this would test nothing.
        Assert.True(only is null || impossible > 20, $"{impossible}");

        void AssertNever(bool canHold, Func<ConversationFacts, bool> happens, string text)
        {
            if (canHold)
                return;
            impossible++;
            Assert.False(conversations.Exists(facts => happens(facts)), text);
        }
    }

    [Fact]
    public void Lints_about_what_can_match_are_right()
    {
        var told = 0;
        for (var seed = 0; seed < 3_000; seed++)
        {
            var only = seed % 2 == 0 ? FieldReference.To(FieldCatalog.EntryType) : null;
            var generator = new Generator(seed) { SegmentIds = [.. segments.Keys], Only = only };
            var query = generator.Query(depth: 2);
            foreach (var lint in Linter.Lint(query, observed: null, segments.GetValueOrDefault))
            {
                if (lint.Kind is not (LintKind.AlwaysTrue or LintKind.AlwaysFalse))
                    continue;
                told++;
                var clause = SegmentQuery.TryCompile(query.Text.Substring(lint.Offset, lint.Length), out var error);
                Assert.True(clause is not null, error?.Message);
                for (var i = 0; i < 50; i++)
                    Assert.Equal(lint.Kind == LintKind.AlwaysTrue, Matches(clause, generator.Facts()));
            }
        }
        Assert.True(told > 100, $"{told}");
    }

    static bool Matches(SegmentQuery query, ConversationFacts facts) => Evaluator.Matches(query, facts, segments.GetValueOrDefault);
}
