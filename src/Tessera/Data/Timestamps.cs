namespace Tessera.Data;

/// <summary>Times as the database keeps them: whole microseconds since 1970-01-01T00:00:00Z. What is finer is cut off.</summary>
internal static class Timestamps
{
    /// <summary>The microseconds of a time.</summary>
    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time of the microseconds, in UTC.</summary>
    public static DateTimeOffset FromMicros(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
