using System.Data.Common;
using Tessera.Access;
using Tessera.Data;
using Tessera.Query.Evaluation;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>Conversations and their metadata in the database.</summary>
internal sealed class ConversationStore(Database database, WriteQueue writes, LiveWorkspaces live, TimeProvider clock)
{
    static readonly string ById =
        $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace AND conversation_id = @id";
    static readonly string ByExternalId =
        $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace AND external_id = @externalId";

    /// <summary>404-01 for a conversation that isn't there.</summary>
    public static Problem Unknown(string what, string id) => Problem.NotFound($"There is no conversation with {what} {id}.");

    /// <summary>The conversation of an id, or null. Also one of which only metadata has come.</summary>
    public Conversation? Find(WorkspaceId workspace, string id) => Find(ById, workspace, id);

    /// <summary>The conversation of a client's id, or null. Also one of which only metadata has come.</summary>
    public Conversation? FindByExternalId(WorkspaceId workspace, string externalId) => Find(ByExternalId, workspace, externalId);

    /// <summary>The id that so many conversations come before from another one on; null where there are no more than that.</summary>
    public static string? Boundary(DbConnection connection, WorkspaceId workspace, string from, int conversations)
    {
        using var statement = new Statement(
            connection,
            "SELECT conversation_id FROM conversation WHERE workspace_id = @workspace AND conversation_id >= @from ORDER BY conversation_id LIMIT 1 OFFSET @count");
        using var row = statement.Read(workspace.Value, from, conversations);
        return row.Read() ? row.GetString(0) : null;
    }

    /// <summary>The facts of the conversations from one id on to before another, or to the last: in the order of their ids.</summary>
    public static IEnumerable<ConversationFacts> Facts(
        DbConnection connection, WorkspaceId workspace, string from, string? before, TextPool pool)
    {
        using var statement = new Statement(
            connection,
            $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace AND conversation_id >= @from {(before is null ? "" : "AND conversation_id < @before ")}ORDER BY conversation_id");
        using var rows = before is null ? statement.Read(workspace.Value, from) : statement.Read(workspace.Value, from, before);
        var builder = new ConversationFacts.Builder("");
        while (rows.Read()) yield return ConversationRow.Read(rows, pool).ToFacts(builder);
    }

    /// <summary>Makes or updates a conversation by its external id and gives its id.</summary>
    public Task<Result<string>> UpsertAsync(WorkspaceId workspace, ConversationInput input, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                var upsert = Upsert(transaction, workspace, input.ExternalId, input.MergeInto);
                return upsert.Problem is { } problem ? (Result<string>)problem : upsert.Value!.After.Id;
            },
            cancellationToken);
    }

    /// <summary>
    /// Merges metadata events in their order, each on its own; gives for each what it changed (nothing, where the event had come before)
    /// or what was wrong with it.
    /// </summary>
    public Task<Result<ConversationChange?>[]> MergeAsync(
        WorkspaceId workspace, IReadOnlyList<ConversationMetadata> events, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(transaction => Merge(transaction, workspace, events), cancellationToken);
    }

    /// <summary>Sets what a conversation was about; 404-01 where no such conversation is known.</summary>
    public Task<Result<ConversationChange>> SetIntentAsync(
        WorkspaceId workspace, string externalId, Intent intent, CancellationToken cancellationToken)
    {
        return writes.WriteAsync(
            transaction =>
            {
                var batch = Begin(transaction, workspace, [externalId]);
                if (batch.Find(externalId) is null) return Unknown("externalId", externalId);
                var set = batch.Change(externalId, Now(), conversation => conversation with { Intent = intent });
                batch.Write();
                return set;
            },
            cancellationToken);
    }

    /// <summary>The conversation of an id, or null, inside a transaction.</summary>
    public static Conversation? Find(WriteTransaction transaction, WorkspaceId workspace, string id)
    {
        using var row = transaction[ById].Read(workspace.Value, id);
        return row.Read() ? ConversationRow.Read(row) : null;
    }

    /// <summary>Changes the conversation of an external id, making it when it is new, inside a transaction.</summary>
    public Result<ConversationChange> Upsert(
        WriteTransaction transaction, WorkspaceId workspace, string externalId, Func<Conversation, Conversation> change)
    {
        var batch = Begin(transaction, workspace, [externalId]);
        var changed = batch.Change(externalId, Now(), change);
        batch.Write();
        return changed;
    }

    /// <summary>
    /// Changes a conversation that is known by its id, inside a transaction. Gives nothing where it isn't there, and writes nothing where
    /// the change changes nothing.
    /// </summary>
    public ConversationChange? Change(
        WriteTransaction transaction, WorkspaceId workspace, string id, Func<Conversation, Conversation> change)
    {
        if (Find(transaction, workspace, id) is not { } before || change(before) == before) return null;
        return Upsert(transaction, workspace, before.ExternalId, change).Value;
    }

    /// <summary>Begins to change conversations inside a transaction: all whose external ids are given.</summary>
    public ConversationBatch Begin(WriteTransaction transaction, WorkspaceId workspace, IEnumerable<string> externalIds) =>
        new(transaction, workspace, live, externalIds);

    /// <summary>
    /// The time at which a conversation that comes now is first seen. The facts that are published must be those a restart reads back, so
    /// it is no finer than the database keeps.
    /// </summary>
    public DateTimeOffset Now() => Timestamps.FromMicros(Timestamps.Micros(clock.GetUtcNow()));

    /// <summary>
    /// Merges events inside a transaction, in their order; gives for each what it changed (nothing, where it had come before) or what was
    /// wrong with it. Their conversations are looked up at once and written at once.
    /// </summary>
    public Result<ConversationChange?>[] Merge(
        WriteTransaction transaction, WorkspaceId workspace, IReadOnlyList<ConversationMetadata> events)
    {
        var merged = new MergedEvents(transaction, workspace, events);
        var batch = Begin(transaction, workspace, events.Select(metadata => metadata.ExternalConversationId));
        var results = new Result<ConversationChange?>[events.Count];
        for (var i = 0; i < results.Length; i++) results[i] = Merge(events[i]);
        batch.Write();
        merged.Write();
        return results;

        Result<ConversationChange?> Merge(ConversationMetadata metadata)
        {
            if (merged.Has(metadata)) return (ConversationChange?)null;
            var changed = batch.Change(metadata.ExternalConversationId, Now(), metadata.MergeInto);
            if (changed.Problem is { } problem) return problem;
            merged.Add(metadata);
            return changed.Value;
        }
    }

    Conversation? Find(string sql, WorkspaceId workspace, string key)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, sql);
        using var row = statement.Read(workspace.Value, key);
        return row.Read() ? ConversationRow.Read(row) : null;
    }
}
