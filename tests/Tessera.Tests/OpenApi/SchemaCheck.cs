using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tessera.Tests.OpenApi;

/// <summary>
/// Checks a value against a schema of a description: the words of JSON Schema that the descriptions use, and no other. A member that a
/// schema with properties doesn't have is a difference too, so that nothing is sent which isn't described.
/// </summary>
internal sealed class SchemaCheck(JsonNode document)
{
    static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "$ref", "type", "description", "format", "properties", "required", "items", "enum", "anyOf", "oneOf", "minLength", "maxLength",
        "pattern", "minItems", "maxItems", "maxProperties", "propertyNames", "additionalProperties", "minimum", "maximum", "default",
    };

    /// <summary>What differs, each with its path; nothing where the value follows the schema.</summary>
    public List<string> Check(JsonNode schema, JsonNode? value) => [.. Differences(schema, value, "$")];

    /// <summary>What a reference within the document leads to.</summary>
    public JsonNode Resolve(string reference) =>
        reference.Split('/').Skip(1)
            .Aggregate(document, (node, name) => node[name] ?? throw new InvalidOperationException($"{reference} leads nowhere."));

    IEnumerable<string> Differences(JsonNode schema, JsonNode? value, string path)
    {
        if (schema["$ref"] is { } reference) return Differences(Resolve((string)reference!), value, path);
        if (schema.AsObject().Select(word => word.Key).Except(Known).ToList() is { Count: > 0 } unknown)
            return [$"{path}: the check doesn't know {string.Join(", ", unknown)}"];
        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray either)
        {
            var tried = either.Select(one => Differences(one!, value, path).ToList()).ToList();
            return tried.Any(differences => differences.Count == 0) ? [] : tried.MinBy(differences => differences.Count)!;
        }

        var kind = Kind(value);
        if (schema["type"] is { } type && !Allows(type, kind)) return [$"{path}: {kind}, expected {type.ToJsonString()}"];
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            return [$"{path}: {value} is none of {words.ToJsonString()}"];
        return kind switch
        {
            "string" => Text(schema, (string)value!, path),
            "integer" or "number" => Number(schema, (double)value!, path),
            "array" => Items(schema, value!.AsArray(), path),
            "object" => Members(schema, value!.AsObject(), path),
            _ => [],
        };
    }

    static IEnumerable<string> Text(JsonNode schema, string text, string path)
    {
        var length = text.EnumerateRunes().Count();
        if (length < ((int?)schema["minLength"] ?? 0) || length > ((int?)schema["maxLength"] ?? int.MaxValue))
            yield return $"{path}: {length} characters";
        if ((string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
            yield return $"{path}: '{text}' against {pattern}";
        if ((string?)schema["format"] == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
            yield return $"{path}: '{text}' is no time";
    }

    static IEnumerable<string> Number(JsonNode schema, double number, string path)
    {
        if (number < ((double?)schema["minimum"] ?? double.MinValue) || number > ((double?)schema["maximum"] ?? double.MaxValue))
            yield return $"{path}: {number}";
    }

    IEnumerable<string> Items(JsonNode schema, JsonArray items, string path)
    {
        if (items.Count < ((int?)schema["minItems"] ?? 0) || items.Count > ((int?)schema["maxItems"] ?? int.MaxValue))
            return [$"{path}: {items.Count} elements"];
        return schema["items"] is not { } each
            ? []
            : items.Index().SelectMany(item => Differences(each, item.Item, $"{path}[{item.Index}]"));
    }

    IEnumerable<string> Members(JsonNode schema, JsonObject members, string path)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)name!)) yield return $"{path}: {name} is missing";
        }

        if (members.Count > ((int?)schema["maxProperties"] ?? int.MaxValue)) yield return $"{path}: {members.Count} members";
        foreach (var (name, value) in members)
        {
            if (schema["propertyNames"] is { } names)
            {
                foreach (var wrong in Text(names, name, $"{path}.{name}")) yield return wrong;
            }

            var member = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (member is null && schema["properties"] is not null) yield return $"{path}: {name} is not described";
            foreach (var wrong in member is null ? [] : Differences(member, value, $"{path}.{name}")) yield return wrong;
        }
    }

    static bool Allows(JsonNode type, string kind)
    {
        var allowed = type is JsonArray several ? several.Select(one => (string)one!).ToList() : [(string)type!];
        return allowed.Contains(kind) || (kind == "integer" && allowed.Contains("number"));
    }

    static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ToJsonString().AsSpan().IndexOfAny(".eE") < 0 ? "integer" : "number",
    };
}
