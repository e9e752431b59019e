using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Intents;

/// <summary>The intents of a workspace. ASAPP edits them in its console alone; these are ours.</summary>
internal static class IntentEndpoints
{
    public static void MapIntents(this IEndpointRouteBuilder app)
    {
        var intents = app.MapGroup("/v1/intents");
        intents.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listIntents", "List the intents", "Sorted by code.")
            .AsksPage().Gives(200, new IntentList([IntentDefinition.Example], null, null));
        intents.MapPost("", Create).Requires(Scopes.Config)
            .Does("createIntent", "Create an intent", "The classifier is trained anew, and conversations are judged anew by it.")
            .Takes(IntentInput.Read, IntentInput.Example).Gives(201, IntentDefinition.Example).Fails(409, 422);
        intents.MapGet("{code}", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getIntent", "Get an intent").Gives(200, IntentDefinition.Example);
        intents.MapPut("{code}", Update).Requires(Scopes.Config)
            .Does("replaceIntent", "Replace an intent", "Whole: what is absent is empty after.")
            .Takes(body => IntentInput.ReadUpdate(body, IntentDefinition.Example.Code), IntentInput.Example)
            .Gives(200, IntentDefinition.Example).Fails(422);
        intents.MapDelete("{code}", Delete).Requires(Scopes.Config)
            .Does("deleteIntent", "Delete an intent", "Conversations it was assigned to are judged anew; where it was given it stays.")
            .GivesNothing(200);
    }

    static IResult List(HttpContext http, IntentStore store)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var found = store.List(http.Caller().Workspace, page.Value!);
        return Json.Ok(new IntentList(found.Items, found.NextCursor, found.PrevCursor));
    }

    static async Task<IResult> Create(HttpContext http, IntentStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, IntentInput.Read, JsonBody.BatchLimit);
        if (input.Problem is { } problem) return problem;
        var made = await store.CreateAsync(http.Caller().Workspace, http.Author(), input.Value!, cancellationToken);
        return made.ToHttp(Json.Created);
    }

    static IResult Get(HttpContext http, string code, IntentStore store) =>
        store.Get(http.Caller().Workspace, code) is { } intent ? Json.Ok(intent) : IntentStore.Unknown(code);

    static async Task<IResult> Update(
        HttpContext http, string code, IfMatch ifMatch, IntentStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, body => IntentInput.ReadUpdate(body, code), JsonBody.BatchLimit);
        if (input.Problem is { } problem) return problem;
        var updated = await store.UpdateAsync(http.Caller().Workspace, http.Author(), ifMatch, input.Value!, cancellationToken);
        return updated.ToHttp(Json.Ok);
    }

    static async Task<IResult> Delete(
        HttpContext http, string code, IfMatch ifMatch, IntentStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(http.Caller().Workspace, http.Author(), ifMatch, code, cancellationToken) is { } problem
            ? problem
            : Results.Ok();
}
