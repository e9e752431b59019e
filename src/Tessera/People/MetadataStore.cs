using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.People;

/// <summary>
/// Merges events of metadata ingestion of any kind. What changes of a customer or agent changes every conversation of theirs: the first
/// of them are brought to the index with the event's own commit, the rest page by page with commits of their own, so that nobody else
/// waits long for the writer.
/// </summary>
internal sealed class MetadataStore(ConversationStore conversations, PersonStore people, WriteQueue writes) : IAsyncDisposable
{
    /// <summary>The most conversations that are evaluated again in one request's turn at the writer: a few milliseconds.</summary>
    public const int PageSize = 250;

    /// <summary>How long an answer waits for the conversations of its people to be evaluated again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource stopping = new();
    readonly ConcurrentDictionary<WorkspaceId, ConcurrentDictionary<Task, bool>> catchingUp = new();

    /// <summary>Requests of a workspace that are on disk, and whose people have conversations the index still has as they were.</summary>
    public int Behind(WorkspaceId workspace) => catchingUp.GetValueOrDefault(workspace)?.Count ?? 0;

    /// <summary>
    /// Merges events in their order, each on its own; gives for each what was wrong with it, or null. Visible to queries afterwards, but
    /// for people with so many conversations that <see cref="Patience"/> ends first.
    /// </summary>
    public async Task<Problem?[]> MergeAsync(
        WorkspaceId workspace, IReadOnlyList<MetadataEvent> events, CancellationToken cancellationToken)
    {
        var changed = new Queue<(PersonKey Person, string After)>();
        var problems = await writes.WriteAsync(
            transaction =>
            {
                var results = Merge(transaction, workspace, events);
                foreach (var person in results.Select(result => result.Value).OfType<PersonKey>().Distinct()) changed.Enqueue((person, ""));
                people.Rejoin(transaction, workspace, changed, PageSize);
                return results.Select(result => result.Problem).ToArray();
            },
            cancellationToken);
        if (changed.Count > 0) await Task.WhenAny(CatchUp(workspace, changed), Task.Delay(Patience, cancellationToken));
        return problems;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(catchingUp.Values.SelectMany(tasks => tasks.Keys)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    // The events of a request are of one kind.
    Result<PersonKey?>[] Merge(WriteTransaction transaction, WorkspaceId workspace, IReadOnlyList<MetadataEvent> events) =>
        events[0] is ConversationMetadata
        ? Array.ConvertAll(
            conversations.Merge(transaction, workspace, [.. events.Cast<ConversationMetadata>()]),
            merged => merged.Problem is { } problem ? problem : (Result<PersonKey?>)(PersonKey?)null)
        : [.. events.Select(metadata => people.Merge(transaction, workspace, (PersonMetadata)metadata))];

    // Nobody's own: whoever asked may leave, and it goes on. What a stop of the process leaves undone, its next start reads from the
    // database.
    Task CatchUp(WorkspaceId workspace, Queue<(PersonKey Person, string After)> changed)
    {
        var tasks = catchingUp.GetOrAdd(workspace, _ => new());
        var task = Task.Run(() => CatchUpAsync(workspace, changed));
        tasks[task] = true;
        _ = task.ContinueWith(done => tasks.TryRemove(done, out _), TaskScheduler.Default);
        return task;
    }

    async Task CatchUpAsync(WorkspaceId workspace, Queue<(PersonKey Person, string After)> changed)
    {
        while (changed.Count > 0)
        {
            await writes.WriteAsync(
                transaction =>
                {
                    people.Rejoin(transaction, workspace, changed, PageSize);
                    return true;
                },
                stopping.Token);
        }
    }
}
