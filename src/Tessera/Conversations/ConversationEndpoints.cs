using Microsoft.AspNetCore.Http.Features;
using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>ASAPP's Conversations API: conversations. An intent is set under <c>/v1</c>.</summary>
internal static class ConversationEndpoints
{
    const string IntentExample = """{"code":"BILLING","name":"Billing"}""";

    public static void MapConversations(this IEndpointRouteBuilder app)
    {
        app.MapPost("/conversation/v1/conversations", Upsert).Requires(Scopes.Ingest)
            .Does("upsertConversation", "Create or update a conversation", "The one with this `externalId`.")
            .Takes(ConversationInput.Read, ConversationInput.Example).Gives(200, new Created(Examples.ConversationId));
        app.MapGet("/conversation/v1/conversations", ListByExternalId).Requires(Scopes.Read)
            .Does("listConversations", "Find a conversation by its external id", "A list of one, or of none.")
            .Asks("externalId", ConversationRules.ExternalId, required: true)
            .Gives(200, new ItemList<ConversationResource>([ConversationResource.Example]));
        app.MapGet("/conversation/v1/conversations/{conversationId}", Get).Requires(Scopes.Read)
            .Does("getConversation", "Get a conversation").Gives(200, ConversationResource.Example);
        app.MapPost("/conversation/v1/conversations/{conversationId}/authenticate", Authenticate).Requires(Scopes.Ingest)
            .Does(
                "authenticateConversation", "Send a customer's credentials",
                "They are checked for their form and not kept: Tessera calls nobody in a customer's name.")
            .Takes(AuthenticationInput.Read, AuthenticationInput.Example).GivesNothing(204);
        app.MapPut("/v1/conversations/{externalId}/intent", SetIntent).Requires(Scopes.Ingest)
            .Does("setIntent", "Say what a conversation was about", "Answers with the segments it entered and left by it.")
            .Takes(ReadIntent, IntentExample)
            .Gives(200, new IntentResource(Examples.ConversationId, new Intent("BILLING", "Billing"), ["BILLING_ISSUES"], []));
    }

    /// <summary>The query parameter <c>externalId</c>, which the two lists ask for.</summary>
    public static Result<string> ExternalIdOf(HttpRequest request)
    {
        if (request.Query["externalId"] is not [{ Length: > 0 } externalId, ..])
            return Problem.BadBody("externalId: required in the query string.");
        return ConversationRules.ExternalId.Check(externalId) is { } wrong ? Problem.BadBody($"externalId: {wrong}.") : externalId;
    }

    /// <summary>
    /// The conversation's external id where it is the last segment but one of the path. The server decodes a path but for %2F, so that
    /// afterwards a slash in an id can't be told from those three characters; the target as it was sent still tells.
    /// </summary>
    public static string ExternalIdOfPath(HttpContext http)
    {
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(path.Split('/')[^2]);
    }

    static async Task<IResult> Upsert(HttpContext http, ConversationStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, ConversationInput.Read);
        if (input.Problem is { } problem) return problem;
        var id = await store.UpsertAsync(http.Caller().Workspace, input.Value!, cancellationToken);
        return id.ToHttp(made => Json.Ok(new Created(made)));
    }

    static IResult ListByExternalId(HttpContext http, ConversationStore store)
    {
        var externalId = ExternalIdOf(http.Request);
        if (externalId.Problem is { } problem) return problem;
        var found = store.FindByExternalId(http.Caller().Workspace, externalId.Value!);
        return Json.Ok(new ItemList<ConversationResource>(found is { Arrived: true } ? [ConversationResource.Of(found)] : []));
    }

    static IResult Get(HttpContext http, string conversationId, ConversationStore store) =>
        store.Find(http.Caller().Workspace, conversationId) is { Arrived: true } conversation
            ? Json.Ok(ConversationResource.Of(conversation))
            : ConversationStore.Unknown("id", conversationId);

    // The credentials are for calls to the customer's accounts, which Tessera never makes: they are checked for their form and not kept.
    static async Task<IResult> Authenticate(HttpContext http, string conversationId, ConversationStore store)
    {
        var input = await JsonBody.ReadAsync(http, AuthenticationInput.Read);
        if (input.Problem is { } problem) return problem;
        return store.Find(http.Caller().Workspace, conversationId) is { Arrived: true }
            ? Results.NoContent()
            : ConversationStore.Unknown("id", conversationId);
    }

    static async Task<IResult> SetIntent(
        HttpContext http, ConversationStore store, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var externalId = ExternalIdOfPath(http);
        var intent = await JsonBody.ReadAsync(http, ReadIntent);
        if (intent.Problem is { } problem) return problem;
        // Only the segments of an open workspace can be entered and left.
        await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var set = await store.SetIntentAsync(http.Caller().Workspace, externalId, intent.Value!, cancellationToken);
        return set.ToHttp(change =>
        {
            var moves = change.Moves();
            return Json.Ok(new IntentResource(change.After.Id, intent.Value!, moves.Entered, moves.Left));
        });
    }

    static Intent ReadIntent(JsonObject body) =>
        new(body.RequiredText("code", ConversationRules.Intent), body.OptionalText("name", ConversationRules.Intent).Value);

    sealed record IntentResource(string ConversationId, Intent Intent, string[] EnteredSegments, string[] LeftSegments);
}
