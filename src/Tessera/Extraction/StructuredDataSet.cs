using System.Collections.Immutable;
using Tessera.Fields;

namespace Tessera.Extraction;

/// <summary>One answered request for structured data: what was found, who asked, and how. Written once, never changed.</summary>
/// <param name="Id">UUID; new for every request.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="AgentExternalId">The agent whose part alone was read, or null for the whole.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Values">One for every field asked, in the order of the segments by id and of their lists.</param>
/// <param name="JobId">The job it was made in, or null where a request asked for it.</param>
internal sealed record StructuredDataSet(
    string Id, string ConversationId, string? AgentExternalId, DateTimeOffset CreatedAt, IReadOnlyList<StructuredDataValue> Values,
    string? JobId = null)
{
    /// <summary>The message that had come last when the conversation was read; null where there was none. Not stored.</summary>
    public string? LastMessageId { get; init; }

    /// <summary>A field that has no answer for a reason that may pass; null where there is none. Such a set isn't to be stored.</summary>
    public StructuredDataValue? Open =>
        Values.FirstOrDefault(value => value.Extracted is { Outcome: ExtractionOutcome.Failed, IsTransient: true });

    /// <summary>
    /// The last values of a conversation's fields once this set is made: what it gives out replaces what was there, and where it finds
    /// nothing there is nothing any more. A field that nobody could answer this time keeps what it had.
    /// </summary>
    /// <param name="before">The last values, by the fields' ids.</param>
    public ImmutableSortedDictionary<string, string> Over(ImmutableSortedDictionary<string, string> before)
    {
        var after = before.ToBuilder();
        foreach (var value in Values)
        {
            if (value.Extracted.Value is { } given) after[value.FieldId] = given;
            else if (value.Extracted.Outcome is ExtractionOutcome.NotFound or ExtractionOutcome.Ungrounded) after.Remove(value.FieldId);
        }

        return after.ToImmutable();
    }
}

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

    public static StructuredDataValue Of(
        StructuredDataField field, IReadOnlyList<string> segmentIds, ExtractedValue extracted, IExtractor extractor) => new()
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
