using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Days without a full date: "21st" of a month, days of the week, days counted from today.</summary>
internal static class Days
{
    static readonly Dictionary<string, string> Weekdays = new(StringComparer.Ordinal)
    {
        ["monday"] = "monday", ["tuesday"] = "tuesday", ["wednesday"] = "wednesday", ["thursday"] = "thursday", ["friday"] = "friday",
        ["saturday"] = "saturday", ["sunday"] = "sunday", ["mon"] = "monday", ["tue"] = "tuesday", ["tues"] = "tuesday",
        ["wed"] = "wednesday", ["weds"] = "wednesday", ["thu"] = "thursday", ["thur"] = "thursday", ["thurs"] = "thursday",
        ["fri"] = "friday", ["sat"] = "saturday", ["today"] = "today", ["tonight"] = "today", ["tomorrow"] = "tomorrow",
        ["yesterday"] = "yesterday",
    };

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
                found.Add(Candidate.Of(ShapeKind.DayOfMonth, tokens, i, end, strength, canonical: Dates.Ordinal(day)));
                i = end - 1;
            }
            else if (Dates.IsDay(tokens[i], out day))
            {
                var said = IsSaidAsDay(tokens, i);
                found.Add(Candidate.Of(
                    ShapeKind.DayOfMonth, tokens, i, i + 1, said ? 0.3 : 0.05, said ? Lead.Introduced : Lead.Bare, Dates.Ordinal(day)));
            }
        }
    }

    /// <summary>Adds every day of the week, and "today", "tomorrow" and the like.</summary>
    public static void FindWeekdays(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            var word = tokens[i].IsPossessive ? tokens[i].Lower[..^2] : tokens[i].Lower;
            if (!Weekdays.TryGetValue(word, out var day) && !(word.EndsWith('s') && Weekdays.TryGetValue(word[..^1], out day)))
                continue;
            var whole = Candidate.Of(
                ShapeKind.Weekday, tokens, i, i + 1, day is "today" or "tomorrow" or "yesterday" ? 0.3 : 0.6, canonical: day);
            found.Add(whole with { End = tokens[i].EndWithoutPossessive });
        }
    }

    /// <summary>Whether <paramref name="word"/> names a day of the week, in full or short, or a day counted from today.</summary>
    public static bool IsWeekday(string word) => Weekdays.ContainsKey(word);

    /// <summary>A plain number is a day right after a month ("May 21") or "the", and as the second of a range of days.</summary>
    static bool IsSaidAsDay(Token[] tokens, int at)
    {
        if (at > 0 && (tokens[at - 1].Lower == "the" || Dates.IsMonth(tokens[at - 1].Lower)))
            return true;
        var isRange = at > 1 && tokens[at - 1].Lower is "-" or "\u2013" or "to" or "through" or "until";
        return isRange && (Dates.IsDay(tokens[at - 2], out _) || NumberWords.TryOrdinal(tokens, at - 2, out _, out _));
    }
}
