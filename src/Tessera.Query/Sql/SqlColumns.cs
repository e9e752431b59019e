using Tessera.Query.Fields;

namespace Tessera.Query.Sql;

/// <summary>Where the table <c>conversation</c> keeps what a query asks about. No other names are ever written into SQL.</summary>
static class SqlColumns
{
    /// <summary>
    /// The column of a field of the catalogue, or an expression where a missing value stands for another. Metadata columns have the names
    /// of their fields.
    /// </summary>
    public static string Of(Field field) =>
        field == FieldCatalog.ExternalConversationId ? "external_id"
        : field == FieldCatalog.AgentId ? "agent_external_id"
        : field == FieldCatalog.CustomerId ? "customer_external_id"
        // While nobody has said what a conversation was about, its intent is this one.
        : field == FieldCatalog.IntentCode ? "COALESCE(intent_code, 'NO_INTENT')"
        : field.Name;

    /// <summary>The column with the JSON object of a family; null where the table has none.</summary>
    public static string? Of(FieldFamily family) => family switch
    {
        FieldFamily.Attributes => "attributes",
        FieldFamily.Metadata => "metadata",
        _ => null,
    };
}
