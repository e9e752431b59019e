using Microsoft.OpenApi;
using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Fields;

/// <summary>ASAPP's Configuration API for structured data fields.</summary>
internal static class FieldEndpoints
{
    public static void MapFields(this IEndpointRouteBuilder app)
    {
        var fields = app.MapGroup("/configuration/v1/structured-data-fields");
        fields.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listStructuredDataFields", "List the structured data fields", "Sorted by id.")
            .Asks(
                "active", new OpenApiSchema { Type = JsonSchemaType.Boolean },
                remarks: "Only those that are active, or only those that aren't.")
            .AsksPage().Gives(200, new FieldList([FieldResource.Example], null, null));
        fields.MapPost("", Create).Requires(Scopes.Config)
            .Does("createStructuredDataField", "Create a structured data field", "A question's id begins with `q_`, an entity's with `e_`.")
            .Takes(FieldInput.Read, FieldInput.EntityExample, FieldInput.QuestionExample).Gives(201, FieldResource.Example).Fails(409, 422);
        fields.MapGet("{fieldId}", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getStructuredDataField", "Get a structured data field").Gives(200, FieldResource.Example);
        fields.MapPut("{fieldId}", Update).Requires(Scopes.Config)
            .Does(
                "updateStructuredDataField", "Replace a structured data field",
                "Its type stays. An absent `segmentIds` leaves the segments as they are.")
            .Takes(
                body => FieldInput.ReadUpdate(body, body.TextOrAbsent("id", TextRule.Identifier) ?? ""), FieldInput.EntityExample,
                FieldInput.QuestionExample)
            .Gives(200, FieldResource.Example).Fails(422);
        fields.MapDelete("{fieldId}", Delete).Requires(Scopes.Config)
            .Does("deleteStructuredDataField", "Delete a structured data field", "It leaves every segment.").GivesNothing(200);
    }

    static IResult List(HttpContext http, FieldStore store)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        bool? active = null;
        if (http.Request.Query["active"] is [{ Length: > 0 } asked, ..])
        {
            if (!bool.TryParse(asked, out var only)) return Problem.BadBody($"active: expected true or false, found {asked}.");
            active = only;
        }

        var found = store.List(http.Caller().Workspace, page.Value!, active);
        return Json.Ok(new FieldList(found.Items, found.NextCursor, found.PrevCursor));
    }

    static async Task<IResult> Create(HttpContext http, FieldStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, FieldInput.Read);
        if (input.Problem is { } problem) return problem;
        var made = await store.CreateAsync(http.Caller().Workspace, http.Author(), input.Value!, cancellationToken);
        return made.ToHttp(Json.Created);
    }

    static IResult Get(HttpContext http, string fieldId, FieldStore store) =>
        store.Get(http.Caller().Workspace, fieldId) is { } field ? Json.Ok(field) : FieldStore.Unknown(fieldId);

    static async Task<IResult> Update(
        HttpContext http, string fieldId, IfMatch ifMatch, FieldStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, body => FieldInput.ReadUpdate(body, fieldId));
        if (input.Problem is { } problem) return problem;
        var updated = await store.UpdateAsync(http.Caller().Workspace, http.Author(), ifMatch, input.Value!, cancellationToken);
        return updated.ToHttp(Json.Ok);
    }

    static async Task<IResult> Delete(
        HttpContext http, string fieldId, IfMatch ifMatch, FieldStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(http.Caller().Workspace, http.Author(), ifMatch, fieldId, cancellationToken) is { } problem
            ? problem
            : Results.Ok();
}
