using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Data;

namespace Tessera.Segments;

/// <summary>The live workspaces of this process. Commits are published to them in commit order, before their answers are given.</summary>
internal sealed partial class LiveWorkspaces(Database database, ILogger<LiveWorkspaces> logger) : IAsyncDisposable
{
    /// <summary>So many workspaces are filled at a time.</summary>
    const int MostFilling = 8;

    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    readonly ConcurrentDictionary<WorkspaceId, LiveWorkspace> workspaces = new();
    readonly ConcurrentDictionary<WorkspaceId, Lazy<Task<LiveWorkspace>>> openings = new();
    readonly ConcurrentDictionary<WorkspaceId, Task> fills = new();

    // Each takes connections to the database, of which there are so many.
    readonly SemaphoreSlim filling = new(MostFilling);

    // Neither is disposed: a commit on its way may still want the token, and they hold nothing.
    readonly CancellationTokenSource stopping = new();

    /// <summary>Told of the workspaces in which a commit changed something, on the writer's thread; must be quick.</summary>
    public Action<WorkspaceId>? OnChange { get; set; }

    /// <summary>
    /// The workspace that a commit is published to, if it is held here. A commit that finds none is on disk before the workspace is read.
    /// </summary>
    public LiveWorkspace? Find(WorkspaceId id) => workspaces.GetValueOrDefault(id);

    /// <summary>
    /// Begins to hold workspaces, one after the other, and waits a moment for that: most servers have all of them by then. One that is
    /// asked for before its turn is opened at once.
    /// </summary>
    public Task BeginAsync(IReadOnlyCollection<WorkspaceId> ids) => Task.WhenAny(Task.Run(() => OpenEachAsync(ids)), Task.Delay(Moment));

    /// <summary>Begins to hold a workspace: its definitions when the answer comes, its conversations filled in meanwhile.</summary>
    public async Task<LiveWorkspace> OpenAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        // Many may ask for it at once; it is read once. The reading is nobody's own, so nobody's leaving ends it.
        var opening = openings.GetOrAdd(id, _ => new Lazy<Task<LiveWorkspace>>(() => Task.Run(() => Open(id), stopping.Token)));
        try
        {
            return await opening.Value.WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            openings.TryRemove(KeyValuePair.Create(id, opening));
            throw;
        }
    }

    /// <summary>The workspace, opened when another process made it while this one ran.</summary>
    public async ValueTask<LiveWorkspace> GetAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        if (Find(id) is { IsOpen: true } known) return known;
        var opened = await OpenAsync(id, cancellationToken);
        // Most are filled in a moment, and then its first question is answered from memory like all others.
        await Task.WhenAny(fills.GetValueOrDefault(id, Task.CompletedTask), Task.Delay(Moment, cancellationToken));
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(openings.Values.Where(opening => opening.IsValueCreated).Select(Task (opening) => opening.Value))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(fills.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task OpenEachAsync(IReadOnlyCollection<WorkspaceId> ids)
    {
        foreach (var id in ids)
        {
            try
            {
                await OpenAsync(id, stopping.Token);
            }
#pragma warning disable CA1031 // Whoever asks for this workspace tries again, and gets the exception; the others are opened.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (stopping.IsCancellationRequested) return;
                NotOpened(logger, id.Value, failure);
            }
        }
    }

    // Known before it is read, so that no commit falls between what is read and what is published after.
    LiveWorkspace Open(WorkspaceId id)
    {
        var workspace = new LiveWorkspace(database, id) { OnChange = () => OnChange?.Invoke(id) };
        workspaces[id] = workspace;
        workspace.Open();
        fills[id] = FillInTurnAsync(workspace, id);
        return workspace;
    }

    // On a thread of its own, as it may take seconds: the pool has few more than cores, and requests would wait for new ones.
    async Task FillInTurnAsync(LiveWorkspace workspace, WorkspaceId id)
    {
        await filling.WaitAsync(stopping.Token);
        try
        {
            await Task.Factory.StartNew(
                () => Fill(workspace, id), stopping.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            filling.Release();
        }
    }

    void Fill(LiveWorkspace workspace, WorkspaceId id)
    {
        try
        {
            workspace.Fill(stopping.Token);
        }
        catch (System.Data.Common.DbException failure)
        {
            // Questions go on being answered from the database.
            NotFilled(logger, id.Value, failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "The segments and fields of workspace {Workspace} could not be read.")]
    static partial void NotOpened(ILogger logger, long workspace, Exception exception);

    [LoggerMessage(
        LogLevel.Error, "The conversations of workspace {Workspace} could not be read into memory; they are asked in the database.")]
    static partial void NotFilled(ILogger logger, long workspace, Exception exception);
}
