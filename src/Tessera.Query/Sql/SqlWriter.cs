using Tessera.Query.Evaluation;
using Tessera.Query.Language;
using Tessera.Query.Matching.Conversations;

namespace Tessera.Query.Sql;

/// <summary>
/// Writes a query as a condition that finds in the table <c>conversation</c> the rows the <see cref="Evaluator"/> says the query matches.
/// </summary>
/// <remarks>
/// <para>
/// Every value is a parameter, every name is a column of the schema. SQL's third truth value never comes up, so a NOT means what it says.
/// </para>
/// <para>
/// What SQL can't say exactly isn't said: versions in order. Then there is no condition but a reason, and the caller asks the evaluator
/// row by row. Values are taken to be as ingestion leaves them: those of an enum in ASCII, and none with U+0000.
/// </para>
/// </remarks>
public sealed class SqlWriter
{
    // SQLite reads SQL with a stack of 100 entries, refuses trees deeper than 1,000 and more than 32,766 parameters; PostgreSQL
    // refuses more than 65,535. The text is bounded so that no database has to read a gigabyte of segments.
    const int MostStack = 84, MostDepth = 800, MostParameters = 30_000, MostCharacters = 1_000_000;

    // So many operands stand in a row: a row takes no more of the stack for being long, but nests as deep as it is long.
    const int Row = 100;

    const string True = "(1 = 1)", False = "(1 = 0)";

    readonly bool isSqlite;
    readonly SqlPredicates predicates;
    readonly SqlParameters parameters = new();
    string? reason;

    SqlWriter(SqlDialect dialect) => (isSqlite, predicates) = (dialect == SqlDialect.Sqlite, new SqlPredicates(dialect, parameters));

    /// <summary>The condition of a query with all the segments it refers to, or null and a reason why SQL can't say it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="dialect">Whose SQL is written.</param>
    /// <param name="segments">Finds the segments it refers to; each is written where it is referred to.</param>
    /// <param name="reason">Why there is no condition, as a sentence for people.</param>
    public static SqlCondition? TryWrite(SegmentQuery query, SqlDialect dialect, SegmentResolver segments, out string? reason)
    {
        var writer = new SqlWriter(dialect);
        var where = ConversationReferences.Resolve<Written>(query, segments, writer.Write).Text;
        if (writer.parameters.Count > MostParameters)
            writer.reason ??= $"It has more than {MostParameters:N0} values.";
        reason = writer.reason;
        return reason is null ? new SqlCondition(where, writer.parameters.ToImmutable()) : null;
    }

    Written Write(Expression expression, Func<string, Written?> segment)
    {
        // Once something can't be said nothing more has to be written.
        if (reason is not null)
            return Written.Constant(False);
        var written = expression switch
        {
            Constant { Value: var value } => Written.Constant(value ? True : False),
            Not { Operand: var operand } => Write(operand, segment).Not(),
            And { Operands: var operands } => Join("AND", [.. operands.Select(operand => Write(operand, segment))]),
            Or { Operands: var operands } => Join("OR", [.. operands.Select(operand => Write(operand, segment))]),
            SegmentReference { SegmentId: var id } => segment(id) ?? Written.Constant(False),
            Predicate predicate => Write(predicate),
            _ => throw new ArgumentException($"Not an expression: {expression.GetType()}.", nameof(expression)),
        };
        if (written.Depth > MostDepth || (isSqlite && written.Stack > MostStack))
            reason ??= "It nests too deep for the database, by itself or with the segments it refers to.";
        return written;
    }

    Written Write(Predicate predicate)
    {
        var text = predicates.Write(predicate, out reason) ?? False;
        // Measured with SQLite 3.40: a plain predicate takes 6 entries of the stack, one about a number 50, 58 where it is about items.
        var nests = text.Contains("EXISTS", StringComparison.Ordinal) || text.Contains("SELECT", StringComparison.Ordinal);
        return new Written(text, Depth: 30, Stack: nests ? 60 : 8);
    }

    Written Join(string word, ReadOnlySpan<Written> operands)
    {
        if (operands.Length > Row)
        {
            var rows = new List<Written>();
            for (var first = 0; first < operands.Length; first += Row)
                rows.Add(Join(word, operands.Slice(first, Math.Min(Row, operands.Length - first))));
            return Join(word, [.. rows]);
        }
        var (length, depth, stack) = (0L, 0, 0);
        var texts = new List<string>(operands.Length);
        foreach (var operand in operands)
        {
            (length, depth, stack) = (length + operand.Text.Length, Math.Max(depth, operand.Depth), Math.Max(stack, operand.Stack));
            texts.Add(operand.Text);
        }
        if (length > MostCharacters)
        {
            reason ??= "It grows too long with the segments it refers to.";
            return Written.Constant(False);
        }
        return new Written($"({string.Join($" {word} ", texts)})", depth + operands.Length, stack + 3);
    }

    /// <summary>A piece of a condition, complete in itself; how deep its tree is, and how much of SQLite's stack it takes.</summary>
    readonly record struct Written(string Text, int Depth, int Stack)
    {
        public static Written Constant(string text) => new(text, Depth: 2, Stack: 4);

        public Written Not() => new($"NOT ({Text})", Depth + 1, Stack + 2);
    }
}
