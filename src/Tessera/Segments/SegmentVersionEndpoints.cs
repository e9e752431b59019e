using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;
using Tessera.Versions;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>What segments were, who made them so, and what that changed: with the conversations that each version matches now.</summary>
internal static class SegmentVersionEndpoints
{
    public static void MapSegmentVersions(this IEndpointRouteBuilder app)
    {
        var versions = app.MapGroup("/v1/segments/{segmentId}/versions");
        versions.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listSegmentVersions", "List the versions of a segment", "The newest first.")
            .AsksPage().Gives(200, new VersionList([VersionResource.Example], null, null));
        versions.MapGet("{version}", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getSegmentVersion", "Get a version of a segment").Gives(200, VersionResource.Example);
        versions.MapGet("{version}/diff/{other}", Diff).Requires(Scopes.Read | Scopes.Config)
            .Does("compareSegmentVersions", "What differs between two versions of a segment").Gives(200, DiffResource.Example);
        versions.MapPost("{version}/restore", Restore).Requires(Scopes.Config)
            .Does("restoreSegmentVersion", "Make a segment what it was", "As a new version; also one that was deleted.")
            .Gives(200, SegmentResource.Example).Fails(409, 422);
    }

    static async Task<IResult> List(
        HttpContext http, string segmentId, DefinitionVersions versions, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var page = NumberedPage.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var found = versions.List(http.Caller().Workspace, AuditedKind.Segment, segmentId, page.Value!);
        if (found.Items.Count == 0 && !workspace.Definitions.Segments.ContainsKey(segmentId)) return SegmentStore.Unknown(segmentId);
        return Json.Ok(VersionList.Of(found.Select(version => Resource(workspace, version, cancellationToken))));
    }

    static async Task<IResult> Get(
        HttpContext http, string segmentId, string version, DefinitionVersions versions, LiveWorkspaces live,
        CancellationToken cancellationToken)
    {
        if (versions.Find(http.Caller().Workspace, AuditedKind.Segment, segmentId, version) is not { } found)
            return DefinitionVersions.Unknown(segmentId, version);
        return Json.Ok(Resource(await live.GetAsync(http.Caller().Workspace, cancellationToken), found, cancellationToken));
    }

    static async Task<IResult> Diff(
        HttpContext http, string segmentId, string version, string other, DefinitionVersions versions, LiveWorkspaces live,
        CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (versions.Find(workspace, AuditedKind.Segment, segmentId, version) is not { } one)
            return DefinitionVersions.Unknown(segmentId, version);
        if (versions.Find(workspace, AuditedKind.Segment, segmentId, other) is not { } two)
            return DefinitionVersions.Unknown(segmentId, other);
        var (before, after) = (Query(one.Content), Query(two.Content));
        return Json.Ok(new DiffResource(
            one.Version,
            two.Version,
            JsonDiff.Of(VersionResource.Of(one).Definition, VersionResource.Of(two).Definition),
            before.Text == after.Text ? null : new QueryDiff(TextDiff.Of(before.Text, after.Text), Clauses(before, after)),
            Count(await live.GetAsync(workspace, cancellationToken), after, before, cancellationToken)));
    }

    static async Task<IResult> Restore(
        HttpContext http, string segmentId, string version, IfMatch ifMatch, DefinitionVersions versions, SegmentStore store,
        CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (versions.Find(workspace, AuditedKind.Segment, segmentId, version) is not { } found)
            return DefinitionVersions.Unknown(segmentId, version);
        var restored = await store.PutAsync(
            workspace, http.Author(), ifMatch, JsonBody.ReadStored(found.Content, SegmentInput.Read), cancellationToken);
        return restored.ToHttp(Json.Ok);
    }

    static VersionResource Resource(
        LiveWorkspace workspace, DefinitionVersion version, CancellationToken cancellationToken) => VersionResource.Of(
        version,
        Count(workspace, Query(version.Content), version.PreviousContent is { } previous ? Query(previous) : null, cancellationToken));

    static VersionCounts? Count(LiveWorkspace workspace, SegmentQuery query, SegmentQuery? before, CancellationToken cancellationToken)
    {
        var (definitions, conversations) = (workspace.Definitions, workspace.Conversations);
        if (definitions.UnknownReference(query) is not null || (before is not null && definitions.UnknownReference(before) is not null))
            return null;
        var count = CountOf(query);
        if (before is null) return new VersionCounts(count, count, 0);
        return query.Root == before.Root ? new VersionCounts(count, 0, 0)
            : new VersionCounts(count, CountOf(Combinations.Without(query, before)), CountOf(Combinations.Without(before, query)));

        int CountOf(SegmentQuery asked) => conversations.Count(asked, definitions.Resolve, cancellationToken);
    }

    static ClauseDiff Clauses(SegmentQuery before, SegmentQuery after)
    {
        List<string> one = [.. Combinations.Clauses(before).Select(Printed).Distinct(StringComparer.Ordinal)];
        List<string> other = [.. Combinations.Clauses(after).Select(Printed).Distinct(StringComparer.Ordinal)];
        return new ClauseDiff([.. one.Intersect(other)], [.. one.Except(other)], [.. other.Except(one)]);

        static string Printed(Expression clause) => clause.ToString();
    }

    static SegmentQuery Query(string content) =>
        SegmentQuery.TryCompile(JsonBody.ReadStored(content, SegmentInput.Read).Raw!, out var error)
        ?? throw new InvalidOperationException($"The stored query of a version doesn't compile: {error!.Message}");
}
