using Tessera.Extraction;
using Tessera.Extraction.Shapes;
using Tessera.Fields;

namespace Tessera.Tests.Extraction;

public sealed class PlacesTests
{
    static readonly StructuredDataField From =
        Talk.Entity("departure location", "Where the ride departs from.", "station", "Elm Street");

    static readonly StructuredDataField To =
        Talk.Entity("arrival location", "Where the ride goes to.", "station", "Elm Street");

    static readonly StructuredDataField Plan =
        Talk.Entity("plan", "The plan the customer asks for: one of Copper Basic, Silver Plus or The Golden.");

    [Theory]
    [InlineData("I need a ride from the airport to Park and Elm", "airport", "Park and Elm")]
    [InlineData("take me to the harbour from Grant Street please", "Grant Street", "harbour")]
    [InlineData("I'm at the library and need to get to the zoo", "library", "zoo")]
    public async Task The_two_ends_of_a_journey_are_told_apart(string line, string from, string to)
    {
        Assert.Equal(from, (await Talk.Ask(From, "C: " + line)).Value);
        Assert.Equal(to, (await Talk.Ask(To, "C: " + line)).Value);
    }

    [Fact]
    public async Task The_agents_questions_tell_which_end_an_answer_is()
    {
        string[] lines = ["A: Where are you departing from?", "C: Hogsmeade", "A: And where do you want to go?", "C: the Northgate clinic"];
        Assert.Equal("Hogsmeade", (await Talk.Ask(From, lines)).Value);
        Assert.Equal("Northgate clinic", (await Talk.Ask(To, lines)).Value);
    }

    [Fact]
    public async Task A_new_destination_takes_the_place_of_the_old_and_leaves_the_start_alone()
    {
        string[] lines = ["C: A ride from the airport to the zoo.", "A: OK.", "C: Could you change my destination to the library?"];
        Assert.Equal("library", (await Talk.Ask(To, lines)).Value);
        Assert.Equal("airport", (await Talk.Ask(From, lines)).Value);
    }

    [Theory]
    [InlineData("I want silver plus", "silver plus")]
    [InlineData("Golden please", "the golden")]
    [InlineData("the coper basic one", "copper basic")]
    [InlineData("SP please", "silver plus")]
    [InlineData("is Copper still there?", "copper basic")]
    public async Task A_listed_value_is_found_however_it_is_said(string line, string expected)
    {
        Assert.Equal(expected, (await Talk.Ask(Plan, "C: " + line)).Normalized);
    }

    [Fact]
    public async Task Nothing_but_a_listed_value_can_be_right()
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(Plan, "A: Which plan would you like?", "C: Bronze")).Outcome);
    }

    [Fact]
    public async Task Examples_are_a_closed_list_where_the_description_says_so()
    {
        var competitor = Talk.Entity("competitor", "The other company; one of the examples.", "Zipwave", "Tellux");
        Assert.Equal("zipwave", (await Talk.Ask(competitor, "C: zipwav is cheaper than you")).Normalized);
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(competitor, "C: Harding is cheaper than you")).Outcome);
    }

    [Theory]
    [InlineData("lantern", "lanten", true)]
    [InlineData("lantern", "lanterrn", true)]
    [InlineData("lantern", "lantren", true)]
    [InlineData("lantern", "lentern", true)]
    [InlineData("lantern", "lintren", false)]
    [InlineData("lantern", "mantern", false)]
    public void One_slip_of_the_finger_is_forgiven(string word, string said, bool expected)
    {
        Assert.Equal(expected, ListedValues.IsOneSlip(word, said));
    }
}
