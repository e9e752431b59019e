using System.Text.Json;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Extraction;
using Tessera.Extraction.BackFills;
using Tessera.Jobs;
using Tessera.Llm;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Markets.Watching;

/// <summary>
/// The standing job of a market segment that watches conversations: scores those that match and have no score, whatever made them match,
/// and anew those that are due; takes the score from those that match no more; then sleeps until <see cref="WatchWaking"/> has found more
/// to do. When the watching has ended it takes away what scores are left, and is done.
/// </summary>
internal sealed class WatchRun(
    WatchStore watches, FitStore fits, ExtractionTurns extraction, StructuredDataStore sets, LiveWorkspaces live, LanguageModel model,
    TimeProvider clock) : IJobHandler
{
    /// <summary>Attempts at one conversation before it is scored by what is known without the model.</summary>
    public const int MostAttempts = 3;

    /// <summary>
    /// How long it sleeps where nothing is known to become due and nobody wakes it: whatever might have been missed is found then.
    /// </summary>
    public static readonly TimeSpan Sleep = TimeSpan.FromHours(1);

    /// <summary>How long it rests after each turn that left nothing to do: what comes meanwhile is done in one.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    const int PageSize = 256;

    /// <inheritdoc/>
    public JobKind Kind => JobKind.MarketWatch;

    /// <inheritdoc/>
    public async Task<JobTurn> WorkAsync(JobLease lease, CancellationToken cancellationToken)
    {
        if (watches.Find(lease.Job.Workspace, lease.Job.Subject!) is not { } watch) return await ClearAsync(lease);
        var workspace = await live.GetAsync(lease.Job.Workspace, cancellationToken);
        var turn = new Turn(watch, new JobStint(lease, clock));
        var begun = clock.GetUtcNow();
        var haveAllLeft = await LeaveAsync(turn, workspace, cancellationToken);
        var unscored = WatchedConversations.Unscored(watch);
        await CountAsync(
            turn,
            workspace.Conversations.Count(unscored, workspace.Definitions.Resolve, cancellationToken) + fits
                .CountDue(lease.Job.Workspace, watch));
        if (await turn.Stint.EachAsync(
            Ahead(), BackFillRun.AtATime(model), (id, token) => ScoreAsync(turn, id, token), cancellationToken) is { } ended)
            return ended;
        return haveAllLeft ? JobTurn.Later(Rest(turn, begun)) : JobTurn.Again;

        IEnumerable<string> Ahead()
        {
            for (string? last = null; ;)
            {
                var page = workspace.Conversations.After(unscored, workspace.Definitions.Resolve, last, PageSize, cancellationToken);
                foreach (var facts in page)
                {
                    if (turn.Stint.IsOver) yield break;
                    last = facts.ConversationId;
                    if (turn.Takes(last, clock.GetUtcNow())) yield return last;
                }

                if (page.Count < PageSize) break;
            }

            for (var found = true; found;)
            {
                found = false;
                foreach (var id in fits.Due(lease.Job.Workspace, watch, PageSize + turn.Taken + turn.Progress.Troubled.Count))
                {
                    if (turn.Stint.IsOver) yield break;
                    if (!turn.Takes(id, clock.GetUtcNow())) continue;
                    found = true;
                    yield return id;
                }
            }
        }
    }

    // Until what this turn found too soon is due; what was due when it began, it has done or found that it can't be.
    TimeSpan Rest(Turn turn, DateTimeOffset begun)
    {
        var times = turn.Progress.Troubled.Values.Select(trouble => trouble.NotBefore).Where(time => time > begun);
        if (fits.NextDue(turn.Workspace, after: begun).TryGetValue(turn.Watch.OId, out var due)) times = times.Append(due);
        var rest = times.DefaultIfEmpty(DateTimeOffset.MaxValue).Min() - clock.GetUtcNow();
        return rest < Pause ? Pause : rest < Sleep ? rest : Sleep;
    }

    async Task<JobTurn> ClearAsync(JobLease lease)
    {
        for (var cleared = MarketWatching.ClearedAtOnce; cleared == MarketWatching.ClearedAtOnce;)
        {
            if (lease.StopAsked) return JobTurn.Again;
            await lease.CommitAsync(transaction =>
            {
                // Somebody may have it watch again in this very moment.
                cleared = WatchStore.Revision(transaction, lease.Job.Workspace, lease.Job.Subject!) is null
                    ? fits.Clear(transaction, lease.Job.Workspace, lease.Job.Subject!, MarketWatching.ClearedAtOnce) : 0;
                return null;
            });
        }

        return JobTurn.Done;
    }

    // A page of those that left a turn, as others wait; false where there may be more.
    async Task<bool> LeaveAsync(Turn turn, LiveWorkspace workspace, CancellationToken cancellationToken)
    {
        var left = workspace.Conversations.After(
            WatchedConversations.Left(turn.Watch), workspace.Definitions.Resolve, null, PageSize, cancellationToken);
        if (left.Count == 0) return true;
        await turn.Lease.CommitAsync(transaction =>
        {
            foreach (var facts in left) Leave(transaction, turn, facts.ConversationId);
            return null;
        });
        return left.Count < PageSize;
    }

    void Leave(WriteTransaction transaction, Turn turn, string conversationId)
    {
        if (ConversationStore.Find(transaction, turn.Workspace, conversationId) is { } conversation)
            fits.Remove(transaction, turn.Workspace, turn.Watch.OId, [(conversation.Id, conversation.ExternalId)]);
    }

    static Task CountAsync(Turn turn, long due) => due + turn.Progress.Done == turn.Progress.Total ? Task.CompletedTask
        : turn.Lease.CommitAsync(_ => turn.Write(turn.Progress with { Total = turn.Progress.Done + due }));

    ValueTask ScoreAsync(Turn turn, string conversationId, CancellationToken cancellationToken)
    {
        var givesUp = turn.Progress.Troubled.GetValueOrDefault(conversationId)?.Attempts >= MostAttempts;
        return extraction.ExtractAsync(
            turn.Stint, conversationId, Ask, set => KeepAsync(turn, set, givesUp), reason => TroubleAsync(turn, conversationId, reason),
            cancellationToken);

        ExtractionRequest Ask(ExtractionRequest request) => request with { SegmentIds = turn.SegmentIds, WithoutModel = givesUp };
    }

    Task KeepAsync(Turn turn, StructuredDataSet set, bool givenUp) => turn.Lease.CommitAsync(transaction =>
    {
        // It matches no more where nothing was asked of it.
        if (set.Values.Count > 0) sets.Add(transaction, turn.Workspace, set);
        else Leave(transaction, turn, set.ConversationId);
        return turn.Write(turn.Progress.With(set.ConversationId, givenUp));
    });

    async Task TroubleAsync(Turn turn, string conversationId, string reason)
    {
        await turn.Lease.CommitAsync(_ => turn.Write(turn.Progress.WithTrouble(conversationId, clock.GetUtcNow())));
        turn.Stint.Trouble(JobTurn.Parked(reason, WatchProgress.FirstWait));
    }

    /// <summary>One turn. Its progress is changed on the writer's thread alone, within the commit that writes it.</summary>
    sealed class Turn(MarketWatch watch, JobStint stint)
    {
        readonly HashSet<string> taken = new(StringComparer.Ordinal);
        volatile WatchProgress progress = JsonSerializer.Deserialize<WatchProgress>(stint.Lease.Job.Progress, Json.Options)!;

        public JobStint Stint => stint;

        public JobLease Lease => stint.Lease;

        public WorkspaceId Workspace => Lease.Job.Workspace;

        public MarketWatch Watch => watch;

        public IReadOnlySet<string> SegmentIds { get; } = new HashSet<string>(StringComparer.Ordinal) { watch.SegmentId };

        public WatchProgress Progress => progress;

        /// <summary>How many conversations were taken.</summary>
        public int Taken => taken.Count;

        /// <summary>Takes a conversation once, and not before its next attempt may be.</summary>
        public bool Takes(string conversationId, DateTimeOffset now) =>
            !(progress.Troubled.GetValueOrDefault(conversationId)?.NotBefore > now) && taken.Add(conversationId);

        public string Write(WatchProgress next)
        {
            progress = next;
            return JsonSerializer.Serialize(next, Json.Options);
        }
    }
}
