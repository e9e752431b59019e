using Tessera.Data;

namespace Tessera.Jobs;

/// <summary>A job that one turn has to itself, until the turn ends.</summary>
internal sealed class JobLease(Job job, JobStore store, WriteQueue writes)
{
    volatile JobRequest asked;

    /// <summary>The job as it was when the turn began.</summary>
    public Job Job => job;

    /// <summary>Whether somebody wants the turn to end: no new work is begun then, and what is under way is finished.</summary>
    public bool StopAsked => asked != JobRequest.None;

    /// <summary>Tells the turn at once what was asked of the job; the database says so too.</summary>
    public void Ask(JobRequest request) => asked = request;

    /// <summary>
    /// Writes what was done and how far that brings the job, both or neither, and extends the lease. The work runs on the writer's thread,
    /// so that work of one turn never runs side by side.
    /// </summary>
    /// <param name="work">Writes, and gives the job's progress after it as JSON, or null where it didn't change.</param>
    /// <exception cref="LeaseLostException">The job isn't this turn's any more; nothing was written.</exception>
    public async Task CommitAsync(Func<WriteTransaction, string?> work)
    {
        // Not to be cancelled: what was done, and perhaps paid for, is kept.
        var request = await writes.WriteAsync(transaction => store.Advance(transaction, job, work(transaction)), CancellationToken.None);
        if (request != JobRequest.None) asked = request;
    }
}
