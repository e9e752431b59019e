using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well digits and codes suit a field: their length beside the examples', and whether they name or measure something.</summary>
internal static class DigitsFit
{
    /// <summary>"at least 8500" and a number within a date measure something; they name nothing.</summary>
    const double Measured = 0.3;

    /// <summary>A piece of a number written in pieces.</summary>
    const double Hyphenated = 0.5;
    const double Grouped = 0.7;

    /// <summary>From this many digits on, a number as long as the examples is hardly anything else.</summary>
    const int Distinct = 8;
    const int FairlyDistinct = 6;

    /// <summary>How much each digit more or less than the examples have takes away …</summary>
    const double WrongLength = 0.35;

    /// <summary>… and how much where the examples differ in length themselves.</summary>
    const double OpenLength = 0.15;

    /// <summary>0 when the candidate can't be the field's value, up to 1.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var fit = Length(field, message, candidate);
        if (candidate.Strength <= DigitRuns.WithinMoment)
            fit *= Measured;
        return candidate.Kind == ShapeKind.Digits ? fit * Naming(message, candidate) : fit;
    }

    /// <summary>What digits alone are worth.</summary>
    public static double Alone(FieldProfile field, in Candidate candidate)
    {
        var length = Math.Min(field.Shortest, candidate.Canonical?.Length ?? 0);
        return length >= Distinct ? 0.5 : length >= FairlyDistinct ? 0.4 : 0.1;
    }

    static double Length(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var length = candidate.Canonical?.Length ?? LettersAndDigits(message.Text(candidate.Start, candidate.End));
        if (field.Shortest == 0)
            return length switch { >= 4 => 1, 3 => 0.9, 2 => 0.7, _ => 0.5 };
        var off = Math.Max(0, Math.Max(field.Shortest - length, length - field.Longest));
        return Math.Max(0, 1 - (off * (field.Longest - field.Shortest > 2 ? OpenLength : WrongLength)));
    }

    /// <summary>Less than 1 for "missing 4031 credits", "08 06 1963" and the ends of "555-0118".</summary>
    static double Naming(MessageReading message, in Candidate candidate)
    {
        if (Vocabulary.Amounts.Contains(message.LowerAt(candidate.FirstToken - 1)))
            return Measured;
        if (Vocabulary.Measures.Contains(message.LowerAt(candidate.EndToken)))
            return Measured;
        if (candidate.TokenCount > 1)
            return 1;
        var tokens = message.Tokens;
        var (first, end) = (candidate.FirstToken, candidate.EndToken);
        var hyphenBefore = first > 1 && tokens[first - 1].Is('-') && tokens[first - 2].IsDigits && tokens[first - 2].End + 1 == candidate.Start;
        var hyphenAfter = end + 1 < tokens.Length && tokens[end].Is('-') && tokens[end + 1].IsDigits && tokens[end + 1].Start == candidate.End + 1;
        if (hyphenBefore || hyphenAfter)
            return Hyphenated;
        var groupBefore = first > 0 && tokens[first - 1].IsDigits && tokens[first - 1].End + 1 == candidate.Start;
        var groupAfter = end < tokens.Length && tokens[end].IsDigits && tokens[end].Start == candidate.End + 1;
        return groupBefore || groupAfter ? Grouped : 1;
    }

    static int LettersAndDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                count++;
        }

        return count;
    }
}
