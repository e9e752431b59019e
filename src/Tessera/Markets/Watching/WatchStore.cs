using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Markets.Watching;

/// <summary>Market segments that watch conversations: in the database, and in memory as of the last commit.</summary>
internal sealed class WatchStore(Database database)
{
    const string Select = """
        SELECT market_o_id AS OId, query AS Query, questions AS Questions, next_field AS NextField, revision AS Revision,
               activated_by AS ActivatedBy,
            activated_at AS ActivatedAt FROM market_watch WHERE workspace_id = @Workspace
        """;

    readonly ConcurrentDictionary<WorkspaceId, Watches> known = new();

    /// <summary>The workspaces in which there are any.</summary>
    public List<WorkspaceId> Workspaces()
    {
        using var connection = database.Read();
        return [.. connection.Query<long>("SELECT DISTINCT workspace_id FROM market_watch").Select(id => new WorkspaceId(id))];
    }

    /// <summary>Those of a workspace as of the last commit.</summary>
    public Watches Of(WorkspaceId workspace)
    {
        if (known.TryGetValue(workspace, out var watches)) return watches;
        using var connection = database.Read();
        // What a commit has published meanwhile is newer, and stays.
        return known.GetOrAdd(workspace, All(connection, workspace));
    }

    /// <summary>One of them as of the last commit, or null.</summary>
    public MarketWatch? Find(WorkspaceId workspace, string oId) => Of(workspace).All.GetValueOrDefault(oId);

    /// <summary>One of them, or null, inside a transaction.</summary>
    public static MarketWatch? Find(WriteTransaction transaction, WorkspaceId workspace, string oId) =>
        transaction.Connection.QuerySingleOrDefault<Row>(
            $"{Select} AND market_o_id = @oId", new { Workspace = workspace.Value, oId })?.ToWatch();

    /// <summary>The revision of one of them, or null where it is none; inside a transaction.</summary>
    public static long? Revision(WriteTransaction transaction, WorkspaceId workspace, string oId)
    {
        using var row = transaction["SELECT revision FROM market_watch WHERE workspace_id = @workspace AND market_o_id = @id"].Read(workspace.Value, oId);
        return row.Read() ? row.GetInt64(0) : null;
    }

    /// <summary>How many there are, inside a transaction.</summary>
    public static int Count(WriteTransaction transaction, WorkspaceId workspace)
    {
        using var row = transaction["SELECT COUNT(*) FROM market_watch WHERE workspace_id = @workspace"].Read(workspace.Value);
        return row.Read() ? row.GetInt32(0) : 0;
    }

    /// <summary>Stores one, new or changed, inside a transaction.</summary>
    public void Put(WriteTransaction transaction, WorkspaceId workspace, MarketWatch watch)
    {
        transaction["""
            INSERT INTO market_watch (workspace_id, market_o_id, segment_id, query, questions, next_field, revision, activated_by,
                activated_at)
            VALUES (@workspace, @id, @segment, @query, @questions, @next, @revision, @by, @at)
            ON CONFLICT (workspace_id, market_o_id) DO UPDATE SET query = excluded.query, questions = excluded.questions,
                next_field = excluded.next_field,
                revision = excluded.revision, activated_by = excluded.activated_by, activated_at = excluded.activated_at
            """].Execute(
            workspace.Value, watch.OId, watch.SegmentId, watch.Query, JsonSerializer.Serialize(watch.Questions, Json.Options),
            watch.NextField, watch.Revision, watch.ActivatedBy, Timestamps.Micros(watch.ActivatedAt));
        Publish(transaction, workspace);
    }

    /// <summary>Deletes one, inside a transaction.</summary>
    public void Remove(WriteTransaction transaction, WorkspaceId workspace, string oId)
    {
        transaction["DELETE FROM market_watch WHERE workspace_id = @workspace AND market_o_id = @id"].Execute(workspace.Value, oId);
        Publish(transaction, workspace);
    }

    void Publish(WriteTransaction transaction, WorkspaceId workspace)
    {
        var all = All(transaction.Connection, workspace);
        transaction.AfterCommit(() => known[workspace] = all);
    }

    static Watches All(DbConnection connection, WorkspaceId workspace)
    {
        var rows = connection.Query<Row>(Select, new { Workspace = workspace.Value }).AsList();
        return rows.Count == 0 ? Watches.None : new Watches(rows.Select(row => row.ToWatch()));
    }

    sealed class Row
    {
        public string OId { get; init; } = "";

        public string Query { get; init; } = "";

        public string Questions { get; init; } = "";

        public int NextField { get; init; }

        public long Revision { get; init; }

        public string ActivatedBy { get; init; } = "";

        public long ActivatedAt { get; init; }

        public MarketWatch ToWatch() => new()
        {
            OId = OId,
            Query = Query,
            Questions = [.. JsonSerializer.Deserialize<List<WatchedQuestion>>(Questions, Json.Options)!],
            NextField = NextField,
            Revision = Revision,
            ActivatedBy = ActivatedBy,
            ActivatedAt = Timestamps.FromMicros(ActivatedAt),
        };
    }
}
