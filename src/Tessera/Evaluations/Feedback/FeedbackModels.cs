using System.Text.Json.Serialization;
using Tessera.Data;
using Tessera.Evaluations.Cases;
using Tessera.Extraction;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Evaluations.Feedback;

/// <summary>Whether a value is right.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum Thumbs
{
    Up = 1,
    Down = 2,
}

/// <summary>What somebody says of a value.</summary>
/// <param name="Thumbs">Whether it is right; null where only the right value is given.</param>
/// <param name="Correction">The right value, or <c>Not Found</c>; null for none.</param>
/// <param name="Comment">Anything for other people.</param>
internal sealed record FeedbackInput(Thumbs? Thumbs, string? Correction, string? Comment)
{
    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """{"thumbs":"down","correction":"MT-55071","comment":"The second number is the order's."}""";

    /// <summary>The same for a value that the body names.</summary>
    public const string NamedExample =
        """{"fieldId":"e_order_number","thumbs":"down","correction":"MT-55071","comment":"The second number is the order's."}""";

    static readonly TextRule CorrectionText = new(1, LabelledCase.LongestValue)
    {
        Meaning = "The right value; Yes, No or Not Found for a question, Not Found also where no value is right.",
    };
    static readonly TextRule CommentText = new(0, 4096);

    /// <summary>Reads a body that names its field.</summary>
    public static (string FieldId, FeedbackInput Input) ReadNamed(JsonObject body) =>
        (body.RequiredText("fieldId", TextRule.Identifier), Read(body));

    /// <summary>Reads a body.</summary>
    public static FeedbackInput Read(JsonObject body)
    {
        Thumbs? thumbs = body.OptionalChoice("thumbs", "up", "down").Value switch
        {
            "up" => Feedback.Thumbs.Up,
            "down" => Feedback.Thumbs.Down,
            _ => null,
        };
        var input = new FeedbackInput(
            thumbs, body.OptionalText("correction", CorrectionText).Value, body.OptionalText("comment", CommentText).Value);
        if (thumbs is null && input.Correction is null && !body.Violations.Any)
            body.Violations.Add("$", "expected thumbs, a correction, or both");
        if (thumbs == Feedback.Thumbs.Up && input.Correction is not null) body.Violate("correction", "expected none, as thumbs are up");
        return input;
    }

    /// <summary>What is wrong with it for a field; null where it fits.</summary>
    public Problem? Misfit(string fieldId) => Correction is null || LabelledCase.Misfit(fieldId, Correction) is not { } wrong
        ? null
        : Problem.BadBody($"$.correction: {wrong}");
}

/// <summary>A feedback as the database keeps it.</summary>
internal sealed record StoredFeedback
{
    public string Id { get; init; } = "";

    public string SetId { get; init; } = "";

    public string ConversationId { get; init; } = "";

    /// <summary>The agent whose part was read; empty for the whole conversation.</summary>
    public string AgentExternalId { get; init; } = "";

    public string FieldId { get; init; } = "";

    public int FieldVersion { get; init; }

    /// <summary>The value that was given out; null for Not Found.</summary>
    public string? Given { get; init; }

    /// <summary>It in the form its kind is compared in.</summary>
    public string? GivenNormalized { get; init; }

    public int? Thumbs { get; init; }

    public string? Correction { get; init; }

    public string? Comment { get; init; }

    /// <summary>The key of its author.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The key that changed it last, where that was another's.</summary>
    public string? ChangedBy { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    /// <summary>The case it is part of, if any.</summary>
    public string? CaseId { get; init; }

    public int? CaseStatus { get; init; }
}

/// <summary>A feedback as it is given out.</summary>
internal sealed record FeedbackResource
{
    public static readonly FeedbackResource Example = new()
    {
        Id = "01K7ATS8Q9W2E5R7T1Y4U6I8O0",
        StructuredDataId = Examples.Guid,
        ConversationId = Examples.ConversationId,
        FieldId = "e_order_number",
        FieldVersion = 1,
        Value = "MT-55070",
        Thumbs = Feedback.Thumbs.Down,
        Correction = "MT-55071",
        Comment = "The second number is the order's.",
        KeyId = "01K7ATR0M3V5Q8Z2N6TXA9R1WJ",
        CreatedAt = Examples.Time,
        UpdatedAt = Examples.Time,
        Case = new CaseReference("01K7ATT2B4N6M8V0C1X3Z5L7KJ", CaseStatus.Agreed),
    };

    public required string Id { get; init; }

    public required string StructuredDataId { get; init; }

    public required string ConversationId { get; init; }

    public string? AgentExternalId { get; init; }

    public required string FieldId { get; init; }

    /// <summary>The field's version when the value was extracted.</summary>
    public required int FieldVersion { get; init; }

    /// <summary>The value it is about, as it was given out.</summary>
    public required string Value { get; init; }

    public Thumbs? Thumbs { get; init; }

    public string? Correction { get; init; }

    public string? Comment { get; init; }

    /// <summary>The key of its author.</summary>
    public required string KeyId { get; init; }

    /// <summary>The key that changed it last, where that was another's.</summary>
    public string? ChangedByKeyId { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    /// <summary>The labelled case it has become; absent where nobody has said yet what is right.</summary>
    public CaseReference? Case { get; init; }

    public static FeedbackResource Of(StoredFeedback stored) => new()
    {
        Id = stored.Id,
        StructuredDataId = stored.SetId,
        ConversationId = stored.ConversationId,
        AgentExternalId = stored.AgentExternalId.Length > 0 ? stored.AgentExternalId : null,
        FieldId = stored.FieldId,
        FieldVersion = stored.FieldVersion,
        Value = stored.Given ?? StructuredDataValue.NotFound,
        Thumbs = (Thumbs?)stored.Thumbs,
        Correction = stored.Correction,
        Comment = stored.Comment,
        KeyId = stored.KeyId,
        ChangedByKeyId = stored.ChangedBy,
        CreatedAt = Time.Format(Timestamps.FromMicros(stored.CreatedAt)),
        UpdatedAt = Time.Format(Timestamps.FromMicros(stored.UpdatedAt)),
        Case = stored.CaseId is { } id ? new CaseReference(id, (CaseStatus)stored.CaseStatus!.Value) : null,
    };
}

/// <summary>A case that feedback has become, and whether people agree on it.</summary>
internal sealed record CaseReference(string Id, CaseStatus Status);

/// <summary>A page of feedback.</summary>
internal sealed record FeedbackList(
    List<FeedbackResource> Feedback,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
