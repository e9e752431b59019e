using Tessera.Access;
using Tessera.Audit;
using Tessera.Wire;

namespace Tessera.Vocabularies;

/// <summary>ASAPP's Configuration API for custom vocabularies.</summary>
internal static class VocabularyEndpoints
{
    public static void MapVocabularies(this IEndpointRouteBuilder app)
    {
        var vocabularies = app.MapGroup("/configuration/v1/custom-vocabularies");
        vocabularies.MapGet("", List).Requires(Scopes.Read | Scopes.Config);
        vocabularies.MapPost("", Create).Requires(Scopes.Config);
        vocabularies.MapGet("{customVocabularyId}", Get).Requires(Scopes.Read | Scopes.Config);
        vocabularies.MapDelete("{customVocabularyId}", Delete).Requires(Scopes.Config);
    }

    static IResult List(HttpContext http, VocabularyStore store)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var found = store.List(http.Caller().Workspace, page.Value!);
        return Json.Ok(new VocabularyList(found.Items, found.NextCursor, found.PrevCursor));
    }

    static async Task<IResult> Create(HttpContext http, VocabularyStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, VocabularyInput.Read);
        if (input.Problem is { } problem) return problem;
        var made = await store.CreateAsync(http.Caller().Workspace, http.Author(), input.Value!, cancellationToken);
        return made.ToHttp(Json.Created);
    }

    static IResult Get(HttpContext http, string customVocabularyId, VocabularyStore store) =>
        store.Get(http.Caller().Workspace, customVocabularyId) is { } vocabulary ? Json.Ok(vocabulary) : VocabularyStore.Unknown(customVocabularyId);

    static async Task<IResult> Delete(HttpContext http, string customVocabularyId, VocabularyStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(http.Caller().Workspace, http.Author(), customVocabularyId, cancellationToken) is { } problem ? problem : Results.Ok();
}
