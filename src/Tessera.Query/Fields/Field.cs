using System.Collections.Immutable;

namespace Tessera.Query.Fields;

/// <summary>How the values of a field compare.</summary>
/// <remarks>The numbers are persisted: explicit and append-only.</remarks>
public enum FieldType
{
    /// <summary>One text, compared exactly and ordered by code point.</summary>
    Text = 1,

    /// <summary>One of a fixed set of words, compared in any case; without an order.</summary>
    Enum = 2,

    /// <summary>Any number of texts; a comparison holds when it holds for any one of them.</summary>
    TextList = 3,

    /// <summary>A version number, ordered part by part.</summary>
    Version = 4,

    /// <summary>An instant.</summary>
    Time = 5,
}

/// <summary>Which characters ingestion accepts in a value.</summary>
/// <remarks>The numbers are persisted: explicit and append-only.</remarks>
public enum FieldAlphabet
{
    /// <summary>Any character.</summary>
    Any = 1,

    /// <summary>ASCII letters, digits, <c>-</c> and <c>_</c>.</summary>
    Identifier = 2,

    /// <summary>ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    Version = 3,

    /// <summary>ASCII letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>@</c>.</summary>
    Address = 4,

    /// <summary>ASCII digits, <c>-</c>, <c>.</c>, <c>(</c>, <c>)</c> and <c>+</c>.</summary>
    Phone = 5,

    /// <summary>ASCII letters, digits and <c>-</c>.</summary>
    Language = 6,

    /// <summary>ASCII capital letters and digits.</summary>
    Capitals = 7,
}

/// <summary>One thing that is known of a conversation and can be asked about: an entry of <see cref="FieldCatalog"/>.</summary>
/// <remarks>There is one instance for each field, so two fields are equal only when they are the same object.</remarks>
public sealed record Field
{
    /// <summary>The <see cref="MaxLength"/> of a field whose values may have any length.</summary>
    public const int NoMaxLength = int.MaxValue;

    /// <summary>The name in a query, in snake_case: <c>lob_id</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The property of conversation metadata that carries the value, in camelCase (<c>lobId</c>), or <see langword="null"/> where
    /// the value comes from elsewhere: from the conversation itself or from its intent.
    /// </summary>
    public string? WireName { get; init; }

    /// <summary>How values compare.</summary>
    public required FieldType Type { get; init; }

    /// <summary>The position in <see cref="FieldCatalog.All"/>: 0, 1, 2 and so on without a gap. It may change between releases.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The longest value ingestion accepts (of a list: the longest item), in Unicode code points.</summary>
    public int MaxLength { get; init; } = NoMaxLength;

    /// <summary>The characters ingestion accepts.</summary>
    public FieldAlphabet Alphabet { get; init; } = FieldAlphabet.Any;

    /// <summary>The members of an enum as they are ingested, in upper case; empty for every other type.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>Whether ASAPP documents the field, so that a query about it can be portable.</summary>
    public bool IsCore { get; init; }

    /// <summary>What the field says, in a short sentence for people.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// Whether ingestion accepts this value (of a list: this item). The empty text is accepted and means that nothing is known.
    /// </summary>
    public bool Accepts(string value)
    {
        if (value.Length == 0)
            return true;
        if (Type == FieldType.Enum)
            return Values.Contains(value, StringComparer.Ordinal);
        foreach (var character in value)
            if (!Accepts(character))
                return false;
        return value.Length <= MaxLength || CodePoints(value) <= MaxLength;
    }

    /// <inheritdoc/>
    public bool Equals(Field? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Ordinal;

    /// <summary>The name of the field.</summary>
    public override string ToString() => Name;

    bool Accepts(char character) => Alphabet switch
    {
        FieldAlphabet.Identifier => char.IsAsciiLetterOrDigit(character) || character is '-' or '_',
        FieldAlphabet.Version => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.',
        FieldAlphabet.Address => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '@',
        FieldAlphabet.Phone => char.IsAsciiDigit(character) || character is '-' or '.' or '(' or ')' or '+',
        FieldAlphabet.Capitals => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character),
        FieldAlphabet.Language => char.IsAsciiLetterOrDigit(character) || character is '-',
        _ => true,
    };

    static int CodePoints(string value)
    {
        var count = 0;
        foreach (var _ in value.EnumerateRunes())
            count++;
        return count;
    }
}
