using System.Globalization;

namespace Tessera.Query.Values;

/// <summary>
/// Reads instants as ISO 8601 writes them: <c>2026-01-31</c> (its first instant), <c>2026-01-31T09:30</c>, <c>2026-01-31T09:30:15</c>,
/// <c>2026-01-31T09:30:15.123</c>, with <c>Z</c>, <c>+02:00</c>, <c>+0200</c> or <c>+02</c> after a time of day; UTC where no zone is
/// given. A fraction has 1 to 12 digits, of which 7 count (100 ns). <c>T</c> and <c>Z</c> in any case; a space may stand for <c>T</c>.
/// </summary>
public static class Timestamp
{
    const int MaxFractionDigits = 12, TickDigits = 7;
    const int MaxOffsetMinutes = 14 * 60;

    /// <summary>The instant, in UTC; <see langword="false"/> when the text is no instant between the years 1 and 9999.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        var rest = text;
        if (!(Digits(ref rest, 4, out var year) && Skip(ref rest, '-') && Digits(ref rest, 2, out var month) && Skip(ref rest, '-')
            && Digits(ref rest, 2, out var day)))
            return false;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        if (!TimeOfDay(ref rest, out var timeOfDay, out var offset) || !rest.IsEmpty)
            return false;

        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks + timeOfDay - offset;
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks)
            return false;
        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>The instant in its shortest form with seconds: <c>2026-01-31T09:30:15Z</c>, <c>2026-01-31T09:30:15.5Z</c>.</summary>
    public static string Print(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);

    /// <summary>Reads the time of day and the zone, both in ticks; nothing at all is midnight UTC.</summary>
    static bool TimeOfDay(ref ReadOnlySpan<char> rest, out long timeOfDay, out long offset)
    {
        (timeOfDay, offset) = (0, 0);
        if (rest.IsEmpty)
            return true;
        if (!(Skip(ref rest, 'T') || Skip(ref rest, 't') || Skip(ref rest, ' ')))
            return false;
        var (second, fraction) = (0, 0L);
        if (!(Digits(ref rest, 2, out var hour) && Skip(ref rest, ':') && Digits(ref rest, 2, out var minute)))
            return false;
        if (Skip(ref rest, ':') && !(Digits(ref rest, 2, out second) && Fraction(ref rest, out fraction)))
            return false;
        timeOfDay = (((hour * 60L + minute) * 60) + second) * TimeSpan.TicksPerSecond + fraction;
        return hour < 24 && minute < 60 && second < 60 && Zone(ref rest, out offset);
    }

    static bool Fraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (!Skip(ref rest, '.'))
            return true;
        var length = 0;
        while (length < rest.Length && char.IsAsciiDigit(rest[length]))
            length++;
        if (length is 0 or > MaxFractionDigits)
            return false;
        for (var i = 0; i < TickDigits; i++)
            ticks = ticks * 10 + (i < length ? rest[i] - '0' : 0);
        rest = rest[length..];
        return true;
    }

    static bool Zone(ref ReadOnlySpan<char> rest, out long offset)
    {
        offset = 0;
        if (rest.IsEmpty || Skip(ref rest, 'Z') || Skip(ref rest, 'z'))
            return true;
        var west = rest[0] == '-';
        if (!(Skip(ref rest, '+') || Skip(ref rest, '-')) || !Digits(ref rest, 2, out var hours))
            return false;
        var minutes = 0;
        if (!rest.IsEmpty && !((Skip(ref rest, ':') || true) && Digits(ref rest, 2, out minutes)))
            return false;
        var total = hours * 60 + minutes;
        offset = (west ? -total : total) * TimeSpan.TicksPerMinute;
        return minutes < 60 && total <= MaxOffsetMinutes;
    }

    static bool Digits(ref ReadOnlySpan<char> rest, int count, out int value)
    {
        value = 0;
        if (rest.Length < count)
            return false;
        foreach (var digit in rest[..count])
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            value = value * 10 + (digit - '0');
        }
        rest = rest[count..];
        return true;
    }

    static bool Skip(ref ReadOnlySpan<char> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected)
            return false;
        rest = rest[1..];
        return true;
    }
}
