using Tessera.Access;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>ASAPP's Conversations API: messages.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder app)
    {
        var messages = app.MapGroup("/conversation/v1/conversations/{conversationId}/messages");
        messages.MapPost("", Add).Requires(Scopes.Ingest);
        messages.MapPost("batch", AddBatch).Requires(Scopes.Ingest);
        messages.MapGet("", List).Requires(Scopes.Read);
        messages.MapGet("{messageId}", Get).Requires(Scopes.Read);
        // The documents spell this one with a singular; clients may well have corrected it.
        app.MapGet("/conversation/v1/conversation/messages", ListByExternalId).Requires(Scopes.Read);
        app.MapGet("/conversation/v1/conversations/messages", ListByExternalId).Requires(Scopes.Read);
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
