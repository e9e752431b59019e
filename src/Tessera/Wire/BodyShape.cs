using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Tessera.Wire;

/// <summary>
/// The schema of a JSON object, put together from what a reader asks of it (see <see cref="JsonObject"/>). An object that an
/// example lacks can't be asked about its members and is left out: examples are full ones.
/// </summary>
internal sealed class BodyShape
{
    /// <summary>The schema as far as it is known.</summary>
    public OpenApiSchema Schema { get; } = new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
        Required = new HashSet<string>(StringComparer.Ordinal),
    };

    /// <summary>What a reader asks of an example.</summary>
    /// <exception cref="InvalidOperationException">The reader refuses the example.</exception>
    public static OpenApiSchema Of(Action<JsonObject> read, JsonNode example)
    {
        var violations = new Violations();
        var shape = new BodyShape();
        read(new JsonObject(JsonSerializer.SerializeToElement(example), "$", violations, shape));
        return violations.Any
            ? throw new InvalidOperationException($"An example is refused by its reader: {violations.Message}")
            : shape.Schema;
    }

    /// <summary>Notes a member that may not be null.</summary>
    public void Add(string name, IOpenApiSchema schema, bool required = false)
    {
        Schema.Properties![name] = schema;
        if (required) Schema.Required!.Add(name);
    }

    /// <summary>Notes a member that may be absent or null.</summary>
    public void AddOrNull(string name, OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        schema.Enum?.Add(JsonNullSentinel.JsonNull);
        Schema.Properties![name] = schema;
    }

    /// <summary>Notes an object, whose own members are noted in the shape that is given.</summary>
    public BodyShape AddObject(string name, bool required = false, bool orNull = false)
    {
        var shape = new BodyShape();
        if (orNull) AddOrNull(name, shape.Schema);
        else Add(name, shape.Schema, required);
        return shape;
    }

    /// <summary>Notes an array of objects, whose members are noted in the shape that is given.</summary>
    public BodyShape AddObjects(string name, int least, int most, bool required = false, bool orNull = false)
    {
        var shape = new BodyShape();
        var array = Array(shape.Schema, most);
        if (least > 0) array.MinItems = least;
        if (orNull) AddOrNull(name, array);
        else Add(name, array, required);
        return shape;
    }

    /// <summary>One of a few words.</summary>
    public static OpenApiSchema Choice(ReadOnlySpan<string> choices)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [] };
        foreach (var choice in choices) schema.Enum.Add(choice);
        return schema;
    }

    /// <summary>A whole number within bounds that are allowed themselves.</summary>
    public static OpenApiSchema Whole(int min, int max) => new() { Type = JsonSchemaType.Integer, Minimum = $"{min}", Maximum = $"{max}" };

    /// <summary>An array of strings.</summary>
    public static OpenApiSchema Texts(TextRule rule, int most) => Array(rule.Schema(), most);

    /// <summary>An object of any names, whose values are strings or null.</summary>
    public static OpenApiSchema Map(TextRule names, TextRule values, int most)
    {
        var value = values.Schema();
        value.Type |= JsonSchemaType.Null;
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = value,
            PropertyNames = names.Schema(),
            MaxProperties = most,
            Description = "A value that is null or empty removes its name.",
        };
    }

    static OpenApiSchema Array(OpenApiSchema items, int most) =>
        new() { Type = JsonSchemaType.Array, Items = items, MaxItems = most == int.MaxValue ? null : most };
}
