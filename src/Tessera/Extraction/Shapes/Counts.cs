using System.Globalization;
using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Numbers that can say how many there are: "4", "twenty three", "6ppl", "a dozen".</summary>
internal static class Counts
{
    /// <summary>Nobody counts further in a conversation.</summary>
    const int LongestCount = 5;

    /// <summary>"one" is mostly no number: "this one", "one of them". A strength up to this marks it.</summary>
    public const double Doubtful = 0.05;

    static readonly HashSet<string> Glued = WordSet.Of("ppl people pax guests persons x");

    /// <summary>Adds every count of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Digits)
                i = AddDigits(tokens, i, found);
            else if (tokens[i].Kind == TokenKind.Mixed)
                AddGlued(tokens, i, found);
            else if (tokens[i].IsWord)
                i = AddSpoken(tokens, i, found);
        }
    }

    /// <summary>Returns the last token that was read.</summary>
    static int AddDigits(Token[] tokens, int at, List<Candidate> found)
    {
        if (NumberContext.IsDateOrTime(tokens, at, out var end))
            return end - 1;
        var countable = tokens[at].IsDigits && tokens[at].Length <= LongestCount;
        if (countable && !NumberContext.IsAmount(tokens, at) && !NumberContext.IsDecimal(tokens, at))
            found.Add(Candidate.Of(ShapeKind.Count, tokens, at, at + 1, 0.3, canonical: WithoutZeros(tokens[at].Lower)));
        return at;
    }

    static void AddGlued(Token[] tokens, int at, List<Candidate> found)
    {
        var digits = tokens[at].Lower.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > LongestCount || !Glued.Contains(tokens[at].Lower[digits..]))
            return;
        var whole = Candidate.Of(ShapeKind.Count, tokens, at, at + 1, 0.6, Lead.Introduced, WithoutZeros(tokens[at].Lower[..digits]));
        found.Add(whole with { End = whole.Start + digits });
    }

    /// <summary>Returns the last token that was read.</summary>
    static int AddSpoken(Token[] tokens, int at, List<Candidate> found)
    {
        if (tokens[at].Lower is "dozen" or "couple")
        {
            found.Add(Candidate.Of(ShapeKind.Count, tokens, at, at + 1, 0.15, canonical: tokens[at].Lower == "dozen" ? "12" : "2"));
            return at;
        }

        if (!NumberWords.TryCardinal(tokens, at, out var number, out var end))
            return at;
        if (Times.TryRead(tokens, at, out var timeEnd, out _))
            return Math.Max(end, timeEnd) - 1;
        var strength = number == 1 && end == at + 1 ? Doubtful : 0.3;
        found.Add(Candidate.Of(ShapeKind.Count, tokens, at, end, strength, canonical: number.ToString(CultureInfo.InvariantCulture)));
        return end - 1;
    }

    static string WithoutZeros(string digits) => digits.TrimStart('0') is { Length: > 0 } rest ? rest : "0";
}
