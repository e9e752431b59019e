using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Codes of letters and digits, and e-mail addresses: the values that are written without blanks.</summary>
internal static class Codes
{
    const int LongestCode = 64;

    /// <summary>RFC 5321 allows no longer address.</summary>
    const int LongestEmail = 254;

    /// <summary>Adds every code: a chain of letters and digits, joined by hyphens, slashes or underscores, with at least one digit.</summary>
    public static void FindCodes(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Symbol && !tokens[i].Is('#'))
                continue;
            var first = tokens[i].Is('#') ? i + 1 : i;
            if (first >= tokens.Length || tokens[first].Kind == TokenKind.Symbol)
                continue;
            var end = EndOfChain(tokens, first, out var digits, out var letters);
            var length = tokens[end - 1].End - tokens[first].Start;
            var isTimeOrOrdinal = end == first + 1
                && (Times.TryRead(tokens, first, out _, out _) || NumberWords.TryOrdinal(tokens, first, out _, out _));
            if (digits > 0 && length <= LongestCode && !isTimeOrOrdinal && (letters > 0 || end > first + 1))
            {
                var strength = letters > 0 ? (digits + letters >= 5 ? 0.5 : 0.3) : 0.15;
                found.Add(new Candidate(ShapeKind.Code, first, end, tokens[first].Start, tokens[end - 1].End, strength));
            }

            i = end - 1;
        }
    }

    /// <summary>Adds every e-mail address.</summary>
    public static void FindEmails(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 1; i + 1 < tokens.Length; i++)
        {
            if (!tokens[i].Is('@') || tokens[i - 1].End != tokens[i].Start || tokens[i + 1].Start != tokens[i].End)
                continue;
            var first = i;
            while (first > 0 && tokens[first - 1].End == tokens[first].Start && IsLocalPart(tokens[first - 1]) && tokens[i].Start - tokens[first - 1].Start <= 64)
                first--;
            var end = i + 1;
            var dotted = false;
            while (end < tokens.Length && tokens[end].Start == tokens[end - 1].End && tokens[end].End - tokens[first].Start <= LongestEmail
                && (tokens[end].Kind != TokenKind.Symbol || IsDomainSymbol(tokens, end)))
            {
                dotted |= tokens[end].Is('.');
                end++;
            }

            if (first < i && dotted)
                found.Add(new Candidate(ShapeKind.Email, first, end, tokens[first].Start, tokens[end - 1].End, 0.8));
            i = end - 1;
        }
    }

    static int EndOfChain(Token[] tokens, int first, out int digits, out int letters)
    {
        digits = letters = 0;
        var end = first;
        while (true)
        {
            Measure(tokens[end], ref digits, ref letters);
            end++;
            if (end + 1 >= tokens.Length || !(tokens[end].Is('-') || tokens[end].Is('_') || tokens[end].Is('/'))
                || tokens[end].Start != tokens[end - 1].End || tokens[end + 1].Start != tokens[end].End || tokens[end + 1].Kind == TokenKind.Symbol)
            {
                return end;
            }

            end++;
        }
    }

    static void Measure(Token token, ref int digits, ref int letters)
    {
        foreach (var c in token.Lower)
        {
            if (char.IsAsciiDigit(c))
                digits++;
            else
                letters++;
        }
    }

    static bool IsLocalPart(Token token) =>
        token.Kind != TokenKind.Symbol || token.Is('.') || token.Is('_') || token.Is('-') || token.Is('+');

    static bool IsDomainSymbol(Token[] tokens, int at) =>
        (tokens[at].Is('.') || tokens[at].Is('-')) && at + 1 < tokens.Length && tokens[at + 1].Start == tokens[at].End && tokens[at + 1].Kind != TokenKind.Symbol;
}
