using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Data;
using Tessera.Fields;

namespace Tessera.Segments;

/// <summary>The live workspaces of this process. Commits are published to them in commit order, before their answers are given.</summary>
internal sealed partial class LiveWorkspaces(Database database, WriteQueue writes, ILogger<LiveWorkspaces> logger) : IAsyncDisposable
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    readonly ConcurrentDictionary<WorkspaceId, LiveWorkspace> workspaces = new();
    readonly ConcurrentDictionary<WorkspaceId, Lazy<Task<LiveWorkspace>>> openings = new();
    readonly ConcurrentDictionary<WorkspaceId, Task> fills = new();

    // Never disposed: a commit on its way may still want its token, and it holds nothing.
    readonly CancellationTokenSource stopping = new();

    /// <summary>The workspace, if it is known here. What commits before that is found in the database when it is filled.</summary>
    public LiveWorkspace? Find(WorkspaceId id) => workspaces.GetValueOrDefault(id);

    /// <summary>Begins to hold a workspace: its definitions now, its conversations filled in meanwhile.</summary>
    public async Task<LiveWorkspace> OpenAsync(WorkspaceId id, CancellationToken cancellationToken)
    {
        // Many may ask for it at once; it is read once. The reading is nobody's own, so nobody's leaving ends it.
        var opening = openings.GetOrAdd(id, _ => new Lazy<Task<LiveWorkspace>>(() => writes.WriteAsync(transaction => Open(transaction, id), CancellationToken.None)));
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
        if (Find(id) is { } known) return known;
        var opened = await OpenAsync(id, cancellationToken);
        // Most are filled in a moment, and then its first question is answered from memory like all others.
        await Task.WhenAny(fills.GetValueOrDefault(id, Task.CompletedTask), Task.Delay(Moment, cancellationToken));
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(fills.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // On the writer, so that no commit falls between what is read here and what is published after.
    LiveWorkspace Open(WriteTransaction transaction, WorkspaceId id)
    {
        var workspace = new LiveWorkspace(database, id);
        workspace.Set(SegmentStore.All(transaction.Connection, id));
        foreach (var field in FieldStore.All(transaction.Connection, id)) workspace.Set(field);
        transaction.AfterCommit(() =>
        {
            workspaces[id] = workspace;
            fills[id] = Task.Run(() => Fill(workspace, id), stopping.Token);
        });
        return workspace;
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

    [LoggerMessage(LogLevel.Error, "The conversations of workspace {Workspace} could not be read into memory; they are asked in the database.")]
    static partial void NotFilled(ILogger logger, long workspace, Exception exception);
}
