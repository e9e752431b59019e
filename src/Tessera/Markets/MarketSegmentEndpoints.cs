using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>Octave's API for market segments.</summary>
internal static class MarketSegmentEndpoints
{
    static readonly MarketHandlers Handlers = new("segment", MarketKind.Segment);

    public static void MapMarketSegments(this IEndpointRouteBuilder app)
    {
        var segments = app.MapGroup("/api/v2/segment");
        segments.MapPost("generate", Generate).Requires(Scopes.Generate)
            .Does(
                "generateSegments", "Draft market segments from source material",
                "One for each of `segments`, in their order, all or none. 503 where there is a language model that can't be asked now.")
            .Takes(GenerateInput.Read, GenerateInput.Example).Gives(OctaveForm.All, OctaveExamples.SegmentEntity);
        segments.MapGet(
            "list", (HttpContext http, MarketStore store) => MarketHandlers.List(http, store, "textSearchQuery", MarketKind.Segment))
            .Requires(Scopes.Read | Scopes.Config)
            .Does("listSegments", "List market segments", "The newest first.").AsksList("textSearchQuery")
            .Gives(OctaveForm.List, OctaveExamples.SegmentEntity);
        Handlers.Map(segments, "Segment", OctaveExamples.SegmentEntity, OctaveExamples.NewSegment, OctaveExamples.ChangedSegment);
        segments.MapDelete("delete", Handlers.Delete).Requires(Scopes.Config)
            .Does("deleteSegment", "Delete a market segment", "Softly: it is kept with a stamp and shown no more.").AsksOId()
            .Gives(OctaveForm.Flat, OctaveExamples.SegmentEntity);
    }

    static async Task<IResult> Generate(
        HttpContext http, MarketStore store, SegmentGeneration generation, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, GenerateInput.Read, JsonBody.BatchLimit);
        if (input.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        var generated = await generation.RunAsync(workspace, http.Author(), input.Value!, cancellationToken);
        return generated.ToHttp(made => OctaveEnvelope.Data(
            http, new System.Text.Json.Nodes.JsonArray([.. made.Segments.Select(s => MarketResource.Of(s, store.Workspace(workspace)))]),
            made.Message, made.Tokens));
    }
}
