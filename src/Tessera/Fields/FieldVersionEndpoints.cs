using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Versions;
using Tessera.Wire;

namespace Tessera.Fields;

/// <summary>What structured data fields were, and who made them so. The segments that list a field are theirs to remember.</summary>
internal static class FieldVersionEndpoints
{
    const AuditedKind Kind = AuditedKind.StructuredDataField;

    public static void MapFieldVersions(this IEndpointRouteBuilder app)
    {
        var versions = app.MapGroup("/v1/structured-data-fields/{fieldId}/versions");
        versions.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listStructuredDataFieldVersions", "List the versions of a structured data field", "The newest first.")
            .AsksPage().Gives(200, new VersionList([VersionResource.FieldExample], null, null));
        versions.MapGet("{version}", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getStructuredDataFieldVersion", "Get a version of a structured data field").Gives(200, VersionResource.FieldExample);
        versions.MapGet("{version}/diff/{other}", Diff).Requires(Scopes.Read | Scopes.Config)
            .Does("compareStructuredDataFieldVersions", "What differs between two versions of a structured data field")
            .Gives(200, DiffResource.FieldExample);
        versions.MapPost("{version}/restore", Restore).Requires(Scopes.Config)
            .Does(
                "restoreStructuredDataFieldVersion", "Make a structured data field what it was",
                "As a new version; also one that was deleted.")
            .Gives(200, FieldResource.Example).Fails(409, 422);
    }

    static IResult List(HttpContext http, string fieldId, DefinitionVersions versions, FieldStore store)
    {
        var page = NumberedPage.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        var found = versions.List(workspace, Kind, fieldId, page.Value!);
        if (found.Items.Count == 0 && store.Get(workspace, fieldId) is null) return FieldStore.Unknown(fieldId);
        return Json.Ok(VersionList.Of(found.Select(version => VersionResource.Of(version))));
    }

    static IResult Get(HttpContext http, string fieldId, string version, DefinitionVersions versions) =>
        versions.Find(http.Caller().Workspace, Kind, fieldId, version) is { } found
            ? Json.Ok(VersionResource.Of(found)) : DefinitionVersions.Unknown(fieldId, version);

    static IResult Diff(HttpContext http, string fieldId, string version, string other, DefinitionVersions versions)
    {
        var workspace = http.Caller().Workspace;
        if (versions.Find(workspace, Kind, fieldId, version) is not { } one) return DefinitionVersions.Unknown(fieldId, version);
        if (versions.Find(workspace, Kind, fieldId, other) is not { } two) return DefinitionVersions.Unknown(fieldId, other);
        var changes = JsonDiff.Of(VersionResource.Of(one).Definition, VersionResource.Of(two).Definition);
        return Json.Ok(new DiffResource(one.Version, two.Version, changes, null, null));
    }

    static async Task<IResult> Restore(
        HttpContext http, string fieldId, string version, IfMatch ifMatch, DefinitionVersions versions, FieldStore store,
        CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (versions.Find(workspace, Kind, fieldId, version) is not { } found) return DefinitionVersions.Unknown(fieldId, version);
        var restored = await store.PutAsync(
            workspace, http.Author(), ifMatch, JsonBody.ReadStored(found.Content, FieldInput.Read), cancellationToken);
        return restored.ToHttp(Json.Ok);
    }
}
