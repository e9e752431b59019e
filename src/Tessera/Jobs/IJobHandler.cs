using Tessera.Data;

namespace Tessera.Jobs;

/// <summary>Does the work of one kind of job. The seam between the leasing of jobs and what they are about.</summary>
internal interface IJobHandler
{
    /// <summary>The kind it works on.</summary>
    JobKind Kind { get; }

    /// <summary>
    /// Works on a job for one turn: some seconds at most, and then <see cref="JobTurn.Again"/>, so that other jobs come in between. What it
    /// does it writes by <see cref="JobLease.CommitAsync"/>, together with how far that brings the job. An exception is a failed attempt.
    /// </summary>
    Task<JobTurn> WorkAsync(JobLease lease, CancellationToken cancellationToken);
}

/// <summary>How a turn ended.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Reason">Why, for people; null where all is well.</param>
/// <param name="Wait">How long the next turn waits; where it didn't work out, at least the usual back-off and at most five minutes. Null
/// for no more than usual.</param>
internal sealed record JobTurn(JobTurnKind Kind, string? Reason = null, TimeSpan? Wait = null)
{
    /// <summary>The job is done.</summary>
    public static readonly JobTurn Done = new(JobTurnKind.Done);

    /// <summary>There is more to do.</summary>
    public static readonly JobTurn Again = new(JobTurnKind.Again);

    /// <summary>
    /// The job is done with a last write, in one commit with it. One that somebody has cancelled by then isn't done, and nothing is
    /// written.
    /// </summary>
    public static JobTurn DoneWith(Action<WriteTransaction> write) => Done with { LastWrite = write };

    /// <summary>There is nothing to do now, and may be after a while.</summary>
    public static JobTurn Later(TimeSpan wait) => new(JobTurnKind.Again, null, wait);

    /// <summary>
    /// What it needs isn't to be had now, as a model that is parked or a budget that is spent. It is tried again after this wait, five
    /// minutes at most, and no attempt is counted.
    /// </summary>
    public static JobTurn Parked(string reason, TimeSpan? wait) => new(JobTurnKind.Parked, reason, wait);

    /// <summary>It didn't work out, and may the next time, which isn't before this wait is over: an attempt.</summary>
    public static JobTurn Retry(string reason, TimeSpan? wait = null) => new(JobTurnKind.Retry, reason, wait);

    /// <summary>It can't work out.</summary>
    public static JobTurn Failed(string reason) => new(JobTurnKind.Failed, reason);

    /// <summary>What is written in one commit with the end of the turn; null for nothing.</summary>
    public Action<WriteTransaction>? LastWrite { get; private init; }
}

/// <summary>The ways in which a turn can end.</summary>
internal enum JobTurnKind
{
    Done,
    Again,
    Parked,
    Retry,
    Failed,
}

/// <summary>The job isn't this turn's any more: it was given to another, or taken away. What was to be written isn't.</summary>
internal sealed class LeaseLostException(string jobId) : Exception($"The job {jobId} belongs to another turn.");
