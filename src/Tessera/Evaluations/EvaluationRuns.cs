using System.Collections.Concurrent;
using System.Threading.Channels;
using Tessera.Access;
using Tessera.Data;

namespace Tessera.Evaluations;

/// <summary>
/// Runs evaluations beside the server, a few at once in the order in which they were made. At the start it goes on with those that waited
/// or were under way when the process ended.
/// </summary>
internal sealed partial class EvaluationRuns(EvaluationTools tools, ILogger<EvaluationRuns> logger) : IAsyncDisposable
{
    const int AtOnce = 2;

    readonly CancellationTokenSource stopping = new();
    readonly Channel<(WorkspaceId Workspace, string Id)> waiting = Channel.CreateUnbounded<(WorkspaceId, string)>();
    readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    Task[] workers = [];

    /// <summary>Begins to work.</summary>
    public void Start()
    {
        foreach (var (workspace, id) in tools.Store.Unfinished()) Request(workspace, id);
        workers = [.. Enumerable.Range(0, AtOnce).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>Has an evaluation run when its turn comes.</summary>
    public void Request(WorkspaceId workspace, string id) => waiting.Writer.TryWrite((workspace, id));

    /// <summary>Ends an evaluation that is under way; its status is the caller's to change, before.</summary>
    public void End(string id)
    {
        if (running.TryGetValue(id, out var run)) run.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                var (workspace, id) = await waiting.Reader.ReadAsync(stopping.Token);
                await RunAsync(workspace, id);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ChannelClosedException or WritesStoppedException)
        {
            // The server ends, or writes no more until it is started again.
        }
    }

    async Task RunAsync(WorkspaceId workspace, string id)
    {
        var run = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        running[id] = run;
        try
        {
            await new EvaluationRun(tools, workspace, id).RunAsync(run.Token);
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // Somebody ended it.
        }
#pragma warning disable CA1031 // Whatever went wrong with one evaluation, the others go on.
        catch (Exception failure) when (!stopping.IsCancellationRequested && failure is not (ChannelClosedException or WritesStoppedException))
#pragma warning restore CA1031
        {
            NotRun(logger, id, failure);
            await tools.Store.MoveAsync(
                workspace, id, EvaluationStatus.Interrupted, [EvaluationStatus.Running], stopping.Token, "A mistake of the service; its log has the details.");
        }
        finally
        {
            running.TryRemove(KeyValuePair.Create(id, run));
            run.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Error, "Evaluation {Evaluation} could not go on.")]
    static partial void NotRun(ILogger logger, string evaluation, Exception exception);
}
