using System.Runtime.InteropServices;
using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;

namespace Tessera.Usage;

/// <summary>Calls of models, and budgets, in the database.</summary>
internal sealed class LedgerStore(Database database, WriteQueue writes, TimeProvider clock)
{
    /// <summary>The most jobs of <see cref="CallsOfJobs"/>.</summary>
    public const int MostJobs = 1000;

    /// <summary>Writes down a call.</summary>
    public Task AddAsync(ModelCallRecord call, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction => transaction["""
            INSERT INTO model_call (workspace_id, call_id, called_at, model, conversation_id, job_id, segment_ids, field_ids, outcome,
                                    input_tokens, output_tokens, estimated, cost, milliseconds)
            VALUES (@workspace, @id, @at, @model, @conversation, @job, @segments, @fields, @outcome, @input, @output, @estimated, @cost,
                @took)
            """].Execute(
            call.Purpose.Workspace.Value,
            SortableId.New(),
            Timestamps.Micros(call.At),
            call.Model,
            call.Purpose.ConversationId,
            call.Purpose.JobId,
            JsonSerializer.Serialize(call.Purpose.SegmentIds),
            JsonSerializer.Serialize(call.Purpose.FieldIds),
            call.Fault is { } fault ? (int)fault : 0,
            call.Spent.InputTokens,
            call.Spent.OutputTokens,
            call.Estimated ? 1 : 0,
            call.Spent.Cost,
            (long)call.Took.TotalMilliseconds),
        cancellationToken);

    /// <summary>What a workspace has spent from a time on.</summary>
    public Spending Spent(WorkspaceId workspace, DateTimeOffset from)
    {
        using var connection = database.Read();
        return connection.QuerySingle<Spending>(
            """
            SELECT CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT) AS InputTokens,
                   CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT) AS OutputTokens,
                   CAST(COALESCE(SUM(cost), 0) AS BIGINT) AS Cost
            FROM model_call WHERE workspace_id = @Value AND called_at >= @from
            """,
            new { workspace.Value, from = Timestamps.Micros(from) });
    }

    /// <summary>What the calls of a job have cost.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="from">When the job was made: it made no call before.</param>
    public UsageTotal SpentBy(WorkspaceId workspace, string jobId, DateTimeOffset from)
    {
        using var connection = database.Read();
        return connection.QuerySingle<UsageTotal>(
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS Calls, CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT) AS InputTokens,
                   CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT) AS OutputTokens, CAST(COALESCE(SUM(cost), 0) AS BIGINT) AS Cost
            FROM model_call WHERE workspace_id = @Value AND called_at >= @from AND job_id = @jobId
            """,
            new { workspace.Value, jobId, from = Timestamps.Micros(from) });
    }

    /// <summary>How long a call of a model took on average since a time, of those that were answered; null where there was none.</summary>
    public TimeSpan? UsualTime(WorkspaceId workspace, string model, DateTimeOffset from)
    {
        using var connection = database.Read();
        var milliseconds = connection.QuerySingle<double?>(
            "SELECT CAST(AVG(milliseconds) AS DOUBLE PRECISION) FROM model_call WHERE workspace_id = @Value AND called_at >= @from AND model = @model AND outcome = 0",
            new { workspace.Value, model, from = Timestamps.Micros(from) });
        return milliseconds is { } average ? TimeSpan.FromMilliseconds(average) : null;
    }

    /// <summary>The calls of a span of time, each counted once for every group it belongs to, in the groups' order.</summary>
    /// <param name="workspace">Whose calls.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The moment after the last.</param>
    /// <param name="jobId">The only job whose calls count; null for all.</param>
    public IReadOnlyList<UsageRow> Calls(WorkspaceId workspace, DateTimeOffset from, DateTimeOffset until, string? jobId = null)
    {
        using var connection = database.Read();
        return connection.Query<UsageRow>(
            """
            SELECT called_at AS CalledAt, model AS Model, segment_ids AS SegmentIds, field_ids AS FieldIds, outcome AS Outcome,
                   CAST(COUNT(*) AS BIGINT) AS Calls, CAST(SUM(input_tokens) AS BIGINT) AS InputTokens,
                   CAST(SUM(output_tokens) AS BIGINT) AS OutputTokens,
                   CAST(SUM(cost) AS BIGINT) AS Cost, CAST(SUM(milliseconds) AS BIGINT) AS Milliseconds,
                   CAST(SUM(estimated) AS BIGINT) AS Estimated
            FROM (SELECT called_at / 86400000000 AS called_at, model, segment_ids, field_ids, outcome, input_tokens, output_tokens, cost,
                milliseconds, estimated
                  FROM model_call WHERE workspace_id = @Value AND called_at >= @from AND called_at < @until
                    AND (CAST(@jobId AS TEXT) IS NULL OR job_id = @jobId)) calls
            GROUP BY called_at, model, segment_ids, field_ids, outcome
            """,
            new { workspace.Value, from = Timestamps.Micros(from), until = Timestamps.Micros(until), jobId }).AsList();
    }

    /// <summary>
    /// The calls of a span of time by the job they were made in and their outcome: of the <see cref="MostJobs"/> jobs that cost most, as
    /// every conversation that ends may have one.
    /// </summary>
    /// <param name="workspace">Whose calls.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The moment after the last.</param>
    public IReadOnlyList<UsageRow> CallsOfJobs(WorkspaceId workspace, DateTimeOffset from, DateTimeOffset until)
    {
        using var connection = database.Read();
        return connection.Query<UsageRow>(
            """
            SELECT c.job_id AS JobId, c.outcome AS Outcome,
                   CAST(COUNT(*) AS BIGINT) AS Calls, CAST(SUM(c.input_tokens) AS BIGINT) AS InputTokens,
                   CAST(SUM(c.output_tokens) AS BIGINT) AS OutputTokens,
                   CAST(SUM(c.cost) AS BIGINT) AS Cost, CAST(SUM(c.milliseconds) AS BIGINT) AS Milliseconds,
                   CAST(SUM(c.estimated) AS BIGINT) AS Estimated
            FROM model_call c
            WHERE c.workspace_id = @Value AND c.called_at >= @from AND c.called_at < @until AND c.job_id IN (
                SELECT j.job_id FROM model_call j
                WHERE j.workspace_id = @Value AND j.called_at >= @from AND j.called_at < @until AND j.job_id IS NOT NULL
                GROUP BY j.job_id ORDER BY SUM(j.cost) DESC, SUM(j.input_tokens + j.output_tokens) DESC, j.job_id LIMIT @MostJobs)
            GROUP BY c.job_id, c.outcome
            """,
            new { workspace.Value, from = Timestamps.Micros(from), until = Timestamps.Micros(until), MostJobs }).AsList();
    }

    /// <summary>A workspace's budget.</summary>
    public Budget Budget(WorkspaceId workspace)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, Columns);
        return Read(statement, workspace);
    }

    /// <summary>Sets a workspace's budget.</summary>
    public Task SetAsync(WorkspaceId workspace, Author author, Budget budget, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var before = Read(transaction[Columns], workspace);
            var now = Timestamps.Micros(clock.GetUtcNow());
            transaction["""
                INSERT INTO model_budget (workspace_id, daily_tokens, daily_cost, monthly_tokens, monthly_cost, updated_at)
                VALUES (@workspace, @dailyTokens, @dailyCost, @monthlyTokens, @monthlyCost, @now)
                ON CONFLICT (workspace_id) DO UPDATE SET daily_tokens = excluded.daily_tokens, daily_cost = excluded.daily_cost,
                    monthly_tokens = excluded.monthly_tokens, monthly_cost = excluded.monthly_cost, updated_at = excluded.updated_at
                """].Execute(workspace.Value, budget.DailyTokens, budget.DailyCost, budget.MonthlyTokens, budget.MonthlyCost, now);
            AuditLog.Append(transaction, workspace, author, AuditedKind.ModelBudget, "budget", before, budget, now);
            return true;
        },
        cancellationToken);

    const string Columns =
        "SELECT daily_tokens, daily_cost, monthly_tokens, monthly_cost FROM model_budget WHERE workspace_id = @workspace";

    static Budget Read(Statement statement, WorkspaceId workspace)
    {
        using var row = statement.Read(workspace.Value);
        if (!row.Read()) return Usage.Budget.None;
        long? Number(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
        return new Budget(Number(0), Number(1), Number(2), Number(3));
    }
}

/// <summary>What some calls have cost together.</summary>
/// <param name="Calls">How many.</param>
/// <param name="InputTokens">Tokens of prompts.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="Cost">Millionths of the operator's currency.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UsageTotal(long Calls, long InputTokens, long OutputTokens, long Cost);

/// <summary>Calls that have a day, a model, segments, fields and an outcome in common, or a job and an outcome.</summary>
internal sealed record UsageRow
{
    /// <summary>The day, counted from 1970-01-01.</summary>
    public long CalledAt { get; init; }

    public string Model { get; init; } = "";

    /// <summary>A JSON array of ids.</summary>
    public string SegmentIds { get; init; } = "[]";

    /// <summary>A JSON array of ids.</summary>
    public string FieldIds { get; init; } = "[]";

    /// <summary>The job; null where none is asked for.</summary>
    public string? JobId { get; init; }

    /// <summary>0, or a <see cref="Llm.ModelFault"/>.</summary>
    public long Outcome { get; init; }

    public long Calls { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long Cost { get; init; }

    public long Milliseconds { get; init; }

    public long Estimated { get; init; }
}
