using Microsoft.OpenApi;
using Tessera.Wire;

namespace Tessera.OpenApi;

/// <summary>What an endpoint does, in the words of its description.</summary>
internal sealed record OperationText(string Id, string Summary, string? Remarks);

/// <summary>
/// The body an endpoint takes: examples of it, and the reader that is asked for its schema (null for one that isn't JSON).
/// </summary>
internal sealed record RequestBody(Action<JsonObject>? Read, IReadOnlyList<string> Examples, string MediaType);

/// <summary>A parameter of the query string.</summary>
internal sealed record QueryParameter(string Name, OpenApiSchema Schema, bool Required, string? Remarks);

/// <summary>An example of the answer of one status.</summary>
internal sealed record AnswerExample(int Status, Func<System.Text.Json.Nodes.JsonNode?> Body);

/// <summary>The errors of one endpoint beside those that every endpoint of its kind has.</summary>
internal sealed record Failures(IReadOnlyList<int> Statuses);

/// <summary>Lets a route say, beside its path, what the API's description shows of it.</summary>
internal static class Describing
{
    /// <summary>Names the operation (in clients that are generated) and says what it does.</summary>
    public static RouteHandlerBuilder Does(this RouteHandlerBuilder route, string id, string summary, string? remarks = null) =>
        route.WithMetadata(new OperationText(id, summary, remarks));

    /// <summary>
    /// A JSON body. Its schema is what the reader asks of the examples, which are whole bodies; where it asks different things, the body
    /// may be any of them.
    /// </summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, Func<JsonObject, T> read, params string[] examples) =>
        route.WithMetadata(new RequestBody(body => read(body), examples, MediaType.Json));

    /// <summary>A body of lines, each of which is JSON.</summary>
    public static RouteHandlerBuilder TakesLines(this RouteHandlerBuilder route, string example) =>
        route.WithMetadata(new RequestBody(null, [example], MediaType.Ndjson));

    /// <summary>An answer with a body, of which this is an example.</summary>
    public static RouteHandlerBuilder Gives<T>(this RouteHandlerBuilder route, int status, T example)
        where T : notnull => route.WithMetadata(
            new ProducesResponseTypeMetadata(status, typeof(T), [MediaType.Json]),
            // Written when somebody asks for the description: at each start it would take a quarter of the time.
            new AnswerExample(status, () => System.Text.Json.JsonSerializer.SerializeToNode(example, Json.Options)));

    /// <summary>An answer of lines, each of which is JSON.</summary>
    public static RouteHandlerBuilder GivesLines(this RouteHandlerBuilder route, int status, string example) => route.WithMetadata(
        new ProducesResponseTypeMetadata(status, typeof(string), [MediaType.Ndjson]), new AnswerExample(status, () => example));

    /// <summary>An answer without a body.</summary>
    public static RouteHandlerBuilder GivesNothing(this RouteHandlerBuilder route, int status) => route.WithMetadata(
        new ProducesResponseTypeMetadata(status, typeof(void), []), new AnswerExample(status, () => null));

    /// <summary>A text in the query string.</summary>
    public static RouteHandlerBuilder Asks(
        this RouteHandlerBuilder route, string name, TextRule rule, bool required = false, string? remarks = null) =>
        route.Asks(name, rule.Schema(), required, remarks);

    /// <summary>A parameter of the query string.</summary>
    public static RouteHandlerBuilder Asks(
        this RouteHandlerBuilder route, string name, OpenApiSchema schema, bool required = false, string? remarks = null) =>
        route.WithMetadata(new QueryParameter(name, schema, required, remarks));

    /// <summary>The two parameters of a list that has pages.</summary>
    public static RouteHandlerBuilder AsksPage(this RouteHandlerBuilder route) => route
        .Asks("cursor", TextRule.Any, remarks: "nextCursor or prevCursor of an earlier answer; nothing else is one.")
        .Asks("limit", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{PageRequest.MostLimit}", Default = PageRequest.DefaultLimit,
        });

    /// <summary>Errors beside those that every endpoint with a key, and every endpoint with a body, has.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder route, params int[] statuses) =>
        route.WithMetadata(new Failures(statuses));
}
