using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Redaction;

/// <summary>ASAPP's Configuration API for redaction entities.</summary>
internal static class RedactionEndpoints
{
    public static void MapRedaction(this IEndpointRouteBuilder app)
    {
        var entities = app.MapGroup("/configuration/v1/redaction-entities");
        entities.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listRedactionEntities", "List the redaction entities", "Sorted by id.")
            .AsksPage().Gives(200, new RedactionEntityList([RedactionEntityResource.Example], null, null));
        entities.MapGet("{entityId}", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getRedactionEntity", "Get a redaction entity").Gives(200, RedactionEntityResource.Example);
        entities.MapPatch("{entityId}", Patch).Requires(Scopes.Config)
            .Does(
                "patchRedactionEntity", "Change the policies of a redaction entity",
                "Policies that are absent stay. `autoTranscribe` acts, on messages before they are stored.")
            .Takes(body => RedactionPatch.Read(body, RedactionEntityResource.Example.Id), RedactionPatch.Example)
            .Gives(200, RedactionEntityResource.Example);
    }

    static IResult List(HttpContext http, RedactionStore store)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var settings = store.SettingsOf(http.Caller().Workspace);
        var found = page.Value!.Page(InMemory(page.Value), entity => entity.Id).Select(settings.Resource);
        return Json.Ok(new RedactionEntityList(found.Items, found.NextCursor, found.PrevCursor));
    }

    static IResult Get(HttpContext http, string entityId, RedactionStore store) => RedactionEntity.Find(entityId) is { } entity
        ? Json.Ok(store.SettingsOf(http.Caller().Workspace).Tagged(entity))
        : Unknown(entityId);

    static async Task<IResult> Patch(
        HttpContext http, string entityId, IfMatch ifMatch, RedactionStore store, CancellationToken cancellationToken)
    {
        var patch = await JsonBody.ReadAsync(http, body => RedactionPatch.Read(body, entityId));
        if (patch.Problem is { } problem) return problem;
        if (RedactionEntity.Find(entityId) is not { } entity) return Unknown(entityId);
        var patched = await store.PatchAsync(http.Caller().Workspace, http.Author(), ifMatch, entity, patch.Value, cancellationToken);
        return patched.ToHttp(Json.Ok);
    }

    static Problem Unknown(string id) => Problem.NotFound($"There is no redaction entity {id}.");

    // The rows that PageRequest.Sql would give, of the few there are.
    static List<RedactionEntity> InMemory(PageRequest page)
    {
        var rows = RedactionEntity.All.Where(entity => page.Before is null
            ? string.CompareOrdinal(entity.Id, page.After) > 0
            : string.CompareOrdinal(entity.Id, page.Before) < 0);
        return [.. (page.Before is null ? rows : rows.Reverse()).Take(page.Rows)];
    }
}
