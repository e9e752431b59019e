namespace Tessera.Query.Fields;

/// <summary>What ingestion takes as the value of a property of a customer or an agent. In a query they all are text.</summary>
public enum PersonPropertyKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A whole number; its digits are the text.</summary>
    WholeNumber,

    /// <summary>An instant; the text is ISO 8601 in UTC, <c>2026-01-31T09:30:00Z</c>.</summary>
    Time,

    /// <summary>Any number of texts; the text has them one after another with commas between them.</summary>
    TextList,
}

/// <summary>A property of customer or agent metadata: an entry of <see cref="PersonCatalog"/>.</summary>
/// <param name="Name">The name in a query, behind <c>customer.</c> or <c>agent.</c>, in snake_case.</param>
/// <param name="WireName">The property of the event that carries it, in camelCase.</param>
/// <param name="Description">What it says, in a short sentence for people.</param>
public sealed record PersonProperty(string Name, string WireName, string Description)
{
    /// <summary>What ingestion takes.</summary>
    public PersonPropertyKind Kind { get; init; } = PersonPropertyKind.Text;

    /// <summary>The longest text ingestion takes (of a list: the longest item), in Unicode code points.</summary>
    public int MaxLength { get; init; } = Field.NoMaxLength;

    /// <summary>The characters ingestion takes.</summary>
    public FieldAlphabet Alphabet { get; init; } = FieldAlphabet.Any;
}
