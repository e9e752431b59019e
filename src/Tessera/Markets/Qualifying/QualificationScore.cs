namespace Tessera.Markets.Qualifying;

/// <summary>How sure an answer is. What is LOW is a guess and moves no score.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum Confidence
{
    Low = 0,
    Medium = 1,
    High = 2,
}

/// <summary>
/// How well a company fits, from 1 to 10, by its answers alone.
/// </summary>
/// <remarks>
/// Each question weighs 1 (LOW), 2 (MEDIUM) or 4 (HIGH, INSTANT_DISQUALIFIER). An answer that speaks for a fit (GOOD and Yes, BAD and No)
/// counts its weight for it, one that speaks against a fit its weight against it; wholly where its confidence is HIGH, to six tenths where
/// it is MEDIUM, not at all where it is LOW. The score is 5.5 + 4.5 × (for − against) / (all weights), to one decimal: what isn't known
/// pulls to the middle, never to an end. Where an INSTANT_DISQUALIFIER speaks against a fit, the score is 3 at most.
/// </remarks>
internal static class QualificationScore
{
    const double Middle = 5.5;
    const double Reach = 4.5;
    const double MostOfDisqualified = 3;

    // Tenths, so that sums are whole numbers and no order of the questions can change them.
    const int Whole = 10;
    const int Part = 6;

    /// <summary>The score; archived questions aren't asked and don't count.</summary>
    public static double Of(IEnumerable<QualifyingAnswer> answers)
    {
        var (balance, weights, disqualified) = (0L, 0L, false);
        foreach (var (question, yes, confidence) in answers.Select(a => (a.Question, a.Yes, a.Confidence)))
        {
            if (question.ArchivedAt is not null) continue;
            var weight = question.Weight switch { "LOW" => 1, "MEDIUM" => 2, _ => 4 };
            var share = confidence switch { Confidence.High => Whole, Confidence.Medium => Part, _ => 0 };
            var speaksFor = yes == (question.FitType == "GOOD");
            weights += weight * Whole;
            balance += speaksFor ? weight * share : -weight * share;
            disqualified |= question.Weight == "INSTANT_DISQUALIFIER" && !speaksFor && share > 0;
        }

        var score = weights == 0 ? Middle : Math.Round(Middle + (Reach * balance / weights), 1, MidpointRounding.AwayFromZero);
        return disqualified ? Math.Min(score, MostOfDisqualified) : score;
    }
}

/// <summary>A qualifying question with its answer.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Yes">Yes or No; where the confidence is LOW it is No for want of evidence.</param>
/// <param name="Confidence">How sure that is.</param>
/// <param name="Rationale">Why, in a sentence.</param>
/// <param name="Evidence">What it rests on; null where there is none.</param>
internal sealed record QualifyingAnswer(
    QualifyingQuestion Question, bool Yes, Confidence Confidence, string Rationale, QualifyingEvidence? Evidence)
{
    /// <summary>Who answered: <c>built-in</c>, or <c>model:</c> and its name.</summary>
    public string By { get; init; } = Qualifier.BuiltIn;
}

/// <summary>The words an answer rests on.</summary>
/// <param name="Text">Which text, from 0: the one text, or the message of a conversation.</param>
/// <param name="Start">Offset there, in UTF-16 code units.</param>
/// <param name="End">The offset after it.</param>
/// <param name="Quote">The words.</param>
internal sealed record QualifyingEvidence(int Text, int Start, int End, string Quote);
