using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace Tessera.OpenApi;

/// <summary>
/// The names of a description's schemas: those of the records, without their namespaces. The description's generator takes two records of
/// one name for one; here that is an error.
/// </summary>
internal sealed class SchemaNames
{
    readonly ConcurrentDictionary<string, Type> named = new(StringComparer.Ordinal)
    {
        // Not made of a record.
        [ErrorResponses.Schema] = typeof(ErrorResponses),
    };

    /// <summary>The name of a type's schema; null for one that stands where it is used, as a list's.</summary>
    /// <exception cref="InvalidOperationException">Another type has the name.</exception>
    public string? Of(JsonTypeInfo info)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(info) is not { } name) return null;
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        var owner = named.GetOrAdd(name, type);
        return owner == type
            ? name
            : throw new InvalidOperationException(
                $"Two types would be the schema {name} of one description: {owner} and {type}. Give one of them another name.");
    }
}
