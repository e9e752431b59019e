using Tessera.Extraction;

namespace Tessera.Tests.Extraction;

public sealed class MomentsTests
{
    [Theory]
    [InlineData("04/23/1988", "1988-04-23")]
    [InlineData("23/04/1988", "1988-04-23")]
    [InlineData("1988-04-23", "1988-04-23")]
    [InlineData("23.4.1988", "1988-04-23")]
    [InlineData("April 23rd, 1988", "1988-04-23")]
    [InlineData("the twenty third of April 1988", "1988-04-23")]
    [InlineData("10/5/1980", "10/5/1980")]
    public async Task A_date_of_birth_is_compared_as_iso_where_nothing_is_open(string answer, string expected)
    {
        var birth = Talk.Entity("date of birth", "When the customer was born.", "12/20/1949", "1 May 1980");
        Assert.Equal(expected, (await Talk.Ask(birth, "A: Could you tell me your date of birth?", "C: " + answer)).Normalized);
    }

    [Theory]
    [InlineData("6 pm", "18:00")]
    [InlineData("at 6pm please", "18:00")]
    [InlineData("6:30 p.m.", "18:30")]
    [InlineData("half past six pm", "18:30")]
    [InlineData("12 am", "00:00")]
    [InlineData("noon", "12:00")]
    [InlineData("18:45", "18:45")]
    public async Task A_time_is_compared_as_iso(string answer, string expected)
    {
        var time = Talk.Entity("pickup time", "At what time the parcel is picked up.", "6 pm", "11 am");
        Assert.Equal(expected, (await Talk.Ask(time, "A: At what time shall we come?", "C: " + answer)).Normalized);
    }

    [Fact]
    public async Task A_day_of_the_week_is_found_in_full_and_short()
    {
        var day = Talk.Entity("delivery day", "The day of the delivery.", "Monday", "Friday");
        Assert.Equal("tuesday", (await Talk.Ask(day, "C: can I have the delivery on Tues?")).Normalized);
    }

    [Theory]
    [InlineData("from the 5th to the 9th", "5th", "9th")]
    [InlineData("May 5th - 9th", "5th", "9th")]
    [InlineData("May 5 to 9", "5th", "9th")]
    [InlineData("arriving on the 5th and leaving on the 9th", "5th", "9th")]
    public async Task The_two_ends_of_a_stay_are_told_apart(string dates, string from, string to)
    {
        var arrival = Talk.Entity("arrival date", "The day of the month on which the stay starts.", "3rd", "21st");
        var departure = Talk.Entity("departure date", "The day of the month on which the stay ends.", "24th", "3rd");
        string[] lines = ["C: I'd like a room", "A: For which dates?", "C: " + dates];
        Assert.Equal(from, (await Talk.Ask(arrival, lines)).Normalized);
        Assert.Equal(to, (await Talk.Ask(departure, lines)).Normalized);
    }

    [Fact]
    public async Task A_street_is_no_day()
    {
        var departure = Talk.Entity("departure date", "The day of the month on which the stay ends.", "24th", "3rd");
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(departure, "C: I live on the 4th floor, 5th and Elm")).Outcome);
    }
}
