using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Tests.Language;

public sealed class FuzzTests
{
    static readonly string[] scraps =
    [
        "'", "''", "\"", "(", ")", "[", "]", ",", ".", "=", "!=", "<>", "<", ">=", "--", "-", "+", "\\", "%", "_", " ", "\n", "\0",
        "\uD800", "\uDC00", "😀", "‘", "“", "\u202E", "\uFEFF", "ſ", "5", "1e5", "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "SET",
        "NULL", "TRUE", "SEGMENT", "attributes", "attributes.", "lob_id", "platform", "started_at", "&&", ";", "/*",
    ];

    [Fact]
    public void Mutated_and_truncated_queries_are_answered()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var generator = new Generator(seed) { SegmentIds = ["a"] };
            var text = generator.Restyle(generator.Tree(depth: 3));
            for (var mutations = generator.Next(4); mutations >= 0; mutations--)
                text = Mutate(text, generator);
            AssertAnswered(text);
        }
    }

    [Fact]
    public void Heaps_of_scraps_are_answered()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var generator = new Generator(seed);
            var heap = Enumerable.Range(0, generator.Next(30)).Select(_ => generator.Pick(scraps));
            AssertAnswered(string.Join(generator.Chance(0.5) ? " " : "", heap));
        }
    }

    [Theory]
    [InlineData("(")]
    [InlineData("NOT ")]
    [InlineData("lob_id = 'a' AND (")]
    [InlineData("lob_id NOT ")]
    [InlineData("attributes['")]
    [InlineData("'")]
    [InlineData("-")]
    [InlineData("9")]
    [InlineData("x")]
    [InlineData("SEGMENT(")]
    [InlineData("lob_id IN [")]
    [InlineData("\uD83D\uDE00")]
    [InlineData("\uD83D")]
    [InlineData("\0")]
    [InlineData("\n")]
    public void Ten_megabytes_and_a_full_8_KiB_of_the_same_are_answered(string scrap)
    {
        AssertAnswered(string.Concat(Enumerable.Repeat(scrap, 10_000_000 / scrap.Length)));
        AssertAnswered(string.Concat(Enumerable.Repeat(scrap, QueryLimits.MaxBytes / System.Text.Encoding.UTF8.GetByteCount(scrap))));
    }

    [Fact]
    public void The_largest_queries_are_explained_and_linted()
    {
        var facts = new Generator(1).Facts();
        foreach (var query in LargeQueries())
        {
            var compiled = SegmentQuery.TryCompile(query, out var error);
            Assert.True(compiled is not null, error?.Message);
            Assert.Equal(Evaluator.Matches(compiled, facts, _ => null), Explainer.Explain(compiled, facts, _ => null).Truth);
            _ = Explainer.NearMisses(compiled, facts, _ => null);
            _ = Linter.Lint(compiled, _ => ["a", "b"], _ => null);
        }
    }

    static IEnumerable<string> LargeQueries()
    {
        yield return $"lob_id IN [{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"'{i}'"))}]";
        yield return Full(" OR ", i => $"attributes.x={i} AND lob_id<'{i}'");
        yield return Full(" AND ", i => $"company_segment='{i}'");
        yield return Full(" AND ", i => $"lob_id LIKE '%{i}%'");
        yield return Full(" AND ", i => $"attributes.x{i}='a'");
        yield return Full(" OR ", i => $"lob_id IS NULL AND SEGMENT('{i}')");
        yield return string.Concat(Enumerable.Repeat("NOT (lob_id = 'a' OR TRUE AND ", 32)) + "TRUE" + new string(')', 32);
    }

    /// <summary>As many clauses as fit.</summary>
    static string Full(string separator, Func<int, string> clause)
    {
        var text = clause(0);
        for (var i = 1; text.Length + separator.Length + clause(i).Length <= QueryLimits.MaxBytes; i++)
            text += separator + clause(i);
        return text;
    }

    static string Mutate(string text, Generator generator)
    {
        var at = generator.Next(text.Length + 1);
        return generator.Next(5) switch
        {
            0 => text[..at],
            1 => text[at..],
            2 => text.Insert(at, generator.Pick(scraps)),
            3 when at < text.Length => text.Remove(at, Math.Min(1 + generator.Next(3), text.Length - at)),
            _ => text.Insert(at, text[..generator.Next(at + 1)]),
        };
    }

    static void AssertAnswered(string text)
    {
        var query = SegmentQuery.TryCompile(text, out var error);
        Assert.True(query is null != error is null);
        if (query is not null)
        {
            Assert.Equal(query.Root, Parser.Parse(query.Canonical).Root);
            return;
        }
        Assert.InRange(error!.Offset, 0, text.Length);
        Assert.InRange(error.Length, 0, text.Length - error.Offset);
        Assert.InRange(error.Line, 1, text.Length + 1);
        Assert.InRange(error.Column, 1, text.Length + 1);
        Assert.InRange(error.Message.Length, 20, 10_000);
    }
}
