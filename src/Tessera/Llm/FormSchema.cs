using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Tessera.Llm;

/// <summary>The closed JSON schemas that servers hold answers to: every member required, none beside them.</summary>
internal static class FormSchema
{
    /// <summary>An object of exactly these members.</summary>
    public static JsonObject Closed(params IEnumerable<(string Name, JsonNode Schema)> members)
    {
        var properties = new JsonObject(members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Schema)));
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Key))]),
            ["additionalProperties"] = false,
        };
    }

    public static JsonObject ListOf(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    public static JsonObject Text() => new() { ["type"] = "string" };

    public static JsonObject Whole() => new() { ["type"] = "integer" };

    public static JsonObject Truth() => new() { ["type"] = "boolean" };

    public static JsonObject OneOf(params IEnumerable<string> words) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    /// <summary>What a call is asked to answer in.</summary>
    public static ChatOptions Options(JsonObject schema, string name) =>
        new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonSerializer.SerializeToElement(schema), name) };
}
