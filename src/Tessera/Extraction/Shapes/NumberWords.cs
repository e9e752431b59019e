using System.Globalization;
using System.Text;
using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Numbers spoken in words: "four", "twenty-three", "a hundred and five", "twenty third", "double five oh two".</summary>
internal static class NumberWords
{
    static readonly Dictionary<string, int> Units = new(StringComparer.Ordinal)
    {
        ["zero"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8,
        ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15,
        ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19,
    };

    static readonly Dictionary<string, int> Tens = new(StringComparer.Ordinal)
    {
        ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fourty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70,
        ["eighty"] = 80, ["ninety"] = 90,
    };

    static readonly Dictionary<string, int> Ordinals = new(StringComparer.Ordinal)
    {
        ["first"] = 1, ["second"] = 2, ["third"] = 3, ["fourth"] = 4, ["fifth"] = 5, ["sixth"] = 6, ["seventh"] = 7, ["eighth"] = 8,
        ["ninth"] = 9, ["tenth"] = 10, ["eleventh"] = 11, ["twelfth"] = 12, ["thirteenth"] = 13, ["fourteenth"] = 14, ["fifteenth"] = 15,
        ["sixteenth"] = 16, ["seventeenth"] = 17, ["eighteenth"] = 18, ["nineteenth"] = 19, ["twentieth"] = 20, ["thirtieth"] = 30,
    };

    /// <summary>A cardinal number in words from token <paramref name="at"/> on: its value and the token after it.</summary>
    public static bool TryCardinal(ReadOnlySpan<Token> tokens, int at, out int value, out int end)
    {
        if (!TryBelowHundred(tokens, at, out value, out end) && !IsHundred(tokens, at, ref value))
        {
            end = at;
            return false;
        }

        var hundred = Skip(tokens, end, '-');
        if (hundred >= tokens.Length || tokens[hundred].Lower is not ("hundred" or "thousand"))
            return true;
        value *= tokens[hundred].Lower == "hundred" ? 100 : 1000;
        end = hundred + 1;
        var rest = end < tokens.Length && tokens[end].Lower == "and" ? end + 1 : end;
        if (TryBelowHundred(tokens, rest, out var below, out var restEnd))
        {
            value += below;
            end = restEnd;
        }

        return true;
    }

    /// <summary>An ordinal number from token <paramref name="at"/> on, as "3rd", "third" or "twenty-third".</summary>
    public static bool TryOrdinal(ReadOnlySpan<Token> tokens, int at, out int value, out int end)
    {
        value = 0;
        end = at + 1;
        if (at >= tokens.Length)
            return false;
        var word = tokens[at].Lower;
        if (tokens[at].Kind == TokenKind.Mixed && word.Length is >= 3 and <= 4 && word[^2..] is "st" or "nd" or "rd" or "th")
            return int.TryParse(word.AsSpan(0, word.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (Ordinals.TryGetValue(word, out value))
            return true;
        if (!Tens.TryGetValue(word, out value))
            return false;
        var next = Skip(tokens, at + 1, '-');
        if (next >= tokens.Length || !Ordinals.TryGetValue(tokens[next].Lower, out var unit) || unit > 9)
            return false;
        value += unit;
        end = next + 1;
        return true;
    }

    /// <summary>Digits spoken one by one from token <paramref name="at"/> on ("nine five double three oh"), at least two of them.</summary>
    public static bool TrySpokenDigits(ReadOnlySpan<Token> tokens, int at, out string digits, out int end)
    {
        var run = new StringBuilder();
        end = at;
        var spoken = 0;
        while (end < tokens.Length && spoken < 40)
        {
            var repeat = Repeats(tokens[end]);
            var from = repeat > 1 ? end + 1 : end;
            if (from >= tokens.Length || !TryDigit(tokens[from], out var digit))
                break;
            // A number in figures begins no spoken one.
            if (spoken == 0 && repeat == 1 && tokens[from].Kind == TokenKind.Digits)
                break;
            run.Append(digit, repeat);
            spoken += repeat;
            end = from + 1;
            // "nine, five" and "nine-five" are still one number; a comma at the end isn't part of it.
            if (end + 1 < tokens.Length && (tokens[end].Is('-') || tokens[end].Is(',')) && TryDigit(tokens[end + 1], out _))
                end++;
        }

        digits = run.ToString();
        return spoken >= 2;
    }

    /// <summary>
    /// Some digits of a number that is read out from token <paramref name="at"/> on: "seven", "oh", "double five", "forty one" (41),
    /// "four hundred" (400).
    /// </summary>
    public static bool TryDigitGroup(ReadOnlySpan<Token> tokens, int at, out string digits, out int end)
    {
        var repeat = at < tokens.Length ? Repeats(tokens[at]) : 1;
        digits = "";
        end = at + 1;
        if (repeat > 1)
        {
            if (end >= tokens.Length || !TryDigit(tokens[end], out var repeated))
                return false;
            digits = new string(repeated, repeat);
            end++;
            return true;
        }

        if (TryCardinal(tokens, at, out var value, out end))
        {
            digits = value.ToString(CultureInfo.InvariantCulture);
            return true;
        }

        end = at + 1;
        if (at >= tokens.Length || !tokens[at].IsWord || !TryDigit(tokens[at], out var digit))
            return false;
        digits = digit.ToString();
        return true;
    }

    static int Repeats(Token token) => token.Lower switch { "double" => 2, "triple" or "treble" => 3, _ => 1 };

    static bool TryDigit(Token token, out char digit)
    {
        digit = token.Lower switch { "oh" or "o" or "nought" or "naught" => '0', _ => '\0' };
        if (digit != '\0')
            return true;
        if (token.Kind == TokenKind.Digits && token.Lower.Length == 1)
        {
            digit = token.Lower[0];
            return true;
        }

        if (!Units.TryGetValue(token.Lower, out var value) || value > 9)
            return false;
        digit = (char)('0' + value);
        return true;
    }

    static bool TryBelowHundred(ReadOnlySpan<Token> tokens, int at, out int value, out int end)
    {
        value = 0;
        end = at;
        if (at >= tokens.Length)
            return false;
        end = at + 1;
        if (Units.TryGetValue(tokens[at].Lower, out value))
            return true;
        if (!Tens.TryGetValue(tokens[at].Lower, out value))
        {
            end = at;
            return false;
        }

        var next = Skip(tokens, end, '-');
        if (next < tokens.Length && Units.TryGetValue(tokens[next].Lower, out var unit) && unit is > 0 and < 10)
        {
            value += unit;
            end = next + 1;
        }

        return true;
    }

    /// <summary>"a hundred" and a bare "hundred" are 100; the caller multiplies.</summary>
    static bool IsHundred(ReadOnlySpan<Token> tokens, int at, ref int value)
    {
        if (at >= tokens.Length || tokens[at].Lower is not ("hundred" or "thousand"))
            return false;
        value = 1;
        return true;
    }

    static int Skip(ReadOnlySpan<Token> tokens, int at, char symbol) => at < tokens.Length && tokens[at].Is(symbol) ? at + 1 : at;
}
