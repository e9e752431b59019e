using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well digits and codes suit a field: by their length beside the examples', and by naming or measuring something.</summary>
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

    /// <summary>Numbers are written in groups of up to this many digits; a longer run is a number of its own.</summary>
    const int LongestGroup = 5;

    /// <summary>How much each digit more or less than the examples have takes away …</summary>
    const double WrongLength = 0.35;

    /// <summary>… and how much where the examples differ in length themselves, by up to two digits or by more.</summary>
    const double NearLength = 0.25;
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
        var perDigit = (field.Longest - field.Shortest) switch { 0 => WrongLength, <= 2 => NearLength, _ => OpenLength };
        return Math.Max(0, 1 - (off * perDigit));
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
        if (HasNeighbour(message.Tokens, candidate, hyphen: true))
            return Hyphenated;
        return HasNeighbour(message.Tokens, candidate, hyphen: false) ? Grouped : 1;
    }

    /// <summary>Whether a piece of the same number or code stands one character before or after the candidate.</summary>
    static bool HasNeighbour(Token[] tokens, in Candidate candidate, bool hyphen)
    {
        var before = candidate.FirstToken - 1;
        var after = candidate.EndToken;
        if (hyphen)
        {
            before = before >= 0 && tokens[before].Is('-') ? before - 1 : -1;
            after = after < tokens.Length && tokens[after].Is('-') ? after + 1 : tokens.Length;
        }

        return (before >= 0 && tokens[before].End + 1 == candidate.Start && IsPiece(tokens[before], hyphen))
            || (after < tokens.Length && tokens[after].Start == candidate.End + 1 && IsPiece(tokens[after], hyphen));
    }

    /// <summary>Digits beside digits are groups of one number; letters behind a hyphen make a code of both ("20441-B").</summary>
    static bool IsPiece(Token token, bool hyphen) =>
        token.IsDigits ? token.Length <= LongestGroup : hyphen && token.Kind != TokenKind.Symbol;

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
