using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Query.Matching;

namespace Tessera.Segments;

/// <summary>What is kept in memory of one workspace: its conversations' facts and its definitions, as of the last commit.</summary>
internal sealed class LiveWorkspace(ConversationIndex conversations, Definitions definitions)
{
    volatile Definitions definitions = definitions;

    /// <summary>Every conversation's facts.</summary>
    public ConversationIndex Conversations => conversations;

    /// <summary>The segments and fields.</summary>
    public Definitions Definitions => definitions;

    /// <summary>Publishes changed definitions. Only on the writer's thread.</summary>
    public void Change(Func<Definitions, Definitions> change) => definitions = change(definitions);
}

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
        var definitions = new Definitions(
            SegmentStore.All(transaction.Connection, id).ToImmutableSortedDictionary(s => s.Id, s => s, StringComparer.Ordinal),
            FieldStore.All(transaction.Connection, id).ToImmutableDictionary(f => f.Id, StringComparer.Ordinal));
        var workspace = new LiveWorkspace(conversations, definitions);
        transaction.AfterCommit(() => workspaces.TryAdd(id, workspace));
        return workspace;
    }
}
