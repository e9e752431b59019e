using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Data;
using Tessera.Llm;

namespace Tessera.Jobs;

/// <summary>
/// Gives jobs their turns: several at a time, workspaces by turns, and keeps their leases alive. What a process that ended had under way is
/// taken up again when the next one starts.
/// </summary>
internal sealed partial class JobRunner(
    JobStore store, JobTurns turns, JobCalendar calendar, WriteQueue writes, IEnumerable<IJobHandler> handlers, LanguageModel model,
    TimeProvider clock, ILogger<JobRunner> logger) : BackgroundService
{
    // Waits are seconds, so they may end this much late.
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Upkeep = JobStore.LeaseTime / 4;

    // Ten minutes.
    const int RoundsToASweep = 40;

    // Jobs of one conversation wait for the model most of the time.
    readonly int slots = Math.Max(Math.Max(4, Environment.ProcessorCount), model.Options?.Concurrency ?? 0);
    readonly Dictionary<JobKind, IJobHandler> handlers = handlers.ToDictionary(handler => handler.Kind);
    readonly ConcurrentDictionary<string, Turn> running = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<WorkspaceId, long> lastTurns = new();

    // Never disposed: a commit on its way may still wake the runner, and it holds nothing.
    readonly SemaphoreSlim woken = new(0);
    long turnsGiven;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (calendar.OnExpected, store.OnRequest) = (WakeFor, Tell);
        try
        {
            await KeptUpAsync(() => turns.ReclaimAsync(all: true, stoppingToken));
            turns.Load();
            var upkeep = KeepUpAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await GiveOutAsync(stoppingToken);
                await woken.WaitAsync(Poll, stoppingToken);
            }

            await upkeep;
        }
        catch (Exception end) when (end is OperationCanceledException or WritesStoppedException)
        {
            // The server ends, or writes no more until it is started again.
        }
        finally
        {
            (calendar.OnExpected, store.OnRequest) = (null, null);
            await Task.WhenAll(running.Values.Select(turn => turn.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task GiveOutAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (running.Count < slots && turns.AnyDue)
            {
                var claimed = await turns.ClaimAsync(slots - running.Count, Order, stoppingToken);
                if (claimed.Count == 0) return;
                foreach (var job in claimed) Begin(job, stoppingToken);
            }
        }
        catch (System.Data.Common.DbException failure)
        {
            NotGivenOut(logger, failure);
        }
    }

    (int Running, long LastTurn) Order(WorkspaceId workspace) =>
        (running.Values.Count(turn => turn.Lease.Job.Workspace == workspace), lastTurns.GetValueOrDefault(workspace));

    void Begin(Job job, CancellationToken stoppingToken)
    {
        lastTurns[job.Workspace] = ++turnsGiven;
        var lease = new JobLease(job, store, writes);
        var cancelling = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var turn = new Turn(lease, cancelling);
        running[job.Id] = turn;
        turn.Task = Task.Run(() => RunAsync(turn), CancellationToken.None);
    }

    async Task RunAsync(Turn turn)
    {
        var job = turn.Lease.Job;
        try
        {
            await turns.EndAsync(job, await WorkAsync(turn));
        }
        catch (Exception end) when (end is LeaseLostException or WritesStoppedException or System.Data.Common.DbException)
        {
            // The next turn goes on from what is on disk.
            TurnLost(logger, job.Id, end);
        }
        finally
        {
            running.TryRemove(job.Id, out _);
            turn.Cancelling.Dispose();
            Wake();
        }
    }

    async Task<JobTurn> WorkAsync(Turn turn)
    {
        var job = turn.Lease.Job;
        try
        {
            return await handlers[job.Kind].WorkAsync(turn.Lease, turn.Cancelling.Token);
        }
        catch (OperationCanceledException) when (turn.Cancelling.IsCancellationRequested)
        {
            return JobTurn.Again;
        }
#pragma warning disable CA1031 // Whatever went wrong within a turn is one failed attempt of its job.
        catch (Exception failure) when (failure is not (LeaseLostException or WritesStoppedException))
#pragma warning restore CA1031
        {
            TurnFailed(logger, job.Id, job.Kind, failure);
            return JobTurn.Retry("The server's log has the details.");
        }
    }

    async Task KeepUpAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Upkeep);
        for (var round = 1; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            foreach (var turn in running.Values) await KeptUpAsync(() => turn.Lease.CommitAsync(_ => null));
            await KeptUpAsync(() => turns.ReclaimAsync(all: false, stoppingToken));
            if (round % RoundsToASweep == 0) await KeptUpAsync(() => turns.SweepAsync(stoppingToken));
        }
    }

    async Task KeptUpAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is LeaseLostException or System.Data.Common.DbException)
        {
            // A turn that has just ended, or was taken away; or the database, and then the next round tries again.
            NotKeptUp(logger, failure);
        }
    }

    void WakeFor(DateTimeOffset due)
    {
        if (due <= clock.GetUtcNow()) Wake();
    }

    void Wake()
    {
        // Two at once may both release it: one look too many costs nothing.
        if (woken.CurrentCount == 0) woken.Release();
    }

    void Tell(string jobId, JobRequest request)
    {
        if (!running.TryGetValue(jobId, out var turn)) return;
        turn.Lease.Ask(request);
        // Calls of a model under way are paid for, so a pause lets them finish; what is cancelled isn't wanted any more.
        if (request == JobRequest.Cancel) turn.Cancel();
    }

    [LoggerMessage(LogLevel.Error, "A turn of job {JobId} ({Kind}) failed.")]
    static partial void TurnFailed(ILogger logger, string jobId, JobKind kind, Exception exception);

    [LoggerMessage(
        LogLevel.Warning, "A turn of job {JobId} ended without its result being written; the next one goes on from what is on disk.")]
    static partial void TurnLost(ILogger logger, string jobId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Jobs that are due could not be read.")]
    static partial void NotGivenOut(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Information, "Leases of jobs could not be extended this time.")]
    static partial void NotKeptUp(ILogger logger, Exception exception);

    sealed class Turn(JobLease lease, CancellationTokenSource cancelling)
    {
        public JobLease Lease => lease;

        public CancellationTokenSource Cancelling => cancelling;

        public Task Task { get; set; } = Task.CompletedTask;

        // Asked from the writer's thread, which has more to do than what others registered with the token.
        public void Cancel()
        {
            try
            {
                _ = cancelling.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }
    }
}
