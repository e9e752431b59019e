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
        : field == FieldCatalog.AgentId ? SqlPeople.Id(FieldFamily.Agent)
        : field == FieldCatalog.CustomerId ? SqlPeople.Id(FieldFamily.Customer)
        // While nobody has said what a conversation was about, its intent is this one.
        : field == FieldCatalog.IntentCode ? "COALESCE(intent_code, 'NO_INTENT')"
        : field.Name;

    /// <summary>Where the JSON object is that has a name of a family: a column, or one of the customer's or the agent's.</summary>
    public static string Of(FieldFamily family, string name) => family switch
    {
        FieldFamily.Attributes => "attributes",
        FieldFamily.Metadata => "metadata",
        FieldFamily.Data => "extracted_values",
        FieldFamily.Fit => "fit_scores",
        _ => SqlPeople.Column(family, PersonCatalog.Has(family, name) ? "properties" : "attributes"),
    };
}
