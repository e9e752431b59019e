using Tessera.Access;
using Tessera.Data;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Matching;

namespace Tessera.Conversations;

/// <summary>The conversations of a workspace as the database has them: asked row by row, while the index of the workspace is being filled.</summary>
internal sealed class StoredConversations(Database database, WorkspaceId workspace) : IConversationSearch
{
    static readonly string Select = $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace";

    // How many rows are read between two looks at the cancellation token.
    const int Stride = 256;

    public int Total
    {
        get
        {
            using var connection = database.Read();
            using var statement = new Statement(connection, "SELECT COUNT(*) FROM conversation WHERE workspace_id = @workspace");
            using var row = statement.Read(workspace.Value);
            row.Read();
            return row.GetInt32(0);
        }
    }

    public int Count(SegmentQuery query, SegmentResolver segments, CancellationToken cancellationToken) =>
        Matching(Select, query, segments, cancellationToken, workspace.Value).Count();

    public IReadOnlyList<ConversationFacts> After(
        SegmentQuery query, SegmentResolver segments, string? after, int limit, CancellationToken cancellationToken) =>
        [.. Matching($"{Select} AND conversation_id > @after ORDER BY conversation_id", query, segments, cancellationToken, workspace.Value, after ?? "").Take(limit)];

    public IReadOnlyList<ConversationFacts> Before(
        SegmentQuery query, SegmentResolver segments, string before, int limit, CancellationToken cancellationToken) =>
        [.. Matching($"{Select} AND conversation_id < @before ORDER BY conversation_id DESC", query, segments, cancellationToken, workspace.Value, before).Take(limit)];

    public (int Count, IReadOnlyList<ConversationFacts> Sample) CountAndSample(
        SegmentQuery query, SegmentResolver segments, int size, int seed, CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // A sample to look at, nothing to guess.
        var random = new Random(seed);
        var sample = new List<ConversationFacts>(size);
        var count = 0;
        foreach (var facts in Matching(Select, query, segments, cancellationToken, workspace.Value))
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

    IEnumerable<ConversationFacts> Matching(
        string sql, SegmentQuery query, SegmentResolver segments, CancellationToken cancellationToken, params object?[] values)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, sql);
        using var rows = statement.Read(values);
        for (var read = 0; rows.Read(); read++)
        {
            if (read % Stride == 0) cancellationToken.ThrowIfCancellationRequested();
            var facts = ConversationRow.Read(rows).ToFacts();
            if (Evaluator.Matches(query, facts, segments)) yield return facts;
        }
    }
}
