using System.Collections.Concurrent;
using System.Data.Common;
using Tessera.Access;
using Tessera.Data;
using Tessera.Jobs;
using Tessera.Segments;

namespace Tessera.Markets.Watching;

/// <summary>
/// Wakes the standing jobs of market segments when there is something to do for them. Commits mark their workspace, in memory; a moment
/// later the conversations of each market segment that watches there are asked for, in memory too, and those jobs alone that find any have
/// their turn sooner. At the start every workspace is looked at, as a mark may have gone with the last process.
/// </summary>
internal sealed partial class WatchWaking(
    WatchStore watches, FitStore fits, JobStore jobs, LiveWorkspaces live, WriteQueue writes, TimeProvider clock,
    ILogger<WatchWaking> logger) : BackgroundService
{
    // What comes within it is looked at once.
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<WorkspaceId, bool> marked = new();

    // Never disposed: a commit on its way may still mark its workspace, and it holds nothing.
    readonly SemaphoreSlim anyMarked = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (live.OnChange, fits.OnHeard) = (Mark, Mark);
        try
        {
            while (!await TriedAsync(MarkAllAsync)) await Task.Delay(Moment, clock, stoppingToken);
            while (true)
            {
                await anyMarked.WaitAsync(stoppingToken);
                await Task.Delay(Moment, clock, stoppingToken);
                foreach (var workspace in marked.Keys)
                {
                    // Before it is looked at: what comes while it is has it looked at again.
                    marked.TryRemove(workspace, out _);
                    if (!await TriedAsync(() => LookAsync(workspace, stoppingToken))) Mark(workspace);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WritesStoppedException)
        {
            // The server ends, or writes no more until it is started again.
        }
        finally
        {
            (live.OnChange, fits.OnHeard) = (null, null);
        }
    }

    // On the writer's thread.
    void Mark(WorkspaceId workspace)
    {
        if (!marked.TryAdd(workspace, true)) return;
        // Two at once may both release it: one look too many costs nothing.
        if (anyMarked.CurrentCount == 0) anyMarked.Release();
    }

    Task MarkAllAsync()
    {
        foreach (var workspace in watches.Workspaces()) Mark(workspace);
        return Task.CompletedTask;
    }

    async Task LookAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        var watching = watches.Of(id).All;
        if (watching.Count == 0) return;
        if (live.Find(id) is not { IsOpen: true, Filled: true } workspace)
        {
            // Too much to ask of the database: it waits until the index is there.
            Mark(id);
            return;
        }

        var now = clock.GetUtcNow();
        var due = fits.NextDue(id, after: DateTimeOffset.UnixEpoch).Where(next => watching.ContainsKey(next.Key))
            .ToDictionary(StringComparer.Ordinal);
        foreach (var watch in watching.Values)
        {
            if (WatchedConversations.Any(workspace, watch, cancellationToken)) due[watch.OId] = now;
        }

        if (due.Count == 0) return;
        await writes.WriteAsync(transaction => jobs.Wake(transaction, id, JobKind.MarketWatch, due, WatchRun.Pause), cancellationToken);
    }

    async Task<bool> TriedAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (DbException failure)
        {
            NotLooked(logger, failure);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Whether market segments have conversations to score could not be read; it is tried again.")]
    static partial void NotLooked(ILogger logger, Exception exception);
}
