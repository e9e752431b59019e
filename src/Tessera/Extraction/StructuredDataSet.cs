using Tessera.Fields;

namespace Tessera.Extraction;

/// <summary>One answered request for structured data: what was found, who asked, and how. Written once, never changed.</summary>
/// <param name="Id">UUID; new for every request.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="AgentExternalId">The agent whose part alone was read, or null for the whole.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Values">One for every field asked, in the order of the segments by id and of their lists.</param>
internal sealed record StructuredDataSet(
    string Id, string ConversationId, string? AgentExternalId, DateTimeOffset CreatedAt, IReadOnlyList<StructuredDataValue> Values);

/// <summary>The value of one field in a set.</summary>
internal sealed record StructuredDataValue
{
    /// <summary>What ASAPP's face gives where there is no value.</summary>
    public const string NotFound = "Not Found";

    public required string FieldId { get; init; }

    /// <summary>The field's name when it was asked.</summary>
    public required string FieldName { get; init; }

    /// <summary>The field's version when it was asked.</summary>
    public required int FieldVersion { get; init; }

    /// <summary>The segments that asked for it, by id.</summary>
    public required IReadOnlyList<string> SegmentIds { get; init; }

    public required ExtractedValue Extracted { get; init; }

    /// <summary>The extractor's name.</summary>
    public required string Extractor { get; init; }

    public required string ExtractorVersion { get; init; }

    /// <summary>What the extractor said whose value doesn't count, where both were asked; null elsewhere.</summary>
    public OtherValue? Other { get; init; }

    public static StructuredDataValue Of(StructuredDataField field, IReadOnlyList<string> segmentIds, ExtractedValue extracted, IExtractor extractor) => new()
    {
        FieldId = field.Id,
        FieldName = field.Name,
        FieldVersion = field.Version,
        SegmentIds = segmentIds,
        Extracted = extracted,
        Extractor = extractor.Name,
        ExtractorVersion = extractor.Version,
    };
}

/// <summary>What another extractor said of the same field.</summary>
internal sealed record OtherValue(ExtractedValue Extracted, string Extractor, string ExtractorVersion);
