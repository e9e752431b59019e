using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>ASAPP's Configuration API for segments.</summary>
internal static class SegmentEndpoints
{
    public static void MapSegments(this IEndpointRouteBuilder app)
    {
        var segments = app.MapGroup("/configuration/v1/segments");
        segments.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listSegments", "List the segments", "Sorted by id.")
            .AsksPage().Gives(200, new SegmentList([SegmentResource.Example], null, null));
        segments.MapPost("", Create).Requires(Scopes.Config)
            .Does("createSegment", "Create a segment", "The query is compiled when it is saved: a wrong one is refused with its place.")
            .Takes(SegmentInput.Read, SegmentInput.Example).Gives(201, SegmentResource.Example).Fails(409, 422);
        segments.MapGet("{segmentId}", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getSegment", "Get a segment").Gives(200, SegmentResource.Example);
        segments.MapPatch("{segmentId}", Patch).Requires(Scopes.Config)
            .Does("patchSegment", "Change a segment", "What is absent stays as it is; `query` and the list of fields are replaced whole.")
            .Takes(body => SegmentInput.ReadPatch(body, SegmentResource.Example.Id), SegmentInput.Example)
            .Gives(200, SegmentResource.Example).Fails(422);
        segments.MapDelete("{segmentId}", Delete).Requires(Scopes.Config)
            .Does("deleteSegment", "Delete a segment", "`GLOBAL`, and a segment that others refer to, can't be deleted.").GivesNothing(200)
            .Fails(409);
    }

    static IResult List(HttpContext http, SegmentStore store)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var found = store.List(http.Caller().Workspace, page.Value!);
        return Json.Ok(new SegmentList(found.Items, found.NextCursor, found.PrevCursor));
    }

    static async Task<IResult> Create(HttpContext http, SegmentStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, SegmentInput.Read);
        if (input.Problem is { } problem) return problem;
        var made = await store.CreateAsync(http.Caller().Workspace, http.Author(), input.Value!, cancellationToken);
        return made.ToHttp(Json.Created);
    }

    static IResult Get(HttpContext http, string segmentId, SegmentStore store) =>
        store.Get(http.Caller().Workspace, segmentId) is { } segment ? Json.Ok(segment) : SegmentStore.Unknown(segmentId);

    static async Task<IResult> Patch(
        HttpContext http, string segmentId, IfMatch ifMatch, SegmentStore store, CancellationToken cancellationToken)
    {
        var patch = await JsonBody.ReadAsync(http, body => SegmentInput.ReadPatch(body, segmentId));
        if (patch.Problem is { } problem) return problem;
        var patched = await store.PatchAsync(http.Caller().Workspace, http.Author(), ifMatch, patch.Value!, cancellationToken);
        return patched.ToHttp(Json.Ok);
    }

    static async Task<IResult> Delete(
        HttpContext http, string segmentId, IfMatch ifMatch, SegmentStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(http.Caller().Workspace, http.Author(), ifMatch, segmentId, cancellationToken) is { } problem
            ? problem
            : Results.Ok();
}
