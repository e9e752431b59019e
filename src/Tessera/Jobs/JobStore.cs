using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Jobs;

/// <summary>
/// Jobs in the database, for those who make and watch them. What becomes of a leased one stands in <see cref="JobTurns"/>.
/// </summary>
internal sealed class JobStore(Database database, WriteQueue writes, JobCalendar calendar, TimeProvider clock)
{
    /// <summary>How long a turn has a job to itself without a sign of life.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    internal const string Columns =
        "workspace_id, job_id, kind, state, priority, subject, definition, progress, attempts, due_at, fence, lease_until, asked, reason, created_by, created_at, updated_at";

    static readonly string ColumnsWithoutDefinition = Columns.Replace("definition", "''", StringComparison.Ordinal);

    const string ById = $"SELECT {Columns} FROM job WHERE workspace_id = @workspace AND job_id = @id";

    /// <summary>Told what is asked of a job that is running.</summary>
    public Action<string, JobRequest>? OnRequest { get; set; }

    /// <summary>404-01 for a job that isn't there.</summary>
    public static Problem Unknown(string id) => Problem.NotFound($"There is no job {id}.");

    /// <summary>One job, or null.</summary>
    public Job? Find(WorkspaceId workspace, string id)
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, ById);
        return Single(statement, workspace, id);
    }

    /// <summary>A page of jobs by their ids, which is by their age.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="kind">Only of this kind; null for all.</param>
    /// <param name="state">Only in this state; null for all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="definitions">Whether their definitions are read, too, which may be long; otherwise they are empty.</param>
    public Page<Job> List(WorkspaceId workspace, JobKind? kind, JobState? state, PageRequest page, bool definitions)
    {
        using var connection = database.Read();
        using var rows = (DbDataReader)connection.ExecuteReader(
            $"""
            SELECT {(definitions ? Columns : ColumnsWithoutDefinition)} FROM job
            WHERE workspace_id = @Workspace AND (CAST(@Kind AS BIGINT) IS NULL OR kind = @Kind)
                AND (CAST(@State AS BIGINT) IS NULL OR state = @State)
            {page.Sql("job_id")}
            """,
            new { Workspace = workspace.Value, Kind = (long?)kind, State = (long?)state, page.After, page.Before, page.Rows });
        var jobs = new List<Job>();
        while (rows.Read()) jobs.Add(Read(rows));
        return page.Page(jobs, job => job.Id);
    }

    /// <summary>A new job that is due now, not stored yet.</summary>
    public Job New(WorkspaceId workspace, JobKind kind, JobPriority priority, string definition, string progress, string? createdBy)
    {
        var now = Timestamps.FromMicros(Timestamps.Micros(clock.GetUtcNow()));
        return new Job
        {
            Workspace = workspace, Id = SortableId.New(), Kind = kind, State = JobState.Waiting, Priority = priority,
            Definition = definition, Progress = progress, DueAt = now, CreatedBy = createdBy ?? "", CreatedAt = now, UpdatedAt = now,
        };
    }

    /// <summary>Stores a new job.</summary>
    public Task AddAsync(Job job, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            Schedule(transaction, job);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Stores a new job inside a transaction. Where an open job of its kind is about the same subject already, that one gets the new time
    /// instead (and a turn after the present one, where it is running), and its id is given.
    /// </summary>
    public string Schedule(WriteTransaction transaction, Job job)
    {
        string id;
        using (var row = transaction[$"""
            INSERT INTO job ({Columns})
            VALUES (@workspace, @id, @kind, @state, @priority, @subject, @definition, @progress, @attempts, @due, @fence, @lease, @asked,
                @reason, @by, @created, @updated)
            ON CONFLICT (workspace_id, kind, subject) WHERE subject IS NOT NULL AND state IN (1, 2, 3)
            DO UPDATE SET due_at = excluded.due_at, priority = excluded.priority, updated_at = excluded.updated_at
            RETURNING job_id
            """].Read(
            job.Workspace.Value, job.Id, (int)job.Kind, (int)job.State, (int)job.Priority, job.Subject, job.Definition, job.Progress,
            job.Attempts, Timestamps.Micros(job.DueAt), job.Fence, null, (int)job.Asked, job.Reason, job.CreatedBy,
            Timestamps.Micros(job.CreatedAt), Timestamps.Micros(job.UpdatedAt)))
        {
            row.Read();
            id = row.GetString(0);
        }

        transaction.AfterCommit(() => calendar.Expect(job.Workspace, job.DueAt));
        return id;
    }

    /// <summary>Has an open job about a subject go on where somebody has paused it, or is about to; inside a transaction.</summary>
    public static void Resume(WriteTransaction transaction, WorkspaceId workspace, JobKind kind, string subject) =>
        // The first condition on the state is that of the index job_by_subject word for word: without it SQLite goes through all of a
        // workspace's jobs.
        transaction["""
            UPDATE job SET state = CASE state WHEN 3 THEN 1 ELSE state END, asked = CASE asked WHEN 1 THEN 0 ELSE asked END
            WHERE workspace_id = @workspace AND kind = @kind AND subject = @subject AND state IN (1, 2, 3) AND state <> 1
            """].Execute(workspace.Value, (int)kind, subject);

    /// <summary>
    /// Has jobs that wait until later have their turn sooner, inside a transaction: by one statement, however many they are. One that runs
    /// has another turn after the present one; one that waits for a reason goes on waiting.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="kind">The kind of the jobs.</param>
    /// <param name="due">When each is due, by what it is about; one that is due before that stays so.</param>
    /// <param name="rest">How long each rests at least since its last turn.</param>
    /// <returns>How many come sooner, or again.</returns>
    public int Wake(
        WriteTransaction transaction, WorkspaceId workspace, JobKind kind, IReadOnlyDictionary<string, DateTimeOffset> due, TimeSpan rest)
    {
        var woken = 0;
        DateTimeOffset? first = null;
        var times = JsonSerializer.Serialize(due.ToDictionary(entry => entry.Key, entry => Timestamps.Micros(entry.Value)));
        // By the index of turns: of a workspace's jobs nearly all are over.
        using var rows = transaction[$"""
            UPDATE job SET due_at = CASE WHEN state = 2 THEN due_at - 1
                WHEN updated_at + @rest > CAST(wake.value AS BIGINT) THEN updated_at + @rest ELSE CAST(wake.value AS BIGINT) END
            FROM {transaction.Dialect.Entries("@due")} AS wake
            WHERE workspace_id = @workspace AND job_id IN (
                    SELECT job_id FROM job WHERE state = 1 AND workspace_id = @workspace
                    UNION ALL SELECT job_id FROM job WHERE state = 2 AND workspace_id = @workspace)
                AND kind = @kind AND subject = wake.key
                AND (state = 2 OR (state = 1 AND reason IS NULL AND due_at > CAST(wake.value AS BIGINT) AND due_at > updated_at + @rest))
            RETURNING state, due_at
            """].Read((long)rest.TotalMicroseconds, times, workspace.Value, (int)kind);
        while (rows.Read())
        {
            woken++;
            if ((JobState)rows.GetInt32(0) == JobState.Waiting && Timestamps.FromMicros(rows.GetInt64(1)) is var next && !(first <= next))
                first = next;
        }

        if (first is { } soonest) transaction.AfterCommit(() => calendar.Expect(workspace, soonest));
        return woken;
    }

    /// <summary>
    /// Asks a job to stop: at once where it waits, as soon as it can where it runs. One that failed can be cancelled: nobody wants it any
    /// more. 409-01 where it is over.
    /// </summary>
    public Task<Result<Job>> StopAsync(
        WorkspaceId workspace, string id, JobRequest request, CancellationToken cancellationToken) => ChangeAsync(
        workspace,
        id,
        job => job.State switch
        {
            JobState.Waiting or JobState.Paused => job with { State = Stopped(request), Reason = null },
            JobState.Failed when request == JobRequest.Cancel => job with { State = JobState.Cancelled, Reason = null },
            // Who has cancelled it was told so.
            JobState.Running => job.Asked == JobRequest.Cancel ? job : job with { Asked = request },
            _ => Problem.Conflict(
                $"The job is {JobNames.Of(job.State)}: there is nothing to {(request == JobRequest.Pause ? "pause" : "cancel")}."),
        },
        cancellationToken);

    /// <summary>Has a paused job go on; 409-01 where it isn't paused.</summary>
    public Task<Result<Job>> ResumeAsync(WorkspaceId workspace, string id, CancellationToken cancellationToken) =>
        ChangeAsync(workspace, id, Resumed, cancellationToken);

    /// <summary>Has a job that failed or was cancelled go on where it was; 409-01 for any other.</summary>
    public Task<Result<Job>> ReplayAsync(WorkspaceId workspace, string id, CancellationToken cancellationToken) => ChangeAsync(
        workspace,
        id,
        job => job.State is JobState.Failed or JobState.Cancelled
            ? Replayed(job)
            : Problem.Conflict($"The job is {JobNames.Of(job.State)}: only one that failed or was cancelled is replayed."),
        cancellationToken);

    /// <summary>Has a job go on that is paused or failed; 409-01 for any other.</summary>
    public Task<Result<Job>> GoOnAsync(WorkspaceId workspace, string id, CancellationToken cancellationToken) => ChangeAsync(
        workspace, id, job => job.State == JobState.Failed ? Replayed(job) : Resumed(job), cancellationToken);

    /// <summary>
    /// Writes how far the turn has come and extends its lease, inside a transaction; gives what is asked of it.
    /// </summary>
    /// <exception cref="LeaseLostException">The job isn't this turn's any more.</exception>
    public JobRequest Advance(WriteTransaction transaction, Job job, string? progress)
    {
        var now = clock.GetUtcNow();
        using var row = transaction["""
            UPDATE job SET progress = COALESCE(@progress, progress), lease_until = @lease,
                attempts = CASE WHEN @progress IS NULL THEN attempts ELSE 0 END, updated_at = @now
            WHERE workspace_id = @workspace AND job_id = @id AND state = 2 AND fence = @fence RETURNING asked
            """].Read(progress, Timestamps.Micros(now + LeaseTime), Timestamps.Micros(now), job.Workspace.Value, job.Id, job.Fence);
        return row.Read() ? (JobRequest)row.GetInt32(0) : throw new LeaseLostException(job.Id);
    }

    static JobState Stopped(JobRequest request) => request == JobRequest.Pause ? JobState.Paused : JobState.Cancelled;

    internal static Job Read(DbDataReader row) => new()
    {
        Workspace = new WorkspaceId(row.GetInt64(0)),
        Id = row.GetString(1),
        Kind = (JobKind)row.GetInt32(2),
        State = (JobState)row.GetInt32(3),
        Priority = (JobPriority)row.GetInt32(4),
        Subject = row.IsDBNull(5) ? null : row.GetString(5),
        Definition = row.GetString(6),
        Progress = row.GetString(7),
        Attempts = row.GetInt32(8),
        DueAt = Timestamps.FromMicros(row.GetInt64(9)),
        Fence = row.GetInt64(10),
        LeaseUntil = row.IsDBNull(11) ? null : Timestamps.FromMicros(row.GetInt64(11)),
        Asked = (JobRequest)row.GetInt32(12),
        Reason = row.IsDBNull(13) ? null : row.GetString(13),
        CreatedBy = row.GetString(14),
        CreatedAt = Timestamps.FromMicros(row.GetInt64(15)),
        UpdatedAt = Timestamps.FromMicros(row.GetInt64(16)),
    };

    Result<Job> Resumed(Job job) => job switch
    {
        { State: JobState.Paused } => job with { State = JobState.Waiting, DueAt = clock.GetUtcNow() },
        // Asked to pause, and not yet there.
        { State: JobState.Running, Asked: JobRequest.Pause } => job with { Asked = JobRequest.None },
        _ => Problem.Conflict($"The job is {JobNames.Of(job.State)}: only one that is paused is resumed."),
    };

    Job Replayed(Job job) => job with { State = JobState.Waiting, DueAt = clock.GetUtcNow(), Attempts = 0, Reason = null };

    Task<Result<Job>> ChangeAsync(
        WorkspaceId workspace, string id, Func<Job, Result<Job>> change,
        CancellationToken cancellationToken) => writes.WriteAsync<Result<Job>>(
        transaction =>
        {
            if (Single(transaction[ById + transaction.Dialect.ForUpdate], workspace, id) is not { } before) return Unknown(id);
            var changed = change(before);
            if (changed.Value is not { } after) return changed;
            after = after with { UpdatedAt = clock.GetUtcNow() };
            transaction["""
                UPDATE job SET state = @state, attempts = @attempts, due_at = @due, asked = @asked, reason = @reason, updated_at = @now
                WHERE workspace_id = @workspace AND job_id = @id
                """].Execute(
                (int)after.State, after.Attempts, Timestamps.Micros(after.DueAt), (int)after.Asked, after.Reason,
                Timestamps.Micros(after.UpdatedAt), workspace.Value, id);
            transaction.AfterCommit(() =>
            {
                if (after.Asked != before.Asked) OnRequest?.Invoke(id, after.Asked);
                if (after.State == JobState.Waiting) calendar.Expect(workspace, after.DueAt);
            });
            return after;
        },
        cancellationToken);

    static Job? Single(Statement statement, WorkspaceId workspace, string id)
    {
        using var row = statement.Read(workspace.Value, id);
        return row.Read() ? Read(row) : null;
    }
}
