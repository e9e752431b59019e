using System.Globalization;
using Microsoft.OpenApi;
using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Matching;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>Which values a field has, to go on writing a query with: what an editor completes.</summary>
internal static class ValueEndpoints
{
    const int DefaultLimit = 20;
    const int MostLimit = 1000;

    // Long enough for any field with a name in brackets.
    static readonly TextRule FieldRule = new(1, 1024);
    static readonly TextRule PrefixRule = new(0, 1024);

    public static void MapValues(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/values", List).Requires(Scopes.Read)
            .Does(
                "listValues", "Which values does a field have?",
                "The most frequent first, each with how many conversations have it; of a list each item counts.")
            .Asks(
                "field", FieldRule, required: true,
                "A field as queries write it, but for times: platform, attributes.size, attributes['net promoter'].")
            .Asks("query", TextRule.Any, remarks: "Only the conversations that match it.")
            .Asks("prefix", PrefixRule, remarks: "Only values that begin so, in any case.")
            .Asks(
                "limit",
                new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{MostLimit}", Default = DefaultLimit })
            .Gives(200, ValuesResource.Example).Fails(422);

    static async Task<IResult> List(HttpContext http, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var asked = Read(http.Request);
        if (asked.Problem is { } problem) return problem;
        var (field, query, prefix, limit) = asked.Value!;
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        var definitions = workspace.Definitions;
        if (query is not null && definitions.UnknownReference(query) is { } unknown) return unknown;
        var conversations = workspace.Conversations;
        var count = query is null ? conversations.Total : conversations.Count(query, definitions.Resolve, cancellationToken);
        var values = conversations.Frequencies(field, query, definitions.Resolve, prefix, limit, cancellationToken);
        return Json.Ok(new ValuesResource(field.ToString(), count, values));
    }

    static Result<Asked> Read(HttpRequest request)
    {
        if (request.Query["field"] is not [{ Length: > 0 } name, ..]) return Problem.BadBody("field: required in the query string.");
        if (FieldRule.Check(name) is { } wrongName) return Problem.BadBody($"field: {wrongName}.");
        var prefix = request.Query["prefix"] is [{ } begin, ..] ? begin : "";
        if (PrefixRule.Check(prefix) is { } wrongPrefix) return Problem.BadBody($"prefix: {wrongPrefix}.");
        var limit = DefaultLimit;
        if (request.Query["limit"] is [{ Length: > 0 } most, ..]
            && (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit))
        {
            return Problem.BadBody($"limit: expected a whole number from 1 to {MostLimit}, found {most}.");
        }

        if (FieldReference.TryRead(name, out var unknown) is not { } field) return Problem.UnknownReference($"field: {unknown!.Message}");
        if (field.Type == FieldType.Time) return Problem.Unprocessable($"field: {field} is a time, and times aren't counted by value.");
        SegmentQuery? query = null;
        if (request.Query["query"] is [{ Length: > 0 } raw, ..] && (query = SegmentQuery.TryCompile(raw, out var error)) is null)
            return Problem.BadQuery(error!);
        return new Asked(field, query, prefix, limit);
    }

    sealed record Asked(FieldReference Field, SegmentQuery? Query, string Prefix, int Limit);

    /// <summary>The values of a field among the conversations a query matches.</summary>
    /// <param name="Field">The field as a query writes it.</param>
    /// <param name="Count">The conversations that were looked at: those the query matches, or all.</param>
    /// <param name="Values">The most frequent values first, each with how many of those conversations have it.</param>
    sealed record ValuesResource(string Field, int Count, IReadOnlyList<ValueFrequency> Values)
    {
        public static readonly ValuesResource Example = new("platform", 1200, [new("IOS", 318), new("WEB", 107)]);
    }
}
