using System.Globalization;
using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Dates: "12/20/1949", "2026-05-01", "May 5th, 2026", "the 5th of May"; days of the month alone; days of the week.</summary>
internal static class Dates
{
    static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal)
    {
        ["january"] = 1, ["february"] = 2, ["march"] = 3, ["april"] = 4, ["may"] = 5, ["june"] = 6, ["july"] = 7, ["august"] = 8,
        ["september"] = 9, ["october"] = 10, ["november"] = 11, ["december"] = 12, ["jan"] = 1, ["feb"] = 2, ["mar"] = 3, ["apr"] = 4,
        ["jun"] = 6, ["jul"] = 7, ["aug"] = 8, ["sep"] = 9, ["sept"] = 9, ["oct"] = 10, ["nov"] = 11, ["dec"] = 12,
    };

    static readonly Dictionary<string, string> Weekdays = new(StringComparer.Ordinal)
    {
        ["monday"] = "monday", ["tuesday"] = "tuesday", ["wednesday"] = "wednesday", ["thursday"] = "thursday", ["friday"] = "friday",
        ["saturday"] = "saturday", ["sunday"] = "sunday", ["mon"] = "monday", ["tue"] = "tuesday", ["tues"] = "tuesday", ["wed"] = "wednesday",
        ["weds"] = "wednesday", ["thu"] = "thursday", ["thur"] = "thursday", ["thurs"] = "thursday", ["fri"] = "friday", ["sat"] = "saturday",
        ["today"] = "today", ["tonight"] = "today", ["tomorrow"] = "tomorrow", ["yesterday"] = "yesterday",
    };

    /// <summary>Adds every full date of <paramref name="message"/>.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!TryRead(tokens, i, out var end, out var iso))
                continue;
            found.Add(new Candidate(ShapeKind.Date, i, end, tokens[i].Start, tokens[end - 1].End, 0.6, Canonical: iso));
            i = end - 1;
        }
    }

    /// <summary>Adds every day of a month: "21st", "the 21", and the day of "May 21".</summary>
    public static void FindDaysOfMonth(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (NumberWords.TryOrdinal(tokens, i, out var day, out var end) && day is > 0 and <= 31)
            {
                // "second" and "first" are mostly no day at all.
                var strength = tokens[i].Kind == TokenKind.Mixed || end > i + 1 ? 0.5 : day <= 2 ? 0.05 : 0.3;
                found.Add(new Candidate(ShapeKind.DayOfMonth, i, end, tokens[i].Start, tokens[end - 1].End, strength, Canonical: Ordinal(day)));
                i = end - 1;
            }
            else if (IsDay(tokens[i], out day) && IsSaidAsDay(tokens, i))
            {
                found.Add(new Candidate(ShapeKind.DayOfMonth, i, i + 1, tokens[i].Start, tokens[i].End, 0.3, Lead.Introduced, Ordinal(day)));
            }
            else if (IsDay(tokens[i], out day))
            {
                found.Add(new Candidate(ShapeKind.DayOfMonth, i, i + 1, tokens[i].Start, tokens[i].End, 0.05, Lead.Bare, Ordinal(day)));
            }
        }
    }

    /// <summary>Adds every day of the week, and "today", "tomorrow" and the like.</summary>
    public static void FindWeekdays(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            var word = tokens[i].Lower.EndsWith("'s", StringComparison.Ordinal) ? tokens[i].Lower[..^2] : tokens[i].Lower;
            if (!Weekdays.TryGetValue(word, out var day) && !(word.EndsWith('s') && Weekdays.TryGetValue(word[..^1], out day)))
                continue;
            var strength = day is "today" or "tomorrow" or "yesterday" ? 0.3 : 0.6;
            found.Add(new Candidate(ShapeKind.Weekday, i, i + 1, tokens[i].Start, tokens[i].Start + word.Length, strength, Canonical: day));
        }
    }

    /// <summary>A date from token <paramref name="at"/> on; <paramref name="iso"/> is null when day and month or the century are open.</summary>
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
        day.ToString(CultureInfo.InvariantCulture) + ((day % 100) is >= 11 and <= 13 ? "th" : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    /// <summary>Whether <paramref name="word"/> names a month.</summary>
    public static bool IsMonth(string word) => Months.ContainsKey(word);

    /// <summary>Whether <paramref name="word"/> names a day of the week, in full or short, or a day counted from today.</summary>
    public static bool IsWeekday(string word) => Weekdays.ContainsKey(word);

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

    static bool IsDay(Token token, out int day)
    {
        day = 0;
        return token is { Kind: TokenKind.Digits, Lower.Length: <= 2 }
            && int.TryParse(token.Lower, NumberStyles.None, CultureInfo.InvariantCulture, out day) && day is > 0 and <= 31;
    }

    /// <summary>A plain number is a day right after a month ("May 21"), "the" or "on", or as an end of a range beside another day.</summary>
    static bool IsSaidAsDay(Token[] tokens, int at)
    {
        if (at > 0 && (Months.ContainsKey(tokens[at - 1].Lower) || tokens[at - 1].Lower is "the"))
            return true;
        return at > 1 && (tokens[at - 1].Is('-') || tokens[at - 1].Is('\u2013') || tokens[at - 1].Lower is "to" or "through" or "until")
            && (IsDay(tokens[at - 2], out _) || NumberWords.TryOrdinal(tokens, at - 2, out _, out _));
    }

    static bool TryIso(string year, string month, string day, out string? iso)
    {
        var (m, d) = (int.Parse(month, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture));
        iso = m is > 0 and <= 12 && d is > 0 and <= 31 ? string.Create(CultureInfo.InvariantCulture, $"{year}-{m:00}-{d:00}") : null;
        return iso is not null;
    }
}
