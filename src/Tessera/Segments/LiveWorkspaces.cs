using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Query.Matching;

namespace Tessera.Segments;

/// <summary>The live workspaces of this process. Commits are published to them in commit order, before their answers are given.</summary>
internal sealed class LiveWorkspaces(WriteQueue writes)
{
    readonly ConcurrentDictionary<WorkspaceId, LiveWorkspace> workspaces = new();

    /// <summary>The workspace, if it has been loaded. What commits before it is loaded is found in the database by the load.</summary>
    public LiveWorkspace? Find(WorkspaceId id) => workspaces.GetValueOrDefault(id);

    /// <summary>The workspace, loaded when another process made it while this one ran.</summary>
    public async ValueTask<LiveWorkspace> GetAsync(WorkspaceId id, CancellationToken cancellationToken) =>
        Find(id) ?? await writes.WriteAsync(transaction => Load(transaction, id), cancellationToken);

    // On the writer, so that no commit falls between what is read here and what is published after.
    LiveWorkspace Load(WriteTransaction transaction, WorkspaceId id)
    {
        if (Find(id) is { } loaded) return loaded;
        var conversations = new ConversationIndex();
        conversations.Apply(ConversationStore.AllFacts(transaction.Connection, id));
        var workspace = new LiveWorkspace(conversations);
        workspace.Set(SegmentStore.All(transaction.Connection, id));
        foreach (var field in FieldStore.All(transaction.Connection, id)) workspace.Set(field);
        transaction.AfterCommit(() => workspaces.TryAdd(id, workspace));
        return workspace;
    }
}
