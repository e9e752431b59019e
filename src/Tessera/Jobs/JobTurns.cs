using Tessera.Access;
using Tessera.Data;

namespace Tessera.Jobs;

/// <summary>Who has which job, in the database: turns are given out by workspace, priority and age, and taken back.</summary>
internal sealed class JobTurns(Database database, WriteQueue writes, JobCalendar calendar, TimeProvider clock)
{
    /// <summary>Attempts in a row after which a job is given up.</summary>
    public const int MostAttempts = 8;

    /// <summary>How long what is over is kept of jobs of which there is one for every conversation.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    const string FirstDue = """
        SELECT job_id FROM job WHERE state = 1 AND workspace_id = @workspace AND priority = @priority AND due_at <= @now ORDER BY due_at, job_id LIMIT 1
        """;

    const string Earliest =
        "SELECT due_at FROM job WHERE state = 1 AND workspace_id = @workspace AND priority = @priority ORDER BY due_at LIMIT 1";

    static readonly JobPriority[] Priorities = Enum.GetValues<JobPriority>();

    /// <summary>Whether any job may be due.</summary>
    public bool AnyDue => calendar.Due(clock.GetUtcNow()).Count > 0;

    /// <summary>Reads when jobs are due that were there before this process.</summary>
    public void Load()
    {
        using var connection = database.Read();
        using var statement = new Statement(connection, "SELECT workspace_id, MIN(due_at) FROM job WHERE state = 1 GROUP BY workspace_id");
        using var rows = statement.Read();
        while (rows.Read()) calendar.Expect(new WorkspaceId(rows.GetInt64(0)), Timestamps.FromMicros(rows.GetInt64(1)));
    }

    /// <summary>
    /// Leases jobs: of each workspace at most one at a time, those first of which the fewest are running, and of these the one that had a
    /// turn least recently.
    /// </summary>
    /// <param name="most">The most jobs.</param>
    /// <param name="order">Sorts workspaces: the lowest first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<Job>> ClaimAsync(
        int most, Func<WorkspaceId, (int Running, long LastTurn)> order, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var now = clock.GetUtcNow();
            var claimed = new List<Job>();
            foreach (var workspace in calendar.Due(now).OrderBy(order))
            {
                if (claimed.Count == most) break;
                if (Claim(transaction, workspace, now) is { } job) claimed.Add(job);
                var next = Next(transaction, workspace);
                transaction.AfterCommit(() => calendar.Set(workspace, next));
            }

            return claimed;
        },
        cancellationToken);

    /// <summary>Takes a job back from a turn that is over. Nothing is done where it isn't that turn's any more.</summary>
    public Task EndAsync(Job job, JobTurn turn) => writes.WriteAsync(
        transaction =>
        {
            Ending ending;
            using (var row = transaction["SELECT asked, attempts, due_at FROM job WHERE workspace_id = @workspace AND job_id = @id AND state = 2 AND fence = @fence"]
                .Read(job.Workspace.Value, job.Id, job.Fence))
            {
                if (!row.Read()) return false;
                var due = Timestamps.FromMicros(row.GetInt64(2));
                ending = After(turn, (JobRequest)row.GetInt32(0), row.GetInt32(1), due, askedAgain: due != job.DueAt);
            }

            if (ending.State != JobState.Cancelled) turn.LastWrite?.Invoke(transaction);
            transaction["""
                UPDATE job SET state = @state, attempts = @attempts, due_at = @due, reason = @reason, asked = 0, lease_until = NULL, updated_at = @now
                WHERE workspace_id = @workspace AND job_id = @id
                """].Execute(
                (int)ending.State, ending.Attempts, Timestamps.Micros(ending.DueAt), ending.Reason, Timestamps.Micros(clock.GetUtcNow()),
                job.Workspace.Value, job.Id);
            if (ending.State == JobState.Waiting) transaction.AfterCommit(() => calendar.Expect(job.Workspace, ending.DueAt));
            return true;
        },
        CancellationToken.None);

    /// <summary>
    /// Takes back the jobs whose lease is over. At the start of a process, which has claimed the database for itself, that is all of them.
    /// </summary>
    public Task<int> ReclaimAsync(bool all, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var now = clock.GetUtcNow();
            var workspaces = new List<WorkspaceId>();
            using (var rows = transaction["""
                UPDATE job SET state = CASE asked WHEN 1 THEN 3 WHEN 2 THEN 6 ELSE 1 END, asked = 0, lease_until = NULL
                WHERE state = 2 AND (lease_until < @now OR @all = 1) RETURNING workspace_id
                """].Read(Timestamps.Micros(now), all ? 1 : 0))
            {
                while (rows.Read()) workspaces.Add(new WorkspaceId(rows.GetInt64(0)));
            }

            foreach (var workspace in workspaces) transaction.AfterCommit(() => calendar.Expect(workspace, now));
            return workspaces.Count;
        },
        cancellationToken);

    /// <summary>Deletes what is over for longer than <see cref="Kept"/> of jobs that have a subject; gives how many.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) => writes.WriteAsync(
        transaction => transaction["DELETE FROM job WHERE subject IS NOT NULL AND state IN (4, 6) AND updated_at < @before"]
            .Execute(Timestamps.Micros(clock.GetUtcNow() - Kept)),
        cancellationToken);

    Ending After(JobTurn turn, JobRequest asked, int attempts, DateTimeOffset due, bool askedAgain)
    {
        var now = clock.GetUtcNow();
        // What is cancelled stays so, but where all was done and written before.
        if (asked == JobRequest.Cancel && (turn.Kind != JobTurnKind.Done || turn.LastWrite is not null))
            return new(JobState.Cancelled, attempts, due, null);
        // Somebody scheduled it anew while it ran.
        if (turn.Kind == JobTurnKind.Done) return askedAgain ? new(JobState.Waiting, 0, due, null) : new(JobState.Done, 0, due, null);
        if (turn.Kind == JobTurnKind.Failed) return new(JobState.Failed, attempts, due, turn.Reason);
        if (asked == JobRequest.Pause) return new(JobState.Paused, attempts, due, null);
        switch (turn.Kind)
        {
            case JobTurnKind.Again:
                return new(JobState.Waiting, 0, turn.Wait is { } wait && !askedAgain ? now + wait : now, null);
            case JobTurnKind.Parked:
                return new(JobState.Waiting, attempts, now + WaitOf(turn, attempts + 1), turn.Reason);
            default:
                attempts++;
                return attempts >= MostAttempts
                    ? new(JobState.Failed, attempts, due, $"Given up after {attempts} attempts. {turn.Reason}")
                    : new(JobState.Waiting, attempts, now + WaitOf(turn, attempts), turn.Reason);
        }
    }

    // Some servers ask for so little that all attempts would be over in no time, and others for more than anybody wants to wait.
    static TimeSpan WaitOf(JobTurn turn, int attempts)
    {
        var backOff = BackOff(attempts);
        var wait = turn.Wait > backOff ? turn.Wait.Value : backOff;
        return wait < LongestWait ? wait : LongestWait;
    }

    /// <summary>
    /// 1, 2, 4 … seconds and at most five minutes, less up to half of it by chance: what failed together doesn't come back together.
    /// </summary>
    static TimeSpan BackOff(int attempts)
    {
#pragma warning disable CA5394 // Nothing to guess.
        var part = 1 - (Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        return part * TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, attempts - 1)));
    }

    static Job? Claim(WriteTransaction transaction, WorkspaceId workspace, DateTimeOffset now)
    {
        if (First(transaction, workspace, now) is not { } id) return null;
        using var row = transaction[$"""
            UPDATE job SET state = 2, fence = fence + 1, lease_until = @lease, reason = NULL, updated_at = @now
            WHERE workspace_id = @workspace AND job_id = @id AND state = 1 RETURNING {JobStore.Columns}
            """].Read(Timestamps.Micros(now + JobStore.LeaseTime), Timestamps.Micros(now), workspace.Value, id);
        return row.Read() ? JobStore.Read(row) : null;
    }

    static string? First(WriteTransaction transaction, WorkspaceId workspace, DateTimeOffset now)
    {
        foreach (var priority in Priorities)
        {
            using var row = transaction[FirstDue].Read(workspace.Value, (int)priority, Timestamps.Micros(now));
            if (row.Read()) return row.GetString(0);
        }

        return null;
    }

    static DateTimeOffset? Next(WriteTransaction transaction, WorkspaceId workspace)
    {
        DateTimeOffset? next = null;
        foreach (var priority in Priorities)
        {
            using var row = transaction[Earliest].Read(workspace.Value, (int)priority);
            if (row.Read() && Timestamps.FromMicros(row.GetInt64(0)) is var due && !(next <= due)) next = due;
        }

        return next;
    }

    sealed record Ending(JobState State, int Attempts, DateTimeOffset DueAt, string? Reason);
}
