using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Evaluations.Cases;
using Tessera.Extraction;
using Tessera.Redaction;
using Tessera.Wire;

namespace Tessera.Evaluations.Feedback;

/// <summary>Which feedback is asked for; null asks for any.</summary>
/// <param name="SetId">On values of this set.</param>
/// <param name="ConversationId">On values of this conversation.</param>
/// <param name="FieldId">On values of this field.</param>
/// <param name="Thumbs">Whose thumbs are so.</param>
internal sealed record FeedbackFilter(string? SetId, string? ConversationId, string? FieldId, Thumbs? Thumbs);

/// <summary>Feedback in the database. With every change the case that it makes is made anew, in the same transaction.</summary>
internal sealed class FeedbackStore(Database database, WriteQueue writes, Redactor redactor, TimeProvider clock)
{
    const string Select = """
        SELECT f.feedback_id AS Id, f.set_id AS SetId, f.conversation_id AS ConversationId, f.agent_external_id AS AgentExternalId,
               f.field_id AS FieldId,
               f.field_version AS FieldVersion, f.given AS Given, f.given_normalized AS GivenNormalized, f.thumbs AS Thumbs,
               f.correction AS Correction,
               f.comment AS Comment, f.key_id AS KeyId, f.changed_by AS ChangedBy, f.created_at AS CreatedAt, f.updated_at AS UpdatedAt,
               c.case_id AS CaseId, c.status AS CaseStatus
        FROM feedback f LEFT JOIN labelled_case c ON c.workspace_id = f.workspace_id AND c.set_name = 'feedback'
            AND c.conversation_id = f.conversation_id
          AND c.agent_external_id = f.agent_external_id AND c.transcript_id = '' AND c.field_id = f.field_id
        WHERE f.workspace_id = @Workspace
        """;

    /// <summary>404-01 for feedback that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no feedback {id}.");

    /// <summary>One page of feedback, in the order in which it was given.</summary>
    public Page<StoredFeedback> List(WorkspaceId workspace, FeedbackFilter filter, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<StoredFeedback>(
            $"""
            {Select} AND (CAST(@SetId AS TEXT) IS NULL OR f.set_id = @SetId)
            AND (CAST(@ConversationId AS TEXT) IS NULL OR f.conversation_id = @ConversationId)
              AND (CAST(@FieldId AS TEXT) IS NULL OR f.field_id = @FieldId) AND (CAST(@Thumbs AS INTEGER) IS NULL OR f.thumbs = @Thumbs)
              {page.Sql("f.feedback_id")}
            """,
            new
            {
                Workspace = workspace.Value, filter.SetId, filter.ConversationId, filter.FieldId, Thumbs = (int?)filter.Thumbs, page.After,
                page.Before, page.Rows,
            }).AsList();
        return page.Page(rows, row => row.Id);
    }

    /// <summary>One feedback, or null.</summary>
    public StoredFeedback? Find(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        return connection.QuerySingleOrDefault<StoredFeedback>(
            $"{Select} AND f.feedback_id = @id", new { Workspace = workspace.Value, id });
    }

    /// <summary>Gives feedback on a value, in place of what the same key said of it before; tells whether it is the first.</summary>
    public async Task<Result<(StoredFeedback Feedback, bool IsNew)>> GiveAsync(
        WorkspaceId workspace, Author author, StructuredDataSet set, StructuredDataValue value, FeedbackInput input,
        CancellationToken cancellationToken)
    {
        var clean = Clean(workspace, input);
        if (clean.Problem is { } problem) return problem;
        var (key, id) = (author.KeyId!, SortableId.New());
        var isNew = await writes.WriteAsync(
            transaction =>
            {
                var known = IdOf(transaction, workspace, set.Id, value.FieldId, key);
                var before = known is null ? null : Find(transaction, workspace, known);
                var now = Timestamps.Micros(clock.GetUtcNow());
                if (known is not null) Update(transaction, workspace, known, clean.Value!, changedBy: null, now);
                else
                {
                    transaction["""
                        INSERT INTO feedback (workspace_id, feedback_id, set_id, conversation_id, agent_external_id, field_id,
                            field_version, given, given_normalized,
                                              thumbs, correction, comment, key_id, created_at, updated_at)
                        VALUES (@workspace, @id, @set, @conversation, @agent, @field, @version, @given, @normalized, @thumbs, @correction,
                            @comment, @key, @now, @now)
                        """].Execute(
                        workspace.Value, id, set.Id, set.ConversationId, set.AgentExternalId ?? "", value.FieldId, value.FieldVersion,
                        value.Extracted.Value, value.Extracted.Normalized, (int?)clean.Value!.Thumbs, clean.Value.Correction,
                        clean.Value.Comment, key, now);
                }

                id = known ?? id;
                Note(transaction, workspace, author, before, Find(transaction, workspace, id), now);
                return known is null;
            },
            cancellationToken);
        return (Find(workspace, id)!, isNew);
    }

    /// <summary>Changes feedback; 404-01 where there is none. It counts as said by who changed it.</summary>
    public async Task<Result<StoredFeedback>> ChangeAsync(
        WorkspaceId workspace, Author author, string id, FeedbackInput input, CancellationToken cancellationToken)
    {
        if (Find(workspace, id) is not { } known) return Unknown(id);
        if (input.Misfit(known.FieldId) is { } misfit) return misfit;
        var clean = Clean(workspace, input);
        if (clean.Problem is { } problem) return problem;
        await writes.WriteAsync(
            transaction =>
            {
                if (Find(transaction, workspace, id) is not { } before) return false;
                var now = Timestamps.Micros(clock.GetUtcNow());
                Update(transaction, workspace, id, clean.Value!, author.KeyId == before.KeyId ? null : author.KeyId, now);
                Note(transaction, workspace, author, before, Find(transaction, workspace, id), now);
                return true;
            },
            cancellationToken);
        return Find(workspace, id) is { } after ? after : Unknown(id);
    }

    /// <summary>Withdraws feedback; false where there is none.</summary>
    public Task<bool> WithdrawAsync(
        WorkspaceId workspace, Author author, string id, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            if (Find(transaction, workspace, id) is not { } before) return false;
            transaction["DELETE FROM feedback WHERE workspace_id = @workspace AND feedback_id = @id"].Execute(workspace.Value, id);
            Note(transaction, workspace, author, before, after: null, Timestamps.Micros(clock.GetUtcNow()));
            return true;
        },
        cancellationToken);

    /// <summary>All that was said of one field of one conversation, inside a transaction.</summary>
    public static List<StoredFeedback> Of(
        WriteTransaction transaction, WorkspaceId workspace, string conversationId, string agentExternalId, string fieldId) =>
        transaction.Connection.Query<StoredFeedback>(
            $"{Select} AND f.conversation_id = @conversationId AND f.agent_external_id = @agentExternalId AND f.field_id = @fieldId",
            new { Workspace = workspace.Value, conversationId, agentExternalId, fieldId }).AsList();

    static StoredFeedback? Find(WriteTransaction transaction, WorkspaceId workspace, string id) =>
        transaction.Connection.QuerySingleOrDefault<StoredFeedback>(
            $"{Select} AND f.feedback_id = @id", new { Workspace = workspace.Value, id });

    /// <summary>Notes what feedback was and is, makes its case anew, and notes what that changed.</summary>
    static void Note(
        WriteTransaction transaction, WorkspaceId workspace, Author author, StoredFeedback? before, StoredFeedback? after, long now)
    {
        var one = (after ?? before)!;
        AuditLog.Append(transaction, workspace, author, AuditedKind.Feedback, one.Id, Audited(before), Audited(after), now);
        var cases = new CaseChanges(transaction, workspace, author, now);
        cases.Derive(one.ConversationId, one.AgentExternalId, one.FieldId);
        cases.Note();
    }

    // Its case has entries of its own.
    static FeedbackResource? Audited(StoredFeedback? stored) => stored is null ? null : FeedbackResource.Of(stored) with { Case = null };

    /// <summary>
    /// What redaction takes out of messages isn't kept here either: a comment is redacted, a correction that would be is refused.
    /// </summary>
    Result<FeedbackInput> Clean(WorkspaceId workspace, FeedbackInput input)
    {
        if (input.Correction is { } correction && redactor.Redact(workspace, correction) != correction)
            return Problem.Unprocessable("correction: the workspace's redaction takes such values out of messages, so none can be right.");
        return input with { Comment = input.Comment is { } comment ? redactor.Redact(workspace, comment) : null };
    }

    static string? IdOf(WriteTransaction transaction, WorkspaceId workspace, string setId, string fieldId, string keyId)
    {
        using var row = transaction["SELECT feedback_id FROM feedback WHERE workspace_id = @workspace AND set_id = @set AND field_id = @field AND key_id = @key"]
            .Read(workspace.Value, setId, fieldId, keyId);
        return row.Read() ? row.GetString(0) : null;
    }

    static void Update(WriteTransaction transaction, WorkspaceId workspace, string id, FeedbackInput input, string? changedBy, long now) =>
        transaction["""
            UPDATE feedback SET thumbs = @thumbs, correction = @correction, comment = @comment, changed_by = @by, updated_at = @now
            WHERE workspace_id = @workspace AND feedback_id = @id
            """].Execute((int?)input.Thumbs, input.Correction, input.Comment, changedBy, now, workspace.Value, id);
}
