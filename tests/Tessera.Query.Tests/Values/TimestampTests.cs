using Tessera.Query.Values;

namespace Tessera.Query.Tests.Values;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2020-05-15", "2020-05-15T00:00:00Z")]
    [InlineData("2020-02-29", "2020-02-29T00:00:00Z")]
    [InlineData("2020-05-15T09:30", "2020-05-15T09:30:00Z")]
    [InlineData("2020-05-15T09:30:15", "2020-05-15T09:30:15Z")]
    [InlineData("2020-05-15 09:30:15", "2020-05-15T09:30:15Z")]
    [InlineData("2020-05-15t09:30:15z", "2020-05-15T09:30:15Z")]
    [InlineData("2020-05-15T09:30Z", "2020-05-15T09:30:00Z")]
    [InlineData("2020-05-15T09:30:15.1Z", "2020-05-15T09:30:15.1Z")]
    [InlineData("2020-05-15T09:30:15.120", "2020-05-15T09:30:15.12Z")]
    [InlineData("2020-05-15T09:30:15.123456789Z", "2020-05-15T09:30:15.1234567Z")]
    [InlineData("2020-05-15T09:30:15.123456789012Z", "2020-05-15T09:30:15.1234567Z")]
    [InlineData("2020-05-15T00:30:00+02:00", "2020-05-14T22:30:00Z")]
    [InlineData("2020-05-15T00:30:00+0230", "2020-05-14T22:00:00Z")]
    [InlineData("2020-05-15T23:30:00-01", "2020-05-16T00:30:00Z")]
    [InlineData("2020-05-15T09:30+14:00", "2020-05-14T19:30:00Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void An_instant_is_read_as_ISO_8601_writes_it(string text, string printed)
    {
        Assert.True(Timestamp.TryParse(text, out var instant));
        Assert.Equal(TimeSpan.Zero, instant.Offset);
        Assert.Equal(printed, Timestamp.Print(instant));
        Assert.True(Timestamp.TryParse(printed, out var again));
        Assert.Equal(instant, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2020")]
    [InlineData("2020-05")]
    [InlineData("20200515")]
    [InlineData("2020-5-15")]
    [InlineData("2020-13-01")]
    [InlineData("2020-00-01")]
    [InlineData("2020-01-00")]
    [InlineData("2021-02-29")]
    [InlineData("0000-01-01")]
    [InlineData(" 2020-05-15")]
    [InlineData("2020-05-15 ")]
    [InlineData("2020-05-15Z")]
    [InlineData("2020-05-15T")]
    [InlineData("2020-05-15T09")]
    [InlineData("2020-05-15T9:30")]
    [InlineData("2020-05-15T24:00")]
    [InlineData("2020-05-15T09:60")]
    [InlineData("2020-05-15T09:30:60")]
    [InlineData("2020-05-15T09:30:15.")]
    [InlineData("2020-05-15T09:30:15,5")]
    [InlineData("2020-05-15T09:30:15.1234567890123")]
    [InlineData("2020-05-15T09:30:15+")]
    [InlineData("2020-05-15T09:30:15+2")]
    [InlineData("2020-05-15T09:30:15+02:")]
    [InlineData("2020-05-15T09:30:15+02:60")]
    [InlineData("2020-05-15T09:30:15+14:01")]
    [InlineData("2020-05-15T09:30:15ZZ")]
    [InlineData("2020-05-15T09:30:15 Z")]
    [InlineData("0001-01-01T00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("٢٠٢٠-05-15")]
    public void Anything_else_is_no_instant(string text) => Assert.False(Timestamp.TryParse(text, out _));
}
