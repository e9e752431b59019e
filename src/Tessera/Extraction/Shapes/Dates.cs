using System.Globalization;
using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Calendar dates: "12/20/1949", "2026-05-01", "May 5th, 2026", "the 5th of May".</summary>
internal static class Dates
{
    static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal)
    {
        ["january"] = 1, ["february"] = 2, ["march"] = 3, ["april"] = 4, ["may"] = 5, ["june"] = 6, ["july"] = 7, ["august"] = 8,
        ["september"] = 9, ["october"] = 10, ["november"] = 11, ["december"] = 12, ["jan"] = 1, ["feb"] = 2, ["mar"] = 3, ["apr"] = 4,
        ["jun"] = 6, ["jul"] = 7, ["aug"] = 8, ["sep"] = 9, ["sept"] = 9, ["oct"] = 10, ["nov"] = 11, ["dec"] = 12,
    };

    /// <summary>Adds every full date of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!TryRead(tokens, i, out var end, out var iso))
                continue;
            found.Add(Candidate.Of(ShapeKind.Date, tokens, i, end, 0.6, canonical: iso));
            i = end - 1;
        }
    }

    /// <summary>
    /// A date from token <paramref name="at"/> on; <paramref name="iso"/> is null when day and month or the century are open.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<Token> tokens, int at, out int end, out string? iso)
    {
        end = at + 1;
        iso = null;
        if (at >= tokens.Length)
            return false;
        if (tokens[at].Kind == TokenKind.Digits && TryNumeric(tokens, at, out end, out iso))
            return true;
        if (Months.TryGetValue(tokens[at].Lower, out var month))
            return TryMonthFirst(tokens, at, month, out end, out iso);
        return TryDayFirst(tokens, at, out end, out iso);
    }

    /// <summary>"21st" of 21.</summary>
    public static string Ordinal(int day) =>
        day.ToString(CultureInfo.InvariantCulture) + day switch { 1 or 21 or 31 => "st", 2 or 22 => "nd", 3 or 23 => "rd", _ => "th" };

    /// <summary>Whether <paramref name="word"/> names a month.</summary>
    public static bool IsMonth(string word) => Months.ContainsKey(word);

    static bool TryNumeric(ReadOnlySpan<Token> tokens, int at, out int end, out string? iso)
    {
        end = at + 5;
        iso = null;
        if (at + 4 >= tokens.Length)
            return false;
        var separator = tokens[at + 1];
        if (!(separator.Is('/') || separator.Is('-') || separator.Is('.')) || tokens[at + 3].Lower != separator.Lower
            || tokens[at + 2].Kind != TokenKind.Digits || tokens[at + 4].Kind != TokenKind.Digits
            || tokens[at + 4].End - tokens[at].Start > 14)
        {
            return false;
        }

        var (a, b, c) = (tokens[at].Lower, tokens[at + 2].Lower, tokens[at + 4].Lower);
        if (a.Length == 4 && b.Length <= 2 && c.Length <= 2)
            return TryIso(a, b, c, out iso);
        if (a.Length > 2 || b.Length > 2 || c.Length is not (2 or 4))
            return false;
        var (first, second) = (int.Parse(a, CultureInfo.InvariantCulture), int.Parse(b, CultureInfo.InvariantCulture));
        if (first is 0 or > 31 || second is 0 or > 31 || (first > 12 && second > 12))
            return false;
        // With two figures the century is open, and with both up to 12 nobody can tell day from month.
        if (c.Length == 4 && (first > 12 || second > 12 || first == second || separator.Is('.')))
            _ = first > 12 || separator.Is('.') ? TryIso(c, b, a, out iso) : TryIso(c, a, b, out iso);
        return true;
    }

    static bool TryMonthFirst(ReadOnlySpan<Token> tokens, int at, int month, out int end, out string? iso)
    {
        iso = null;
        var next = at + 1 < tokens.Length && tokens[at + 1].Is('.') ? at + 2 : at + 1;
        next = next < tokens.Length && tokens[next].Lower == "the" ? next + 1 : next;
        if (!TryDay(tokens, next, out var day, out end))
            return false;
        iso = WithYear(tokens, ref end, month, day);
        return true;
    }

    static bool TryDayFirst(ReadOnlySpan<Token> tokens, int at, out int end, out string? iso)
    {
        iso = null;
        if (!TryDay(tokens, at, out var day, out end))
            return false;
        var next = end < tokens.Length && tokens[end].Lower == "of" ? end + 1 : end;
        if (next >= tokens.Length || !Months.TryGetValue(tokens[next].Lower, out var month))
            return false;
        end = next + 1;
        iso = WithYear(tokens, ref end, month, day);
        return true;
    }

    static string WithYear(ReadOnlySpan<Token> tokens, ref int end, int month, int day)
    {
        var next = end < tokens.Length && tokens[end].Is(',') ? end + 1 : end;
        if (next < tokens.Length && tokens[next] is { Kind: TokenKind.Digits, Lower.Length: 4 })
        {
            end = next + 1;
            return string.Create(CultureInfo.InvariantCulture, $"{tokens[next].Lower}-{month:00}-{day:00}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"--{month:00}-{day:00}");
    }

    static bool TryDay(ReadOnlySpan<Token> tokens, int at, out int day, out int end)
    {
        if (NumberWords.TryOrdinal(tokens, at, out day, out end))
            return day is > 0 and <= 31;
        end = at + 1;
        return at < tokens.Length && IsDay(tokens[at], out day) && !(end < tokens.Length && tokens[end].Is(':'));
    }

    /// <summary>Whether a plain number can be a day of a month.</summary>
    public static bool IsDay(Token token, out int day)
    {
        day = 0;
        return token is { Kind: TokenKind.Digits, Lower.Length: <= 2 }
            && int.TryParse(token.Lower, NumberStyles.None, CultureInfo.InvariantCulture, out day) && day is > 0 and <= 31;
    }

    static bool TryIso(string year, string month, string day, out string? iso)
    {
        var (m, d) = (int.Parse(month, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture));
        iso = m is > 0 and <= 12 && d is > 0 and <= 31 ? string.Create(CultureInfo.InvariantCulture, $"{year}-{m:00}-{d:00}") : null;
        return iso is not null;
    }
}
