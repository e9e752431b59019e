using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Query.Evaluation;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>
/// What a question about matching is asked of: a conversation by one of its ids, or metadata that is tried out and not kept.
/// </summary>
/// <param name="ConversationId">A conversation by its id.</param>
/// <param name="ExternalConversationId">A conversation by the client's id.</param>
/// <param name="Metadata">Metadata tried out; the intent beside it may be null.</param>
/// <param name="Intent">The intent tried out with it.</param>
internal sealed record Subject(string? ConversationId, string? ExternalConversationId, ConversationMetadata? Metadata, Intent? Intent)
{
    /// <summary>A body as the API's description shows it.</summary>
    public const string TriedExample = """{"metadata":{"platform":"IOS","lobId":"shop"},"intent":{"code":"BILLING","name":"Billing"}}""";

    /// <summary>
    /// Reads <c>conversationId</c>, <c>externalConversationId</c> or <c>metadata</c> (with <c>intent</c>). Where none of
    /// <c>conversationId</c> and <c>metadata</c> stands there and <paramref name="bare"/> is set, the body itself is metadata.
    /// </summary>
    public static Subject Read(JsonObject body, bool bare)
    {
        var intent = body.OptionalObject("intent") is { } about
            ? new Intent(about.RequiredText("code", ConversationRules.Intent), about.OptionalText("name", ConversationRules.Intent).Value)
            : null;
        if (body.OptionalObject("metadata") is { } metadata)
            return new Subject(null, null, ConversationMetadata.ReadTried(metadata), intent);
        if (body.Has("conversationId")) return new Subject(body.RequiredText("conversationId", TextRule.Identifier), null, null, null);
        if (bare) return new Subject(null, null, ConversationMetadata.ReadTried(body), intent);
        if (body.Has("externalConversationId"))
            return new Subject(null, body.RequiredText("externalConversationId", ConversationRules.ExternalId), null, null);
        body.Violations.Add("$", "expected one of conversationId, externalConversationId and metadata, found none");
        return new Subject(null, null, null, null);
    }

    /// <summary>The facts to ask, or 404-01.</summary>
    public Result<ConversationFacts> Facts(WorkspaceId workspace, ConversationStore conversations, DateTimeOffset now)
    {
        if (Metadata is not null)
        {
            var tried = new Conversation
            {
                Id = SortableId.New(), ExternalId = Metadata.ExternalConversationId, ReceivedAt = now, Intent = Intent,
            };
            return Metadata.MergeInto(tried).ToFacts();
        }

        var found = ConversationId is not null
            ? conversations.Find(workspace, ConversationId)
            : conversations.FindByExternalId(workspace, ExternalConversationId!);
        if (found is not null) return found.ToFacts();
        return ConversationId is not null
            ? ConversationStore.Unknown("id", ConversationId)
            : ConversationStore.Unknown("externalId", ExternalConversationId!);
    }
}
