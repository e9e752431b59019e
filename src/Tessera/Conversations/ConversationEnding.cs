using Tessera.Access;
using Tessera.Data;
using Tessera.Extraction.Policy;
using Tessera.Jobs;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>
/// When conversations end: as soon as somebody says so, or when they have been silent for as long as their workspace waits. Either way a
/// job extracts them then. A message makes an ended conversation go on.
/// </summary>
internal sealed class ConversationEnding(
    ConversationStore conversations, JobStore jobs, ExtractionPolicyStore policies, WriteQueue writes, TimeProvider clock)
{
    /// <summary>Ends a conversation; one that has ended stays as it is, and isn't extracted again. 404-01 where it hasn't come.</summary>
    public Task<Result<EndedConversation>> EndAsync(WorkspaceId workspace, string conversationId, CancellationToken cancellationToken) =>
        writes.WriteAsync<Result<EndedConversation>>(
            transaction =>
            {
                if (ConversationStore.Find(transaction, workspace, conversationId) is not { Arrived: true } conversation)
                    return ConversationStore.Unknown("id", conversationId);
                if (conversation.EndedAt is { } ended) return new EndedConversation(conversationId, ended, null);
                var now = conversations.Now();
                conversations.Change(transaction, workspace, conversationId, c => c with { EndedAt = now });
                return new EndedConversation(conversationId, now, Schedule(transaction, workspace, conversationId, now, JobPriority.High));
            },
            cancellationToken);

    /// <summary>Hears inside a transaction that a message came: the conversation goes on, and its silence begins anew.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="hadEnded">Whether it had ended.</param>
    public void Heard(WriteTransaction transaction, WorkspaceId workspace, string conversationId, bool hadEnded)
    {
        if (hadEnded) conversations.Change(transaction, workspace, conversationId, c => c with { EndedAt = null });
        if (policies.Find(workspace).EndAfterSilence is { } silence)
            Schedule(transaction, workspace, conversationId, clock.GetUtcNow() + silence, JobPriority.Normal);
    }

    string Schedule(WriteTransaction transaction, WorkspaceId workspace, string conversationId, DateTimeOffset due, JobPriority priority)
    {
        var job = jobs.New(workspace, JobKind.ConversationEnd, priority, definition: "{}", progress: "{}", createdBy: null);
        return jobs.Schedule(transaction, job with { Subject = conversationId, DueAt = due });
    }
}

/// <summary>A conversation that has ended.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="EndedAt">When.</param>
/// <param name="JobId">The job that extracts it; null where it had ended before.</param>
internal sealed record EndedConversation(string ConversationId, DateTimeOffset EndedAt, string? JobId);
