using Tessera.Access;
using Tessera.Data;
using Tessera.Redaction;

namespace Tessera.Conversations;

/// <summary>A line that could not be imported.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record ImportError(long Line, string Reason);

/// <summary>Lines of an import, read.</summary>
/// <param name="LinesDone">How many lines of the file are done once this is written.</param>
/// <param name="Records">The good lines, each with its number.</param>
/// <param name="Errors">The bad ones.</param>
internal sealed record ImportChunk(long LinesDone, List<(long Line, ImportRecord Record)> Records, List<ImportError> Errors);

/// <summary>What became of a chunk of lines.</summary>
/// <param name="Imported">Conversations written.</param>
/// <param name="Messages">Messages written.</param>
/// <param name="Errors">Lines that were passed over.</param>
internal sealed record ImportOutcome(int Imported, int Messages, IReadOnlyList<ImportError> Errors);

/// <summary>
/// Imports lines in chunks. A chunk and how far the file has come are one write, so an import that is cut off goes on where it was.
/// </summary>
/// <remarks>A conversation that has messages already keeps them and takes none from the line: a file can be imported twice.</remarks>
internal sealed class Importer(
    ConversationStore conversations, MessageStore messages, Redactor redactor, WriteQueue writes, Database database, TimeProvider clock)
{
    /// <summary>The most lines of a chunk.</summary>
    public const int MostLines = 500;

    /// <summary>How many lines of a file have been imported.</summary>
    public long LinesDone(WorkspaceId workspace, string fingerprint)
    {
        using var connection = database.Read();
        using var statement = new Statement(
            connection, "SELECT lines FROM import_progress WHERE workspace_id = @workspace AND fingerprint = @fingerprint");
        using var row = statement.Read(workspace.Value, fingerprint);
        return row.Read() ? row.GetInt64(0) : 0;
    }

    /// <summary>Reads the lines that follow the first <paramref name="linesBefore"/> of a file; blank ones are passed over.</summary>
    public static ImportChunk Parse(long linesBefore, IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        var chunk = new ImportChunk(linesBefore + lines.Count, [], []);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Span.Trim(" \t\r"u8).IsEmpty) continue;
            var record = ImportRecord.Parse(lines[i]);
            if (record.Problem is { } problem) chunk.Errors.Add(new ImportError(linesBefore + i + 1, problem.Message));
            else chunk.Records.Add((linesBefore + i + 1, record.Value!));
        }

        return chunk;
    }

    /// <summary>Writes a chunk, and how far it brings its file.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="fingerprint">Names the file, or null for one that can't be read again.</param>
    /// <param name="chunk">The chunk; chunks of a file are written one after the other.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ImportOutcome> WriteAsync(
        WorkspaceId workspace, string? fingerprint, ImportChunk chunk, CancellationToken cancellationToken)
    {
        // Beside the writer, which has more to do.
        var redacted = chunk.Records.ConvertAll(line => redactor.Redact(workspace, line.Record.Messages));
        return writes.WriteAsync(
            transaction =>
            {
                var errors = new List<ImportError>(chunk.Errors);
                var (imported, said) = Write(transaction, workspace, chunk.Records, redacted, errors);
                if (fingerprint is not null) Remember(transaction, workspace, fingerprint, chunk.LinesDone);
                return new ImportOutcome(imported, said, [.. errors.OrderBy(error => error.Line)]);
            },
            cancellationToken);
    }

    (int Conversations, int Messages) Write(
        WriteTransaction transaction,
        WorkspaceId workspace,
        List<(long Line, ImportRecord Record)> records,
        List<RedactedMessages> redacted,
        List<ImportError> errors)
    {
        var batch = conversations.Begin(transaction, workspace, records.Select(r => r.Record.Conversation.ExternalId));
        batch.LookUp(records.SelectMany(r => r.Record.People));
        var now = conversations.Now();
        var (imported, said) = (0, new List<(string ConversationId, bool Arrived, int Record)>());
        for (var i = 0; i < records.Count; i++)
        {
            var (line, record) = records[i];
            var written = batch.Change(record.Conversation.ExternalId, now, record.MergeInto);
            if (written.Problem is { } problem)
            {
                errors.Add(new ImportError(line, problem.Message));
                continue;
            }

            imported++;
            if (record.Messages.Count > 0) said.Add((written.Value!.After.Id, written.Value.Before is { Arrived: true }, i));
        }

        batch.Write();
        // One that had come before keeps its messages, if it has any; so does one that stands in these lines twice.
        var taken = MessageStore.WithMessages(transaction, workspace, said.Where(s => s.Arrived).Select(s => s.ConversationId));
        var added = new List<(string ConversationId, MessageInput Message)>();
        foreach (var (id, _, i) in said.Where(s => taken.Add(s.ConversationId)))
        {
            var kept = redactor.Holds(workspace, redacted[i], newest: null)
                ? redacted[i]
                : redactor.Redact(workspace, records[i].Record.Messages);
            added.AddRange(kept.Messages.Select(message => (id, message)));
        }

        messages.Add(transaction, workspace, added);
        return (imported, added.Count);
    }

    void Remember(WriteTransaction transaction, WorkspaceId workspace, string fingerprint, long lines) =>
        transaction["""
            INSERT INTO import_progress (workspace_id, fingerprint, lines, updated_at) VALUES (@workspace, @fingerprint, @lines, @now)
            ON CONFLICT (workspace_id, fingerprint) DO UPDATE SET lines = excluded.lines, updated_at = excluded.updated_at
            """].Execute(workspace.Value, fingerprint, lines, Timestamps.Micros(clock.GetUtcNow()));
}
