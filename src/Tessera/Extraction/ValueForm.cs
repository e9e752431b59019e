using System.Globalization;
using System.Text;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction;

/// <summary>
/// The one form in which values are compared: two ways to write the same value have the same form. Dates and times become ISO 8601 where
/// they are unambiguous, grouped and spoken digits become digits, everything else is folded to lower case without titles, quotes and
/// closing punctuation.
/// </summary>
internal static class ValueForm
{
    /// <summary>What is longer is compared by its beginning.</summary>
    const int Longest = 1000;

    /// <summary>The form of <paramref name="value"/>. The form of a form is itself.</summary>
    public static string Of(string value)
    {
        var text = value.Length <= Longest ? value : value[..Longest];
        if (IsYearlessDate(text))
            return text;
        var tokens = Trimmed(Tokenizer.Tokenize(text));
        if (tokens.Length == 0)
            return text.Trim();
        return Number(tokens) ?? Moment(tokens) ?? Folded(text, tokens);
    }

    /// <summary>ISO 8601 writes a day without its year as <c>--09-30</c>; that form is its own form.</summary>
    static bool IsYearlessDate(string text) =>
        text is ['-', '-', var m1, var m2, '-', var d1, var d2]
        && char.IsAsciiDigit(m1) && char.IsAsciiDigit(m2) && char.IsAsciiDigit(d1) && char.IsAsciiDigit(d2);

    static ReadOnlySpan<Token> Trimmed(Token[] tokens)
    {
        var first = 0;
        var end = tokens.Length;
        while (first < end && tokens[first].Kind == TokenKind.Symbol && !Belongs(tokens[first], "+-"))
            first++;
        while (end > first && tokens[end - 1].Kind == TokenKind.Symbol && !Belongs(tokens[end - 1], "%"))
            end--;
        while (end - first > 1 && Vocabulary.Titles.Contains(tokens[first].Lower))
            first += tokens[first + 1].Is('.') && end - first > 2 ? 2 : 1;
        return tokens.AsSpan(first, end - first);
    }

    /// <summary>Signs of currencies, and the signs in <paramref name="more"/>, are a part of the value beside them.</summary>
    static bool Belongs(Token token, string more) => Amounts.IsSign(token) || more.Contains(token.Lower, StringComparison.Ordinal);

    static string? Moment(ReadOnlySpan<Token> tokens)
    {
        if (Times.TryRead(tokens, 0, out var end, out var iso) && iso is not null && end == tokens.Length)
            return iso;
        if (Dates.TryRead(tokens, 0, out end, out iso) && iso is not null && end == tokens.Length)
            return iso;
        var at = tokens[0].Lower == "the" && tokens.Length > 1 ? 1 : 0;
        var isDay = NumberWords.TryOrdinal(tokens, at, out var day, out end) && end == tokens.Length && day is > 0 and <= 31;
        return isDay ? Dates.Ordinal(day) : null;
    }

    static string? Number(ReadOnlySpan<Token> tokens)
    {
        if (NumberWords.TryCardinal(tokens, 0, out var value, out var end) && end == tokens.Length)
            return value.ToString(CultureInfo.InvariantCulture);
        if (NumberWords.TrySpokenDigits(tokens, 0, out var spoken, out end) && end == tokens.Length)
            return spoken;
        if (Dates.TryRead(tokens, 0, out _, out _))
            return null;
        var digits = new StringBuilder();
        foreach (var token in tokens)
        {
            if (token.Kind == TokenKind.Digits)
                digits.Append(token.Lower);
            else if (!(token.Is('-') || token.Is('(') || token.Is(')') || token.Is('+')))
                return null;
        }

        return digits.Length > 0 ? digits.ToString() : null;
    }

    static string Folded(string text, ReadOnlySpan<Token> tokens)
    {
        var folded = new StringBuilder(text.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            var apart = i > 0 && !tokens[i - 1].Touches(tokens[i]);
            if (apart)
                folded.Append(' ');
            if (apart && tokens[i].Is('&'))
                folded.Append("and");
            else if (tokens[i].Lower.Length > 0)
                folded.Append(tokens[i].Lower);
            else
                folded.Append(text[tokens[i].Start..tokens[i].End].ToLowerInvariant());
        }

        return folded.ToString();
    }
}
