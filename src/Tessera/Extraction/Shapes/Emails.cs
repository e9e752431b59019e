using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>E-mail addresses.</summary>
internal static class Emails
{
    /// <summary>RFC 5321 allows no longer local part.</summary>
    const int LongestLocalPart = 64;

    /// <summary>RFC 5321 allows no longer address.</summary>
    const int LongestAddress = 254;

    /// <summary>Adds every address of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 1; i + 1 < tokens.Length; i++)
        {
            if (!tokens[i].Is('@') || !tokens[i - 1].Touches(tokens[i]) || !tokens[i].Touches(tokens[i + 1]))
                continue;
            var first = StartOf(tokens, i);
            var end = EndOf(tokens, i, tokens[first].Start, out var dotted);
            if (first < i && dotted)
                found.Add(Candidate.Of(ShapeKind.Email, tokens, first, end, 0.8));
            i = end - 1;
        }
    }

    static int StartOf(Token[] tokens, int at)
    {
        var first = at;
        while (first > 0 && tokens[first - 1].Touches(tokens[first]) && IsLocalPart(tokens[first - 1])
            && tokens[at].Start - tokens[first - 1].Start <= LongestLocalPart)
        {
            first--;
        }

        return first;
    }

    static int EndOf(Token[] tokens, int at, int start, out bool dotted)
    {
        dotted = false;
        var end = at + 1;
        while (end < tokens.Length && tokens[end - 1].Touches(tokens[end]) && tokens[end].End - start <= LongestAddress
            && (tokens[end].Kind != TokenKind.Symbol || JoinsLabels(tokens, end)))
        {
            dotted |= tokens[end].Is('.');
            end++;
        }

        return end;
    }

    static bool IsLocalPart(Token token) =>
        token.Kind != TokenKind.Symbol || token.Is('.') || token.Is('_') || token.Is('-') || token.Is('+');

    /// <summary>A full stop at the end of a sentence is no part of the address before it.</summary>
    static bool JoinsLabels(Token[] tokens, int at) =>
        (tokens[at].Is('.') || tokens[at].Is('-')) && at + 1 < tokens.Length && tokens[at].Touches(tokens[at + 1])
        && tokens[at + 1].Kind != TokenKind.Symbol;
}
