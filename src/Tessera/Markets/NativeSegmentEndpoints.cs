using Tessera.Access;
using Tessera.Audit;
using Tessera.Markets.Questions;
using Tessera.Markets.Watching;
using Tessera.OpenApi;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>What Octave's face leaves out of a market segment: where its statements stand, and whether somebody declined it.</summary>
internal static class NativeSegmentEndpoints
{
    public static void MapNativeSegments(this IEndpointRouteBuilder app)
    {
        var segments = app.MapGroup("/v1/market-segments");
        segments.MapGet("{oId}", Get).Requires(Scopes.Read)
            .Does(
                "getMarketSegment",
                "Get a market segment in full",
                "With the place of what each statement rests on, the sources as they were read, whether its questions can tell a fit from a misfit, and what it watches.")
            .Gives(200, NativeSegment.Example);
        segments.MapPost("{oId}/decline", Decline).Requires(Scopes.Config)
            .Does(
                "declineMarketSegment", "Decline a drafted market segment",
                "It is `rejected` from then on, and no company is qualified for it.")
            .Gives(200, MarketResource.Example);
    }

    static async Task<IResult> Get(
        HttpContext http, string oId, MarketStore store, WatchStore watches, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (store.Find(workspace, oId, MarketKind.Segment) is not { } segment) return MarketStore.Unknown("segment", oId);
        var sources = store.Sources(workspace, oId);
        return Json.Ok(new NativeSegment(
            MarketResource.Of(segment, store.Workspace(workspace)),
            store.Links(workspace, oId),
            [.. segment.Citations.Select(c => CitationResource.Of(c, sources))],
            [.. sources.Select(SourceResource.Of)],
            QuestionChecks.Of(segment.Questions, store.ActiveSegments(workspace).Where(other => other.OId != oId)),
            await WatchEndpoints.OfAsync(workspace, oId, watches, live, cancellationToken)));
    }

    static async Task<IResult> Decline(HttpContext http, string oId, MarketStore store, CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        var declined = await store.UpdateAsync(
            workspace, http.Author(), "segment", oId, [MarketKind.Segment], segment => segment with { Rejected = true }, cancellationToken);
        return declined.ToHttp(segment => Json.Ok(MarketResource.Of(segment, store.Workspace(workspace))));
    }
}

/// <summary>A market segment in full.</summary>
/// <param name="Segment">As Octave's face gives it.</param>
/// <param name="OfferingOIds">The offerings it is for.</param>
/// <param name="Citations">The words that each statement rests on; of what was changed since, those it rested on.</param>
/// <param name="Sources">What it was drafted from.</param>
/// <param name="QuestionChecks">The rules its questions are held to.</param>
/// <param name="Activation">What it watches; absent where it isn't active.</param>
internal sealed record NativeSegment(
    System.Text.Json.Nodes.JsonObject Segment, IReadOnlyList<string> OfferingOIds, IReadOnlyList<CitationResource> Citations,
    IReadOnlyList<SourceResource> Sources, IReadOnlyList<QuestionCheck> QuestionChecks, WatchResource? Activation)
{
    /// <summary>One as the API's description shows it.</summary>
    public static readonly NativeSegment Example = new(
        MarketResource.Example, ["px_V1StGXR8Z5jdHi6B-myTa"], [new CitationResource("firmographics.industry[0]", 0, 18, 23, "banks")],
        [new SourceResource("TEXT", null, null, new string('0', 64), Examples.Time, "Our customers are banks with 500+ employees.")],
        SegmentQuestions.ExampleChecks, WatchResource.Example);
}

/// <summary>What a statement rests on.</summary>
/// <param name="Statement">Which, as <c>keyPriorities[0]</c>.</param>
/// <param name="Source">Which source, from 0.</param>
/// <param name="Start">Offset in the source's text, in UTF-16 code units.</param>
/// <param name="End">The offset after it.</param>
/// <param name="Quote">The words there.</param>
internal sealed record CitationResource(string Statement, int Source, int Start, int End, string Quote)
{
    public static CitationResource Of(Citation citation, IReadOnlyList<ReadSource> sources) =>
        new(citation.Path, citation.Source, citation.Start, citation.End, sources[citation.Source].Text[citation.Start..citation.End]);
}

/// <summary>A source as it was when it was read.</summary>
internal sealed record SourceResource(string Type, string? Value, string? FinalUrl, string ContentHash, string ReadAt, string Text)
{
    public static SourceResource Of(ReadSource source) => new(
        source.Type.ToString().ToUpperInvariant(), source.Value.Length > 0 ? source.Value : null, source.FinalUrl,
        Convert.ToHexStringLower(source.ContentHash), Time.Format(source.ReadAt), source.Text);
}
