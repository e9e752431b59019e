using System.Data.Common;
using System.Text.Json;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Markets.Qualifying;
using Tessera.Markets.Watching;

namespace Tessera.Extraction;

/// <summary>Sets of structured data in the database.</summary>
internal sealed class StructuredDataStore(Database database, WriteQueue writes, ConversationStore conversations, FitStore fits)
{
    const string ValueColumns =
        "field_id, field_name, field_version, segment_ids, outcome, value, normalized, message_id, quote_start, quote_end, quote, extractor, extractor_version, " +
        "quote_exact, claim, reason, other, confidence";

    /// <summary>Stores a new set.</summary>
    public Task AddAsync(WorkspaceId workspace, StructuredDataSet set, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            Add(transaction, workspace, set);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Stores a new set inside a transaction. Of the whole conversation, its values become what queries see of it, and so does how well it
    /// fits the market segments whose questions it answers; of an agent's part they say nothing of the whole.
    /// </summary>
    public void Add(WriteTransaction transaction, WorkspaceId workspace, StructuredDataSet set)
    {
        transaction["""
            INSERT INTO structured_data (workspace_id, set_id, conversation_id, agent_external_id, created_at, job_id)
            VALUES (@workspace, @set, @conversation, @agent, @now, @job)
            """].Execute(workspace.Value, set.Id, set.ConversationId, set.AgentExternalId, Timestamps.Micros(set.CreatedAt), set.JobId);
        for (var position = 0; position < set.Values.Count; position++)
            Insert(transaction, workspace, set.Id, position, set.Values[position]);
        if (set.AgentExternalId is not null) return;
        var scores = fits.Score(transaction, workspace, set);
        conversations.Change(
            transaction, workspace, set.ConversationId,
            c => c with { Extracted = set.Over(c.Extracted), FitScores = c.FitScores.SetItems(scores) });
    }

    /// <summary>One set, or null.</summary>
    public StructuredDataSet? Find(WorkspaceId workspace, string setId)
    {
        using var connection = database.Read();
        using var statement = new Statement(
            connection,
            "SELECT conversation_id, agent_external_id, created_at, job_id FROM structured_data WHERE workspace_id = @workspace AND set_id = @set");
        using var row = statement.Read(workspace.Value, setId);
        if (!row.Read()) return null;
        var set = new StructuredDataSet(setId, row.GetString(0), Text(row, 1), Timestamps.FromMicros(row.GetInt64(2)), [], Text(row, 3));
        row.Dispose();
        return set with { Values = Values(connection, workspace, setId) };
    }

    static void Insert(WriteTransaction transaction, WorkspaceId workspace, string setId, int position, StructuredDataValue value)
    {
        var evidence = value.Extracted.Evidence;
        transaction[$"""
            INSERT INTO structured_data_value (workspace_id, set_id, position, {ValueColumns})
            VALUES (@workspace, @set, @position, @field, @name, @fieldVersion, @segments, @outcome, @value, @normalized,
                    @message, @start, @end, @quote, @extractor, @extractorVersion, @exact, @claim, @reason, @other, @confidence)
            """].Execute(
            workspace.Value,
            setId,
            position,
            value.FieldId,
            value.FieldName,
            value.FieldVersion,
            JsonSerializer.Serialize(value.SegmentIds),
            (int)value.Extracted.Outcome,
            value.Extracted.Value,
            value.Extracted.Normalized,
            evidence?.MessageId,
            evidence?.Start,
            evidence?.End,
            evidence?.Quote,
            value.Extractor,
            value.ExtractorVersion,
            evidence is null ? null : evidence.IsExact ? 1 : 0,
            Json(value.Extracted.Claim),
            value.Extracted.Reason,
            Json(value.Other),
            (int?)value.Extracted.Confidence);
    }

    /// <summary>The values of a set in their order; none where it isn't there.</summary>
    public static List<StructuredDataValue> Values(DbConnection connection, WorkspaceId workspace, string setId)
    {
        using var statement = new Statement(
            connection,
            $"SELECT {ValueColumns} FROM structured_data_value WHERE workspace_id = @workspace AND set_id = @set ORDER BY position");
        using var row = statement.Read(workspace.Value, setId);
        var values = new List<StructuredDataValue>();
        while (row.Read())
        {
            values.Add(new StructuredDataValue
            {
                FieldId = row.GetString(0),
                FieldName = row.GetString(1),
                FieldVersion = row.GetInt32(2),
                SegmentIds = JsonSerializer.Deserialize<string[]>(row.GetString(3))!,
                Extracted = new ExtractedValue
                {
                    FieldId = row.GetString(0),
                    Outcome = (ExtractionOutcome)row.GetInt32(4),
                    Value = Text(row, 5),
                    Normalized = Text(row, 6),
                    Evidence = Text(row, 7) is { } message ? Evidence(row, message) : null,
                    Claim = Text(row, 14) is { } claim ? JsonSerializer.Deserialize<Claim>(claim) : null,
                    Reason = Text(row, 15),
                    Confidence = row.IsDBNull(17) ? null : (Confidence)row.GetInt32(17),
                },
                Extractor = row.GetString(11),
                ExtractorVersion = row.GetString(12),
                Other = Text(row, 16) is { } other ? JsonSerializer.Deserialize<OtherValue>(other) : null,
            });
        }

        return values;
    }

    // Sets that were stored before there were models have no mark: every quote was exact.
    static Evidence Evidence(DbDataReader row, string message) =>
        new(message, row.GetInt32(8), row.GetInt32(9), row.GetString(10)) { IsExact = row.IsDBNull(13) || row.GetInt32(13) != 0 };

    static string? Json<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value);

    static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
