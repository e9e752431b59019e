using System.Text.Json;
using Tessera.Access;
using Tessera.OpenApi;
using Tessera.People;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Conversations;

/// <summary>
/// ASAPP's Metadata Ingestion API: metadata of conversations, customers and agents. What is wrong with an event has an envelope of its own.
/// </summary>
internal static class MetadataEndpoints
{
    /// <summary>The most events of one batch.</summary>
    public const int MostItems = 1000;

    const string SingleRemarks = """
        What is absent stays; null or an empty string clears; lists are replaced; attributes merge by name. What is wrong with an event is
        told in `result.error`, in no other form; a body that is no JSON in the common one.
        """;

    const string ManyRemarks = """
        Each event is taken or refused by itself; the results stand in the order of the items, and a blank `error` means success. The status
        is 400 only where every one of them was refused.
        """;

    public static void MapMetadata(this IEndpointRouteBuilder app)
    {
        var metadata = app.MapGroup("/metadata-ingestion/v1");
        MapKind(metadata, "convo", "Conversation", "a conversation", ConversationMetadata.Read, ConversationMetadata.Example);
        MapKind(metadata, "customer", "Customer", "a customer", PersonMetadata.ReadCustomer, PersonMetadata.CustomerExample);
        MapKind(metadata, "agent", "Agent", "an agent", PersonMetadata.ReadAgent, PersonMetadata.AgentExample);
        app.MapPut("/v1/conversations/{externalId}/metadata", Put).Requires(Scopes.Ingest)
            .Does("putConversationMetadata", "Add metadata of one conversation", "Answers with the segments it entered and left by it.")
            .Takes(
                body => ConversationMetadata.Read(body, Examples.ExternalId),
                """{"platform":"IOS","attributes":[{"name":"plan","value":"gold"}]}""")
            .Gives(200, new PutResult("event-1", Examples.ConversationId, ["IOS_ORDERS"], []));
    }

    // One event and many of a kind: they differ in what an event says alone.
    static void MapKind(
        RouteGroupBuilder metadata, string kind, string name, string one, Func<JsonObject, MetadataEvent> read, string example)
    {
        metadata.MapPost($"single-{kind}-metadata", Single(read)).Requires(Scopes.Ingest)
            .Does($"add{name}Metadata", $"Add metadata of {one}", SingleRemarks)
            .Takes(read, example)
            .Gives(200, new SingleResult(EventResult.Good)).Gives(400, new SingleResult(EventResult.Bad));
        metadata.MapPost($"many-{kind}-metadata", Many(read)).Requires(Scopes.Ingest)
            .Does($"addMany{name}Metadata", $"Add metadata of many {name.ToLowerInvariant()}s", ManyRemarks)
            .Takes(ReadMany(read), $$"""{"items":[{{example}}]}""")
            .Gives(200, new ManyResult(1, [EventResult.Good, EventResult.Bad])).Gives(400, new ManyResult(1, [EventResult.Bad]));
    }

    static Ingest Single(Func<JsonObject, MetadataEvent> read) => async (http, store, cancellationToken) =>
    {
        var parsed = await JsonBody.ParseAsync(http, JsonBody.Limit);
        if (parsed.Problem is { } problem) return problem;
        using var document = parsed.Value!;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return Problem.BadBody($"$: expected an object, found {JsonObject.Kind(document.RootElement)}.");
        var result = (await MergeAsync(http, store, read, [(document.RootElement, "$")], cancellationToken))[0];
        return Results.Json(new SingleResult(result), Json.Options, statusCode: result.Error.Length == 0 ? 200 : 400);
    };

    static Ingest Many(Func<JsonObject, MetadataEvent> read) => async (http, store, cancellationToken) =>
    {
        var parsed = await JsonBody.ParseAsync(http, JsonBody.BatchLimit);
        if (parsed.Problem is { } problem) return problem;
        using var document = parsed.Value!;
        if (Items(document.RootElement, out var items) is { } bad) return bad;
        var results = await MergeAsync(http, store, read, items, cancellationToken);
        var errors = results.Count(result => result.Error.Length > 0);
        return Results.Json(new ManyResult(errors, results), Json.Options, statusCode: errors == results.Length ? 400 : 200);
    };

    // The native form: errors in the common envelope, and the segments the conversation entered and left.
    static async Task<IResult> Put(HttpContext http, ConversationStore store, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var externalId = ConversationEndpoints.ExternalIdOfPath(http);
        if (ConversationRules.ExternalId.Check(externalId) is { } wrong) return Problem.BadBody($"externalId: {wrong}.");
        var metadata = await JsonBody.ReadAsync(http, body => ConversationMetadata.Read(body, externalId));
        if (metadata.Problem is { } problem) return problem;
        // Only the segments of an open workspace can be entered and left.
        await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var merged = (await store.MergeAsync(http.Caller().Workspace, [metadata.Value!], cancellationToken))[0];
        return merged.ToHttp(change =>
        {
            var moves = change?.Moves() ?? SegmentMoves.None;
            return Json.Ok(new PutResult(metadata.Value!.EventId, change?.After.Id, moves.Entered, moves.Left));
        });
    }

    static Func<JsonObject, object> ReadMany<T>(Func<JsonObject, T> read) =>
        body => body.RequiredObjects("items", 1, MostItems).ConvertAll(item => read(item));

    static Problem? Items(JsonElement body, out List<(JsonElement Item, string Path)> items)
    {
        items = [];
        var violations = new Violations();
        if (body.ValueKind != JsonValueKind.Object) return Problem.BadBody($"$: expected an object, found {JsonObject.Kind(body)}.");
        if (new JsonObject(body, "$", violations).RequiredArray("items") is not { } array) return violations.ToProblem();
        if (array.Length == 0) return Problem.BadBody($"$.items: expected 1 to {MostItems} items, found none.");
        if (array.Length > MostItems) return Problem.TooLarge($"$.items: expected 1 to {MostItems} items, found {array.Length}.");
        items = [.. array.Select((item, i) => (item, $"$.items[{i}]"))];
        return null;
    }

    // Results stand in the order of the items; the good ones are merged in one transaction, the bad ones hurt none of them.
    static async Task<EventResult[]> MergeAsync(
        HttpContext http,
        MetadataStore store,
        Func<JsonObject, MetadataEvent> read,
        List<(JsonElement Item, string Path)> items,
        CancellationToken cancellationToken)
    {
        var results = new EventResult[items.Count];
        var good = new List<(int Index, MetadataEvent Metadata)>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, path) = items[i];
            var violations = new Violations();
            if (item.ValueKind != JsonValueKind.Object)
            {
                violations.Add(path, $"expected an object, found {JsonObject.Kind(item)}");
                results[i] = EventResult.Failed(Data.SortableId.NewGuid().ToString(), violations.Message);
                continue;
            }

            var metadata = read(new JsonObject(item, path, violations));
            if (violations.Any) results[i] = EventResult.Failed(metadata.EventId, violations.Message);
            else good.Add((i, metadata));
        }

        if (good.Count == 0) return results;
        var problems = await store.MergeAsync(http.Caller().Workspace, [.. good.Select(g => g.Metadata)], cancellationToken);
        foreach (var ((index, metadata), problem) in good.Zip(problems))
            results[index] = problem is null
                ? new EventResult(metadata.EventId, "")
                : EventResult.Failed(metadata.EventId, problem.Message);
        return results;
    }

    delegate Task<IResult> Ingest(HttpContext http, MetadataStore store, CancellationToken cancellationToken);

    /// <summary>What a native write did; without a conversation's id where the event had come before and nothing was done.</summary>
    sealed record PutResult(string EventId, string? ConversationId, string[] EnteredSegments, string[] LeftSegments);

    sealed record SingleResult(EventResult Result);

    sealed record ManyResult(int ErrorCount, EventResult[] Results);

    sealed record EventResult(string EventId, string Error)
    {
        public static readonly EventResult Good = new("event-1", "");

        public static readonly EventResult Bad = Failed("event-2", "externalConversationId cannot be blank");

        public static EventResult Failed(string eventId, string reason) => new(eventId, $"FAIL_BAD_PARAMS: ERROR: {reason}");
    }
}
