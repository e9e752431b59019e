using System.Text.Json;
using Tessera.Conversations;
using Tessera.Jobs;
using Tessera.Llm;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Extraction.BackFills;

/// <summary>
/// Extracts the conversations of a back-fill, several at a time and in the order of their ids. The values of a conversation and the count
/// of it are one commit, so that wherever the process ends, nothing is lost and nothing counted twice; what a model had answered is in the
/// cache by then. A conversation that has no answer for a reason of its own is tried again when all others are done.
/// </summary>
internal sealed class BackFillRun(
    ExtractionTurns extraction, StructuredDataStore sets, LiveWorkspaces live, LanguageModel model, TimeProvider clock) : IJobHandler
{
    /// <summary>Attempts at one conversation before it is given up.</summary>
    public const int MostAttempts = 3;

    const int PageSize = 256;

    /// <inheritdoc/>
    public JobKind Kind => JobKind.BackFill;

    /// <summary>How many conversations are extracted at a time: while some wait for the model or the disk, others are read.</summary>
    public static int AtATime(LanguageModel model) => Math.Max(2 * Environment.ProcessorCount, model.Options?.Concurrency ?? 0);

    /// <inheritdoc/>
    public async Task<JobTurn> WorkAsync(JobLease lease, CancellationToken cancellationToken)
    {
        var turn = new Turn(new JobStint(lease, clock));
        var workspace = await live.GetAsync(lease.Job.Workspace, cancellationToken);
        var wasFinished = turn.Progress.Finished;
        var ids = wasFinished ? turn.Progress.Troubled.Keys : Ahead(turn, workspace, cancellationToken);
        if (await turn.Stint.EachAsync(ids, AtATime(model), (id, token) => ExtractAsync(turn, id, token), cancellationToken) is { } ended)
            return ended;
        if (!wasFinished) await lease.CommitAsync(_ => turn.Write(turn.Progress with { Finished = true }));
        return turn.Progress.Troubled.IsEmpty
            ? JobTurn.Done
            : JobTurn.Retry($"Conversations without an answer are tried again. {turn.Progress.Troubled.Values.First().Reason}");
    }

    static IEnumerable<string> Ahead(Turn turn, LiveWorkspace workspace, CancellationToken cancellationToken)
    {
        var query = turn.Selection.Query();
        for (var last = turn.Progress.Cursor; ;)
        {
            var page = workspace.Conversations.After(
                query, workspace.Definitions.Resolve, last.Length == 0 ? null : last, PageSize, cancellationToken);
            foreach (var facts in page)
            {
                last = facts.ConversationId;
                if (turn.Selection.Takes(last) && turn.Window.Reach(last)) yield return last;
            }

            if (page.Count < PageSize) yield break;
        }
    }

    ValueTask ExtractAsync(Turn turn, string conversationId, CancellationToken cancellationToken) => extraction.ExtractAsync(
        turn.Stint, conversationId, turn.Ask, set => KeepAsync(turn, set), reason => TroubleAsync(turn, conversationId, reason),
        cancellationToken);

    Task KeepAsync(Turn turn, StructuredDataSet set) => turn.Lease.CommitAsync(transaction =>
    {
        var workspace = turn.Lease.Job.Workspace;
        var before = ConversationStore.Find(transaction, workspace, set.ConversationId)!.Extracted;
        sets.Add(transaction, workspace, set);
        return turn.Write(turn.Finish(set.ConversationId, turn.Progress.With(set.ConversationId, before, set.Values)));
    });

    static async Task TroubleAsync(Turn turn, string conversationId, string reason)
    {
        await turn.Lease.CommitAsync(_ =>
        {
            var attempts = turn.Progress.Troubled.GetValueOrDefault(conversationId)?.Attempts ?? 0;
            return turn.Write(turn.Finish(
                conversationId,
                attempts + 1 < MostAttempts
                    ? turn.Progress.WithTrouble(conversationId, reason)
                    : turn.Progress.WithGivenUp(conversationId, reason)));
        });
        turn.Stint.Trouble(JobTurn.Retry(reason));
    }

    /// <summary>One turn of a back-fill. Its progress is changed on the writer's thread alone, within the commit that writes it.</summary>
    sealed class Turn
    {
        readonly HashSet<string> segmentIds;
        readonly HashSet<string>? fieldIds;

        public Turn(JobStint stint)
        {
            Stint = stint;
            Selection = JsonSerializer.Deserialize<BackFillDefinition>(Lease.Job.Definition, Json.Options)!.Selection;
            segmentIds = Selection.SegmentIds.ToHashSet(StringComparer.Ordinal);
            fieldIds = Selection.FieldIds?.ToHashSet(StringComparer.Ordinal);
            Progress = JsonSerializer.Deserialize<BackFillProgress>(Lease.Job.Progress, Json.Options)!;
            Window = new BackFillWindow(Progress);
        }

        public JobStint Stint { get; }

        public JobLease Lease => Stint.Lease;

        public BackFill Selection { get; }

        public BackFillProgress Progress { get; private set; }

        public BackFillWindow Window { get; }

        public ExtractionRequest Ask(ExtractionRequest request) =>
            request with { Regenerate = Selection.Regenerate, SegmentIds = segmentIds, FieldIds = fieldIds };

        /// <summary>Of a second attempt the place is known already.</summary>
        public BackFillProgress Finish(string conversationId, BackFillProgress next) =>
            Progress.Finished ? next : Window.Finish(conversationId, next);

        public string Write(BackFillProgress next)
        {
            Progress = next;
            return JsonSerializer.Serialize(next, Json.Options);
        }
    }
}
