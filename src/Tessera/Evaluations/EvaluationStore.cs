using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Extraction.Evaluation;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>Evaluations in the database.</summary>
internal sealed class EvaluationStore(Database database, WriteQueue writes, TimeProvider clock)
{
    const string Columns = """
        e.workspace_id AS WorkspaceId, e.evaluation_id AS Id, e.plan AS Plan, e.status AS Status, e.reason AS Reason, e.key_id AS KeyId, e.created_at AS CreatedAt,
        e.finished_at AS FinishedAt,
        (SELECT COUNT(*) FROM evaluation_answer a WHERE a.workspace_id = e.workspace_id AND a.evaluation_id = e.evaluation_id) AS Answered
        """;

    /// <summary>404-01 for an evaluation that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no evaluation {id}.");

    /// <summary>Makes an evaluation with its cases, and gives its id.</summary>
    public async Task<string> AddAsync(
        WorkspaceId workspace, Author author, EvaluationPlan plan, IReadOnlyList<PlannedCase> cases, CancellationToken cancellationToken)
    {
        var id = SortableId.New();
        object?[][] rows = [
            .. cases.Select(one => new object?[]
            {
                workspace.Value, id, one.Place, one.ConversationId, one.AgentExternalId, one.TranscriptId, JsonSerializer.Serialize(one.Labels),
            }),
        ];
        await writes.WriteAsync(
            transaction =>
            {
                transaction["""
                    INSERT INTO evaluation (workspace_id, evaluation_id, plan, status, key_id, created_at) VALUES (@workspace, @id, @plan, @status, @key, @now)
                    """].Execute(
                    workspace.Value, id, JsonSerializer.Serialize(plan, Json.Options), (int)EvaluationStatus.Queued, author.KeyId, Timestamps.Micros(clock.GetUtcNow()));
                if (rows.Length > 0)
                {
                    transaction.InsertEach(
                        "INSERT INTO evaluation_case (workspace_id, evaluation_id, place, conversation_id, agent_external_id, transcript_id, labels) VALUES (@workspace, @id, @place, @conversation, @agent, @transcript, @labels)",
                        rows);
                }

                return true;
            },
            cancellationToken);
        return id;
    }

    /// <summary>One page of the evaluations without their reports, in the order in which they were made.</summary>
    public Page<StoredEvaluation> List(WorkspaceId workspace, PageRequest page)
    {
        using var connection = database.Read();
        var rows = connection.Query<StoredEvaluation>(
            $"SELECT {Columns} FROM evaluation e WHERE e.workspace_id = @Workspace {page.Sql("e.evaluation_id")}",
            new { Workspace = workspace.Value, page.After, page.Before, page.Rows }).AsList();
        return page.Page(rows, row => row.Id);
    }

    /// <summary>One evaluation, or null.</summary>
    public StoredEvaluation? Find(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        return connection.QuerySingleOrDefault<StoredEvaluation>(
            $"SELECT {Columns}, e.report AS Report FROM evaluation e WHERE e.workspace_id = @Workspace AND e.evaluation_id = @id", new { Workspace = workspace.Value, id });
    }

    /// <summary>Those of all workspaces that wait or were under way when the process ended, in the order in which they were made.</summary>
    public IReadOnlyList<(WorkspaceId Workspace, string Id)> Unfinished()
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, "SELECT workspace_id, evaluation_id FROM evaluation WHERE status IN (@queued, @running) ORDER BY evaluation_id");
        using var row = statement.Read((int)EvaluationStatus.Queued, (int)EvaluationStatus.Running);
        var unfinished = new List<(WorkspaceId, string)>();
        while (row.Read()) unfinished.Add((new WorkspaceId(row.GetInt64(0)), row.GetString(1)));
        return unfinished;
    }

    /// <summary>Its cases, in their order.</summary>
    public IReadOnlyList<PlannedCase> Cases(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, """
            SELECT place, conversation_id, agent_external_id, transcript_id, labels FROM evaluation_case
            WHERE workspace_id = @workspace AND evaluation_id = @id ORDER BY place
            """);
        using var row = statement.Read(workspace.Value, id);
        var cases = new List<PlannedCase>();
        while (row.Read()) cases.Add(new PlannedCase(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), JsonSerializer.Deserialize<Label[]>(row.GetString(4))!));
        return cases;
    }

    /// <summary>The answers it has, by place and candidate.</summary>
    public Dictionary<(int Place, int Candidate), CaseAnswers> Answers(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        using var statement = new Statement(
            connection, "SELECT place, candidate, judgements, microseconds FROM evaluation_answer WHERE workspace_id = @workspace AND evaluation_id = @id");
        using var row = statement.Read(workspace.Value, id);
        var answers = new Dictionary<(int, int), CaseAnswers>();
        while (row.Read()) answers[(row.GetInt32(0), row.GetInt32(1))] = new CaseAnswers(JsonSerializer.Deserialize<Judgement[]>(row.GetString(2))!, row.GetInt64(3));
        return answers;
    }

    /// <summary>Keeps what a candidate answered to a case; one that was kept before stays.</summary>
    public Task KeepAsync(WorkspaceId workspace, string id, int place, int candidate, CaseAnswers answers, CancellationToken cancellationToken)
    {
        var judgements = JsonSerializer.Serialize(answers.Judgements);
        return writes.WriteAsync(
            transaction => transaction["""
                INSERT INTO evaluation_answer (workspace_id, evaluation_id, place, candidate, judgements, microseconds)
                VALUES (@workspace, @id, @place, @candidate, @judgements, @took) ON CONFLICT (workspace_id, evaluation_id, place, candidate) DO NOTHING
                """].Execute(workspace.Value, id, place, candidate, judgements, answers.Microseconds),
            cancellationToken);
    }

    /// <summary>Changes its status where it has one of some others; false where it hasn't. What is completed or cancelled stays so.</summary>
    public Task<bool> MoveAsync(
        WorkspaceId workspace, string id, EvaluationStatus to, IReadOnlyList<EvaluationStatus> from, CancellationToken cancellationToken, string? reason = null, string? report = null) =>
        writes.WriteAsync(
            transaction =>
            {
                using (var row = transaction["SELECT status FROM evaluation WHERE workspace_id = @workspace AND evaluation_id = @id"].Read(workspace.Value, id))
                {
                    if (!row.Read() || !from.Contains((EvaluationStatus)row.GetInt32(0))) return false;
                }

                var ended = to is EvaluationStatus.Completed or EvaluationStatus.Cancelled or EvaluationStatus.Interrupted;
                transaction["""
                    UPDATE evaluation SET status = @status, reason = @reason, report = @report, finished_at = @finished WHERE workspace_id = @workspace AND evaluation_id = @id
                    """].Execute((int)to, reason, report, ended ? Timestamps.Micros(clock.GetUtcNow()) : null, workspace.Value, id);
                return true;
            },
            cancellationToken);
}
