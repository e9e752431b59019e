using System.Text;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction;

/// <summary>
/// The one form in which values are compared: two ways to write the same value have the same form. Dates and times become ISO 8601 where they are
/// unambiguous, grouped and spoken digits become digits, everything else is folded to lower case without titles, quotes and closing punctuation.
/// </summary>
internal static class ValueForm
{
    /// <summary>The form of <paramref name="value"/>. The form of a form is itself.</summary>
    public static string Of(string value)
    {
        var text = value.Length <= 1000 ? value : value[..1000];
        if (IsYearlessDate(text))
            return text;
        var tokens = Trimmed(Tokenizer.Tokenize(text));
        if (tokens.Length == 0)
            return text.Trim();
        return Number(tokens) ?? Moment(tokens) ?? Folded(text, tokens);
    }

    /// <summary>ISO 8601 writes a day without its year as <c>--09-30</c>; that form is its own form.</summary>
    static bool IsYearlessDate(string text) =>
        text.Length == 7 && text[0] == '-' && text[1] == '-' && text[4] == '-' && char.IsAsciiDigit(text[2]) && char.IsAsciiDigit(text[3])
        && char.IsAsciiDigit(text[5]) && char.IsAsciiDigit(text[6]);

    static ReadOnlySpan<Token> Trimmed(Token[] tokens)
    {
        var first = 0;
        var end = tokens.Length;
        while (first < end && tokens[first].Kind == TokenKind.Symbol && !tokens[first].Is('+') && !Numbers.IsCurrencySign(tokens[first]) && !tokens[first].Is('-'))
            first++;
        while (end > first && tokens[end - 1].Kind == TokenKind.Symbol && !tokens[end - 1].Is('%') && !Numbers.IsCurrencySign(tokens[end - 1]))
            end--;
        while (end - first > 1 && Vocabulary.Titles.Contains(tokens[first].Lower))
            first += tokens[first + 1].Is('.') && end - first > 2 ? 2 : 1;
        return tokens.AsSpan(first, end - first);
    }

    static string? Moment(ReadOnlySpan<Token> tokens)
    {
        if (Times.TryRead(tokens, 0, out var end, out var iso) && iso is not null && end == tokens.Length)
            return iso;
        if (Dates.TryRead(tokens, 0, out end, out iso) && iso is not null && end == tokens.Length)
            return iso;
        var day = tokens[0].Lower == "the" && tokens.Length > 1 ? 1 : 0;
        return NumberWords.TryOrdinal(tokens, day, out var ordinal, out end) && end == tokens.Length && ordinal is > 0 and <= 31 ? Dates.Ordinal(ordinal) : null;
    }

    static string? Number(ReadOnlySpan<Token> tokens)
    {
        if (NumberWords.TryCardinal(tokens, 0, out var value, out var end) && end == tokens.Length)
            return value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (NumberWords.TrySpokenDigits(tokens, 0, out var spoken, out end) && end == tokens.Length)
            return spoken;
        if (Dates.TryRead(tokens, 0, out _, out _))
            return null;
        var digits = new StringBuilder();
        foreach (var token in tokens)
        {
            if (token.Kind == TokenKind.Digits)
                digits.Append(token.Lower);
            else if (!(token.Is('-') || token.Is(' ') || token.Is('(') || token.Is(')') || token.Is('+')))
                return null;
        }

        return digits.Length > 0 ? digits.ToString() : null;
    }

    static string Folded(string text, ReadOnlySpan<Token> tokens)
    {
        var folded = new StringBuilder(text.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i > 0 && tokens[i].Start > tokens[i - 1].End)
                folded.Append(' ');
            if (tokens[i].Is('&') && i > 0 && tokens[i].Start > tokens[i - 1].End)
                folded.Append("and");
            else
                folded.Append(tokens[i].Lower.Length > 0 ? tokens[i].Lower : text[tokens[i].Start..tokens[i].End].ToLowerInvariant());
        }

        return folded.ToString();
    }
}
