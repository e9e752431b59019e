namespace Tessera.Jobs;

/// <summary>
/// The part of a turn that works on many items, several at a time: once somebody asks it to stop, its time is over or an item has ended it,
/// it begins no more and finishes those it has begun.
/// </summary>
internal sealed class JobStint(JobLease lease, TimeProvider clock)
{
    // Rather than go on while nothing works.
    const int MostTroubles = 5;

    // Other jobs come in between.
    static readonly TimeSpan TurnTime = TimeSpan.FromSeconds(5);

    long? begun;
    int troubles;
    volatile bool over;
    volatile JobTurn? ended;

    /// <summary>The job whose turn it is.</summary>
    public JobLease Lease => lease;

    /// <summary>Whether no more is to be begun. It stays so where it was once, whatever is asked of the job later.</summary>
    public bool IsOver
    {
        get
        {
            if (lease.StopAsked || ended is not null || (begun is { } start && clock.GetElapsedTime(start) > TurnTime)) over = true;
            return over;
        }
    }

    /// <summary>Ends the turn before its time, in this way.</summary>
    public void End(JobTurn turn) => ended = turn;

    /// <summary>Counts an item that came to nothing; the fifth ends the turn in this way.</summary>
    public void Trouble(JobTurn turn)
    {
        if (Interlocked.Increment(ref troubles) >= MostTroubles) End(turn);
    }

    /// <summary>
    /// Works on items, which are asked for one by one; at least on the first, however long that took to find. Gives how the turn ends, or
    /// null where all items are done.
    /// </summary>
    public async Task<JobTurn?> EachAsync<T>(
        IEnumerable<T> items, int atATime, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            Begun(), new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = cancellationToken }, work);
        return ended ?? (over || lease.StopAsked ? JobTurn.Again : null);

        IEnumerable<T> Begun()
        {
            foreach (var item in items)
            {
                begun ??= clock.GetTimestamp();
                if (IsOver) yield break;
                yield return item;
            }
        }
    }
}
