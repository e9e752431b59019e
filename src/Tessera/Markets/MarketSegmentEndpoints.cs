using Tessera.Access;
using Tessera.Audit;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>Octave's API for market segments.</summary>
internal static class MarketSegmentEndpoints
{
    static readonly MarketHandlers Handlers = new("segment", MarketKind.Segment);

    public static void MapMarketSegments(this IEndpointRouteBuilder app)
    {
        var segments = app.MapGroup("/api/v2/segment");
        segments.MapPost("generate", Generate).Requires(Scopes.Generate);
        segments.MapGet("list", (HttpContext http, MarketStore store) => MarketHandlers.List(http, store, "textSearchQuery", MarketKind.Segment)).Requires(Scopes.Read | Scopes.Config);
        segments.MapGet("get", Handlers.Get).Requires(Scopes.Read | Scopes.Config);
        segments.MapPost("create", Handlers.Create).Requires(Scopes.Config);
        segments.MapMethods("update", ["POST", "PUT"], Handlers.Update).Requires(Scopes.Config);
        segments.MapDelete("delete", Handlers.Delete).Requires(Scopes.Config);
    }

    static async Task<IResult> Generate(HttpContext http, MarketStore store, SegmentGeneration generation, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, GenerateInput.Read, JsonBody.BatchLimit);
        if (input.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        var generated = await generation.RunAsync(workspace, http.Author(), input.Value!, cancellationToken);
        return generated.ToHttp(made => OctaveEnvelope.Data(
            http, new System.Text.Json.Nodes.JsonArray([.. made.Segments.Select(s => MarketResource.Of(s, store.Workspace(workspace)))]), made.Message, made.Tokens));
    }
}
