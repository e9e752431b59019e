using System.Globalization;
using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Times of day: "6 pm", "6:30", "18:00", "six o'clock", "half past six", "noon".</summary>
internal static class Times
{
    /// <summary>Adds every time of <paramref name="message"/>; a bare hour ("at 6") only as a <see cref="Lead.Bare"/> candidate.</summary>
    public static void Find(MessageReading message, List<Candidate> found)
    {
        var tokens = message.Tokens;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (TryRead(tokens, i, out var end, out var iso))
            {
                found.Add(Candidate.Of(ShapeKind.Time, tokens, i, end, 0.6, canonical: iso));
                i = end - 1;
            }
            else if (IsBareHour(tokens, i))
            {
                found.Add(Candidate.Of(ShapeKind.Time, tokens, i, i + 1, 0.1, Lead.Bare));
            }
        }
    }

    /// <summary>A time from token <paramref name="at"/> on; <paramref name="iso"/> is null when morning or evening isn't said.</summary>
    public static bool TryRead(ReadOnlySpan<Token> tokens, int at, out int end, out string? iso)
    {
        end = at + 1;
        iso = null;
        if (at >= tokens.Length)
            return false;
        switch (tokens[at].Lower)
        {
            case "noon" or "midday":
                iso = "12:00";
                return true;
            case "midnight":
                iso = "00:00";
                return true;
            case "half" or "quarter":
                return TryFraction(tokens, at, out end, out iso);
        }

        if (tokens[at].Kind == TokenKind.Mixed)
            return TryGlued(tokens[at].Lower, "", out iso);
        if (!TryHour(tokens, at, out var hour, out end))
            return false;
        var minute = 0;
        var minutes = false;
        if (end + 1 < tokens.Length && tokens[end].Is(':') && tokens[end].Start == tokens[end - 1].End)
        {
            if (tokens[end + 1].Kind == TokenKind.Mixed && TryGlued(tokens[end + 1].Lower, tokens[at].Lower, out iso))
            {
                end += 2;
                return true;
            }

            if (tokens[end + 1] is not { Kind: TokenKind.Digits, Length: 2 })
                return false;
            minute = Parsed(tokens[end + 1].Lower);
            if (minute > 59)
                return false;
            minutes = true;
            end += 2;
        }

        if (TryHalfDay(tokens, end, out var evening, out var after))
        {
            end = after;
            iso = Iso(hour, minute, evening);
            return iso is not null;
        }

        if (end < tokens.Length && tokens[end].Lower is "o'clock" or "oclock")
        {
            end++;
            if (TryHalfDay(tokens, end, out evening, out after))
            {
                end = after;
                iso = Iso(hour, minute, evening);
            }

            return hour <= 12;
        }

        if (!minutes)
            return false;
        iso = hour is > 12 or 0 ? Iso(hour, minute, null) : null;
        return true;
    }

    /// <summary>"pm", "p.m." or "p m" from token <paramref name="at"/> on.</summary>
    static bool TryHalfDay(ReadOnlySpan<Token> tokens, int at, out bool evening, out int end)
    {
        evening = false;
        end = at;
        if (at >= tokens.Length)
            return false;
        var word = tokens[at].Lower;
        if (word is "am" or "pm")
        {
            evening = word == "pm";
            end = at + 1;
            return true;
        }

        if (word is not ("a" or "p"))
            return false;
        evening = word == "p";
        var m = at + 1 < tokens.Length && tokens[at + 1].Is('.') ? at + 2 : at + 1;
        if (m >= tokens.Length || tokens[m].Lower != "m")
            return false;
        end = m + 1 < tokens.Length && tokens[m + 1].Is('.') && m == at + 2 ? m + 2 : m + 1;
        return true;
    }

    /// <summary>"7pm", "730pm", and "30pm" after "7:".</summary>
    static bool TryGlued(string word, string hourBefore, out string? iso)
    {
        iso = null;
        if (word.Length < 3 || !(word.EndsWith("am", StringComparison.Ordinal) || word.EndsWith("pm", StringComparison.Ordinal)))
            return false;
        var digits = word.AsSpan(0, word.Length - 2);
        if (digits.Length > 4 || digits.ContainsAnyExceptInRange('0', '9') || hourBefore.Length > 2)
            return false;
        var evening = word[^2] == 'p';
        if (hourBefore.Length > 0)
            iso = digits.Length == 2 ? Iso(Parsed(hourBefore), Parsed(digits), evening) : null;
        else if (digits.Length <= 2)
            iso = Iso(Parsed(digits), 0, evening);
        else
            iso = Iso(Parsed(digits[..^2]), Parsed(digits[^2..]), evening);
        return iso is not null;
    }

    static bool TryFraction(ReadOnlySpan<Token> tokens, int at, out int end, out string? iso)
    {
        end = at + 1;
        iso = null;
        if (at + 2 >= tokens.Length || tokens[at + 1].Lower is not ("past" or "to") || !TryHour(tokens, at + 2, out var hour, out end))
            return false;
        var minute = tokens[at].Lower == "half" ? 30 : 15;
        if (tokens[at + 1].Lower == "to")
        {
            hour = hour == 1 ? 12 : hour - 1;
            minute = 60 - minute;
        }

        if (TryHalfDay(tokens, end, out var evening, out var after))
        {
            end = after;
            iso = Iso(hour, minute, evening);
        }

        return hour is >= 0 and <= 12;
    }

    static bool TryHour(ReadOnlySpan<Token> tokens, int at, out int hour, out int end)
    {
        end = at + 1;
        hour = 0;
        if (tokens[at].Kind == TokenKind.Digits)
        {
            if (tokens[at].Length > 2)
                return false;
            hour = Parsed(tokens[at].Lower);
            return hour <= 24;
        }

        return tokens[at].IsWord && NumberWords.TryCardinal(tokens, at, out hour, out end) && hour is > 0 and <= 12;
    }

    static bool IsBareHour(Token[] tokens, int at) =>
        tokens[at] is { Kind: TokenKind.Digits, Length: <= 2 } && Parsed(tokens[at].Lower) is > 0 and <= 24;

    static int Parsed(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 of a time, or null when there is no such time. No half of the day means a clock of 24 hours.</summary>
    static string? Iso(int hour, int minute, bool? evening)
    {
        if (minute > 59 || hour > 24 || (evening is not null && hour is 0 or > 12 && !(evening == true && hour is > 12 and < 24)))
            return null;
        if (evening == true && hour < 12)
            hour += 12;
        else if (evening == false && hour == 12)
            hour = 0;
        return string.Create(CultureInfo.InvariantCulture, $"{hour % 24:00}:{minute:00}");
    }
}
