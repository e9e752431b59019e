using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Tessera.OpenApi;

/// <summary>
/// The schema that examples have in common, for answers that are put together member by member and have no record: the examples come from
/// the code that writes the answers, so the schema is what that code does.
/// </summary>
internal static partial class ExampleSchema
{
    /// <summary>
    /// The schema. A member that is missing in one of the examples may be absent, one that is null in one of them may be null; an object
    /// that is empty in all of them may have any members.
    /// </summary>
    /// <param name="examples">One or more values.</param>
    /// <param name="maps">Names of members that are maps: of their members only the kind of value is said.</param>
    public static OpenApiSchema Of(IReadOnlyList<JsonNode?> examples, IReadOnlySet<string> maps) => Of(examples, maps, isMap: false);

    static OpenApiSchema Of(IReadOnlyList<JsonNode?> examples, IReadOnlySet<string> maps, bool isMap)
    {
        var schema = new OpenApiSchema { Type = examples.Aggregate(default(JsonSchemaType), (type, example) => type | Kind(example)) };
        // A number that is whole in one example and not in another is a number.
        if (schema.Type.Value.HasFlag(JsonSchemaType.Number)) schema.Type &= ~JsonSchemaType.Integer;
        var texts = examples.OfType<JsonValue>().Where(value => Kind(value) == JsonSchemaType.String).Select(value => (string)value!)
            .ToList();
        if (texts.Count > 0 && texts.TrueForAll(text => Timestamp().IsMatch(text))) schema.Format = "date-time";
        if (examples.OfType<JsonArray>().SelectMany(array => array).ToList() is { Count: > 0 } items)
            schema.Items = Of(items, maps, isMap: false);
        Members(schema, [.. examples.OfType<JsonObject>()], maps, isMap);
        return schema;
    }

    static void Members(OpenApiSchema schema, List<JsonObject> objects, IReadOnlySet<string> maps, bool isMap)
    {
        var members = objects.SelectMany(one => one).ToLookup(member => member.Key, member => member.Value, StringComparer.Ordinal);
        if (members.Count == 0) return;
        if (isMap)
        {
            schema.AdditionalProperties = Of([.. members.SelectMany(values => values)], maps, isMap: false);
            return;
        }

        schema.Properties = members.ToDictionary(
            member => member.Key, member => (IOpenApiSchema)Of([.. member], maps, maps.Contains(member.Key)), StringComparer.Ordinal);
        schema.Required = members.Where(member => member.Count() == objects.Count).Select(member => member.Key)
            .ToHashSet(StringComparer.Ordinal);
    }

    static JsonSchemaType Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => JsonSchemaType.Null,
        System.Text.Json.JsonValueKind.Object => JsonSchemaType.Object,
        System.Text.Json.JsonValueKind.Array => JsonSchemaType.Array,
        System.Text.Json.JsonValueKind.String => JsonSchemaType.String,
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => JsonSchemaType.Boolean,
        _ => value.ToJsonString().AsSpan().IndexOfAny(".eE") < 0 ? JsonSchemaType.Integer : JsonSchemaType.Number,
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Timestamp();
}
