using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Vocabularies;

/// <summary>ASAPP's Configuration API for custom vocabularies.</summary>
internal static class VocabularyEndpoints
{
    public static void MapVocabularies(this IEndpointRouteBuilder app)
    {
        var vocabularies = app.MapGroup("/configuration/v1/custom-vocabularies");
        vocabularies.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listCustomVocabularies", "List the custom vocabularies", "In the order in which they were made.")
            .AsksPage().Gives(200, new VocabularyList([CustomVocabulary.Example], null, null));
        vocabularies.MapPost("", Create).Requires(Scopes.Config)
            .Does(
                "createCustomVocabulary", "Create a custom vocabulary",
                "Messages are read with the phrase in the place of each form; they stay as they are.")
            .Takes(VocabularyInput.Read, VocabularyInput.Example).Gives(201, CustomVocabulary.Example).Fails(422);
        vocabularies.MapGet("{customVocabularyId}", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getCustomVocabulary", "Get a custom vocabulary").Gives(200, CustomVocabulary.Example);
        vocabularies.MapDelete("{customVocabularyId}", Delete).Requires(Scopes.Config)
            .Does("deleteCustomVocabulary", "Delete a custom vocabulary").GivesNothing(200);
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
        return made.ToHttp(vocabulary => Json.Created(vocabulary.Tagged()));
    }

    static IResult Get(HttpContext http, string customVocabularyId, VocabularyStore store) =>
        store.Get(http.Caller().Workspace, customVocabularyId) is { } vocabulary
            ? Json.Ok(vocabulary.Tagged())
            : VocabularyStore.Unknown(customVocabularyId);

    static async Task<IResult> Delete(
        HttpContext http, string customVocabularyId, IfMatch ifMatch, VocabularyStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(http.Caller().Workspace, http.Author(), ifMatch, customVocabularyId, cancellationToken) is { } problem
            ? problem
            : Results.Ok();
}
