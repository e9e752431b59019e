using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>What digits stand in: an amount, a decimal, a date or a time is no count and names nothing.</summary>
internal static class NumberContext
{
    /// <summary>Whether the number at <paramref name="at"/> is money or a percentage.</summary>
    public static bool IsAmount(Token[] tokens, int at)
    {
        if (at > 0 && Amounts.IsSign(tokens[at - 1]))
            return true;
        return at + 1 < tokens.Length
            && (tokens[at + 1].Is('%') || Amounts.IsSign(tokens[at + 1]) || Amounts.IsCurrency(tokens[at + 1].Lower));
    }

    /// <summary>Whether the number at <paramref name="at"/> is a part of one like "4.50"; versions and long groups are not.</summary>
    public static bool IsDecimal(Token[] tokens, int at) =>
        (at + 2 < tokens.Length && IsPoint(tokens, at + 1) && tokens[at].Length <= 4 && tokens[at + 2].Length <= 2)
        || (at > 1 && IsPoint(tokens, at - 1) && tokens[at - 2].Length <= 4 && tokens[at].Length <= 2);

    /// <summary>Whether the number at <paramref name="at"/> stands within a date or a time, which <paramref name="end"/> ends.</summary>
    public static bool IsDateOrTime(Token[] tokens, int at, out int end)
    {
        // The number may be the first, second or third of "12/20/1949".
        for (var back = 0; back <= 4 && at - back >= 0; back += 2)
        {
            if (tokens[at - back].Kind == TokenKind.Digits && Dates.TryRead(tokens, at - back, out end, out _) && end > at)
                return true;
        }

        if (Times.TryRead(tokens, at, out end, out _))
            return true;
        if (at > 0 && Dates.IsMonth(tokens[at - 1].Lower) && Dates.TryRead(tokens, at - 1, out end, out _) && end > at)
            return true;
        end = at + 1;
        return at > 1 && tokens[at - 1].Is(':') && tokens[at - 2].Kind == TokenKind.Digits && tokens[at - 1].Touches(tokens[at]);
    }

    static bool IsPoint(Token[] tokens, int at) =>
        tokens[at].Is('.') && tokens[at - 1].Kind == TokenKind.Digits && tokens[at + 1].Kind == TokenKind.Digits
        && tokens[at - 1].Touches(tokens[at]) && tokens[at].Touches(tokens[at + 1]);
}
