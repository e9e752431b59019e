using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Extraction;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Intents;

/// <summary>What a conversation is about: ASAPP's AutoSummary API, and the native answer with source and confidence.</summary>
internal static class ConversationIntentEndpoints
{
    public static void MapConversationIntents(this IEndpointRouteBuilder app)
    {
        app.MapPost("/autosummary/v1/intent", Ask).Requires(Scopes.Read | Scopes.Extract)
            .Does(
                "askIntent", "Tell what a conversation is about",
                "Exactly one of the three ids names it. Without an intent the code is `NO_INTENT`.")
            .Takes(StructuredDataInput.Read, StructuredDataInput.Example).Gives(200, ConversationIntent.Example).Fails(404);
        app.MapGet("/autosummary/v1/intent/{conversationId}", Get).Requires(Scopes.Read | Scopes.Extract)
            .Does("getIntentOfConversation", "Tell what a conversation is about").Gives(200, ConversationIntent.Example);
        app.MapGet("/v1/conversations/{externalId}/intent", GetNative).Requires(Scopes.Read)
            .Does("getConversationIntent", "Tell what a conversation is about, who says so and how surely")
            .Gives(200, new NativeConversationIntent(Examples.ConversationId, NamedIntent.Example, "classified", 0.94, 7));
    }

    static async Task<IResult> Ask(
        HttpContext http, ConversationStore conversations, ConversationIntents intents, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, StructuredDataInput.Read);
        if (input.Problem is { } problem) return problem;
        var found = input.Value!.Find(conversations, http.Caller().Workspace);
        return found.Problem ?? await AnswerAsync(http, found.Value!, intents, cancellationToken);
    }

    static async Task<IResult> Get(
        HttpContext http, string conversationId, ConversationStore conversations, ConversationIntents intents,
        CancellationToken cancellationToken) =>
        conversations.Find(http.Caller().Workspace, conversationId) is { } found
            ? await AnswerAsync(http, found, intents, cancellationToken)
            : ConversationStore.Unknown("id", conversationId);

    static async Task<IResult> GetNative(
        HttpContext http, ConversationStore conversations, ConversationIntents intents, CancellationToken cancellationToken)
    {
        var externalId = ConversationEndpoints.ExternalIdOfPath(http);
        if (conversations.FindByExternalId(http.Caller().Workspace, externalId) is not { } found)
            return ConversationStore.Unknown("externalId", externalId);
        return Json.Ok(NativeConversationIntent.Of(await intents.CurrentAsync(http.Caller().Workspace, found, cancellationToken)));
    }

    static async Task<IResult> AnswerAsync(
        HttpContext http, Conversation conversation, ConversationIntents intents, CancellationToken cancellationToken)
    {
        var current = await intents.CurrentAsync(http.Caller().Workspace, conversation, cancellationToken);
        return Json.Ok(new ConversationIntent(current.Id, ConversationIntent.NameOf(current.Intent)));
    }
}

/// <summary>The intents of conversations as they are by the newest classifier there is.</summary>
internal sealed class ConversationIntents(
    ConversationStore conversations, IntentClassifiers classifiers, IntentAssignment assignment, WriteQueue writes)
{
    /// <summary>The conversation, judged first where another version of the classifier judged it or none did.</summary>
    public async Task<Conversation> CurrentAsync(WorkspaceId workspace, Conversation conversation, CancellationToken cancellationToken)
    {
        if (conversation.Intent is { Given: true }
            || (classifiers.Find(workspace)?.Version ?? conversation.JudgedBy) == conversation.JudgedBy)
            return conversation;
        await writes.WriteAsync(
            transaction =>
            {
                assignment.Judge(transaction, workspace, conversation.Id);
                return true;
            },
            cancellationToken);
        return conversations.Find(workspace, conversation.Id) ?? conversation;
    }
}

/// <summary>The intent of a conversation as ASAPP's face gives it.</summary>
internal sealed record ConversationIntent(string ConversationId, NamedIntent Intent)
{
    public static readonly ConversationIntent Example = new(Examples.ConversationId, NamedIntent.Example);

    /// <summary>Code and name: <c>NO_INTENT</c> for none, and the code for a name that nobody gave.</summary>
    public static NamedIntent NameOf(Intent? intent) =>
        intent is null
            ? new NamedIntent(Conversations.Intent.None, Conversations.Intent.None)
            : new NamedIntent(intent.Code, intent.Name ?? intent.Code);
}

internal sealed record NamedIntent(string Code, string Name)
{
    public static readonly NamedIntent Example = new("FLIGHT_BOOK", "Book a flight");
}

/// <summary>The intent of a conversation in full.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Intent">Its code and name; <c>NO_INTENT</c> for none.</param>
/// <param name="Source"><c>given</c> by a client, <c>classified</c>, or <c>none</c>.</param>
/// <param name="Confidence">Of a classified one: how likely it is, from 0 to 1.</param>
/// <param name="JudgedBy">The version of the classifier that judged it last, whatever came of it.</param>
internal sealed record NativeConversationIntent(
    string ConversationId, NamedIntent Intent, string Source, double? Confidence, long? JudgedBy)
{
    public static NativeConversationIntent Of(Conversation conversation) => new(
        conversation.Id,
        ConversationIntent.NameOf(conversation.Intent),
        conversation.Intent is not { } intent ? "none" : intent.Given ? "given" : "classified",
        conversation.Intent?.Confidence,
        conversation.JudgedBy);
}
