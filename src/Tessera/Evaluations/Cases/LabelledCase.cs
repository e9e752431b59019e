using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Data;
using Tessera.Extraction;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Evaluations.Cases;

/// <summary>How sure the truth of a case is.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum CaseStatus
{
    /// <summary>All who said anything agree.</summary>
    Agreed = 1,

    /// <summary>Two disagree; it is left out of evaluations until that is settled.</summary>
    Disputed = 2,

    /// <summary>Somebody decided it, whatever else is said.</summary>
    Decided = 3,
}

/// <summary>Where a case comes from.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum CaseOrigin
{
    Feedback = 1,
    Import = 2,
}

/// <summary>What some hold for right or for wrong.</summary>
/// <param name="IsRight">Whether the values are held for right.</param>
/// <param name="Values">The values; none for Not Found.</param>
/// <param name="FeedbackIds">The feedback that says so.</param>
internal sealed record Opinion(bool IsRight, IReadOnlyList<string> Values, IReadOnlyList<string> FeedbackIds);

/// <summary>What is known to be true of one field in one conversation, as the database keeps it.</summary>
internal sealed record LabelledCase
{
    /// <summary>The set that feedback goes to.</summary>
    public const string FeedbackSet = "feedback";

    /// <summary>The longest true value, in code points.</summary>
    public const int LongestValue = 4096;

    /// <summary>The most values of which any is right.</summary>
    public const int MostValues = 20;

    /// <summary>The name of a set of cases.</summary>
    public static readonly TextRule SetName = TextRule.Identifier with { Max = 64 };

    /// <summary>One of the true values.</summary>
    public static readonly TextRule Value = new(1, LongestValue);

    public string Id { get; init; } = "";

    public string Set { get; init; } = "";

    /// <summary>The stored conversation; empty for a transcript that came with its labels.</summary>
    public string ConversationId { get; init; } = "";

    /// <summary>The client's id of either.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The agent whose part alone is read; empty for the whole.</summary>
    public string AgentExternalId { get; init; } = "";

    public string TranscriptId { get; init; } = "";

    public string FieldId { get; init; } = "";

    public int FieldVersion { get; init; }

    /// <summary>JSON of the values of which any is right.</summary>
    public string Accepted { get; init; } = "[]";

    public int Status { get; init; }

    public int Origin { get; init; }

    /// <summary>JSON of the opinions; null for a case that nobody gave feedback on.</summary>
    public string? Opinions { get; init; }

    public string? KeyId { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    /// <summary>The values of which any is right; none where the conversation doesn't say.</summary>
    public IReadOnlyList<string> True => JsonSerializer.Deserialize<string[]>(Accepted)!;

    /// <summary>A true value as a list: <c>Not Found</c> is none.</summary>
    public static List<string> Values(string value) => value == StructuredDataValue.NotFound ? [] : [value];

    /// <summary>What is wrong with a true value of a field; null where it can be one.</summary>
    public static string? Misfit(string fieldId, string value)
    {
        if (fieldId.StartsWith("q_", StringComparison.Ordinal))
            return value is "Yes" or "No" or StructuredDataValue.NotFound
                ? null
                : $"expected Yes, No or {StructuredDataValue.NotFound}, as it answers a question";
        return string.IsNullOrWhiteSpace(value) ? $"expected a value or {StructuredDataValue.NotFound}, found white space" : null;
    }
}

/// <summary>A case as it is given out.</summary>
internal sealed record CaseResource
{
    public static readonly CaseResource Example = new()
    {
        Id = "01K7ATT2B4N6M8V0C1X3Z5L7KJ",
        Set = LabelledCase.FeedbackSet,
        ConversationId = Examples.ConversationId,
        ExternalConversationId = Examples.ExternalId,
        FieldId = "e_order_number",
        FieldVersion = 1,
        Values = ["MT-55071"],
        Status = CaseStatus.Agreed,
        Origin = CaseOrigin.Feedback,
        Opinions = [new Opinion(true, ["MT-55071"], ["01K7ATS8Q9W2E5R7T1Y4U6I8O0"])],
        KeyId = "01K7ATR0M3V5Q8Z2N6TXA9R1WJ",
        CreatedAt = Examples.Time,
        UpdatedAt = Examples.Time,
    };

    public required string Id { get; init; }

    public required string Set { get; init; }

    /// <summary>The stored conversation; absent for a transcript that came with its labels.</summary>
    public string? ConversationId { get; init; }

    public string? ExternalConversationId { get; init; }

    /// <summary>The agent whose part alone is read.</summary>
    public string? AgentExternalId { get; init; }

    /// <summary>The transcript that came with its labels.</summary>
    public string? TranscriptId { get; init; }

    public required string FieldId { get; init; }

    public required int FieldVersion { get; init; }

    /// <summary>The values of which any is right; none where the conversation doesn't say.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    public required CaseStatus Status { get; init; }

    public required CaseOrigin Origin { get; init; }

    /// <summary>What is held for right or wrong, and by whom.</summary>
    public IReadOnlyList<Opinion>? Opinions { get; init; }

    /// <summary>The key that made or decided it.</summary>
    public string? KeyId { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public static CaseResource Of(LabelledCase stored) => new()
    {
        Id = stored.Id,
        Set = stored.Set,
        ConversationId = Some(stored.ConversationId),
        ExternalConversationId = stored.ExternalId,
        AgentExternalId = Some(stored.AgentExternalId),
        TranscriptId = Some(stored.TranscriptId),
        FieldId = stored.FieldId,
        FieldVersion = stored.FieldVersion,
        Values = stored.True,
        Status = (CaseStatus)stored.Status,
        Origin = (CaseOrigin)stored.Origin,
        Opinions = stored.Opinions is { } opinions ? JsonSerializer.Deserialize<Opinion[]>(opinions) : null,
        KeyId = stored.KeyId,
        CreatedAt = Time.Format(Timestamps.FromMicros(stored.CreatedAt)),
        UpdatedAt = Time.Format(Timestamps.FromMicros(stored.UpdatedAt)),
    };

    static string? Some(string text) => text.Length > 0 ? text : null;
}

/// <summary>A page of cases.</summary>
internal sealed record CaseList(
    List<CaseResource> LabelledCases,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
