using Dapper;
using Tessera.Access;
using Tessera.Data;

namespace Tessera.Intents;

/// <summary>
/// Trains classifiers beside the server, one at a time on a thread of its own: at the start those of all workspaces that have intents,
/// then those whose intents change. Until the new one is in its place the one before goes on. Then the conversations are judged anew that
/// other versions judged, a few to a write, so that other writes come in between.
/// </summary>
internal sealed partial class IntentTraining(
    Database database, WriteQueue writes, IntentClassifiers classifiers, IntentAssignment assignment,
    ILogger<IntentTraining> logger) : IAsyncDisposable
{
    // Each takes the writer about a fifth of a millisecond.
    const int JudgedTogether = 50;

    // Neither is ever disposed: a commit on its way may still ask for work, and they hold nothing.
    readonly CancellationTokenSource stopping = new();
    readonly SemaphoreSlim work = new(0);
    readonly Lock gate = new();
    readonly List<WorkspaceId> waiting = [];
    WorkspaceId? inWork;
    Task? worker;

    /// <summary>Begins to work. Without it, as in an import without a server, nothing is trained and nothing judged.</summary>
    public void Start()
    {
        using (var connection = database.Read())
        {
            foreach (var workspace in connection.Query<long>("SELECT workspace_id FROM intent_classifier ORDER BY workspace_id"))
                Request(new WorkspaceId(workspace));
        }

        worker = Task.Factory.StartNew(
            () => RunAsync().GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Has a workspace's classifier trained anew. Quick: changes that come while it waits are trained together.</summary>
    public void Request(WorkspaceId workspace)
    {
        lock (gate)
        {
            if (waiting.Contains(workspace)) return;
            waiting.Add(workspace);
        }

        work.Release();
    }

    /// <summary>Whether a workspace waits for a classifier or for its conversations to be judged by it.</summary>
    public bool IsBusy(WorkspaceId workspace)
    {
        lock (gate) return inWork == workspace || waiting.Contains(workspace);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (worker is not null) await worker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await work.WaitAsync(stopping.Token);
                lock (gate)
                {
                    inWork = waiting[0];
                    waiting.RemoveAt(0);
                }

                await WorkAsync(inWork.Value, stopping.Token);
                lock (gate) inWork = null;
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        catch (WritesStoppedException)
        {
            // It told so itself, and nothing can be assigned any more.
        }
    }

    async Task WorkAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        try
        {
            // Read on the writer: no commit falls between the version and the intents.
            var (settings, intents) = await writes.WriteAsync(
                transaction => (IntentStore.Settings(transaction.Connection, workspace),
                    IntentStore.All(transaction.Connection, workspace)), cancellationToken);
            var classifier = IntentClassifier.Train(settings.Version, settings.Threshold, intents, cancellationToken);
            await writes.WriteAsync(
                transaction =>
                {
                    transaction.AfterCommit(() => classifiers.Set(workspace, classifier));
                    return true;
                },
                cancellationToken);
            await JudgeAsync(workspace, classifier.Version, cancellationToken);
        }
        catch (System.Data.Common.DbException failure)
        {
            NotTrained(logger, workspace.Value, failure);
        }
    }

    async Task JudgeAsync(WorkspaceId workspace, long version, CancellationToken cancellationToken)
    {
        for (var after = ""; ;)
        {
            // A newer version judges them all again.
            lock (gate)
            {
                if (waiting.Contains(workspace)) return;
            }

            var ids = JudgedByOthers(workspace, version, after);
            if (ids.Count == 0) return;
            await writes.WriteAsync(
                transaction =>
                {
                    foreach (var id in ids) assignment.Judge(transaction, workspace, id);
                    return true;
                },
                cancellationToken);
            after = ids[^1];
        }
    }

    List<string> JudgedByOthers(WorkspaceId workspace, long version, string after)
    {
        using var connection = database.Read();
        return connection.Query<string>(
            """
            SELECT conversation_id FROM conversation
            WHERE workspace_id = @Workspace AND conversation_id > @after AND (intent_code IS NULL OR intent_confidence IS NOT NULL)
              AND (intent_judged_by IS NULL OR intent_judged_by <> @version)
            ORDER BY conversation_id LIMIT @JudgedTogether
            """,
            new { Workspace = workspace.Value, after, version, JudgedTogether }).AsList();
    }

    [LoggerMessage(LogLevel.Error, "The intent classifier of workspace {Workspace} could not be trained; the one before goes on.")]
    static partial void NotTrained(ILogger logger, long workspace, Exception exception);
}
