using System.Data.Common;
using System.Diagnostics;
using Tessera.Conversations;
using Tessera.Data;

namespace Tessera.Bench;

/// <summary>
/// What SQLite alone allows for the same rows in the same tables: prepared statements, one transaction a batch, every commit synced.
/// </summary>
internal static class BareSqlite
{
    const int ConversationsACommit = 250;
    const string MessageColumns =
        "workspace_id, conversation_id, message_id, sender_role, sender_external_id, text, client_timestamp, created_at";

    /// <summary>Inserts the conversations and their messages; gives the time it took.</summary>
    public static TimeSpan Insert(string folder, IReadOnlyList<ImportRecord> records)
    {
        using var connection = Open(folder);
        using var conversation = new Statement(connection, ConversationRow.Insert);
        using var message = new Statement(connection, $"INSERT INTO message ({MessageColumns}) VALUES (@a, @b, @c, @d, @e, @f, @g, @h)");
        var rows = records.Select(record => (Conversation: Row(record), record.Messages)).ToArray();
        var time = Stopwatch.StartNew();
        foreach (var batch in rows.Chunk(ConversationsACommit))
        {
            Run(connection, "BEGIN IMMEDIATE");
            foreach (var (row, messages) in batch)
            {
                conversation.Execute([1L, .. row]);
                foreach (var said in messages)
                    message.Execute(
                        1L, row[0], SortableId.New(), (int)said.Role, said.SenderExternalId, said.Text, Timestamps.Micros(said.Timestamp),
                        0L);
            }

            Run(connection, "COMMIT");
        }

        return time.Elapsed;
    }

    /// <summary>Inserts conversation rows and the events that brought them, some a commit; gives the rows a second.</summary>
    public static double Upsert(string folder, IReadOnlyList<ImportRecord> records, int rowsACommit)
    {
        using var connection = Open(folder);
        using var conversation = new Statement(connection, ConversationRow.Insert);
        using var metadataEvent = new Statement(
            connection, "INSERT INTO metadata_event (workspace_id, kind, event_id, content_hash) VALUES (@a, @b, @c, @d)");
        var rows = records.Select(Row).ToArray();
        var hash = new byte[16];
        var time = Stopwatch.StartNew();
        foreach (var batch in rows.Chunk(rowsACommit))
        {
            Run(connection, "BEGIN IMMEDIATE");
            foreach (var row in batch)
            {
                conversation.Execute([1L, .. row]);
                metadataEvent.Execute(1L, 1, row[0], hash);
            }

            Run(connection, "COMMIT");
        }

        return rows.Length / time.Elapsed.TotalSeconds;
    }

    static object?[] Row(ImportRecord record)
    {
        var conversation = record.Conversation.MergeInto(new Conversation
        {
            Id = SortableId.New(),
            ExternalId = record.Conversation.ExternalId,
            ReceivedAt = DateTimeOffset.UnixEpoch,
        });
        return ConversationRow.Values((record.Metadata?.MergeInto(conversation) ?? conversation) with { Intent = record.Intent });
    }

    static DbConnection Open(string folder)
    {
        var database = Database.Open(folder, null);
        return database.Dialect.OpenWriter();
    }

    static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
