using System.Text.Json.Serialization;
using Tessera.Usage;

namespace Tessera.Extraction.Evaluation;

/// <summary>The outcome of an evaluation.</summary>
/// <param name="Conversations">Conversations that were read.</param>
/// <param name="Candidates">What each candidate reached.</param>
/// <param name="Agreement">How often two candidates say the same, for each pair of them.</param>
/// <param name="Gate">Whether the other candidates are no worse than the baseline; absent where that wasn't asked.</param>
internal sealed record EvaluationReport(
    int Conversations, IReadOnlyList<CandidateReport> Candidates, IReadOnlyList<Agreement> Agreement, IReadOnlyList<GateResult>? Gate);

/// <summary>What one candidate reached.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Each field.</param>
/// <param name="Groups">Fields that are scored together; none where no groups are given.</param>
/// <param name="Total">All fields taken together: counts are added before they are divided.</param>
/// <param name="MacroF1">Mean of the fields' F1, of those with any support.</param>
internal sealed record CandidateReport(
    string Name, IReadOnlyList<Measures> Fields, IReadOnlyList<Measures> Groups, Measures Total, double MacroF1);

/// <summary>What a candidate reached in a field, or in several taken together. Rates have their 95 % intervals.</summary>
internal sealed record Measures
{
    /// <summary>The field's id, or the name of the group.</summary>
    public required string Name { get; init; }

    /// <summary>Labels that were asked for.</summary>
    public required int Asked { get; init; }

    /// <summary>Of these, the ones whose truth has a value.</summary>
    public required int Support { get; init; }

    /// <summary>Found and right.</summary>
    public required int Right { get; init; }

    /// <summary>Found, but another value than the truth's.</summary>
    public required int Wrong { get; init; }

    /// <summary>Found where the truth has none.</summary>
    public required int Extra { get; init; }

    /// <summary>Not found where the truth has a value.</summary>
    public required int Missed { get; init; }

    /// <summary>Answers that couldn't be used; they count as not found.</summary>
    public required int Failed { get; init; }

    /// <summary>Values that rest on words which weren't said; they count as not found.</summary>
    public required int Ungrounded { get; init; }

    /// <summary>Values whose evidence was looked up in its message and stands there.</summary>
    public required int Verified { get; init; }

    /// <summary>Right of what was found.</summary>
    public required Rate Precision { get; init; }

    /// <summary>Right of what is true.</summary>
    public required Rate Recall { get; init; }

    /// <summary>The harmonic mean of the two.</summary>
    public required Rate F1 { get; init; }

    /// <summary>Right answers, those that rightly give no value among them, of all that were asked.</summary>
    public required Rate Accuracy { get; init; }

    /// <summary>Values whose evidence stands in its message, of all that were claimed.</summary>
    public required Rate Grounded { get; init; }

    /// <summary>Labels to which no value was given, of all that were asked.</summary>
    public required Rate Abstention { get; init; }

    /// <summary>How long a conversation took in which this was asked.</summary>
    public required Latency Latency { get; init; }

    /// <summary>What calls of a model have cost; absent where none was called.</summary>
    public UsageGroup? Cost { get; init; }

    /// <summary>The counts.</summary>
    [JsonIgnore]
    public Score Score => new() { Asked = Asked, Support = Support, Right = Right, Wrong = Wrong, Extra = Extra, Missed = Missed };
}

/// <summary>Milliseconds of a conversation: half took no longer than the one, 95 % no longer than the other.</summary>
internal sealed record Latency(double P50, double P95)
{
    /// <summary>The latency of some conversations; 0 of none.</summary>
    public static Latency Of(IEnumerable<long> microseconds)
    {
        long[] sorted = [.. microseconds.Order()];
        return new Latency(Percentile(0.5), Percentile(0.95));

        double Percentile(double share) =>
            sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)] / 1000d;
    }
}

/// <summary>
/// How often two candidates say the same, in the form values are compared in; that both find none counts. Failures are left out.
/// </summary>
/// <param name="One">The one candidate.</param>
/// <param name="Other">The other one.</param>
/// <param name="Asked">Labels to which both had an answer.</param>
/// <param name="Same">Of these, those with the same.</param>
/// <param name="Share">The share.</param>
/// <param name="Fields">The same for each field; absent within one.</param>
internal sealed record Agreement(string One, string Other, int Asked, int Same, Rate Share, IReadOnlyList<FieldAgreement> Fields);

/// <summary>How often two candidates say the same of one field.</summary>
internal sealed record FieldAgreement(string Name, int Asked, int Same, Rate Share);
