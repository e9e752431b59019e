using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tessera.Limits;
using Tessera.Wire;

namespace Tessera.OpenApi;

/// <summary>The errors that endpoints share, each once in a document.</summary>
internal static class ErrorResponses
{
    /// <summary>The name of the envelope's schema.</summary>
    public const string Schema = "Error";

    static readonly (int Status, string Meaning, Problem Example, string? OnOctave)[] All =
    [
        (400, "No JSON, or against the schema. 400-03: a string that is no time.",
            Problem.BadBody("$.name: required, expected a string of 1 to 256 characters"),
            "No JSON, against the schema, or not applicable."),
        (401, "Credentials are missing or not those of a live key.", Problem.Unauthorized("The credentials are not those of a live key."),
            null),
        (403, "The key lacks the scope.", Problem.Forbidden("The key lacks the scope config; it has read."), null),
        (404, "There is no such thing in this workspace.", Problem.NotFound("There is no segment USER_SUPPORT."), null),
        (409, "The id is taken, or what would be removed is in use. 409-02 to 409-04: the Idempotency-Key came before.",
            Problem.Conflict("There is a segment USER_SUPPORT already."), "The Idempotency-Key came before."),
        (412, "The thing has changed since the ETag in If-Match was given.",
            Problem.PreconditionFailed("If-Match: the ETag is \"4\", not \"3\": it was changed meanwhile."), null),
        (413, "The body, or its number of items, is too large.",
            Problem.TooLarge($"The body is larger than {new ServerLimits().BodyBytes} bytes."), null),
        (415, "The body is of another media type, or encoded.",
            Problem.UnsupportedMediaType("The body must be application/json, found text/plain."), null),
        (422, "Well-formed but not applicable. 422-02: a wrong query; 422-03: an unknown id; 422-04: an id prefix against the type.",
            Problem.UnknownReference("structuredDataFieldIds: there is no field q_unknown."), null),
        (429, "Too many requests; Retry-After says when to come again.",
            Problem.TooManyRequests("This key may send 100 requests a second, and 200 at once."), null),
        (500, "A mistake of the service; its log has the details under the request id.", Problem.Internal(), null),
        (503, "Writing has stopped, or the service is busy.", Problem.Unavailable("Writing has stopped."), null),
    ];

    /// <summary>The name of a status' response among the components.</summary>
    public static string Name(int status) =>
        All.Any(error => error.Status == status)
            ? $"Error{status}"
            : throw new ArgumentOutOfRangeException(nameof(status), status, "No such error is described.");

    /// <summary>Adds those of the responses that a document refers to.</summary>
    public static void AddTo(OpenApiDocument document, ApiFace face)
    {
        var used = document.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Responses!.Keys)
            .ToHashSet();
        document.AddComponent(Schema, face.IsOctave ? OctaveSchema() : EnvelopeSchema());
        foreach (var (status, meaning, example, onOctave) in All.Where(error => used.Contains($"{error.Status}")))
        {
            document.AddComponent(Name(status), new OpenApiResponse
            {
                Description = (face.IsOctave ? onOctave : null) ?? meaning,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [MediaType.Json] = new OpenApiMediaType
                    {
                        Schema = Envelope(document), Example = face.IsOctave ? OctaveEnvelope.ErrorExample(example) : Body(example),
                    },
                },
            });
        }
    }

    static JsonNode? Body(Problem example) => JsonSerializer.SerializeToNode(
        new { Error = new { RequestId = Examples.Guid, example.Code, example.Message } }, Json.Options);

    /// <summary>The envelope of every error.</summary>
    public static OpenApiSchemaReference Envelope(OpenApiDocument document) => new(Schema, document);

    static OpenApiSchema EnvelopeSchema() => Object(("error", Object(
        ("requestId", Text("The id of the request, as in X-Request-Id.")),
        ("code", Text("The HTTP status and a subcode, as in 404-01.")),
        ("message", Text("What is wrong, where, and what was expected.")))));

    static OpenApiSchema OctaveSchema() => Object(
        ("_metadata", Object(
            ("requestId", Text("The id of the request, as in X-Request-Id.")),
            ("timestamp", Text("When it was answered.")),
            ("usage", new OpenApiSchema { Type = JsonSchemaType.Integer }),
            ("message", Text("The name of the HTTP status.")))),
        ("message", Text("What is wrong, where, and what was expected.")));

    static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(m => m.Name, m => (IOpenApiSchema)m.Schema, StringComparer.Ordinal),
        Required = members.Select(m => m.Name).ToHashSet(StringComparer.Ordinal),
    };

    static OpenApiSchema Text(string meaning) => new() { Type = JsonSchemaType.String, Description = meaning };
}
