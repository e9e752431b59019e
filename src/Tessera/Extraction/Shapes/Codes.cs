using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Codes: chains of letters and digits, joined by hyphens, slashes or underscores, with at least one digit.</summary>
internal static class Codes
{
    const int LongestCode = 64;

    /// <summary>Codes of this many letters and digits are hardly anything else.</summary>
    const int Distinct = 5;

    /// <summary>Adds every code of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Symbol)
                continue;
            var end = EndOf(tokens, i, out var digits, out var letters);
            var length = tokens[end - 1].End - tokens[i].Start;
            var isChain = letters > 0 || end > i + 1;
            if (digits > 0 && isChain && length <= LongestCode && !(end == i + 1 && IsTimeOrOrdinal(tokens, i)))
            {
                var strength = letters == 0 ? 0.15 : digits + letters >= Distinct ? 0.5 : 0.3;
                found.Add(Candidate.Of(ShapeKind.Code, tokens, i, end, strength));
            }

            i = end - 1;
        }
    }

    static bool IsTimeOrOrdinal(Token[] tokens, int at) =>
        Times.TryRead(tokens, at, out _, out _) || NumberWords.TryOrdinal(tokens, at, out _, out _);

    static int EndOf(Token[] tokens, int first, out int digits, out int letters)
    {
        digits = letters = 0;
        for (var end = first + 1; ; end += 2)
        {
            foreach (var c in tokens[end - 1].Lower)
            {
                if (char.IsAsciiDigit(c))
                    digits++;
                else
                    letters++;
            }

            if (end + 1 >= tokens.Length || !IsJoint(tokens[end]) || tokens[end + 1].Kind == TokenKind.Symbol
                || !tokens[end - 1].Touches(tokens[end]) || !tokens[end].Touches(tokens[end + 1]))
            {
                return end;
            }
        }
    }

    static bool IsJoint(Token token) => token.Is('-') || token.Is('_') || token.Is('/');
}
