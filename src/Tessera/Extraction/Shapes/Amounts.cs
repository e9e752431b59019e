using System.Globalization;
using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>
/// Amounts of money: "$5", "5 dollars", "1,067.50 EUR", "seventy dollars". A bare number is one only as a <see cref="Lead.Bare"/>
/// candidate.
/// </summary>
internal static class Amounts
{
    /// <summary>The longest amount read, in digits; what is longer is no money.</summary>
    const int MostDigits = 15;

    static readonly HashSet<string> Currencies = WordSet.Of("""
        dollar dollars usd buck bucks euro euros eur pound pounds gbp quid cent cents pence chf franc francs yen jpy rupee rupees inr cad
        aud peso pesos kr krona kroner zloty real reais won yuan
        """);

    /// <summary>Adds every amount of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].IsWord && NumberWords.TryCardinal(tokens, i, out var spoken, out var end))
            {
                if (end < tokens.Length && IsCurrency(tokens[end].Lower))
                    found.Add(Candidate.Of(ShapeKind.Money, tokens, i, end + 1, 0.6, canonical: InUnits(spoken, tokens[end].Lower)));
                i = end - 1;
            }
            else if (tokens[i].IsDigits || IsThousands(tokens[i]))
            {
                i = AddDigits(tokens, i, found);
            }
        }
    }

    /// <summary>Whether <paramref name="token"/> is a sign of a currency.</summary>
    public static bool IsSign(Token token) =>
        token is { Kind: TokenKind.Symbol, Lower.Length: 1 } && char.GetUnicodeCategory(token.Lower[0]) == UnicodeCategory.CurrencySymbol;

    /// <summary>Whether <paramref name="word"/> names a currency.</summary>
    public static bool IsCurrency(string word) => Currencies.Contains(word);

    /// <summary>Returns the last token that was read.</summary>
    static int AddDigits(Token[] tokens, int at, List<Candidate> found)
    {
        var end = EndOf(tokens, at, out var amount);
        var first = at > 0 && IsSign(tokens[at - 1]) ? at - 1 : at;
        var last = end < tokens.Length && (IsCurrency(tokens[end].Lower) || IsSign(tokens[end])) ? end + 1 : end;
        if (first < at || last > end)
            found.Add(Candidate.Of(ShapeKind.Money, tokens, first, last, 0.6, canonical: InUnits(amount, tokens[last - 1].Lower)));
        else if (!NumberContext.IsDateOrTime(tokens, at, out _))
            found.Add(Candidate.Of(ShapeKind.Money, tokens, first, last, 0.1, Lead.Bare, amount.ToString(CultureInfo.InvariantCulture)));
        return last - 1;
    }

    /// <summary>"5k"</summary>
    static bool IsThousands(Token token) =>
        token is { Kind: TokenKind.Mixed, Lower.Length: >= 2 and <= 5 } && token.Lower[^1] == 'k'
        && !token.Lower.AsSpan(0, token.Lower.Length - 1).ContainsAnyExceptInRange('0', '9');

    static int EndOf(Token[] tokens, int at, out decimal amount)
    {
        var end = at + 1;
        var text = tokens[at].Lower;
        if (tokens[at].Kind == TokenKind.Mixed)
        {
            amount = Parsed(text[..^1]) * 1000;
            return end;
        }

        while (Joins(tokens, end, ',') && tokens[end + 1].Length == 3 && text.Length < MostDigits)
        {
            text += tokens[end + 1].Lower;
            end += 2;
        }

        if (Joins(tokens, end, '.') && tokens[end + 1].Length <= 2)
        {
            text += "." + tokens[end + 1].Lower;
            end += 2;
        }

        amount = Parsed(text);
        return end;
    }

    /// <summary>Whether <paramref name="symbol"/> joins the number before <paramref name="at"/> with one after it.</summary>
    static bool Joins(Token[] tokens, int at, char symbol) =>
        at + 1 < tokens.Length && tokens[at].Is(symbol) && tokens[at + 1].IsDigits && tokens[at - 1].Touches(tokens[at])
        && tokens[at].Touches(tokens[at + 1]);

    static decimal Parsed(string digits)
    {
        var isAmount = decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        return isAmount && digits.Length <= MostDigits + 3 ? value : 0;
    }

    static string InUnits(decimal amount, string currency) =>
        (currency is "cent" or "cents" or "pence" ? amount / 100 : amount).ToString(CultureInfo.InvariantCulture);
}
