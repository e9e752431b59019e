using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>ASAPP's Conversations API: messages.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder app)
    {
        var messages = app.MapGroup("/conversation/v1/conversations/{conversationId}/messages");
        messages.MapPost("", Add).Requires(Scopes.Ingest)
            .Does("addMessage", "Add a message").Takes(MessageInput.Read, MessageInput.Example).Gives(200, new Created(Examples.MessageId));
        messages.MapPost("batch", AddBatch).Requires(Scopes.Ingest)
            .Does("addMessages", "Add many messages", "All of them or none.")
            .Takes(MessageInput.ReadBatch, $$"""{"messages":[{{MessageInput.Example}}]}""").Gives(200, new EmptyResource());
        messages.MapGet("", List).Requires(Scopes.Read)
            .Does("listMessages", "List the messages of a conversation", "By the client's timestamp, then by arrival.")
            .Gives(200, new ItemList<MessageResource>([MessageResource.Example]));
        messages.MapGet("{messageId}", Get).Requires(Scopes.Read)
            .Does("getMessage", "Get a message").Gives(200, MessageResource.Example);
        app.MapGet("/conversation/v1/conversation/messages", ListByExternalId).Requires(Scopes.Read)
            .Does("listMessagesByExternalId", "List the messages of a conversation by its external id")
            .Asks("externalId", ConversationRules.ExternalId, required: true)
            .Gives(200, new ItemList<MessageResource>([MessageResource.Example])).Fails(404);
        app.MapGet("/conversation/v1/conversations/messages", ListByExternalId).Requires(Scopes.Read)
            .Does(
                "listMessagesByExternalIdToo", "The same, in the plural",
                "The documents spell it with a singular; clients may well have corrected it.")
            .Asks("externalId", ConversationRules.ExternalId, required: true)
            .Gives(200, new ItemList<MessageResource>([MessageResource.Example])).Fails(404);
    }

    static async Task<IResult> Add(HttpContext http, string conversationId, MessageStore store, CancellationToken cancellationToken)
    {
        var message = await JsonBody.ReadAsync(http, MessageInput.Read);
        if (message.Problem is { } problem) return problem;
        var ids = await store.AddAsync(http.Caller().Workspace, conversationId, [message.Value!], cancellationToken);
        return ids.ToHttp(made => Json.Ok(new Created(made[0])));
    }

    static async Task<IResult> AddBatch(HttpContext http, string conversationId, MessageStore store, CancellationToken cancellationToken)
    {
        var batch = await JsonBody.ReadAsync(http, MessageInput.ReadBatch, JsonBody.BatchLimit);
        if (batch.Problem is { } problem) return problem;
        var ids = await store.AddAsync(http.Caller().Workspace, conversationId, batch.Value!, cancellationToken);
        return ids.ToHttp(_ => Json.Ok(new EmptyResource()));
    }

    static IResult List(HttpContext http, string conversationId, ConversationStore conversations, MessageStore store)
    {
        var workspace = http.Caller().Workspace;
        return conversations.Find(workspace, conversationId) is { Arrived: true }
            ? Items(store.List(workspace, conversationId))
            : ConversationStore.Unknown("id", conversationId);
    }

    static IResult Get(HttpContext http, string conversationId, string messageId, MessageStore store) =>
        store.Find(http.Caller().Workspace, conversationId, messageId) is { } message
            ? Json.Ok(MessageResource.Of(message))
            : Problem.NotFound($"Conversation {conversationId} has no message {messageId}.");

    static IResult ListByExternalId(HttpContext http, ConversationStore conversations, MessageStore store)
    {
        var externalId = ConversationEndpoints.ExternalIdOf(http.Request);
        if (externalId.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        return conversations.FindByExternalId(workspace, externalId.Value!) is { Arrived: true } conversation
            ? Items(store.List(workspace, conversation.Id))
            : ConversationStore.Unknown("externalId", externalId.Value!);
    }

    static IResult Items(List<Message> messages) => Json.Ok(new ItemList<MessageResource>([.. messages.Select(MessageResource.Of)]));

    sealed record EmptyResource;
}
