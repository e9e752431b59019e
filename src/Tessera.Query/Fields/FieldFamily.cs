namespace Tessera.Query.Fields;

/// <summary>
/// An open-ended group of named values, asked about as <c>family.name</c> or <c>family['any name']</c>. The names are whatever was
/// ingested, and are exact. The numbers are persisted: explicit and append-only.
/// </summary>
public enum FieldFamily
{
    /// <summary><c>attributes.NAME</c>: the custom attributes of conversation metadata.</summary>
    Attributes = 1,

    /// <summary><c>metadata.NAME</c>: the free map a conversation is created with.</summary>
    Metadata = 2,

    /// <summary><c>customer.NAME</c>: customer metadata and its attributes.</summary>
    Customer = 3,

    /// <summary><c>agent.NAME</c>: agent metadata and its attributes.</summary>
    Agent = 4,

    /// <summary><c>data.NAME</c>: the values that extraction last gave of structured data fields, by the fields' ids.</summary>
    Data = 5,

    /// <summary>
    /// <c>fit.NAME</c>: how well the conversation fits market segments, by the segments' ids: from 1 to 10, to one decimal.
    /// </summary>
    Fit = 6,
}
