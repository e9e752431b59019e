using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Evaluations.Feedback;

namespace Tessera.Evaluations.Cases;

/// <summary>What a case is of: there is one at most.</summary>
/// <param name="Set">Its set.</param>
/// <param name="ConversationId">The stored conversation; empty for a transcript.</param>
/// <param name="AgentExternalId">The agent whose part alone is read; empty for the whole.</param>
/// <param name="TranscriptId">The transcript; empty for a stored conversation.</param>
/// <param name="FieldId">The field.</param>
internal sealed record CasePlace(string Set, string ConversationId, string AgentExternalId, string TranscriptId, string FieldId);

/// <summary>
/// Changes of labelled cases inside one transaction, each of which is noted in the log when all are made (<see cref="Note"/>).
/// </summary>
internal sealed class CaseChanges(WriteTransaction transaction, WorkspaceId workspace, Author author, long now)
{
    const string AtPlace = CaseStore.Select + """
         AND l.set_name = @Set AND l.conversation_id = @ConversationId AND l.agent_external_id = @AgentExternalId
         AND l.transcript_id = @TranscriptId AND l.field_id = @FieldId
        """;

    readonly List<AuditedChange> changes = [];

    /// <summary>The case of a place; null where there is none.</summary>
    public LabelledCase? At(CasePlace place)
    {
        // Kept prepared: an import asks it of every label.
        using var row = transaction[AtPlace].Read(
            workspace.Value, place.Set, place.ConversationId, place.AgentExternalId, place.TranscriptId, place.FieldId);
        return row.Read() ? row.GetRowParser<LabelledCase>()(row) : null;
    }

    /// <summary>The case of an id; null where there is none.</summary>
    public LabelledCase? Find(string id) =>
        transaction.Connection.QuerySingleOrDefault<LabelledCase>(
            $"{CaseStore.Select} AND l.case_id = @id", new { Workspace = workspace.Value, id });

    /// <summary>The first cases of a set, those of one conversation or transcript after each other.</summary>
    public List<LabelledCase> Of(string set, int most) => transaction.Connection.Query<LabelledCase>(
        $"{CaseStore.Select} AND l.set_name = @set ORDER BY l.conversation_id, l.agent_external_id, l.transcript_id, l.field_id LIMIT @most",
        new { Workspace = workspace.Value, set, most }).AsList();

    /// <summary>Makes the case of a place, or what is there another one.</summary>
    public void Put(
        CasePlace place, int fieldVersion, IReadOnlyList<string> values, CaseStatus status, CaseOrigin origin, string? opinions,
        string? keyId)
    {
        var before = At(place);
        var made = before ?? new LabelledCase
        {
            Id = SortableId.New(),
            Set = place.Set,
            ConversationId = place.ConversationId,
            AgentExternalId = place.AgentExternalId,
            TranscriptId = place.TranscriptId,
            FieldId = place.FieldId,
            CreatedAt = now,
        };
        Write(before, made with
        {
            FieldVersion = fieldVersion,
            Accepted = JsonSerializer.Serialize(values),
            Status = (int)status,
            Origin = (int)origin,
            Opinions = opinions,
            KeyId = keyId,
            UpdatedAt = now,
        });
    }

    /// <summary>Writes a case as it is to be.</summary>
    /// <param name="before">What is there; null where nothing is.</param>
    /// <param name="after">What takes its place.</param>
    public void Write(LabelledCase? before, LabelledCase after)
    {
        transaction["""
            INSERT INTO labelled_case (workspace_id, case_id, set_name, conversation_id, agent_external_id, transcript_id, field_id,
                field_version, accepted, status, origin,
                                       opinions, key_id, created_at, updated_at)
            VALUES (@workspace, @id, @set, @conversation, @agent, @transcript, @field, @version, @accepted, @status, @origin, @opinions,
                @key, @created, @updated)
            ON CONFLICT (workspace_id, set_name, conversation_id, agent_external_id, transcript_id, field_id)
                DO UPDATE SET field_version = excluded.field_version,
                accepted = excluded.accepted, status = excluded.status, origin = excluded.origin, opinions = excluded.opinions,
                key_id = excluded.key_id,
                updated_at = excluded.updated_at
            """].Execute(
            workspace.Value, after.Id, after.Set, after.ConversationId, after.AgentExternalId, after.TranscriptId, after.FieldId,
            after.FieldVersion, after.Accepted, after.Status, after.Origin, after.Opinions, after.KeyId, after.CreatedAt, after.UpdatedAt);
        if (before is null || before with { UpdatedAt = after.UpdatedAt } != after)
            changes.Add(new AuditedChange(AuditedKind.LabelledCase, after.Id, before is null ? null : Audited(before), Audited(after)));
    }

    /// <summary>Deletes cases that are there.</summary>
    public void Delete(params IReadOnlyList<LabelledCase> cases)
    {
        transaction["DELETE FROM labelled_case WHERE workspace_id = @workspace AND case_id = @id"].ExecuteEach(
            [.. cases.Select(one => new object?[] { workspace.Value, one.Id })]);
        changes.AddRange(cases.Select(one => new AuditedChange(AuditedKind.LabelledCase, one.Id, Audited(one), null)));
    }

    /// <summary>
    /// Makes the case that feedback on one field of one conversation comes to, inside the transaction that changed the feedback: a case,
    /// one in dispute, or none where nobody says what is right. One that was decided stays as it is but for the opinions.
    /// </summary>
    public void Derive(string conversationId, string agentExternalId, string fieldId)
    {
        var place = new CasePlace(LabelledCase.FeedbackSet, conversationId, agentExternalId, TranscriptId: "", fieldId);
        var feedback = FeedbackStore.Of(transaction, workspace, conversationId, agentExternalId, fieldId);
        var truth = FeedbackTruth.Of(feedback);
        var opinions = JsonSerializer.Serialize(truth.Opinions);
        var before = At(place);
        if (before is { Status: (int)CaseStatus.Decided }) Write(before, before with { Opinions = opinions });
        else if (truth.IsKnown)
        {
            Put(
                place, feedback.Max(one => one.FieldVersion), truth.IsDisputed ? [] : truth.Accepted,
                truth.IsDisputed ? CaseStatus.Disputed : CaseStatus.Agreed, CaseOrigin.Feedback, opinions, keyId: null);
        }
        else if (before is not null)
        {
            Delete(before);
        }
    }

    /// <summary>Notes in the log what was changed.</summary>
    public void Note()
    {
        AuditLog.AppendEach(transaction, workspace, author, changes, now);
        changes.Clear();
    }

    // The client's id is the conversation's, not the case's.
    static CaseResource Audited(LabelledCase stored) => CaseResource.Of(stored) with { ExternalConversationId = null };
}
