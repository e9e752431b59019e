using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>
/// What counting is good for: a draft against the stored query, two segments beside each other, what no segment covers, what comes near.
/// </summary>
internal static class SegmentComparisonEndpoints
{
    // Five of each tell a person what kind they are.
    const int SampleSize = 5;
    const int SampleSeed = 1;

    public static void MapSegmentComparison(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/segments/{segmentId}/compare", Compare).Requires(Scopes.Read)
            .Does("compareSegment", "What would a draft change?", "How many conversations would enter and leave the segment, five of each.")
            .Takes(QueryText.Read, """{"query":"platform = 'IOS'"}""", """{"query":{"type":"raw","raw":"platform = 'IOS'"}}""")
            .Gives(200, new CompareResource(318, 320, SampledCount.Example, new SampledCount(0, []))).Fails(422);
        app.MapGet("/v1/segments/{segmentId}/overlap/{otherId}", Overlap).Requires(Scopes.Read)
            .Does("compareSegments", "What have two segments in common?").Gives(200, new OverlapResource(318, 210, 100, 218, 110));
        app.MapGet("/v1/segments/{segmentId}/near-misses", NearMisses).Requires(Scopes.Read)
            .Does("listNearMisses", "What does each clause alone keep out?")
            .Gives(200, new NearMissesResource([new NearMissResource("platform = 'IOS'", 0, 16, 1, [ConversationSummary.Example])]));
        app.MapGet("/v1/segments/coverage", Coverage).Requires(Scopes.Read)
            .Does("getCoverage", "Which conversations does no segment cover?", "A segment of everything, as `GLOBAL` is, is left out.")
            .Gives(200, new CoverageResource(1200, 1199, 99.92, SampledCount.Example, ["GLOBAL"]));
    }

    static async Task<IResult> Compare(HttpContext http, string segmentId, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var raw = await JsonBody.ReadAsync(http, QueryText.Read);
        if (raw.Problem is { } problem) return problem;
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var definitions = workspace.Definitions;
        if (definitions.Segments.GetValueOrDefault(segmentId) is not { } segment) return SegmentStore.Unknown(segmentId);
        if (SegmentQuery.TryCompile(raw.Value!, out var error) is not { } draft) return Problem.BadQuery(error!);
        if (definitions.UnknownReference(draft) is { } unknown) return unknown;
        return Json.Ok(new CompareResource(
            workspace.Conversations.Count(segment.Query, definitions.Resolve, cancellationToken),
            workspace.Conversations.Count(draft, definitions.Resolve, cancellationToken),
            Sampled(workspace, definitions, Combinations.Without(draft, segment.Query), cancellationToken),
            Sampled(workspace, definitions, Combinations.Without(segment.Query, draft), cancellationToken)));
    }

    static async Task<IResult> Overlap(
        HttpContext http, string segmentId, string otherId, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var definitions = workspace.Definitions;
        if (definitions.Segments.GetValueOrDefault(segmentId) is not { } segment) return SegmentStore.Unknown(segmentId);
        if (definitions.Segments.GetValueOrDefault(otherId) is not { } other) return SegmentStore.Unknown(otherId);
        var count = workspace.Conversations.Count(segment.Query, definitions.Resolve, cancellationToken);
        var otherCount = workspace.Conversations.Count(other.Query, definitions.Resolve, cancellationToken);
        var both = workspace.Conversations.Count(Combinations.Both(segment.Query, other.Query), definitions.Resolve, cancellationToken);
        return Json.Ok(new OverlapResource(count, otherCount, both, count - both, otherCount - both));
    }

    static async Task<IResult> NearMisses(HttpContext http, string segmentId, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var definitions = workspace.Definitions;
        if (definitions.Segments.GetValueOrDefault(segmentId) is not { } segment) return SegmentStore.Unknown(segmentId);
        var clauses = Combinations.NearMisses(segment.Query).Select(near =>
        {
            var missed = Sampled(workspace, definitions, near.Misses, cancellationToken);
            return new NearMissResource(
                near.Clause.ToString(), near.Clause.Span.Offset, near.Clause.Span.Length, missed.Count, missed.Sample);
        });
        return Json.Ok(new NearMissesResource([.. clauses]));
    }

    static async Task<IResult> Coverage(HttpContext http, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var definitions = workspace.Definitions;
        // A segment of everything, as GLOBAL is, covers nothing in particular.
        var telling = definitions.Segments.Values.Where(segment => segment.Query.Root is not Constant).ToList();
        var total = workspace.Conversations.Total;
        var uncovered = Sampled(workspace, definitions, Combinations.NoneOf(telling.Select(segment => segment.Query)), cancellationToken);
        return Json.Ok(new CoverageResource(
            total, total - uncovered.Count, Percentages.Of(total - uncovered.Count, total), uncovered,
            [.. definitions.Segments.Keys.Except(telling.Select(s => s.Id), StringComparer.Ordinal)]));
    }

    static SampledCount Sampled(LiveWorkspace workspace, Definitions definitions, SegmentQuery query, CancellationToken cancellationToken)
    {
        var (count, sample) = workspace.Conversations.CountAndSample(query, definitions.Resolve, SampleSize, SampleSeed, cancellationToken);
        return new SampledCount(count, [.. sample.Select(ConversationSummary.Of)]);
    }
}

/// <summary>A count and a uniform sample of what was counted.</summary>
internal sealed record SampledCount(int Count, IReadOnlyList<ConversationSummary> Sample)
{
    public static readonly SampledCount Example = new(1, [ConversationSummary.Example]);
}

/// <summary>A draft against the stored query.</summary>
/// <param name="StoredCount">What the stored query matches.</param>
/// <param name="DraftCount">What the draft matches.</param>
/// <param name="Entering">What would come in.</param>
/// <param name="Leaving">What would go out.</param>
internal sealed record CompareResource(int StoredCount, int DraftCount, SampledCount Entering, SampledCount Leaving);

/// <summary>Two segments beside each other.</summary>
internal sealed record OverlapResource(int Count, int OtherCount, int Both, int OnlyThis, int OnlyOther);

/// <summary>What each clause of a segment alone keeps out.</summary>
internal sealed record NearMissesResource(IReadOnlyList<NearMissResource> Clauses);

/// <summary>The conversations that would match if this clause were the other way round, and its place in the query's text.</summary>
internal sealed record NearMissResource(string Clause, int Offset, int Length, int Count, IReadOnlyList<ConversationSummary> Sample);

/// <summary>How many conversations belong to a segment that tells something.</summary>
/// <param name="Total">All conversations.</param>
/// <param name="Covered">Those that match at least one segment.</param>
/// <param name="Percentage">Their part, in per cent.</param>
/// <param name="Uncovered">The others.</param>
/// <param name="Ignored">Segments whose query is TRUE or FALSE, which cover nothing in particular.</param>
internal sealed record CoverageResource(int Total, int Covered, double Percentage, SampledCount Uncovered, IReadOnlyList<string> Ignored);
