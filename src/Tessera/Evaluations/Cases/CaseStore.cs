using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Evaluations.Feedback;
using Tessera.Extraction;
using Tessera.Wire;

namespace Tessera.Evaluations.Cases;

/// <summary>Which cases are asked for; null asks for any.</summary>
/// <param name="Set">Those of this set.</param>
/// <param name="FieldId">Those of this field.</param>
/// <param name="ConversationId">Those of this stored conversation.</param>
/// <param name="Status">Those of this status.</param>
internal sealed record CaseFilter(string? Set, string? FieldId, string? ConversationId, CaseStatus? Status);

/// <summary>Labelled cases in the database.</summary>
internal sealed class CaseStore(Database database, WriteQueue writes, TimeProvider clock)
{
    const string Select = """
        SELECT l.case_id AS Id, l.set_name AS "Set", l.conversation_id AS ConversationId, COALESCE(c.external_id, t.external_id) AS ExternalId,
               l.agent_external_id AS AgentExternalId, l.transcript_id AS TranscriptId, l.field_id AS FieldId, l.field_version AS FieldVersion,
               l.accepted AS Accepted, l.status AS Status, l.origin AS Origin, l.opinions AS Opinions, l.key_id AS KeyId,
               l.created_at AS CreatedAt, l.updated_at AS UpdatedAt
        FROM labelled_case l
          LEFT JOIN conversation c ON c.workspace_id = l.workspace_id AND c.conversation_id = l.conversation_id
          LEFT JOIN labelled_transcript t ON t.workspace_id = l.workspace_id AND t.transcript_id = l.transcript_id
        WHERE l.workspace_id = @Workspace
        """;

    const string Matching = """
        AND (CAST(@Set AS TEXT) IS NULL OR l.set_name = @Set) AND (CAST(@FieldId AS TEXT) IS NULL OR l.field_id = @FieldId)
        AND (CAST(@ConversationId AS TEXT) IS NULL OR l.conversation_id = @ConversationId) AND (CAST(@Status AS INTEGER) IS NULL OR l.status = @Status)
        """;

    /// <summary>404-01 for a case that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no labelled case {id}.");

    /// <summary>One page of the cases, in the order in which they were made.</summary>
    public Page<LabelledCase> List(WorkspaceId workspace, CaseFilter filter, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<LabelledCase>(
            $"{Select} {Matching} {page.Sql("l.case_id")}",
            new { Workspace = workspace.Value, filter.Set, filter.FieldId, filter.ConversationId, Status = (int?)filter.Status, page.After, page.Before, page.Rows }).AsList();
        return page.Page(rows, row => row.Id);
    }

    /// <summary>All the cases, those of one conversation or transcript after each other.</summary>
    public IReadOnlyList<LabelledCase> All(WorkspaceId workspace, CaseFilter filter)
    {
        using var connection = database.Read();
        return connection.Query<LabelledCase>(
            $"{Select} {Matching} ORDER BY l.conversation_id, l.transcript_id, l.agent_external_id, l.field_id, l.case_id",
            new { Workspace = workspace.Value, filter.Set, filter.FieldId, filter.ConversationId, Status = (int?)filter.Status }).AsList();
    }

    /// <summary>One case, or null.</summary>
    public LabelledCase? Find(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        return connection.QuerySingleOrDefault<LabelledCase>($"{Select} AND l.case_id = @id", new { Workspace = workspace.Value, id });
    }

    /// <summary>The messages of a transcript that came with its labels; null where it isn't there any more.</summary>
    public IReadOnlyList<TranscriptMessage>? Messages(WorkspaceId workspace, string transcriptId)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, "SELECT messages FROM labelled_transcript WHERE workspace_id = @workspace AND transcript_id = @id");
        using var row = statement.Read(workspace.Value, transcriptId);
        return row.Read() ? JsonSerializer.Deserialize<TranscriptMessage[]>(row.GetString(0)) : null;
    }

    /// <summary>Decides what is true, whatever feedback says; null where there is no such case.</summary>
    public async Task<LabelledCase?> DecideAsync(WorkspaceId workspace, Author author, string id, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var found = await writes.WriteAsync(
            transaction => transaction["""
                UPDATE labelled_case SET accepted = @accepted, status = @status, key_id = @key, updated_at = @now WHERE workspace_id = @workspace AND case_id = @id
                """].Execute(JsonSerializer.Serialize(values), (int)CaseStatus.Decided, author.KeyId, Timestamps.Micros(clock.GetUtcNow()), workspace.Value, id),
            cancellationToken);
        return found > 0 ? Find(workspace, id) : null;
    }

    /// <summary>Deletes a case; false where there is none. Feedback on it stays, and makes it anew when it changes.</summary>
    public Task<bool> DeleteAsync(WorkspaceId workspace, string id, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var deleted = transaction["DELETE FROM labelled_case WHERE workspace_id = @workspace AND case_id = @id"].Execute(workspace.Value, id) > 0;
            if (deleted) DropTranscripts(transaction, workspace);
            return deleted;
        },
        cancellationToken);

    /// <summary>Deletes the cases of a set and gives how many.</summary>
    public Task<int> DeleteSetAsync(WorkspaceId workspace, string set, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var deleted = transaction["DELETE FROM labelled_case WHERE workspace_id = @workspace AND set_name = @set"].Execute(workspace.Value, set);
            if (deleted > 0) DropTranscripts(transaction, workspace);
            return deleted;
        },
        cancellationToken);

    /// <summary>Writes imported labels in place of those that the same set has of the same fields.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="author">Who imports.</param>
    /// <param name="set">The set.</param>
    /// <param name="labelled">What is labelled, with the version of each field.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many labels there are.</returns>
    public Task<int> ImportAsync(WorkspaceId workspace, Author author, string set, IReadOnlyList<ImportedCase> labelled, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var now = Timestamps.Micros(clock.GetUtcNow());
            foreach (var one in labelled)
            {
                if (one.Messages is not null)
                {
                    transaction["""
                        INSERT INTO labelled_transcript (workspace_id, transcript_id, external_id, messages, created_at) VALUES (@workspace, @id, @external, @messages, @now)
                        ON CONFLICT (workspace_id, transcript_id) DO UPDATE SET external_id = excluded.external_id
                        """].Execute(workspace.Value, one.TranscriptId, one.ExternalId, one.Messages, now);
                }

                foreach (var (fieldId, version, values) in one.Labels)
                    Put(transaction, workspace, set, one.ConversationId, one.AgentExternalId, one.TranscriptId, fieldId, version, values, CaseStatus.Agreed, CaseOrigin.Import, null, author.KeyId, now);
            }

            return labelled.Sum(one => one.Labels.Count);
        },
        cancellationToken);

    /// <summary>
    /// Makes the case that feedback on one field of one conversation comes to, inside the transaction that changed the feedback: a case, one
    /// in dispute, or none where nobody says what is right. One that was decided stays as it is but for the opinions.
    /// </summary>
    public static void Derive(WriteTransaction transaction, WorkspaceId workspace, string conversationId, string agentExternalId, string fieldId, long now)
    {
        var feedback = FeedbackStore.Of(transaction, workspace, conversationId, agentExternalId, fieldId);
        var truth = FeedbackTruth.Of(feedback);
        var opinions = JsonSerializer.Serialize(truth.Opinions);
        var decided = transaction["""
            UPDATE labelled_case SET opinions = @opinions
            WHERE workspace_id = @workspace AND set_name = 'feedback' AND conversation_id = @conversation AND agent_external_id = @agent AND transcript_id = ''
              AND field_id = @field AND status = @decided
            """].Execute(opinions, workspace.Value, conversationId, agentExternalId, fieldId, (int)CaseStatus.Decided) > 0;
        if (decided) return;
        if (!truth.IsKnown)
        {
            transaction["""
                DELETE FROM labelled_case WHERE workspace_id = @workspace AND set_name = 'feedback' AND conversation_id = @conversation
                  AND agent_external_id = @agent AND transcript_id = '' AND field_id = @field
                """].Execute(workspace.Value, conversationId, agentExternalId, fieldId);
            return;
        }

        Put(
            transaction, workspace, LabelledCase.FeedbackSet, conversationId, agentExternalId, transcriptId: "", fieldId, feedback.Max(one => one.FieldVersion),
            truth.IsDisputed ? [] : truth.Accepted, truth.IsDisputed ? CaseStatus.Disputed : CaseStatus.Agreed, CaseOrigin.Feedback, opinions, keyId: null, now);
    }

    static void Put(
        WriteTransaction transaction, WorkspaceId workspace, string set, string conversationId, string agentExternalId, string transcriptId, string fieldId, int version,
        IReadOnlyList<string> values, CaseStatus status, CaseOrigin origin, string? opinions, string? keyId, long now) =>
        transaction["""
            INSERT INTO labelled_case (workspace_id, case_id, set_name, conversation_id, agent_external_id, transcript_id, field_id, field_version, accepted, status, origin,
                                       opinions, key_id, created_at, updated_at)
            VALUES (@workspace, @id, @set, @conversation, @agent, @transcript, @field, @version, @accepted, @status, @origin, @opinions, @key, @now, @now)
            ON CONFLICT (workspace_id, set_name, conversation_id, agent_external_id, transcript_id, field_id) DO UPDATE SET field_version = excluded.field_version,
                accepted = excluded.accepted, status = excluded.status, origin = excluded.origin, opinions = excluded.opinions, key_id = excluded.key_id,
                updated_at = excluded.updated_at
            """].Execute(
            workspace.Value, SortableId.New(), set, conversationId, agentExternalId, transcriptId, fieldId, version, JsonSerializer.Serialize(values), (int)status,
            (int)origin, opinions, keyId, now);

    /// <summary>Lets go of the transcripts that no case has any more.</summary>
    static void DropTranscripts(WriteTransaction transaction, WorkspaceId workspace) =>
        transaction["""
            DELETE FROM labelled_transcript WHERE workspace_id = @workspace AND transcript_id NOT IN (SELECT transcript_id FROM labelled_case WHERE workspace_id = @workspace)
            """].Execute(workspace.Value);
}
