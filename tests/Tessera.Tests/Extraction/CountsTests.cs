using Tessera.Extraction;

namespace Tessera.Tests.Extraction;

public sealed class CountsTests
{
    [Theory]
    [InlineData("30", "30")]
    [InlineData("four", "4")]
    [InlineData("twenty-three people", "23")]
    [InlineData("a hundred and five", "105")]
    [InlineData("about 14 I think", "14")]
    [InlineData("6ppl", "6")]
    public async Task An_asked_count_is_found_in_digits_and_words(string answer, string expected)
    {
        var value = await Talk.Ask(Talk.Guests, "A: How many guests would you like to invite?", "C: " + answer);
        Assert.Equal(expected, value.Normalized);
    }

    [Theory]
    [InlineData("we want a party for 4 people on Friday at 6", "4")]
    [InlineData("There will be 7 of us at the party", "7")]
    [InlineData("it is for a party of six", "6")]
    [InlineData("I come to the party with 5 of my friends", "5")]
    public async Task What_is_counted_stands_beside_its_count(string line, string expected)
    {
        Assert.Equal(expected, (await Talk.Ask(Talk.Guests, "C: " + line)).Normalized);
    }

    [Theory]
    [InlineData("the party is in room 224")]
    [InlineData("it takes 4 hours")]
    [InlineData("the party starts at 8 pm on 12/24/2026")]
    public async Task Times_dates_and_labels_are_no_counts(string line)
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(Talk.Guests, "C: " + line)).Outcome);
    }

    [Fact]
    public async Task A_count_of_things_is_found_by_their_name()
    {
        var rooms = Talk.Entity("number of rooms", "How many rooms the flat has.", "2", "3");
        Assert.Equal("3", (await Talk.Ask(rooms, "C: I need a flat with 3 rooms for 5 people")).Value);
    }
}
