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
    // Of metadata_event.kind: conversations.
    const int EventKind = 1;

    static readonly string ById = $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace AND conversation_id = @id";
    static readonly string ByExternalId = $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace AND external_id = @externalId";

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
    public static IEnumerable<ConversationFacts> Facts(DbConnection connection, WorkspaceId workspace, string from, string? before, TextPool pool)
    {
        using var statement = new Statement(
            connection,
            $"SELECT {ConversationRow.Columns} FROM conversation WHERE workspace_id = @workspace AND conversation_id >= @from {(before is null ? "" : "AND conversation_id < @before ")}ORDER BY conversation_id");
        using var rows = before is null ? statement.Read(workspace.Value, from) : statement.Read(workspace.Value, from, before);
        while (rows.Read()) yield return ConversationRow.Read(rows, pool).ToFacts();
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
        return writes.WriteAsync(transaction => events.Select(metadata => Merge(transaction, workspace, metadata)).ToArray(), cancellationToken);
    }

    /// <summary>Sets what a conversation was about; 404-01 where no such conversation is known.</summary>
    public Task<Result<ConversationChange>> SetIntentAsync(WorkspaceId workspace, string externalId, Intent intent, CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<ConversationChange>>(
            transaction => Find(transaction, ByExternalId + transaction.Dialect.ForUpdate, workspace, externalId) is null
                ? Unknown("externalId", externalId)
                : Upsert(transaction, workspace, externalId, conversation => conversation with { Intent = intent }),
            cancellationToken);
    }

    /// <summary>Changes the conversation of an external id, making it when it is new, inside a transaction.</summary>
    public Result<ConversationChange> Upsert(WriteTransaction transaction, WorkspaceId workspace, string externalId, Func<Conversation, Conversation> change)
    {
        var before = Find(transaction, ByExternalId + transaction.Dialect.ForUpdate, workspace, externalId);
        var after = change(before ?? new Conversation { Id = SortableId.New(), ExternalId = externalId, ReceivedAt = Now() });
        if (after.Attributes.Count > Conversation.MostNames || after.Metadata.Count > Conversation.MostNames)
            return Problem.Unprocessable($"A conversation keeps at most {Conversation.MostNames} different attributes, and as many entries of its metadata map.");
        var values = ConversationRow.Values(after);
        if (before is null) transaction[ConversationRow.Insert].Execute([workspace.Value, .. values]);
        else transaction[ConversationRow.Update].Execute([.. values.AsSpan(2), workspace.Value, after.Id]);
        var changed = new ConversationChange(before, after);
        transaction.AfterCommit(() =>
        {
            if (live.Find(workspace) is not { } loaded) return;
            changed.Publish(loaded);
            transaction.AtLast(loaded.Flush);
        });
        return changed;
    }

    Result<ConversationChange?> Merge(WriteTransaction transaction, WorkspaceId workspace, ConversationMetadata metadata)
    {
        var hash = metadata.HasSendersEventId ? metadata.ContentHash() : null;
        if (hash is not null && IsRepeated(transaction, workspace, metadata.EventId, hash)) return (ConversationChange?)null;
        var merged = Upsert(transaction, workspace, metadata.ExternalConversationId, metadata.MergeInto);
        if (merged.Problem is { } problem) return problem;
        if (hash is not null) Remember(transaction, workspace, metadata.EventId, hash);
        return merged.Value;
    }

    // The facts that are published must be those a restart reads back, so no finer than the database keeps.
    DateTimeOffset Now() => Timestamps.FromMicros(Timestamps.Micros(clock.GetUtcNow()));

    // The same id with the same content does nothing; with other content it is applied and remembered as the newer.
    static bool IsRepeated(WriteTransaction transaction, WorkspaceId workspace, string eventId, byte[] hash)
    {
        using var known = transaction["SELECT content_hash FROM metadata_event WHERE workspace_id = @workspace AND kind = @kind AND event_id = @event"]
            .Read(workspace.Value, EventKind, eventId);
        return known.Read() && ((byte[])known[0]).AsSpan().SequenceEqual(hash);
    }

    static void Remember(WriteTransaction transaction, WorkspaceId workspace, string eventId, byte[] hash) =>
        transaction["""
            INSERT INTO metadata_event (workspace_id, kind, event_id, content_hash) VALUES (@workspace, @kind, @event, @hash)
            ON CONFLICT (workspace_id, kind, event_id) DO UPDATE SET content_hash = excluded.content_hash
            """].Execute(workspace.Value, EventKind, eventId, hash);

    static Conversation? Find(WriteTransaction transaction, string sql, WorkspaceId workspace, string key)
    {
        using var row = transaction[sql].Read(workspace.Value, key);
        return row.Read() ? ConversationRow.Read(row) : null;
    }

    Conversation? Find(string sql, WorkspaceId workspace, string key)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, sql);
        using var row = statement.Read(workspace.Value, key);
        return row.Read() ? ConversationRow.Read(row) : null;
    }
}
