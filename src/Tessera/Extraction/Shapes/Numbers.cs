using System.Globalization;
using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Digit runs that name something, counts, amounts of money and telephone numbers.</summary>
internal static class Numbers
{
    /// <summary>"1234 5678 9012 3456" is one number; longer chains of groups are a list.</summary>
    const int MostGroups = 6;

    /// <summary>No identifier in use is longer (IBAN: 34).</summary>
    const int LongestRun = 40;

    static readonly HashSet<string> Currencies = new(StringComparer.Ordinal)
    {
        "dollar", "dollars", "usd", "buck", "bucks", "euro", "euros", "eur", "pound", "pounds", "gbp", "quid", "cent", "cents", "pence", "chf",
        "franc", "francs", "yen", "jpy", "rupee", "rupees", "inr", "cad", "aud", "peso", "pesos", "kr",
    };

    /// <summary>Adds every run of digits: alone, in groups ("1234 5678", "1234-5678") and spoken ("nine five double three").</summary>
    public static void FindDigits(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].IsWord && NumberWords.TrySpokenDigits(tokens, i, out var spoken, out var spokenEnd) && spoken.Length >= 3)
            {
                found.Add(new Candidate(ShapeKind.Digits, i, spokenEnd, tokens[i].Start, tokens[spokenEnd - 1].End, 0.4, Canonical: spoken));
                i = spokenEnd - 1;
                continue;
            }

            if (tokens[i].Kind != TokenKind.Digits || tokens[i].Lower.Length is 0 or > LongestRun || IsAmount(tokens, i) || IsDecimal(tokens, i))
                continue;
            found.Add(new Candidate(ShapeKind.Digits, i, i + 1, tokens[i].Start, tokens[i].End, Strength(tokens, i), Canonical: tokens[i].Lower));
            AddGroups(tokens, i, found);
        }
    }

    /// <summary>Adds every number that can say how many there are.</summary>
    public static void FindCounts(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Digits)
            {
                if (tokens[i].Lower.Length is > 0 and <= 5 && !IsAmount(tokens, i) && !IsDecimal(tokens, i) && !IsDateOrTime(tokens, i, out _))
                    found.Add(new Candidate(ShapeKind.Count, i, i + 1, tokens[i].Start, tokens[i].End, 0.3, Canonical: TrimZeros(tokens[i].Lower)));
                else if (IsDateOrTime(tokens, i, out var end))
                    i = end - 1;
            }
            else if (tokens[i].Kind == TokenKind.Mixed && GluedCount(tokens[i].Lower) is > 0 and var digits)
            {
                found.Add(new Candidate(
                    ShapeKind.Count, i, i + 1, tokens[i].Start, tokens[i].Start + digits, 0.6, Lead.Introduced, TrimZeros(tokens[i].Lower[..digits])));
            }
            else if (tokens[i].IsWord)
            {
                i = AddSpokenCount(tokens, i, found);
            }
        }
    }

    /// <summary>Adds every amount: "$5", "5 dollars", "1,067.50 EUR"; a bare number only as a <see cref="Lead.Bare"/> candidate.</summary>
    public static void FindMoney(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].IsWord && NumberWords.TryCardinal(tokens, i, out var spoken, out var spokenEnd))
            {
                if (spokenEnd < tokens.Length && Currencies.Contains(tokens[spokenEnd].Lower))
                {
                    var text = spoken.ToString(CultureInfo.InvariantCulture);
                    found.Add(new Candidate(ShapeKind.Money, i, spokenEnd + 1, tokens[i].Start, tokens[spokenEnd].End, 0.6, Canonical: text));
                }

                i = spokenEnd - 1;
                continue;
            }

            if (tokens[i].Kind != TokenKind.Digits && !(tokens[i].Kind == TokenKind.Mixed && IsThousands(tokens[i].Lower)))
                continue;
            var end = EndOfAmount(tokens, i, out var amount);
            var first = i > 0 && IsCurrencySign(tokens[i - 1]) ? i - 1 : i;
            var last = end < tokens.Length && (Currencies.Contains(tokens[end].Lower) || IsCurrencySign(tokens[end])) ? end + 1 : end;
            var named = first < i || last > end;
            if (named || !IsDateOrTime(tokens, i, out _))
            {
                found.Add(new Candidate(
                    ShapeKind.Money, first, last, tokens[first].Start, tokens[last - 1].End, named ? 0.6 : 0.1, named ? Lead.Form : Lead.Bare, amount));
            }

            i = last - 1;
        }
    }

    /// <summary>Adds every telephone number: 7 to 15 digits (E.164) in groups, with an optional plus and area code in brackets.</summary>
    public static void FindPhones(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind != TokenKind.Digits || (i > 0 && IsCurrencySign(tokens[i - 1])))
                continue;
            var first = i;
            while (first > 0 && (tokens[first - 1].Is('+') || tokens[first - 1].Is('(')) && tokens[first - 1].End == tokens[first].Start)
                first--;
            var end = EndOfPhone(tokens, i, out var digits, out var groups);
            if (digits is >= 7 and <= 15 && !IsDateOrTime(tokens, i, out _))
            {
                var strength = first < i ? 0.7 : groups > 1 ? 0.6 : digits is 10 or 11 ? 0.4 : 0.2;
                var text = string.Concat(tokens[i..end].Where(t => t.Kind == TokenKind.Digits).Select(t => t.Lower));
                found.Add(new Candidate(ShapeKind.Phone, first, end, tokens[first].Start, tokens[end - 1].End, strength, Canonical: text));
            }

            i = end - 1;
        }
    }

    /// <summary>Whether <paramref name="token"/> is a sign of a currency.</summary>
    public static bool IsCurrencySign(Token token) =>
        token.Kind == TokenKind.Symbol && token.Lower.Length == 1 && char.GetUnicodeCategory(token.Lower[0]) == UnicodeCategory.CurrencySymbol;

    /// <summary>Whether <paramref name="word"/> names a currency.</summary>
    public static bool IsCurrency(string word) => Currencies.Contains(word);

    static void AddGroups(Token[] tokens, int at, List<Candidate> found)
    {
        // Starts of chains only: a group that continues a chain was offered with it.
        if (at > 0 && Joins(tokens, at - 1, at))
            return;
        var text = tokens[at].Lower;
        var end = at + 1;
        for (var groups = 1; groups < MostGroups && NextGroup(tokens, end) is > 0 and var next; groups++)
        {
            text += tokens[next].Lower;
            end = next + 1;
            if (text.Length > LongestRun)
                return;
            if (text.Length >= 5)
                found.Add(new Candidate(ShapeKind.Digits, at, end, tokens[at].Start, tokens[end - 1].End, 0.3, Canonical: text));
        }
    }

    /// <summary>The token of the next group of digits after <paramref name="end"/>, or 0.</summary>
    static int NextGroup(Token[] tokens, int end)
    {
        if (end >= tokens.Length)
            return 0;
        if (tokens[end].Kind == TokenKind.Digits && tokens[end].Start == tokens[end - 1].End + 1)
            return end;
        return end + 1 < tokens.Length && (tokens[end].Is('-') || tokens[end].Is('.')) && tokens[end + 1].Kind == TokenKind.Digits
            && tokens[end].Start == tokens[end - 1].End && tokens[end + 1].Start == tokens[end].End ? end + 1 : 0;
    }

    static bool Joins(Token[] tokens, int left, int right) =>
        tokens[left].Kind == TokenKind.Digits ? tokens[right].Start == tokens[left].End + 1
        : left > 0 && tokens[left].Is('-') && tokens[left - 1].Kind == TokenKind.Digits && tokens[left].Start == tokens[left - 1].End;

    static double Strength(Token[] tokens, int at) => IsDateOrTime(tokens, at, out _) ? 0.02 : tokens[at].Lower.Length >= 5 ? 0.4 : 0.2;

    static int AddSpokenCount(Token[] tokens, int at, List<Candidate> found)
    {
        if (tokens[at].Lower is "dozen" or "couple")
        {
            var value = tokens[at].Lower == "dozen" ? "12" : "2";
            found.Add(new Candidate(ShapeKind.Count, at, at + 1, tokens[at].Start, tokens[at].End, 0.15, Canonical: value));
            return at;
        }

        if (!NumberWords.TryCardinal(tokens, at, out var number, out var end))
            return at;
        if (!Times.TryRead(tokens, at, out var timeEnd, out _))
        {
            // "one" is mostly no number: "this one", "one of them".
            var strength = number == 1 && end == at + 1 ? 0.05 : 0.3;
            found.Add(new Candidate(
                ShapeKind.Count, at, end, tokens[at].Start, tokens[end - 1].End, strength, Canonical: number.ToString(CultureInfo.InvariantCulture)));
        }

        return Math.Max(end, timeEnd) - 1;
    }

    static int GluedCount(string word)
    {
        var digits = word.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and <= 4 && word.AsSpan(digits) is "ppl" or "people" or "pax" or "guests" or "persons" or "x" ? digits : 0;
    }

    static bool IsThousands(string word) => word.Length is >= 2 and <= 5 && word[^1] == 'k' && !word.AsSpan(0, word.Length - 1).ContainsAnyExceptInRange('0', '9');

    static int EndOfAmount(Token[] tokens, int at, out string amount)
    {
        var end = at + 1;
        amount = tokens[at].Lower;
        if (tokens[at].Kind == TokenKind.Mixed)
        {
            amount = amount[..^1] + "000";
            return end;
        }

        while (end + 1 < tokens.Length && tokens[end].Is(',') && tokens[end + 1] is { Kind: TokenKind.Digits, Length: 3 }
            && tokens[end + 1].Start == tokens[end - 1].End + 1 && amount.Length < 15)
        {
            amount += tokens[end + 1].Lower;
            end += 2;
        }

        if (end + 1 < tokens.Length && tokens[end].Is('.') && tokens[end + 1] is { Kind: TokenKind.Digits, Length: <= 2 }
            && tokens[end + 1].Start == tokens[end - 1].End + 1)
        {
            amount += "." + tokens[end + 1].Lower;
            end += 2;
        }

        return end;
    }

    static int EndOfPhone(Token[] tokens, int at, out int digits, out int groups)
    {
        digits = 0;
        groups = 0;
        var end = at;
        for (var i = at; i < tokens.Length && digits <= 15; i++)
        {
            if (tokens[i].Kind == TokenKind.Digits && tokens[i].Lower.Length > 0)
            {
                digits += tokens[i].Lower.Length;
                groups++;
                end = i + 1;
            }
            else if (!(tokens[i].Is('-') || tokens[i].Is('.') || tokens[i].Is('(') || tokens[i].Is(')') || tokens[i].Is('/')) || i - end >= 2)
            {
                break;
            }

            if (i + 1 < tokens.Length && tokens[i + 1].Start > tokens[i].End + 1)
                break;
        }

        return Math.Max(end, at + 1);
    }

    static bool IsAmount(Token[] tokens, int at) =>
        (at > 0 && IsCurrencySign(tokens[at - 1]))
        || (at + 1 < tokens.Length && (tokens[at + 1].Is('%') || IsCurrencySign(tokens[at + 1]) || Currencies.Contains(tokens[at + 1].Lower)));

    static bool IsDecimal(Token[] tokens, int at) =>
        (at + 2 < tokens.Length && tokens[at + 1].Is('.') && tokens[at + 1].Start == tokens[at].End && tokens[at + 2].Kind == TokenKind.Digits
            && tokens[at + 2].Start == tokens[at + 1].End && tokens[at + 2].Length <= 2 && tokens[at].Length <= 4)
        || (at > 1 && tokens[at - 1].Is('.') && tokens[at - 1].End == tokens[at].Start && tokens[at - 2].Kind == TokenKind.Digits
            && tokens[at - 2].End == tokens[at - 1].Start && tokens[at].Length <= 2 && tokens[at - 2].Length <= 4);

    /// <summary>Whether the number stands within a date ("12/20/1949") or a time ("6 pm", "6:30").</summary>
    static bool IsDateOrTime(Token[] tokens, int at, out int end)
    {
        end = at + 1;
        for (var back = 0; back <= 4 && at - back >= 0; back += 2)
        {
            if (tokens[at - back].Kind == TokenKind.Digits && Dates.TryRead(tokens, at - back, out end, out _) && end > at)
                return true;
        }

        if (Times.TryRead(tokens, at, out end, out _))
            return true;
        if (at > 0 && Dates.IsMonth(tokens[at - 1].Lower) && Dates.TryRead(tokens, at - 1, out end, out _) && end > at)
            return true;
        if (at > 1 && tokens[at - 1].Is(':') && tokens[at - 2].Kind == TokenKind.Digits && tokens[at].Start == tokens[at - 1].End)
        {
            end = at + 1;
            return true;
        }

        end = at + 1;
        return false;
    }

    static string TrimZeros(string digits) => digits.TrimStart('0') is { Length: > 0 } rest ? rest : "0";
}
