using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tessera.OpenApi;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.OpenApi;

/// <summary>The committed descriptions, for what is tested of every endpoint and body.</summary>
internal static partial class Descriptions
{
    static readonly Lazy<Dictionary<string, JsonNode>> Read = new(
        () => ApiFace.All.ToDictionary(face => face.Name, face => JsonNode.Parse(File.ReadAllText(PathOf(face.Name)))!));

    public static IEnumerable<string> Faces => ApiFace.All.Select(face => face.Name);

    /// <summary>The description of a face, as committed.</summary>
    public static JsonNode Of(string face) => Read.Value[face];

    /// <summary>Where the description of a face is committed.</summary>
    public static string PathOf(string face) => Repository.File($"docs/openapi/{face}.json");

    /// <summary>The operation of an endpoint and the document it is in, or null where it isn't described.</summary>
    public static (JsonNode Document, JsonNode Operation)? Operation(Endpoint endpoint)
    {
        foreach (var document in Faces.Select(Of))
        {
            var path = document["paths"]!.AsObject().FirstOrDefault(path => Plain(path.Key) == Plain(endpoint.Path.Split('?')[0]));
            if (path.Value?[endpoint.Method.ToLowerInvariant()] is { } operation) return (document, operation);
        }

        return null;
    }

    /// <summary>Examples of the JSON bodies an endpoint takes, each with the path of every member that its schema knows.</summary>
    public static IEnumerable<(string Good, List<string> Paths)> Bodies(Endpoint endpoint)
    {
        if (Operation(endpoint) is not var (document, operation)
            || operation["requestBody"]?["content"]?["application/json"] is not { } media)
            yield break;
        var examples = media["examples"]?.AsObject().Select(example => example.Value!["value"]!) ?? [media["example"]!];
        foreach (var example in examples)
            yield return (example.ToJsonString(), [.. Paths(document, media["schema"]!, example, "").Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A path without the names of what changes in it.</summary>
    public static string Plain(string path) =>
        Parameter().Replace(path, "{}").Replace("/v1/import/f-1", "/v1/import/{}", StringComparison.Ordinal);

    // Members within an object that the example lacks can't be put anywhere: examples are full ones.
    static IEnumerable<string> Paths(JsonNode document, JsonNode schema, JsonNode? value, string start)
    {
        if (schema["$ref"] is { } reference) return Paths(document, new SchemaCheck(document).Resolve((string)reference!), value, start);
        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray either) return either.SelectMany(one => Paths(document, one!, value, start));
        if (value is JsonArray { Count: > 0 } items && schema["items"] is { } each)
            return Paths(document, each, items[0], $"{start[..^1]}[0].");
        if (value is not JsonObject members || schema["properties"] is not JsonObject properties) return [];
        return properties.SelectMany(
            property => Paths(
                document, property.Value!, members[property.Key], $"{start}{property.Key}.").Prepend($"{start}{property.Key}"));
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
