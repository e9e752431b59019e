using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>
/// Codes: chains of letters and digits, joined by hyphens, slashes or underscores, with at least one digit; with groups of digits behind
/// them too where they are written in capitals ("BA 2490", "KA-MF 482").
/// </summary>
internal static class Codes
{
    const int LongestCode = 64;

    /// <summary>Codes of this many letters and digits are hardly anything else.</summary>
    const int Distinct = 5;

    /// <summary>"BA 2490": more letters are a word, not the beginning of a code.</summary>
    const int MostLetters = 6;

    /// <summary>An IBAN has up to eight groups behind its first.</summary>
    const int MostGroups = 8;

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
            if (length <= LongestCode)
            {
                var isChain = letters > 0 || end > i + 1;
                if (digits > 0 && isChain && !(end == i + 1 && IsTimeOrOrdinal(tokens, i)))
                    found.Add(Candidate.Of(ShapeKind.Code, tokens, i, end, Strength(digits, letters)));
                if (letters is > 0 and <= MostLetters && IsUpper(message.Text(tokens[i].Start, tokens[end - 1].End)))
                    AddGroups(message, i, end, digits, letters, found);
            }

            i = end - 1;
        }
    }

    static double Strength(int digits, int letters) => letters == 0 ? 0.15 : digits + letters >= Distinct ? 0.5 : 0.3;

    static bool IsTimeOrOrdinal(Token[] tokens, int at) =>
        Times.TryRead(tokens, at, out _, out _) || NumberWords.TryOrdinal(tokens, at, out _, out _);

    static bool IsUpper(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLower(c))
                return false;
        }

        return true;
    }

    /// <summary>Adds the code with each number of groups of digits behind it, compared without the blanks between.</summary>
    static void AddGroups(MessageReading message, int first, int end, int digits, int letters, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var groups = 0; groups < MostGroups && end < tokens.Length; groups++, end++)
        {
            var follows = tokens[end].IsDigits && tokens[end].Start == tokens[end - 1].End + 1;
            if (!follows || tokens[end].End - tokens[first].Start > LongestCode)
                return;
            digits += tokens[end].Length;
            var joined = string.Concat(tokens[first..(end + 1)].Select(t => t.Lower));
            // A word in capitals before a number is mostly no part of it, so the form alone is worth little.
            found.Add(Candidate.Of(ShapeKind.Code, tokens, first, end + 1, digits > letters ? 0.3 : 0.15, canonical: joined));
        }
    }

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
