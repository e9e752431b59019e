using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;

namespace Tessera.Intents;

/// <summary>
/// Gives conversations the intent that their workspace's classifier tells, inside a transaction. An intent is a pure function of the
/// customer's first three messages and the classifier's version; one that was given is never touched.
/// </summary>
internal sealed class IntentAssignment(ConversationStore conversations, IntentClassifiers classifiers)
{
    /// <summary>Judges a conversation anew if any of these messages, just written, is among the customer's first.</summary>
    public void Judge(WriteTransaction transaction, WorkspaceId workspace, string conversationId, IReadOnlyCollection<string> written)
    {
        if (classifiers.Find(workspace) is not { } classifier) return;
        var first = MessageStore.FirstOfCustomer(transaction, workspace, conversationId, IntentClassifier.MessagesRead);
        if (first.Any(message => written.Contains(message.Id))) Judge(transaction, workspace, conversationId, classifier, first);
    }

    /// <summary>Judges a conversation that the workspace's classifier hasn't judged yet.</summary>
    public void Judge(WriteTransaction transaction, WorkspaceId workspace, string conversationId)
    {
        if (classifiers.Find(workspace) is not { } classifier) return;
        Judge(
            transaction, workspace, conversationId, classifier,
            MessageStore.FirstOfCustomer(transaction, workspace, conversationId, IntentClassifier.MessagesRead));
    }

    void Judge(
        WriteTransaction transaction, WorkspaceId workspace, string conversationId, IntentClassifier classifier,
        List<(string Id, string Text)> first)
    {
        if (ConversationStore.Find(transaction, workspace, conversationId) is not { Intent: null or { Given: false } } conversation) return;
        var intent = classifier.Judge([.. first.Select(message => message.Text)]);
        if (conversation.JudgedBy == classifier.Version && conversation.Intent == intent) return;
        conversations.Upsert(
            transaction, workspace, conversation.ExternalId, before => before with { Intent = intent, JudgedBy = classifier.Version });
    }
}
