using System.Text.Json.Serialization;

namespace Tessera.Extraction.Evaluation;

/// <summary>An answer against the truth.</summary>
/// <remarks>Persisted by name.</remarks>
internal enum Verdict
{
    /// <summary>Found, and any of the true values.</summary>
    Right,

    /// <summary>Found, but another value than the truth's.</summary>
    Wrong,

    /// <summary>Found where the truth has none.</summary>
    Extra,

    /// <summary>Not found where the truth has a value.</summary>
    Missed,

    /// <summary>Not found, and rightly so.</summary>
    Absent,
}

/// <summary>What a candidate said of one field in one conversation, and whether it is right.</summary>
/// <param name="Answer">What it said.</param>
/// <param name="Accepted">What would be right, as <see cref="ValueForm"/>; none where the truth has no value.</param>
/// <param name="Verdict">Whether it is.</param>
/// <param name="Verified">Whether the value's evidence was looked up in its message and stands there.</param>
internal sealed record Judgement(ExtractedValue Answer, IReadOnlyList<string> Accepted, Verdict Verdict, bool Verified)
{
    /// <summary>Whether the answer isn't right.</summary>
    [JsonIgnore]
    public bool IsMistake => Verdict is Verdict.Wrong or Verdict.Extra or Verdict.Missed;

    /// <summary>The value in the form values are compared in; null where none was found.</summary>
    [JsonIgnore]
    public string? Form => Answer.Outcome == ExtractionOutcome.Found ? ValueForm.Of(Answer.Normalized!) : null;

    /// <summary>The answer as a score of one.</summary>
    [JsonIgnore]
    public Score Score => new()
    {
        Asked = 1,
        Support = Accepted.Count > 0 ? 1 : 0,
        Right = Verdict == Verdict.Right ? 1 : 0,
        Wrong = Verdict == Verdict.Wrong ? 1 : 0,
        Extra = Verdict == Verdict.Extra ? 1 : 0,
        Missed = Verdict == Verdict.Missed ? 1 : 0,
    };

    /// <summary>Judges an answer. Only what was found counts as a value: a claim without ground is none.</summary>
    public static Judgement Of(ExtractedValue value, Label label, Transcript transcript)
    {
        var judged = new Judgement(value, label.Accepted, Verdict.Absent, Verified: false);
        if (value.Outcome != ExtractionOutcome.Found)
            return judged with { Verdict = label.Accepted.Count > 0 ? Verdict.Missed : Verdict.Absent };
        judged = judged with { Verified = IsVerified(transcript, value.Evidence) };
        if (label.Accepted.Count == 0) return judged with { Verdict = Verdict.Extra };
        return judged with { Verdict = label.Accepted.Contains(judged.Form!, StringComparer.Ordinal) ? Verdict.Right : Verdict.Wrong };
    }

    static bool IsVerified(Transcript transcript, Evidence? evidence)
    {
        var message = transcript.Messages.FirstOrDefault(m => m.Id == evidence?.MessageId);
        if (evidence is null || message is null || message.Sender == SenderRole.System) return false;
        var isRange = evidence.Start >= 0 && evidence.Start < evidence.End && evidence.End <= message.Text.Length;
        return isRange && message.Text[evidence.Start..evidence.End] == evidence.Quote;
    }
}
