using Tessera.Conversations;
using Tessera.Extraction.Policy;
using Tessera.Jobs;

namespace Tessera.Extraction;

/// <summary>
/// Ends a conversation that has been silent for long enough, and extracts one that has ended. What is stored is of all its messages: if one
/// comes meanwhile, nothing is, and its own silence decides.
/// </summary>
internal sealed class ConversationEndRun(
    ConversationStore conversations, MessageStore messages, StructuredDataService service, StructuredDataStore sets,
    ExtractionPolicyStore policies, TimeProvider clock)
    : IJobHandler
{
    /// <inheritdoc/>
    public JobKind Kind => JobKind.ConversationEnd;

    /// <inheritdoc/>
    public async Task<JobTurn> WorkAsync(JobLease lease, CancellationToken cancellationToken)
    {
        var (workspace, id) = (lease.Job.Workspace, lease.Job.Subject!);
        var newest = messages.Newest(workspace, id);
        if (conversations.Find(workspace, id) is not { } conversation) return JobTurn.Done;
        if (conversation.EndedAt is null)
        {
            // It went on after somebody had ended it, or the workspace doesn't wait for silences any more.
            if (policies.Find(workspace).EndAfterSilence is not { } silence || newest is null
                || newest.CreatedAt + silence > clock.GetUtcNow())
                return JobTurn.Done;
            var now = conversations.Now();
            await lease.CommitAsync(transaction =>
            {
                if (MessageStore.NewestId(transaction, workspace, id) == newest.Id)
                    conversations.Change(transaction, workspace, id, c => c with { EndedAt = now });
                return null;
            });
        }

        var set = await service.ExtractAsync(new ExtractionRequest(workspace, conversation) { JobId = lease.Job.Id }, cancellationToken);
        if (set.Open is { } open) return ExtractionTurns.Of(open);
        await lease.CommitAsync(transaction =>
        {
            if (MessageStore.NewestId(transaction, workspace, id) == newest?.Id) sets.Add(transaction, workspace, set);
            return null;
        });
        return JobTurn.Done;
    }
}
