using Tessera.Query.Evaluation;
using Tessera.Query.Sql;
using Tessera.Query.Tests;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Sql;

public sealed class SqlWriterTests(Servers servers)
{
    const int Conversations = 250, Queries = 2_000;

    // They refer to one another in circles, to themselves and to one that isn't there.
    static readonly string[] segmentIds = [.. Enumerable.Range(0, 12).Select(i => $"S{i}"), "no such segment"];

    static readonly Dictionary<string, SegmentQuery> segments =
        Enumerable.Range(0, 12).ToDictionary(i => $"S{i}", i => NewGenerator(i).Query(depth: 2));

    static SegmentQuery? Resolve(string id) => segments.GetValueOrDefault(id);

    static Generator NewGenerator(int seed) => new(seed) { SegmentIds = [.. segmentIds] };

    static SegmentQuery Compile(string text) =>
        SegmentQuery.TryCompile(text, out var error) ?? throw new ArgumentException(error!.Message, nameof(text));

    static SqlDialect DialectOf(Backend backend) => backend == Backend.Sqlite ? SqlDialect.Sqlite : SqlDialect.PostgreSql;

    [Theory]
    [OnBothDatabases]
    public void A_condition_finds_what_the_evaluator_matches(Backend backend)
    {
        var stored = StoredConversations.Make(servers, backend, Conversations);
        var (written, matches) = (0, 0);
        for (var seed = 0; seed < Queries; seed++)
        {
            // A third of them single predicates: there a wrong one can't hide behind others.
            var generator = NewGenerator(seed);
            var query = seed % 3 == 0 ? Compile(generator.Predicate().ToString()) : generator.Query(depth: 1 + seed % 3);
            if (SqlWriter.TryWrite(query, DialectOf(backend), Resolve, out var reason) is not { } condition)
            {
                Assert.NotNull(reason);
                continue;
            }
            written++;
            matches += AssertSame(stored, query, condition);
        }
        // The rest orders versions.
        Assert.InRange(written, 1_500, Queries);
        Assert.InRange(matches, written * Conversations / 5, written * Conversations * 4 / 5);
        Assert.Equal(2 * Conversations, stored.Count());
    }

    [Theory]
    [OnBothDatabases]
    public void Values_and_names_are_never_read_as_SQL(Backend backend)
    {
        var stored = StoredConversations.Make(servers, backend, Conversations);
        string[] attacks =
        [
            "' OR 1=1 --", "'; DROP TABLE conversation; --", "\") OR 1=1 --", "@workspace", "@q0", "\\' OR TRUE --", "$.x", "\"",
            "%' ESCAPE '!", "{}", "$1", ":p", "?",
        ];
        foreach (var attack in attacks)
        {
            var quoted = attack.Replace("'", "''", StringComparison.Ordinal);
            string[] texts =
            [
                $"lob_name = '{quoted}'", $"lob_name != '{quoted}'", $"lob_name IN ['{quoted}', 'x']", $"lob_name < '{quoted}'",
                $"lob_name LIKE '%{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}%'", $"attributes['{quoted}'] = '{quoted}'",
                $"metadata['{quoted}'] IS NULL", $"customer['{quoted}'] = '{quoted}'",
                $"agent['{quoted}'] LIKE '%{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'",  $"attributes['{quoted}'] < 5",
                $"company_segment = '{quoted}'", $"platform = '{quoted}'", $"SEGMENT('{quoted}') OR lob_name = 'bank'",
            ];
            foreach (var text in texts)
            {
                var query = Compile(text);
                var condition = SqlWriter.TryWrite(query, DialectOf(backend), Resolve, out _)!;
                if (attack.Contains("--", StringComparison.Ordinal)) Assert.DoesNotContain("--", condition.Where, StringComparison.Ordinal);
                AssertSame(stored, query, condition);
            }
        }
        Assert.Equal(2 * Conversations, stored.Count());
    }

    [Theory]
    [OnBothDatabases]
    public void Whatever_is_written_the_database_can_read(Backend backend)
    {
        var stored = StoredConversations.Make(servers, backend, count: 20);
        string[] predicates = ["lob_name = 'x'", "attributes.turns > 5", "company_segment > 5", "attributes.turns BETWEEN 1 AND 9",
            "customer.turns BETWEEN 1 AND 9"];
        foreach (var predicate in predicates)
        {
            var (deepest, refused) = (0, false);
            // A query nests at most 64 levels: a parenthesis is one, and so is a NOT.
            for (var depth = 1; depth <= 60; depth++)
            {
                string[] texts =
                [
                    Nest("NOT {0}", predicate, depth), Nest("NOT ({0})", predicate, depth / 2),
                    Nest("(lob_id = 'a' AND NOT ({0}))", predicate, depth / 3),
                    Nest("lob_id = 'a' OR lob_id = 'b' AND ({0})", predicate, depth),
                ];
                foreach (var text in texts)
                {
                    var query = Compile(text);
                    if (SqlWriter.TryWrite(query, DialectOf(backend), Resolve, out _) is { } condition)
                        (deepest, _) = (depth, stored.Find(condition));
                    else
                        refused = true;
                }
            }
            Assert.True(deepest >= 10, $"{predicate} at {deepest}");
            Assert.True(backend == Backend.Sqlite || !refused);
        }
        var many = Compile(string.Join(" OR ", Enumerable.Range(0, 500).Select(i => $"lob_id='{i}'")));
        AssertSame(stored, many, SqlWriter.TryWrite(many, DialectOf(backend), Resolve, out _)!);

        static string Nest(string around, string inner, int depth)
        {
            for (var i = 0; i < depth; i++) inner = string.Format(around, inner);
            return inner;
        }
    }

    [Theory]
    [InlineData("browser_version < '14'", "SQL can't order versions, as of `browser_version`.")]
    [InlineData("browser_version BETWEEN '1' AND '2'", "SQL can't order versions, as of `browser_version`.")]
    [InlineData("SEGMENT('eight6')", "It grows too long with the segments it refers to.")]
    [InlineData("SEGMENT('deep')", "It nests too deep for the database, by itself or with the segments it refers to.")]
    public void What_SQL_cannot_say_has_a_reason(string text, string expected)
    {
        var chain = new Dictionary<string, SegmentQuery>(StringComparer.Ordinal)
        {
            ["eight0"] = Compile("lob_id = 'a' OR lob_name = 'b'"),
            ["deep"] = Compile("SEGMENT('deep0')"),
            ["deep999"] = Compile("lob_id = 'a'"),
        };
        for (var i = 1; i <= 6; i++)
            chain.Add($"eight{i}", Compile(string.Join(" OR ", Enumerable.Repeat($"SEGMENT('eight{i - 1}')", 8))));
        for (var i = 0; i < 999; i++) chain.Add($"deep{i}", Compile($"NOT SEGMENT('deep{i + 1}')"));
        foreach (var dialect in Enum.GetValues<SqlDialect>())
        {
            Assert.Null(SqlWriter.TryWrite(Compile(text), dialect, chain.GetValueOrDefault, out var reason));
            Assert.Equal(expected, reason);
        }
    }

    /// <summary>Asserts that the database finds what the evaluator finds, and answers how many there were.</summary>
    static int AssertSame(StoredConversations stored, SegmentQuery query, SqlCondition condition)
    {
        var expected = stored.Facts.Where(facts => Evaluator.Matches(query, facts, Resolve)).Select(facts => facts.ConversationId).ToList();
        List<string> found;
        try
        {
            found = stored.Find(condition);
        }
        catch (System.Data.Common.DbException exception)
        {
            throw new InvalidOperationException($"{query.Canonical}\n{condition.Where}", exception);
        }
        var (missing, tooMany) = (string.Join(' ', expected.Except(found)), string.Join(' ', found.Except(expected)));
        Assert.True(expected.SequenceEqual(found), $"{query.Canonical}\nmissing {missing}, too many {tooMany}\n{condition.Where}");
        return expected.Count;
    }
}
