using Tessera.Access;
using Tessera.Audit;
using Tessera.Conversations;
using Tessera.OpenApi;
using Tessera.Query.Evaluation;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Markets.Watching;

/// <summary>Market segments that watch conversations, and how well these fit.</summary>
internal static class WatchEndpoints
{
    public static void MapWatching(this IEndpointRouteBuilder app)
    {
        var segments = app.MapGroup("/v1/market-segments/{oId}");
        segments.MapPost("activate", Activate).Requires(Scopes.Config)
            .Does(
                "activateMarketSegment", "Have a market segment watch conversations",
                "Its questions become structured data fields, and the conversations of the query a segment that asks for them; each gets a fit score, for queries as `fit['sg_…']`. One that is active watches the conversations of the new query from then on, and scores all anew.")
            .Takes(WatchInput.Read, WatchInput.Example).Gives(200, WatchResource.Example).Fails(404, 409, 422);
        segments.MapPost("deactivate", Deactivate).Requires(Scopes.Config)
            .Does("deactivateMarketSegment", "End what a market segment watches", "Its segment, fields and scores go.").GivesNothing(204)
            .Fails(404, 409);
        segments.MapGet("fits", List).Requires(Scopes.Read)
            .Does(
                "listFits", "List the conversations a market segment has scored",
                "The best first, each with the answers and what they rest on.")
            .AsksPage().Gives(200, new FitList([FitResource.Example], null, null)).Fails(404);
        app.MapGet("/v1/conversations/{conversationId}/fits", OfConversation).Requires(Scopes.Read)
            .Does(
                "getFits", "How a conversation fits the market segments that watch it",
                "The best first, each with the answers and what they rest on.")
            .Gives(200, new ItemList<FitResource>([FitResource.Example])).Fails(404);
    }

    /// <summary>What a market segment watches and how far its scoring is; null where it isn't active.</summary>
    public static async Task<WatchResource?> OfAsync(
        WorkspaceId workspace, string oId, WatchStore watches, LiveWorkspaces live, CancellationToken cancellationToken) =>
        watches.Find(workspace, oId) is { } watch
            ? Resource(watch, await live.GetAsync(workspace, cancellationToken), cancellationToken)
            : null;

    static async Task<IResult> Activate(
        HttpContext http, string oId, MarketWatching watching, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var query = await JsonBody.ReadAsync(http, WatchInput.Read);
        if (query.Problem is { } problem) return problem;
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var activated = await watching.ActivateAsync(http.Caller().Workspace, http.Author(), oId, query.Value!, cancellationToken);
        return activated.ToHttp(watch => Json.Ok(Resource(watch, workspace, cancellationToken)));
    }

    static async Task<IResult> Deactivate(HttpContext http, string oId, MarketWatching watching, CancellationToken cancellationToken) =>
        await watching.DeactivateAsync(http.Caller().Workspace, http.Author(), oId, cancellationToken) is { } problem
            ? problem
            : Results.NoContent();

    static IResult List(HttpContext http, string oId, MarketStore store, WatchStore watches, FitStore fits)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        if (store.Find(workspace, oId, MarketKind.Segment) is null) return MarketStore.Unknown("segment", oId);
        if (watches.Find(workspace, oId) is not { } watch) return MarketWatching.NotActive(oId);
        var found = fits.List(workspace, watch, page.Value!).Select(FitResource.Of);
        return Json.Ok(new FitList(found.Items, found.NextCursor, found.PrevCursor));
    }

    static IResult OfConversation(HttpContext http, string conversationId, ConversationStore conversations, FitStore fits)
    {
        var workspace = http.Caller().Workspace;
        if (conversations.Find(workspace, conversationId) is null) return ConversationStore.Unknown("id", conversationId);
        return Json.Ok(new ItemList<FitResource>([.. fits.OfConversation(workspace, conversationId).Select(FitResource.Of)]));
    }

    static WatchResource Resource(MarketWatch watch, LiveWorkspace workspace, CancellationToken cancellationToken)
    {
        return WatchResource.Of(
            watch, Count($"SEGMENT('{watch.SegmentId}')"), Count($"SEGMENT('{watch.SegmentId}') AND fit['{watch.OId}'] IS SET"));

        int Count(string query) =>
            workspace.Conversations.Count(SegmentQuery.TryCompile(query, out _)!, workspace.Definitions.Resolve, cancellationToken);
    }
}
