using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Tessera.OpenApi;

/// <summary>
/// Says of the members of answers what the writer of JSON does: a member that may be null is left out then (see <see cref="Wire.Json"/>),
/// but where its record wants it always there.
/// </summary>
internal sealed class AnswerSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Kind != JsonTypeInfoKind.Object || schema.Properties is null) return Task.CompletedTask;
        schema.Required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in context.JsonTypeInfo.Properties)
        {
            if (!schema.Properties.TryGetValue(property.Name, out var member)) continue;
            var nullable = property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            var always = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
                .OfType<JsonIgnoreAttribute>().Any(ignore => ignore.Condition == JsonIgnoreCondition.Never) == true;
            if (!nullable || always) schema.Required.Add(property.Name);
            if (nullable && !always && member is OpenApiSchema own) own.Type &= ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    /// <summary>The same for members that are other records: those are only referred to once the whole document stands.</summary>
    public static void LeaveOutNull(OpenApiDocument document)
    {
        foreach (var schema in document.Components!.Schemas!.Values)
        {
            foreach (var (name, member) in schema.Properties?.ToList() ?? [])
            {
                if (member.OneOf is [{ Type: JsonSchemaType.Null }, var other] && schema.Required?.Contains(name) != true)
                    schema.Properties![name] = other;
            }
        }
    }

    /// <summary>Puts each description on one line: they come from comments, whose lines end where there was no more room.</summary>
    public static void JoinLines(OpenApiDocument document)
    {
        foreach (var schema in document.Components!.Schemas!.Values)
        {
            // A member that is a reference has the description of what it refers to.
            foreach (var described in (schema.Properties?.Values.Append(schema) ?? [schema]).OfType<OpenApiSchema>())
                described.Description = described.Description is { } text ? string.Join(' ', Words(text)) : null;
        }

        static string[] Words(string text) => text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
    }
}
