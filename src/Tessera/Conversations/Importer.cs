using Tessera.Access;
using Tessera.Data;
using Tessera.Redaction;
using Tessera.Wire;

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
internal sealed class Importer(ConversationStore conversations, MessageStore messages, Redactor redactor, WriteQueue writes, Database database, TimeProvider clock)
{
    /// <summary>The most lines of a chunk.</summary>
    public const int MostLines = 500;

    /// <summary>How many lines of a file have been imported.</summary>
    public long LinesDone(WorkspaceId workspace, string fingerprint)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, "SELECT lines FROM import_progress WHERE workspace_id = @workspace AND fingerprint = @fingerprint");
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
    public Task<ImportOutcome> WriteAsync(WorkspaceId workspace, string? fingerprint, ImportChunk chunk, CancellationToken cancellationToken)
    {
        // Beside the writer, which has more to do.
        var redacted = chunk.Records.ConvertAll(line => redactor.Redact(workspace, line.Record.Messages));
        return writes.WriteAsync(
            transaction =>
            {
                var (imported, said) = (0, 0);
                var errors = new List<ImportError>(chunk.Errors);
                foreach (var ((line, record), messagesOfLine) in chunk.Records.Zip(redacted))
                {
                    var written = Write(transaction, workspace, record, messagesOfLine);
                    if (written.Problem is { } problem)
                    {
                        errors.Add(new ImportError(line, problem.Message));
                        continue;
                    }

                    imported++;
                    said += written.Value;
                }

                if (fingerprint is not null) Remember(transaction, workspace, fingerprint, chunk.LinesDone);
                return new ImportOutcome(imported, said, [.. errors.OrderBy(error => error.Line)]);
            },
            cancellationToken);
    }

    Result<int> Write(WriteTransaction transaction, WorkspaceId workspace, ImportRecord record, RedactedMessages redacted)
    {
        var written = conversations.Upsert(transaction, workspace, record.Conversation.ExternalId, before =>
        {
            var after = record.Conversation.MergeInto(before);
            if (record.Metadata is { } metadata) after = metadata.MergeInto(after);
            return record.Intent is { } intent ? after with { Intent = intent } : after;
        });
        if (written.Problem is { } problem) return problem;
        var (before, id) = (written.Value!.Before, written.Value.After.Id);
        if (record.Messages.Count == 0 || before is { Arrived: true } && MessageStore.Any(transaction, workspace, id)) return 0;
        if (!redactor.Holds(workspace, redacted, newest: null)) redacted = redactor.Redact(workspace, record.Messages);
        return messages.Add(transaction, workspace, id, redacted).Count;
    }

    void Remember(WriteTransaction transaction, WorkspaceId workspace, string fingerprint, long lines) =>
        transaction["""
            INSERT INTO import_progress (workspace_id, fingerprint, lines, updated_at) VALUES (@workspace, @fingerprint, @lines, @now)
            ON CONFLICT (workspace_id, fingerprint) DO UPDATE SET lines = excluded.lines, updated_at = excluded.updated_at
            """].Execute(workspace.Value, fingerprint, lines, Timestamps.Micros(clock.GetUtcNow()));
}
