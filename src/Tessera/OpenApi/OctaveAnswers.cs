using Microsoft.OpenApi;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.OpenApi;

/// <summary>How an answer of Octave's face holds its entity.</summary>
internal enum OctaveForm
{
    /// <summary><c>{_metadata, data}</c>.</summary>
    Data,

    /// <summary><c>{_metadata, data: […]}</c>.</summary>
    All,

    /// <summary><c>{_metadata, hasNext, total, data: […]}</c>.</summary>
    List,

    /// <summary><c>{_metadata, …}</c>.</summary>
    Flat,
}

/// <summary>A thing that answers of Octave's face hold, by examples from the code that writes it.</summary>
/// <param name="Name">Its name among the schemas of the description.</param>
/// <param name="Examples">Examples that have between them whatever may be absent or null; the first is shown.</param>
internal sealed record OctaveEntity(string Name, params IReadOnlyList<JsonObject> Examples);

/// <summary>An answer of Octave's face.</summary>
internal sealed record OctaveAnswer(OctaveEntity Entity, OctaveForm Form);

/// <summary>Describes the answers of Octave's face.</summary>
internal static class OctaveAnswers
{
    const string Metadata = "Metadata";

    // Members whose own members are names that people choose.
    static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "firmographics", "personality", "tonality", "vocabulary", "writingRules", "audienceConsiderations",
    };

    /// <summary>200 with an entity in one of the face's forms.</summary>
    public static RouteHandlerBuilder Gives(this RouteHandlerBuilder route, OctaveForm form, OctaveEntity entity) =>
        route.WithMetadata(new OctaveAnswer(entity, form));

    /// <summary>The answer's content; what it refers to is added to the document.</summary>
    public static OpenApiMediaType Content(OctaveAnswer answer, OpenApiDocument document)
    {
        Add(document, Metadata, () => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["requestId"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String, Description = "The id of the request, as in X-Request-Id.",
                },
                ["timestamp"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
                ["usage"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer, Description = "The tokens that a language model used for it; 0 without one.",
                },
                ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What else there is to know." },
            },
            Required = new HashSet<string>(StringComparer.Ordinal) { "requestId", "timestamp", "usage" },
        });
        Add(document, answer.Entity.Name, () => ExampleSchema.Of(answer.Entity.Examples, Maps));
        var example = (JsonObject)answer.Entity.Examples[0].DeepClone();
        return new OpenApiMediaType { Schema = Schema(answer, document), Example = OctaveEnvelope.Example(answer.Form, example) };
    }

    static OpenApiSchema Schema(OctaveAnswer answer, OpenApiDocument document)
    {
        var reference = new OpenApiSchemaReference(answer.Entity.Name, document);
        var array = new OpenApiSchema { Type = JsonSchemaType.Array, Items = reference };
        var members = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["_metadata"] = new OpenApiSchemaReference(Metadata, document),
        };
        if (answer.Form == OctaveForm.Flat)
        {
            var flat = ExampleSchema.Of(answer.Entity.Examples, Maps);
            foreach (var (name, schema) in flat.Properties!) members[name] = schema;
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Object, Properties = members,
                Required = new HashSet<string>(flat.Required!.Prepend("_metadata"), StringComparer.Ordinal),
            };
        }

        if (answer.Form == OctaveForm.List)
        {
            members["hasNext"] = new OpenApiSchema { Type = JsonSchemaType.Boolean };
            members["total"] = new OpenApiSchema { Type = JsonSchemaType.Integer };
        }

        members["data"] = answer.Form == OctaveForm.Data ? reference : array;
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object, Properties = members, Required = members.Keys.ToHashSet(StringComparer.Ordinal),
        };
    }

    static void Add(OpenApiDocument document, string name, Func<IOpenApiSchema> schema)
    {
        if (document.Components?.Schemas?.TryGetValue(name, out var there) != true) document.AddComponent(name, schema());
        else if (OperationWriter.Written(there!) != OperationWriter.Written(schema()))
            throw new InvalidOperationException(
                $"Two things would be the schema {name} of one description. Give one of them another name.");
    }
}
