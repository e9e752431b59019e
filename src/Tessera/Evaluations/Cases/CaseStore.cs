using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
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
    /// <summary>Reads cases of <c>@Workspace</c>; a condition follows.</summary>
    public const string Select = """
        SELECT l.case_id AS Id, l.set_name AS "Set", l.conversation_id AS ConversationId,
               COALESCE(c.external_id, t.external_id) AS ExternalId,
               l.agent_external_id AS AgentExternalId, l.transcript_id AS TranscriptId, l.field_id AS FieldId,
               l.field_version AS FieldVersion,
               l.accepted AS Accepted, l.status AS Status, l.origin AS Origin, l.opinions AS Opinions, l.key_id AS KeyId,
               l.created_at AS CreatedAt, l.updated_at AS UpdatedAt
        FROM labelled_case l
          LEFT JOIN conversation c ON c.workspace_id = l.workspace_id AND c.conversation_id = l.conversation_id
          LEFT JOIN labelled_transcript t ON t.workspace_id = l.workspace_id AND t.transcript_id = l.transcript_id
        WHERE l.workspace_id = @Workspace
        """;

    /// <summary>How many cases of a set are deleted in one commit.</summary>
    public const int AtOnce = 1000;

    const string Matching = """
        AND (CAST(@Set AS TEXT) IS NULL OR l.set_name = @Set) AND (CAST(@FieldId AS TEXT) IS NULL OR l.field_id = @FieldId)
        AND (CAST(@ConversationId AS TEXT) IS NULL OR l.conversation_id = @ConversationId)
        AND (CAST(@Status AS INTEGER) IS NULL OR l.status = @Status)
        """;

    /// <summary>404-01 for a case that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no labelled case {id}.");

    /// <summary>One page of the cases, in the order in which they were made.</summary>
    public Page<LabelledCase> List(WorkspaceId workspace, CaseFilter filter, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<LabelledCase>(
            $"{Select} {Matching} {page.Sql("l.case_id")}",
            new
            {
                Workspace = workspace.Value, filter.Set, filter.FieldId, filter.ConversationId, Status = (int?)filter.Status, page.After,
                page.Before, page.Rows,
            }).AsList();
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
        using var statement = new Statement(
            connection, "SELECT messages FROM labelled_transcript WHERE workspace_id = @workspace AND transcript_id = @id");
        using var row = statement.Read(workspace.Value, transcriptId);
        return row.Read() ? JsonSerializer.Deserialize<TranscriptMessage[]>(row.GetString(0)) : null;
    }

    /// <summary>Decides what is true, whatever feedback says; null where there is no such case.</summary>
    public async Task<LabelledCase?> DecideAsync(
        WorkspaceId workspace, Author author, string id, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var found = await writes.WriteAsync(
            transaction =>
            {
                var now = Timestamps.Micros(clock.GetUtcNow());
                var changes = new CaseChanges(transaction, workspace, author, now);
                if (changes.Find(id) is not { } before) return false;
                changes.Write(
                    before,
                    before with
                    {
                        Accepted = JsonSerializer.Serialize(values),
                        Status = (int)CaseStatus.Decided,
                        KeyId = author.KeyId,
                        UpdatedAt = now,
                    });
                changes.Note();
                return true;
            },
            cancellationToken);
        return found ? Find(workspace, id) : null;
    }

    /// <summary>Deletes a case; false where there is none. Feedback on it stays, and makes it anew when it changes.</summary>
    public Task<bool> DeleteAsync(
        WorkspaceId workspace, Author author, string id, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var deleted = Delete(transaction, workspace, author, changes => changes.Find(id) is { } found ? [found] : []) > 0;
            if (deleted) DropTranscripts(transaction, workspace);
            return deleted;
        },
        cancellationToken);

    /// <summary>
    /// Deletes the cases of a set and gives how many: <see cref="AtOnce"/> in a commit, so that others write in between. It goes on when
    /// nobody waits for it any more; where the process ends, the same again deletes the rest.
    /// </summary>
    public async Task<int> DeleteSetAsync(WorkspaceId workspace, Author author, string set)
    {
        var deleted = await EachAsync(transaction => Delete(transaction, workspace, author, changes => changes.Of(set, AtOnce)));
        await EachAsync(transaction => DropTranscripts(transaction, workspace));
        return deleted;

        async Task<int> EachAsync(Func<WriteTransaction, int> delete)
        {
            for (var sum = 0; ;)
            {
                var count = await writes.WriteAsync(delete, CancellationToken.None);
                sum += count;
                if (count < AtOnce) return sum;
            }
        }
    }

    /// <summary>Writes imported labels in place of those that the same set has of the same fields.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="author">Who imports.</param>
    /// <param name="set">The set.</param>
    /// <param name="labelled">What is labelled, with the version of each field.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many labels there are.</returns>
    public Task<int> ImportAsync(
        WorkspaceId workspace, Author author, string set, IReadOnlyList<ImportedCase> labelled,
        CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var now = Timestamps.Micros(clock.GetUtcNow());
            var changes = new CaseChanges(transaction, workspace, author, now);
            foreach (var one in labelled)
            {
                if (one.Messages is not null)
                {
                    transaction["""
                        INSERT INTO labelled_transcript (workspace_id, transcript_id, external_id, messages, created_at)
                            VALUES (@workspace, @id, @external, @messages, @now)
                        ON CONFLICT (workspace_id, transcript_id) DO UPDATE SET external_id = excluded.external_id
                        """].Execute(workspace.Value, one.TranscriptId, one.ExternalId, one.Messages, now);
                }

                foreach (var (fieldId, version, values) in one.Labels)
                {
                    var place = new CasePlace(set, one.ConversationId, one.AgentExternalId, one.TranscriptId, fieldId);
                    changes.Put(place, version, values, CaseStatus.Agreed, CaseOrigin.Import, opinions: null, author.KeyId);
                }
            }

            changes.Note();
            return labelled.Sum(one => one.Labels.Count);
        },
        cancellationToken);

    int Delete(WriteTransaction transaction, WorkspaceId workspace, Author author, Func<CaseChanges, IReadOnlyList<LabelledCase>> which)
    {
        var changes = new CaseChanges(transaction, workspace, author, Timestamps.Micros(clock.GetUtcNow()));
        var found = which(changes);
        changes.Delete(found);
        changes.Note();
        return found.Count;
    }

    // Lets go of transcripts that no case has any more. A join, as PostgreSQL goes through a long list of NOT IN for each of them.
    static int DropTranscripts(WriteTransaction transaction, WorkspaceId workspace) =>
        transaction["""
            DELETE FROM labelled_transcript WHERE workspace_id = @workspace AND transcript_id IN (
                SELECT t.transcript_id FROM labelled_transcript t
                  LEFT JOIN (SELECT DISTINCT transcript_id FROM labelled_case WHERE workspace_id = @workspace) c
                      ON c.transcript_id = t.transcript_id
                WHERE t.workspace_id = @workspace AND c.transcript_id IS NULL LIMIT @most)
            """].Execute(workspace.Value, AtOnce);
}
