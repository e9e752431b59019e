using Tessera.Access;
using Tessera.Data;

namespace Tessera.Jobs;

/// <summary>Who has which job, in the database: turns are given out by workspace, priority and age, and taken back.</summary>
internal sealed class JobTurns(Database database, WriteQueue writes, TimeProvider clock)
{
    /// <summary>Attempts in a row after which a job is given up.</summary>
    public const int MostAttempts = 8;

    /// <summary>How long what is over is kept of jobs of which there is one for every conversation.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    // One step of the index for each workspace that has work, however much it has.
    const string WorkspacesWithWork = """
        WITH RECURSIVE working (id) AS (
            SELECT MIN(workspace_id) FROM job WHERE state = 1
            UNION ALL
            SELECT (SELECT MIN(workspace_id) FROM job WHERE state = 1 AND workspace_id > working.id) FROM working WHERE working.id IS NOT NULL)
        SELECT id FROM working WHERE id IS NOT NULL
        """;

    const string NextOfWorkspace = """
        SELECT job_id FROM job WHERE state = 1 AND workspace_id = @workspace AND priority = @priority AND due_at <= @now ORDER BY due_at, job_id LIMIT 1
        """;

    /// <summary>The workspaces that have a job due, each with the one that comes first.</summary>
    public List<(WorkspaceId Workspace, string JobId)> Due()
    {
        using var connection = database.Read();
        using var working = new Statement(connection, WorkspacesWithWork);
        using var next = new Statement(connection, NextOfWorkspace);
        return Due(working, next);
    }

    /// <summary>
    /// Leases jobs: of each workspace at most one at a time, those first of which the fewest are running, and of these the one that had a
    /// turn least recently.
    /// </summary>
    /// <param name="most">The most jobs.</param>
    /// <param name="order">Sorts workspaces: the lowest first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<List<Job>> ClaimAsync(int most, Func<WorkspaceId, (int Running, long LastTurn)> order, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var now = clock.GetUtcNow();
            var claimed = new List<Job>();
            foreach (var (workspace, id) in Due(transaction[WorkspacesWithWork], transaction[NextOfWorkspace]).OrderBy(due => order(due.Workspace)).Take(most))
            {
                using var row = transaction[$"""
                    UPDATE job SET state = 2, fence = fence + 1, lease_until = @lease, reason = NULL, updated_at = @now
                    WHERE workspace_id = @workspace AND job_id = @id AND state = 1 RETURNING {JobStore.Columns}
                    """].Read(Timestamps.Micros(now + JobStore.LeaseTime), Timestamps.Micros(now), workspace.Value, id);
                if (row.Read()) claimed.Add(JobStore.Read(row));
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

            transaction["""
                UPDATE job SET state = @state, attempts = @attempts, due_at = @due, reason = @reason, asked = 0, lease_until = NULL, updated_at = @now
                WHERE workspace_id = @workspace AND job_id = @id
                """].Execute(
                (int)ending.State, ending.Attempts, Timestamps.Micros(ending.DueAt), ending.Reason, Timestamps.Micros(clock.GetUtcNow()), job.Workspace.Value, job.Id);
            return true;
        },
        CancellationToken.None);

    /// <summary>
    /// Takes back the jobs whose lease is over. At the start of a process, which has claimed the database for itself, that is all of them.
    /// </summary>
    public Task<int> ReclaimAsync(bool all, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction => transaction["""
            UPDATE job SET state = CASE asked WHEN 1 THEN 3 WHEN 2 THEN 6 ELSE 1 END, asked = 0, lease_until = NULL
            WHERE state = 2 AND (lease_until < @now OR @all = 1)
            """].Execute(Timestamps.Micros(clock.GetUtcNow()), all ? 1 : 0),
        cancellationToken);

    /// <summary>Deletes what is over for longer than <see cref="Kept"/> of jobs that have a subject; gives how many.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) => writes.WriteAsync(
        transaction => transaction["DELETE FROM job WHERE subject IS NOT NULL AND state IN (4, 6) AND updated_at < @before"]
            .Execute(Timestamps.Micros(clock.GetUtcNow() - Kept)),
        cancellationToken);

    Ending After(JobTurn turn, JobRequest asked, int attempts, DateTimeOffset due, bool askedAgain)
    {
        var now = clock.GetUtcNow();
        // Somebody scheduled it anew while it ran.
        if (turn.Kind == JobTurnKind.Done) return askedAgain ? new(JobState.Waiting, 0, due, null) : new(JobState.Done, 0, due, null);
        if (turn.Kind == JobTurnKind.Failed) return new(JobState.Failed, attempts, due, turn.Reason);
        if (asked != JobRequest.None) return new(JobStore.Stopped(asked), attempts, due, null);
        switch (turn.Kind)
        {
            case JobTurnKind.Again:
                return new(JobState.Waiting, 0, turn.Wait is { } wait && !askedAgain ? now + wait : now, null);
            case JobTurnKind.Parked:
                var parked = turn.Wait ?? BackOff(attempts + 1);
                return new(JobState.Waiting, attempts, now + (parked < LongestWait ? parked : LongestWait), turn.Reason);
            default:
                attempts++;
                return attempts >= MostAttempts
                    ? new(JobState.Failed, attempts, due, $"Given up after {attempts} attempts. {turn.Reason}")
                    : new(JobState.Waiting, attempts, now + (turn.Wait ?? BackOff(attempts)), turn.Reason);
        }
    }

    /// <summary>1, 2, 4 … seconds and at most five minutes, less up to half of it by chance: what failed together doesn't come back together.</summary>
    static TimeSpan BackOff(int attempts)
    {
#pragma warning disable CA5394 // Nothing to guess.
        var part = 1 - (Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        return part * TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, attempts - 1)));
    }

    List<(WorkspaceId Workspace, string JobId)> Due(Statement working, Statement next)
    {
        var now = Timestamps.Micros(clock.GetUtcNow());
        var workspaces = new List<long>();
        using (var rows = working.Read())
        {
            while (rows.Read()) workspaces.Add(rows.GetInt64(0));
        }

        var due = new List<(WorkspaceId, string)>();
        foreach (var workspace in workspaces)
        {
            foreach (var priority in Enum.GetValues<JobPriority>())
            {
                using var row = next.Read(workspace, (int)priority, now);
                if (!row.Read()) continue;
                due.Add((new WorkspaceId(workspace), row.GetString(0)));
                break;
            }
        }

        return due;
    }

    sealed record Ending(JobState State, int Attempts, DateTimeOffset DueAt, string? Reason);
}
