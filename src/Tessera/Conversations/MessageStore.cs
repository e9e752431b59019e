using System.Data.Common;
using Tessera.Access;
using Tessera.Data;
using Tessera.Extraction;
using Tessera.Intents;
using Tessera.Markets.Watching;
using Tessera.Redaction;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>Messages in the database.</summary>
internal sealed class MessageStore(
    Database database, WriteQueue writes, Redactor redactor, IntentAssignment intents, ConversationEnding ending, FitStore fits,
    TimeProvider clock)
{
    const string Columns = "message_id, sender_role, sender_external_id, text, client_timestamp, created_at";
    const string Insert =
        $"INSERT INTO message (workspace_id, conversation_id, {Columns}) VALUES (@workspace, @conversation, @message, @role, @sender, @text, @said, @now)";

    const string InChronologicalOrder = "ORDER BY client_timestamp, message_id";

    /// <summary>Adds messages to a conversation, all or none, and gives their ids.</summary>
    public Task<Result<List<string>>> AddAsync(
        WorkspaceId workspace, string conversationId, IReadOnlyList<MessageInput> messages, CancellationToken cancellationToken)
    {
        // Beside the writer, which has more to do; what others commit meanwhile has it done again there.
        RedactedMessages redacted;
        using (var connection = database.Read()) redacted = redactor.Redact(connection, workspace, conversationId, messages);
        return writes.WriteAsync<Result<List<string>>>(
            transaction =>
            {
                string? newest;
                bool hadEnded;
                using (var row = transaction["""
                    SELECT (SELECT MAX(message_id) FROM message WHERE workspace_id = @workspace AND conversation_id = @id), ended_at
                    FROM conversation WHERE workspace_id = @workspace AND conversation_id = @id AND started_at IS NOT NULL
                    """].Read(workspace.Value, conversationId))
                {
                    if (!row.Read()) return ConversationStore.Unknown("id", conversationId);
                    newest = row.IsDBNull(0) ? null : row.GetString(0);
                    hadEnded = !row.IsDBNull(1);
                }

                if (!redactor.Holds(workspace, redacted, newest))
                    redacted = redactor.Redact(transaction.Connection, workspace, conversationId, messages);
                ending.Heard(transaction, workspace, conversationId, hadEnded);
                return Add(transaction, workspace, [.. redacted.Messages.Select(message => (conversationId, message))]);
            },
            cancellationToken);
    }

    /// <summary>Adds redacted messages to conversations that are there, inside a transaction, and gives their ids.</summary>
    public List<string> Add(
        WriteTransaction transaction, WorkspaceId workspace, IReadOnlyList<(string ConversationId, MessageInput Message)> redacted)
    {
        var now = Timestamps.Micros(clock.GetUtcNow());
        object?[][] rows =
        [
            .. redacted.Select(added => new object?[]
            {
                workspace.Value, added.ConversationId, SortableId.New(), (int)added.Message.Role, added.Message.SenderExternalId,
                added.Message.Text, Timestamps.Micros(added.Message.Timestamp), now,
            }),
        ];
        transaction.InsertEach(Insert, rows);
        fits.Heard(transaction, workspace, redacted.Select(added => added.ConversationId));
        List<string> ids = [.. rows.Select(row => (string)row[2]!)];
        var byCustomers = redacted.Zip(ids).Where(added => added.First.Message.Role == SenderRole.Customer);
        foreach (var conversation in byCustomers.GroupBy(added => added.First.ConversationId, StringComparer.Ordinal))
            intents.Judge(transaction, workspace, conversation.Key, [.. conversation.Select(added => added.Second)]);
        return ids;
    }

    /// <summary>The customer's first messages in the order they were said, inside a transaction.</summary>
    public static List<(string Id, string Text)> FirstOfCustomer(
        WriteTransaction transaction, WorkspaceId workspace, string conversationId, int most)
    {
        using var rows = transaction[$"""
            SELECT message_id, text FROM message
            WHERE workspace_id = @workspace AND conversation_id = @conversation AND sender_role = @role {InChronologicalOrder} LIMIT @most
            """].Read(workspace.Value, conversationId, (int)SenderRole.Customer, most);
        var first = new List<(string, string)>(most);
        while (rows.Read()) first.Add((rows.GetString(0), rows.GetString(1)));
        return first;
    }

    /// <summary>Those of some conversations that have any message yet, inside a transaction.</summary>
    public static HashSet<string> WithMessages(WriteTransaction transaction, WorkspaceId workspace, IEnumerable<string> conversationIds)
    {
        var ids = conversationIds.ToList();
        var found = new HashSet<string>(StringComparer.Ordinal);
        transaction["SELECT 1 FROM message WHERE workspace_id = @workspace AND conversation_id = @conversation LIMIT 1"]
            .ReadEach([.. ids.Select(id => new object?[] { workspace.Value, id })], (i, rows) =>
            {
                if (rows.Read()) found.Add(ids[i]);
            });
        return found;
    }

    /// <summary>The messages of a conversation in the order they were said; of equal times, in the order they came.</summary>
    public List<Message> List(WorkspaceId workspace, string conversationId) =>
        Query(
            $"SELECT {Columns} FROM message WHERE workspace_id = @workspace AND conversation_id = @conversation {InChronologicalOrder}",
            workspace.Value, conversationId);

    /// <summary>One message, or null.</summary>
    public Message? Find(WorkspaceId workspace, string conversationId, string messageId) =>
        Query(
            $"SELECT {Columns} FROM message WHERE workspace_id = @workspace AND conversation_id = @conversation AND message_id = @message",
            workspace.Value, conversationId, messageId).SingleOrDefault();

    /// <summary>The message that came last, or null.</summary>
    public Message? Newest(WorkspaceId workspace, string conversationId) =>
        Query(
            $"SELECT {Columns} FROM message WHERE workspace_id = @workspace AND conversation_id = @conversation ORDER BY message_id DESC LIMIT 1", workspace.Value, conversationId)
            .SingleOrDefault();

    /// <summary>The id of the message that came last, or null; inside a transaction.</summary>
    public static string? NewestId(WriteTransaction transaction, WorkspaceId workspace, string conversationId)
    {
        using var row = transaction["SELECT MAX(message_id) FROM message WHERE workspace_id = @workspace AND conversation_id = @id"].Read(
            workspace.Value, conversationId);
        return row.Read() && !row.IsDBNull(0) ? row.GetString(0) : null;
    }

    List<Message> Query(string sql, params ReadOnlySpan<object?> values)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, sql);
        using var rows = statement.Read(values);
        var messages = new List<Message>();
        while (rows.Read()) messages.Add(Read(rows));
        return messages;
    }

    static Message Read(DbDataReader row) => new(
        row.GetString(0),
        (SenderRole)row.GetInt32(1),
        row.GetString(2),
        row.GetString(3),
        Timestamps.FromMicros(row.GetInt64(4)),
        Timestamps.FromMicros(row.GetInt64(5)));
}
