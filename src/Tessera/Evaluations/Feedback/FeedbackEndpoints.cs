using Tessera.Access;
using Tessera.Audit;
using Tessera.Extraction;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Evaluations.Feedback;

/// <summary>What people say of the values that were given out.</summary>
internal static class FeedbackEndpoints
{
    public static void MapFeedback(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/structured-data/{id}/feedback", Give).Requires(Scopes.Extract)
            .Does(
                "giveFeedback", "Say whether a value is right, or which is",
                "A key has one feedback on a value: a further one replaces it, with 200.")
            .Takes(FeedbackInput.ReadNamed, FeedbackInput.NamedExample).Gives(201, FeedbackResource.Example)
            .Gives(200, FeedbackResource.Example).Fails(422);
        app.MapGet("/v1/structured-data/{id}/feedback", ListOfSet).Requires(Scopes.Read)
            .Does("listFeedbackOfStructuredData", "List the feedback on a set", "In the order in which it was given.")
            .AsksPage().Gives(200, new FeedbackList([FeedbackResource.Example], null, null));
        app.MapGet("/v1/feedback", List).Requires(Scopes.Read)
            .Does("listFeedback", "List the feedback", "In the order in which it was given.")
            .Asks("fieldId", TextRule.Identifier).Asks("conversationId", TextRule.MadeId).Asks("thumbs", BodyShape.Choice(["up", "down"]))
            .AsksPage().Gives(200, new FeedbackList([FeedbackResource.Example], null, null));
        app.MapGet("/v1/feedback/{feedbackId}", Get).Requires(Scopes.Read).Does("getFeedback", "Get a feedback")
            .Gives(200, FeedbackResource.Example);
        app.MapPut("/v1/feedback/{feedbackId}", Change).Requires(Scopes.Extract)
            .Does("changeFeedback", "Change a feedback", "Also another key's, which is noted.")
            .Takes(FeedbackInput.Read, FeedbackInput.Example).Gives(200, FeedbackResource.Example).Fails(422);
        app.MapDelete("/v1/feedback/{feedbackId}", Withdraw).Requires(Scopes.Extract)
            .Does("withdrawFeedback", "Withdraw a feedback", "A case that rests on it alone goes too, unless it was decided.")
            .GivesNothing(200);
    }

    static async Task<IResult> Give(
        HttpContext http, string id, StructuredDataStore sets, FeedbackStore store, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync(http, FeedbackInput.ReadNamed);
        if (read.Problem is { } problem) return problem;
        var (fieldId, input) = read.Value;
        var workspace = http.Caller().Workspace;
        if (sets.Find(workspace, id) is not { } set) return UnknownSet(id);
        if (set.Values.FirstOrDefault(value => value.FieldId == fieldId) is not { } value)
            return Problem.UnknownReference($"fieldId: the structured data {id} has no value of a field {fieldId}.");
        if (input.Misfit(fieldId) is { } misfit) return misfit;
        var given = await store.GiveAsync(workspace, http.Author(), set, value, input, cancellationToken);
        return given.ToHttp(
            made => made.IsNew ? Json.Created(FeedbackResource.Of(made.Feedback)) : Json.Ok(FeedbackResource.Of(made.Feedback)));
    }

    static IResult ListOfSet(HttpContext http, string id, StructuredDataStore sets, FeedbackStore store) =>
        sets.Find(http.Caller().Workspace, id) is null ? UnknownSet(id) : Page(http, store, new FeedbackFilter(id, null, null, null));

    static IResult List(HttpContext http, FeedbackStore store)
    {
        var fieldId = TextRule.Identifier.InQuery(http.Request.Query, "fieldId");
        if (fieldId.Problem is { } badField) return badField;
        var conversationId = TextRule.MadeId.InQuery(http.Request.Query, "conversationId");
        if (conversationId.Problem is { } badConversation) return badConversation;
        var thumbs = QueryStrings.ChoiceInQuery(http.Request.Query, "thumbs", "up", "down");
        if (thumbs.Problem is { } badThumbs) return badThumbs;
        Thumbs? wanted = thumbs.Value switch
        {
            "up" => Thumbs.Up,
            "down" => Thumbs.Down,
            _ => null,
        };
        return Page(http, store, new FeedbackFilter(null, conversationId.Value, fieldId.Value, wanted));
    }

    static IResult Page(HttpContext http, FeedbackStore store, FeedbackFilter filter)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var found = store.List(http.Caller().Workspace, filter, page.Value!);
        return Json.Ok(new FeedbackList([.. found.Items.Select(FeedbackResource.Of)], found.NextCursor, found.PrevCursor));
    }

    static IResult Get(HttpContext http, string feedbackId, FeedbackStore store) =>
        store.Find(http.Caller().Workspace, feedbackId) is { } found
            ? Json.Ok(FeedbackResource.Of(found))
            : FeedbackStore.Unknown(feedbackId);

    static async Task<IResult> Change(HttpContext http, string feedbackId, FeedbackStore store, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, FeedbackInput.Read);
        if (input.Problem is { } problem) return problem;
        var changed = await store.ChangeAsync(http.Caller().Workspace, http.Author(), feedbackId, input.Value!, cancellationToken);
        return changed.ToHttp(feedback => Json.Ok(FeedbackResource.Of(feedback)));
    }

    static async Task<IResult> Withdraw(HttpContext http, string feedbackId, FeedbackStore store, CancellationToken cancellationToken) =>
        await store.WithdrawAsync(http.Caller().Workspace, http.Author(), feedbackId, cancellationToken)
            ? Results.Ok()
            : FeedbackStore.Unknown(feedbackId);

    static Problem UnknownSet(string id) => Problem.NotFound($"There is no structured data {id}.");
}
