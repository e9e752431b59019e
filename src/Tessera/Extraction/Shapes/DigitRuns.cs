using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>
/// Runs of digits that name something: alone, in groups ("1234 5678", "1234-5678") and spoken ("nine five double three").
/// </summary>
internal static class DigitRuns
{
    /// <summary>"1234 5678 9012 3456" is one number; longer chains of groups are a list.</summary>
    const int MostGroups = 6;

    /// <summary>No identifier in use is longer (IBAN: 34).</summary>
    const int LongestRun = 40;

    /// <summary>Two spoken digits are rather a time or a count.</summary>
    const int ShortestSpoken = 3;

    /// <summary>Groups make one number from this length on.</summary>
    const int ShortestGrouped = 5;

    /// <summary>A strength below this marks a part of a date or time.</summary>
    public const double WithinMoment = 0.02;

    /// <summary>Adds every run of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].IsWord && NumberWords.TrySpokenDigits(tokens, i, out var spoken, out var end) && spoken.Length >= ShortestSpoken)
            {
                found.Add(Candidate.Of(ShapeKind.Digits, tokens, i, end, 0.4, canonical: spoken));
                i = end - 1;
                continue;
            }

            if (!tokens[i].IsDigits || tokens[i].Length > LongestRun)
                continue;
            if (NumberContext.IsAmount(tokens, i) || NumberContext.IsDecimal(tokens, i))
                continue;
            var strength = NumberContext.IsDateOrTime(tokens, i, out _) ? WithinMoment : 0.3;
            found.Add(Candidate.Of(ShapeKind.Digits, tokens, i, i + 1, strength, canonical: tokens[i].Lower));
            AddGroups(tokens, i, found);
        }
    }

    static void AddGroups(Token[] tokens, int at, List<Candidate> found)
    {
        // Starts of chains only: a group that continues a chain was offered with it.
        if (at > 0 && Continues(tokens, at))
            return;
        var text = tokens[at].Lower;
        var end = at + 1;
        for (var groups = 1; groups < MostGroups && NextGroup(tokens, end) is > 0 and var next; groups++)
        {
            text += tokens[next].Lower;
            end = next + 1;
            if (text.Length > LongestRun)
                return;
            if (text.Length >= ShortestGrouped)
                found.Add(Candidate.Of(ShapeKind.Digits, tokens, at, end, 0.3, canonical: text));
        }
    }

    /// <summary>The token of the next group of digits after <paramref name="end"/>, or 0.</summary>
    static int NextGroup(Token[] tokens, int end)
    {
        if (end >= tokens.Length)
            return 0;
        if (tokens[end].IsDigits && tokens[end].Start == tokens[end - 1].End + 1)
            return end;
        return end + 1 < tokens.Length && (tokens[end].Is('-') || tokens[end].Is('.')) && tokens[end + 1].IsDigits
            && tokens[end - 1].Touches(tokens[end]) && tokens[end].Touches(tokens[end + 1]) ? end + 1 : 0;
    }

    static bool Continues(Token[] tokens, int at)
    {
        var before = tokens[at - 1];
        if (before.Kind == TokenKind.Digits)
            return tokens[at].Start == before.End + 1;
        return at > 1 && before.Is('-') && tokens[at - 2].Kind == TokenKind.Digits && tokens[at - 2].Touches(before);
    }
}
