using System.Globalization;

namespace Tessera.Extraction.Reading;

/// <summary>
/// Cuts a text into tokens and numbers its sentences. One pass, no backtracking: time grows with the length of the text alone.
/// </summary>
internal static class Tokenizer
{
    /// <summary>
    /// Longer runs of letters and digits are no word of any language; they are kept as tokens without a text of their own.
    /// </summary>
    internal const int LongestWord = 64;

    static readonly string[] Symbols = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    /// <summary>Words whose full stop ends no sentence.</summary>
    static readonly HashSet<string> Abbreviations = WordSet.Of("mr mrs ms dr prof st no nr vs jr sr ave blvd rd acct approx e g i");

    /// <summary>The tokens of <paramref name="text"/> in order.</summary>
    public static Token[] Tokenize(string text)
    {
        var tokens = new List<Token>(text.Length / 4 + 4);
        var sentence = 0;
        var stop = false;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c) && c is not '\n')
            {
                i++;
                continue;
            }

            var start = i;
            if (char.IsLetter(c) || IsDigit(c))
            {
                i = EndOfWord(text, i, out var letters, out var digits);
                if (stop)
                {
                    sentence++;
                    stop = false;
                }

                tokens.Add(Word(text, start, i, letters, digits, sentence));
                continue;
            }

            i++;
            tokens.Add(new Token(start, i, TokenKind.Symbol, SymbolText(c), SymbolText(c), sentence, Capital: false));
            stop |= EndsSentence(text, start, tokens);
        }

        return [.. tokens];
    }

    /// <summary>Whether <paramref name="c"/> is a decimal digit of any script, as in 7, ７ or ٧.</summary>
    public static bool IsDigit(char c) => char.IsAsciiDigit(c) || (c > '\u007f' && char.IsDigit(c));

    /// <summary>The value of a decimal digit of any script as an ASCII digit.</summary>
    static char ToAsciiDigit(char c) => char.IsAsciiDigit(c) ? c : (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c));

    static int EndOfWord(string text, int i, out bool letters, out bool digits)
    {
        letters = digits = false;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (IsDigit(c))
                digits = true;
            else if (char.IsLetter(c) || IsMark(c))
                letters = true;
            else if (!IsInnerApostrophe(text, i))
                break;
        }

        return i;
    }

    /// <summary>Accents that follow their letter; below U+0300 there are none.</summary>
    static bool IsMark(char c) =>
        c >= '\u0300' && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    static bool IsInnerApostrophe(string text, int i) =>
        IsApostrophe(text[i]) && i > 0 && i + 1 < text.Length && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]);

    static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u02bc' or '`';

    static Token Word(string text, int start, int end, bool letters, bool digits, int sentence)
    {
        var kind = !digits ? TokenKind.Word : letters ? TokenKind.Mixed : TokenKind.Digits;
        var capital = char.IsUpper(text[start]);
        if (end - start > LongestWord)
            return new Token(start, end, kind, "", "", sentence, capital);
        var lower = string.Create(end - start, (text, start), static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = from.text[from.start + i];
                span[i] = IsApostrophe(c) ? '\'' : IsDigit(c) ? ToAsciiDigit(c) : char.ToLowerInvariant(c);
            }
        });
        return new Token(start, end, kind, lower, kind == TokenKind.Word ? Stemmer.Stem(lower) : lower, sentence, capital);
    }

    static string SymbolText(char c) => c < 128 ? Symbols[c] : c.ToString();

    static bool EndsSentence(string text, int at, List<Token> tokens)
    {
        if (text[at] is '\n' or '!' or '?' or ';' or '\u2026' or '\u3002' or '\uff1f' or '\uff01')
            return true;
        if (text[at] != '.')
            return false;
        // "3.5", "a.b@c.d" and "Dr. Who" go on; a full stop before a blank, a capital or the end closes.
        if (at + 1 < text.Length && !MayFollowStop(text[at + 1]))
            return false;
        return tokens.Count < 2 || !(tokens[^2].IsWord && tokens[^2].End == at && Abbreviations.Contains(tokens[^2].Lower));
    }

    static bool MayFollowStop(char c) => char.IsWhiteSpace(c) || char.IsUpper(c) || c is '.' or '"' or '\'' or ')';
}
