using System.Text.Json;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Extraction.Evaluation;
using Tessera.Jobs;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>Evaluations in the database: each is a job, with its cases, answers and report beside it.</summary>
internal sealed class EvaluationStore(Database database, WriteQueue writes, JobStore jobs)
{
    const int PageSize = 256;

    /// <summary>404-01 for an evaluation that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no evaluation {id}.");

    /// <summary>Makes an evaluation with its cases, due now, and gives its job.</summary>
    public async Task<Job> AddAsync(
        WorkspaceId workspace, Author author, EvaluationPlan plan, IReadOnlyList<PlannedCase> cases, CancellationToken cancellationToken)
    {
        var counts = JsonSerializer.Serialize(new JobCounts(0, plan.Answers), Json.Options);
        var job = jobs.New(
            workspace, JobKind.Evaluation, JobPriority.Normal, JsonSerializer.Serialize(plan, Json.Options), counts, author.KeyId);
        object?[][] rows = [
            .. cases.Select(one => new object?[]
            {
                workspace.Value, job.Id, one.Place, one.ConversationId, one.AgentExternalId, one.TranscriptId,
                JsonSerializer.Serialize(one.Labels),
            }),
        ];
        await writes.WriteAsync(
            transaction =>
            {
                jobs.Schedule(transaction, job);
                if (rows.Length > 0)
                {
                    transaction.InsertEach(
                        "INSERT INTO evaluation_case (workspace_id, evaluation_id, place, conversation_id, agent_external_id, transcript_id, labels) VALUES (@workspace, @id, @place, @conversation, @agent, @transcript, @labels)",
                        rows);
                }

                return true;
            },
            cancellationToken);
        return job;
    }

    /// <summary>The job of one evaluation, or null.</summary>
    public Job? Find(WorkspaceId workspace, string id) => jobs.Find(workspace, id) is { Kind: JobKind.Evaluation } job ? job : null;

    /// <summary>What came of an evaluation, as JSON of the <see cref="EvaluationReport"/>; null where it isn't completed.</summary>
    public string? Report(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        using var statement = new Statement(
            connection, "SELECT report FROM evaluation_report WHERE workspace_id = @workspace AND evaluation_id = @id");
        using var row = statement.Read(workspace.Value, id);
        return row.Read() ? row.GetString(0) : null;
    }

    /// <summary>Its cases, in their order.</summary>
    public List<PlannedCase> Cases(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, """
            SELECT place, conversation_id, agent_external_id, transcript_id, labels FROM evaluation_case
            WHERE workspace_id = @workspace AND evaluation_id = @id ORDER BY place
            """);
        return Read(statement, workspace.Value, id);
    }

    /// <summary>Those of its cases that haven't an answer of every candidate, in their order; read as they are come to.</summary>
    public IEnumerable<PlannedCase> OpenCases(WorkspaceId workspace, string id, int candidates)
    {
        for (var last = -1; ;)
        {
            var page = OpenCases(workspace, id, candidates, last);
            foreach (var one in page) yield return one;
            if (page.Count < PageSize) yield break;
            last = page[^1].Place;
        }
    }

    /// <summary>How many answers an evaluation has.</summary>
    public long CountAnswers(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        using var statement = new Statement(
            connection, "SELECT COUNT(*) FROM evaluation_answer WHERE workspace_id = @workspace AND evaluation_id = @id");
        using var row = statement.Read(workspace.Value, id);
        row.Read();
        return row.GetInt64(0);
    }

    /// <summary>The candidates that have answered to a case.</summary>
    public HashSet<int> AnsweredBy(WorkspaceId workspace, string id, int place)
    {
        using var connection = database.Read();
        using var statement = new Statement(
            connection,
            "SELECT candidate FROM evaluation_answer WHERE workspace_id = @workspace AND evaluation_id = @id AND place = @place");
        using var row = statement.Read(workspace.Value, id, place);
        var candidates = new HashSet<int>();
        while (row.Read()) candidates.Add(row.GetInt32(0));
        return candidates;
    }

    /// <summary>The answers it has, by place and candidate.</summary>
    public Dictionary<(int Place, int Candidate), CaseAnswers> Answers(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        using var statement = new Statement(
            connection,
            "SELECT place, candidate, judgements, microseconds FROM evaluation_answer WHERE workspace_id = @workspace AND evaluation_id = @id");
        using var row = statement.Read(workspace.Value, id);
        var answers = new Dictionary<(int, int), CaseAnswers>();
        while (row.Read())
            answers[(row.GetInt32(0), row.GetInt32(1))] = new CaseAnswers(
                JsonSerializer.Deserialize<Judgement[]>(row.GetString(2))!, row.GetInt64(3));
        return answers;
    }

    /// <summary>Keeps what a candidate answered to a case, as JSON of its judgements; inside a transaction.</summary>
    public static void AddAnswer(
        WriteTransaction transaction, WorkspaceId workspace, string id, int place, int candidate, string judgements, long microseconds) =>
        transaction["""
            INSERT INTO evaluation_answer (workspace_id, evaluation_id, place, candidate, judgements, microseconds)
            VALUES (@workspace, @id, @place, @candidate, @judgements, @took)
            """].Execute(workspace.Value, id, place, candidate, judgements, microseconds);

    /// <summary>Keeps what came of an evaluation, as JSON; inside a transaction.</summary>
    public static void AddReport(WriteTransaction transaction, WorkspaceId workspace, string id, string report) =>
        transaction["INSERT INTO evaluation_report (workspace_id, evaluation_id, report) VALUES (@workspace, @id, @report)"].Execute(workspace.Value, id, report);

    List<PlannedCase> OpenCases(WorkspaceId workspace, string id, int candidates, int after)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, """
            SELECT place, conversation_id, agent_external_id, transcript_id, labels FROM evaluation_case c
            WHERE workspace_id = @workspace AND evaluation_id = @id AND place > @after AND @candidates > (
                SELECT COUNT(*) FROM evaluation_answer a WHERE a.workspace_id = c.workspace_id AND a.evaluation_id = c.evaluation_id
                       AND a.place = c.place)
            ORDER BY place LIMIT @most
            """);
        return Read(statement, workspace.Value, id, after, candidates, PageSize);
    }

    static List<PlannedCase> Read(Statement statement, params ReadOnlySpan<object?> values)
    {
        using var row = statement.Read(values);
        var cases = new List<PlannedCase>();
        while (row.Read())
            cases.Add(
                new PlannedCase(
                    row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3),
                    JsonSerializer.Deserialize<Label[]>(row.GetString(4))!));
        return cases;
    }
}
