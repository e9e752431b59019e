using System.Text.Json.Serialization;
using Tessera.Fields;
using Tessera.Llm;
using Tessera.Markets.Qualifying;

namespace Tessera.Extraction;

/// <summary>How the search for a field's value ended.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum ExtractionOutcome
{
    /// <summary>A value was found, and <see cref="ExtractedValue.Evidence"/> says where.</summary>
    Found = 1,

    /// <summary>The conversation was read and doesn't say.</summary>
    NotFound = 2,

    /// <summary>Only a language model can answer this field, and none is configured. On the wire: <c>Not Found</c>.</summary>
    NoModel = 3,

    /// <summary>
    /// A model gave a value, but the words it rests on weren't said where it says: kept for review, given out only where the workspace
    /// allows it.
    /// </summary>
    Ungrounded = 4,

    /// <summary>The model gave no answer that can be used; <see cref="ExtractedValue.Reason"/> says why.</summary>
    Failed = 5,
}

/// <summary>Where in the conversation a value stands: <c>message.Text[Start..End] == Quote</c>, always.</summary>
/// <param name="MessageId">The message that says it.</param>
/// <param name="Start">First UTF-16 code unit of the quote.</param>
/// <param name="End">One past its last UTF-16 code unit.</param>
/// <param name="Quote">The words themselves.</param>
internal sealed record Evidence(string MessageId, int Start, int End, string Quote)
{
    /// <summary>
    /// False where a model wrote the quote in other characters, such as other quotation marks or blanks; the offsets are the message's own
    /// all the same.
    /// </summary>
    public bool IsExact { get; init; } = true;
}

/// <summary>What an extractor has to say of one field in one conversation.</summary>
internal sealed record ExtractedValue
{
    /// <summary>The field's id.</summary>
    public required string FieldId { get; init; }

    /// <summary>How the search ended.</summary>
    public required ExtractionOutcome Outcome { get; init; }

    /// <summary>The value as given out (<c>Yes</c>/<c>No</c>, or the entity's words); null when nothing was found.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// The value in the one form its kind is compared in (digits only, lower case without titles, ISO time …); null when nothing was found.
    /// </summary>
    public string? Normalized { get; init; }

    /// <summary>Where the value stands; null exactly when nothing was found.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>What a model claimed without ground; null unless the outcome is <see cref="ExtractionOutcome.Ungrounded"/>.</summary>
    public Claim? Claim { get; init; }

    /// <summary>
    /// Why there is no answer, where the outcome is <see cref="ExtractionOutcome.Failed"/>; why the answer to a qualifying question is this
    /// one; null elsewhere.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>How sure the answer to a qualifying question is; null of any other field.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Confidence? Confidence { get; init; }

    /// <summary>Why the model gave no answer, where it was the model's server or the budget; never stored.</summary>
    [JsonIgnore]
    public ModelFault? Fault { get; init; }

    /// <summary>When to ask again, where the server, its circuit breaker or the budget says so; never stored.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether what failed may well succeed later: the server was busy, or the budget spent.</summary>
    [JsonIgnore]
    public bool IsTransient =>
        Fault is ModelFault.Timeout or ModelFault.Busy or ModelFault.Unavailable or ModelFault.Parked or ModelFault.NoBudget;

    /// <summary>What stands where only a model may answer and none has.</summary>
    public static ExtractedValue WithoutModel(StructuredDataField field) =>
        new() { FieldId = field.Id, Outcome = ExtractionOutcome.NoModel };
}

/// <summary>A value for which no ground was found.</summary>
/// <param name="Value">The value as the model gave it.</param>
/// <param name="Quote">The words it said it rests on.</param>
/// <param name="Message">The number of the message it named, from 1; others name none.</param>
internal sealed record Claim(string Value, string Quote, int Message);

/// <summary>Finds the values of fields in a conversation. The seam between the built-in extractor and language models.</summary>
internal interface IExtractor
{
    /// <summary>The extractor's name in native answers, as in <c>built-in</c>.</summary>
    string Name { get; }

    /// <summary>Its version: changes whenever the same transcript and fields may give another answer.</summary>
    string Version { get; }

    /// <summary>
    /// One value for each of <paramref name="fields"/>, in their order. Never throws for anything a transcript or field says.
    /// </summary>
    ValueTask<IReadOnlyList<ExtractedValue>> ExtractAsync(
        Transcript transcript, IReadOnlyList<StructuredDataField> fields, CancellationToken cancellationToken);
}
