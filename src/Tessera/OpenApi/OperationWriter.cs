using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tessera.Access;
using Tessera.Wire;

namespace Tessera.OpenApi;

/// <summary>Writes what a route says of itself (see <see cref="Describing"/>) into its operation.</summary>
internal sealed partial class OperationWriter : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var text = metadata.OfType<OperationText>().Single();
        var handler = metadata.OfType<MethodInfo>().Single();
        var scope = metadata.OfType<RequiredScope>().SingleOrDefault();
        operation.OperationId = text.Id;
        operation.Summary = text.Summary;
        operation.Description = string.Join("\n\n", new[] { text.Remarks, Needs(scope) }.OfType<string>());
        operation.Tags = new HashSet<OpenApiTagReference> { new(Feature(handler), context.Document) };
        var taken = metadata.OfType<RequestBody>().SingleOrDefault();
        if (taken is not null) operation.RequestBody = Request(taken);
        var honoursIfMatch = handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(IfMatch));
        operation.Parameters = [.. Path(context.Description.RelativePath!), .. metadata.OfType<QueryParameter>().Select(Query)];
        if (honoursIfMatch) operation.Parameters.Add(Header("If-Match", "Only if its ETag is this one still."));
        var idempotent = scope is not null && string.Equals(context.Description.HttpMethod, "POST", StringComparison.OrdinalIgnoreCase);
        if (idempotent)
            operation.Parameters.Add(
                Header("Idempotency-Key", "Carried out once, however often it comes with this key in 24 hours: 1 to 255 characters."));
        foreach (var example in metadata.OfType<AnswerExample>())
        {
            if (operation.Responses![$"{example.Status}"].Content is not { } content || example.Body() is not { } body) continue;
            var media = content.Values.First();
            media.Example = body;
            // An error in a form of the endpoint's own: what every body can have wrong comes in the common one all the same.
            if (example.Status >= 400)
                media.Schema = new OpenApiSchema { AnyOf = [media.Schema!, ErrorResponses.Envelope(context.Document!)] };
        }

        if (metadata.OfType<OctaveAnswer>().SingleOrDefault() is { } octave)
        {
            operation.Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse
                {
                    Description = "OK",
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                    {
                        [MediaType.Json] = OctaveAnswers.Content(octave, context.Document!),
                    },
                },
            };
        }

        IEnumerable<int> failures = [.. metadata.OfType<Failures>().SelectMany(f => f.Statuses), .. honoursIfMatch ? (int[])[412] : [],
            .. idempotent ? (int[])[400, 409, 413] : []];
        foreach (var status in Errors(scope, taken is not null, operation.Parameters, failures))
            operation.Responses!.TryAdd($"{status}", new OpenApiResponseReference(ErrorResponses.Name(status), context.Document));
        return Task.CompletedTask;
    }

    static string? Needs(RequiredScope? scope) => scope switch
    {
        null => null,
        { AnyOf: Scopes.None } => "Any key will do.",
        _ => $"The key needs the scope {string.Join(" or ", ScopeNames.Of(scope.AnyOf).Select(name => $"`{name}`"))}.",
    };

    // Folders are features.
    static string Feature(MethodInfo handler) =>
        handler.DeclaringType!.Namespace is { } space && space.StartsWith("Tessera.", StringComparison.Ordinal)
        ? space.Split('.')[1]
        : "Service";

    static OpenApiRequestBody Request(RequestBody body)
    {
        var media = new OpenApiMediaType();
        if (body.Read is null)
        {
            media.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            media.Example = body.Examples[0];
        }
        else
        {
            var examples = body.Examples.Select(example => JsonNode.Parse(example)!).ToList();
            media.Schema = AnyOf([.. examples.Select(example => BodyShape.Of(body.Read, example))]);
            if (examples.Count == 1) media.Example = examples[0];
            else media.Examples = examples.Index()
                .ToDictionary(e => $"{e.Index + 1}", e => (IOpenApiExample)new OpenApiExample { Value = e.Item });
        }

        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [body.MediaType] = media },
        };
    }

    static OpenApiSchema AnyOf(List<OpenApiSchema> schemas)
    {
        var different = schemas.DistinctBy(Written, StringComparer.Ordinal).ToList();
        return different.Count == 1 ? different[0] : new OpenApiSchema { AnyOf = [.. different] };
    }

    /// <summary>A schema as it is written: equal for those that say the same.</summary>
    public static string Written(IOpenApiSchema schema)
    {
        using var text = new StringWriter();
        schema.SerializeAsV31(new OpenApiJsonWriter(text));
        return text.ToString();
    }

    static IEnumerable<OpenApiParameter> Path(string path) => Parameter().Matches(path).Select(match => new OpenApiParameter
    {
        Name = match.Groups["name"].Value,
        In = ParameterLocation.Path,
        Required = true,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    });

    static OpenApiParameter Query(QueryParameter query) => new()
    {
        Name = query.Name,
        In = ParameterLocation.Query,
        Required = query.Required,
        Description = query.Remarks,
        Schema = query.Schema,
    };

    static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    // What is missing here, a status that only one endpoint has, the endpoint says itself.
    static SortedSet<int> Errors(RequiredScope? scope, bool hasBody, IList<IOpenApiParameter> parameters, IEnumerable<int> own)
    {
        var statuses = new SortedSet<int>(own) { 500, 503 };
        if (scope is not null) statuses.UnionWith([401, 429]);
        if (scope is { AnyOf: not Scopes.None }) statuses.Add(403);
        if (hasBody) statuses.UnionWith([400, 413, 415]);
        if (parameters.Any(parameter => parameter.In == ParameterLocation.Query)) statuses.Add(400);
        if (parameters.Any(parameter => parameter.In == ParameterLocation.Path)) statuses.Add(404);
        return statuses;
    }

    [GeneratedRegex(@"\{(?<name>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
