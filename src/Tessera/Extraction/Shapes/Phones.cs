using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Telephone numbers: 7 to 15 digits (E.164) in groups, with an optional plus and an area code in brackets.</summary>
internal static class Phones
{
    const int FewestDigits = 7;
    const int MostDigits = 15;

    /// <summary>Adds every number of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].IsDigits || (i > 0 && Amounts.IsSign(tokens[i - 1])))
                continue;
            var first = i;
            while (first > 0 && (tokens[first - 1].Is('+') || tokens[first - 1].Is('(')) && tokens[first - 1].Touches(tokens[first]))
                first--;
            var end = EndOf(tokens, i, out var digits, out var groups);
            if (digits.Length is >= FewestDigits and <= MostDigits && !NumberContext.IsDateOrTime(tokens, i, out _))
            {
                var strength = first < i ? 0.7 : groups > 1 ? 0.6 : digits.Length is 10 or 11 ? 0.4 : 0.2;
                found.Add(Candidate.Of(ShapeKind.Phone, tokens, first, end, strength, canonical: digits));
            }

            i = end - 1;
        }
    }

    static int EndOf(Token[] tokens, int at, out string digits, out int groups)
    {
        digits = "";
        groups = 0;
        var end = at;
        for (var i = at; i < tokens.Length && digits.Length <= MostDigits; i++)
        {
            if (tokens[i].IsDigits)
            {
                digits += tokens[i].Lower;
                groups++;
                end = i + 1;
            }
            else if (!IsSeparator(tokens[i]) || i - end >= 2)
            {
                break;
            }

            if (i + 1 < tokens.Length && tokens[i + 1].Start > tokens[i].End + 1)
                break;
        }

        return end;
    }

    static bool IsSeparator(Token token) => token.Is('-') || token.Is('.') || token.Is('(') || token.Is(')') || token.Is('/');
}
