using System.Globalization;
using Microsoft.OpenApi;

namespace Tessera.Wire;

/// <summary>Times on the wire: RFC 3339 with 0 to 12 fraction digits; where no zone is given, UTC. Kept to the microsecond.</summary>
internal static class Time
{
    /// <summary>What errors say is expected.</summary>
    public const string Expected = "a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none";

    // RFC 3339 lets T and Z be written small.
    static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd't'HH:mm:ss"];

    /// <summary>Reads a time.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 19) return false;
        var fraction = 0;
        var at = 19;
        if (at < text.Length && text[at] == '.')
        {
            while (++at < text.Length && char.IsAsciiDigit(text[at])) fraction++;
            if (fraction is 0 or > 12) return false;
        }

        var zone = text.AsSpan(at);
        if (!DateTime.TryParseExact(text.AsSpan(0, 19), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        if (!TryZone(zone, out var offset)) return false;
        var ticks = local.Ticks - offset.Ticks;
        for (var (i, unit) = (0, TimeSpan.TicksPerSecond / 10); i < Math.Min(fraction, 6); i++, unit /= 10)
            ticks += (text[20 + i] - '0') * unit;
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks) return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>A time in the query string; null where there is none, 400-03 for what is none.</summary>
    public static Result<DateTimeOffset?> InQuery(IQueryCollection query, string name)
    {
        if (query[name] is not [{ Length: > 0 } text, ..]) return (DateTimeOffset?)null;
        return TryParse(text, out var time) ? (DateTimeOffset?)time : Problem.BadTimestamp($"{name}: expected {Expected}, found {text}.");
    }

    /// <summary>A time as OpenAPI says it.</summary>
    public static OpenApiSchema Schema() =>
        new() { Type = JsonSchemaType.String, Format = "date-time", Description = $"Expected is {Expected}." };

    /// <summary>Writes a time in UTC, with as many fraction digits as it has.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    static bool TryZone(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (zone.IsEmpty || zone is "Z" or "z") return true;
        // +hh:mm, and +hhmm as the vendor's own pattern (Z of SimpleDateFormat) writes it.
        if (zone[0] is not ('+' or '-')) return false;
        var digits = zone.Length == 6 && zone[3] == ':' ? string.Concat(zone[1..3], zone[4..6])
            : zone.Length == 5 ? zone[1..].ToString()
            : "";
        if (digits.Length != 4 || !digits.All(char.IsAsciiDigit)) return false;
        var (hours, minutes) = (int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture));
        if (hours > 23 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (zone[0] == '-') offset = -offset;
        return true;
    }
}
