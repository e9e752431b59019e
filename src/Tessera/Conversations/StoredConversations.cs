using System.Data.Common;
using System.Runtime.InteropServices;
using Tessera.Access;
using Tessera.Data;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Matching;
using Tessera.Query.Sql;
using Tessera.Query.Values;

namespace Tessera.Conversations;

/// <summary>
/// The conversations of a workspace as the database has them, asked while the index of the workspace is being filled: by SQL where it
/// can say the query, row by row where it can't.
/// </summary>
internal sealed class StoredConversations(Database database, WorkspaceId workspace) : IConversationSearch
{
    // How many rows are read between two looks at the cancellation token.
    const int Stride = 256;

    static readonly SegmentQuery Everything = SegmentQuery.TryCompile("TRUE", out _)!;

    public int Total => Count(condition: null);

    public int Count(SegmentQuery query, SegmentResolver segments, CancellationToken cancellationToken) =>
        Condition(query, segments) is { } condition
            ? Count(condition)
            : Matching(query, segments, "", cancellationToken).Count();

    public IReadOnlyList<ConversationFacts> After(
        SegmentQuery query, SegmentResolver segments, string? after, int limit, CancellationToken cancellationToken) =>
        [.. Matching(
            query, segments, "AND conversation_id > @from ORDER BY conversation_id", cancellationToken,
            ("@from", after ?? "")).Take(limit)];

    public IReadOnlyList<ConversationFacts> Before(
        SegmentQuery query, SegmentResolver segments, string before, int limit, CancellationToken cancellationToken) =>
        [.. Matching(
            query, segments, "AND conversation_id < @from ORDER BY conversation_id DESC", cancellationToken,
            ("@from", before)).Take(limit)];

    public (int Count, IReadOnlyList<ConversationFacts> Sample) CountAndSample(
        SegmentQuery query, SegmentResolver segments, int size, int seed, CancellationToken cancellationToken)
    {
        if (size == 0) return (Count(query, segments, cancellationToken), []);
#pragma warning disable CA5394 // A sample to look at, nothing to guess.
        var random = new Random(seed);
        var sample = new List<ConversationFacts>(size);
        var count = 0;
        foreach (var facts in Matching(query, segments, "", cancellationToken))
        {
            count++;
            if (sample.Count < size) sample.Add(facts);
            else if (random.Next(count) is var place && place < size) sample[place] = facts;
        }
#pragma warning restore CA5394

        return (count, sample);
    }

    /// <summary>Always null: finding them would read every row, for a lint.</summary>
    public IReadOnlyCollection<string>? Values(FieldReference field, int most) => null;

    public IReadOnlyList<ValueFrequency> Frequencies(
        FieldReference field, SegmentQuery? narrowing, SegmentResolver segments, string prefix, int most,
        CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var facts in Matching(narrowing ?? Everything, segments, "", cancellationToken))
        {
            foreach (var value in facts.Texts(field).Distinct(StringComparer.Ordinal))
            {
                if (value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
            }
        }

        return [.. counts.Select(c => new ValueFrequency(c.Key, c.Value)).OrderByDescending(v => v.Count)
            .ThenBy(v => v.Value, CodePointOrder.Comparer).Take(most)];
    }

    IEnumerable<ConversationFacts> Matching(
        SegmentQuery query, SegmentResolver segments, string rest, CancellationToken cancellationToken,
        params (string Name, object Value)[] values)
    {
        var condition = Condition(query, segments);
        using var connection = database.Read();
        using var command = Command(connection, ConversationRow.Columns, condition, rest, values);
        using var rows = command.ExecuteReader();
        for (var read = 0; rows.Read(); read++)
        {
            if (read % Stride == 0) cancellationToken.ThrowIfCancellationRequested();
            var facts = ConversationRow.Read(rows).ToFacts();
            if (condition is not null || Evaluator.Matches(query, facts, segments)) yield return facts;
        }
    }

    int Count(SqlCondition? condition)
    {
        using var connection = database.Read();
        using var command = Command(connection, "COUNT(*)", condition, "", []);
        return Convert.ToInt32(command.ExecuteScalar());
    }

    SqlCondition? Condition(SegmentQuery query, SegmentResolver segments) =>
        SqlWriter.TryWrite(query, database.Dialect.Sql, segments, out _);

    DbCommand Command(DbConnection connection, string what, SqlCondition? condition, string rest, (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        var where = condition is null ? "" : $"AND ({condition.Where}) ";
        command.CommandText = $"SELECT {what} FROM conversation WHERE workspace_id = @workspace {where}{rest}";
        Add("@workspace", workspace.Value);
        foreach (var parameter in condition?.Parameters ?? []) Add(parameter.Name, parameter.Value);
        foreach (var (name, value) in values) Add(name, value);
        return command;

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }
}
