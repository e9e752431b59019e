using Tessera.Extraction;

namespace Tessera.Tests.Extraction;

/// <summary>Fields of every kind as their authors would write them, asked the way people ask.</summary>
public sealed class UnseenFieldsTests
{
    [Theory]
    [InlineData("delivery address", "Where the parcel goes.", "What is your delivery address?", "it's 22 Baker Street", "22 Baker Street")]
    [InlineData("address", "", "Could I have your address please?", "1800 west 9th street apt 4", "1800 west 9th street apt 4")]
    [InlineData("dob", "", "dob?", "3 Feb 1990", "3 Feb 1990")]
    [InlineData("phone number", "Phone number of the customer.", "best number to reach you?", "0171 5550199", "0171 5550199")]
    [InlineData("order number", "The order number.", "Order number?", "#20441-B", "20441-B")]
    [InlineData("invoice amount", "The amount on the invoice.", "What amount is on the invoice?", "149.99", "149.99")]
    [InlineData("first name", "The customer's first name.", "Can I take your first name?", "yeah its katrin", "katrin")]
    [InlineData("membership", "One of Gold, Silver or Bronze.", "How can I help?", "i am a silver member", "silver")]
    [InlineData("zip code", "The zip code.", "What's your zip code?", "90210", "90210")]
    [InlineData("rating", "How the customer rates the service.", "How would you rate our service?", "8 I guess", "8")]
    [InlineData("callback day", "The day to call back.", "When shall we call you back?", "tomorrow works", "tomorrow")]
    [InlineData("doctor", "The doctor the patient wants to see.", "Which doctor would you like to see?", "Dr. Berg", "Dr. Berg")]
    [InlineData("mother's maiden name", "", "What was your mother's maiden name?", "mother's maiden name is Sanchez", "Sanchez")]
    [InlineData("number of nights", "How many nights the guest stays.", "For how many nights?", "three nights", "three")]
    [InlineData("licence plate", "The licence plate of the car.", "licence plate?", "KA-MF 482", "KA-MF 482")]
    [InlineData("color", "The color of the car.", "What color would you like?", "dark blue please", "dark blue")]
    public async Task A_definition_is_enough(string name, string description, string question, string answer, string expected)
    {
        Assert.Equal(expected, (await Talk.Ask(Talk.Entity(name, description), "A: " + question, "C: " + answer)).Value);
    }

    [Theory]
    [InlineData("flight number", "The flight number.", "LH123", "my flight BA 2490 was cancelled", "ba2490")]
    [InlineData("product", "The product asked about.", "Silver Max", "i have a question about the silver max", "silver max")]
    [InlineData("seat", "The seat number.", "12A", "my seat is 14F", "14f")]
    [InlineData("IBAN", "The IBAN.", "DE89370400440532013000", "IBAN DE89 3704 0044 0532 0130 01", "de89370400440532013001")]
    public async Task An_example_shows_the_form(string name, string description, string example, string line, string expected)
    {
        Assert.Equal(expected, (await Talk.Ask(Talk.Entity(name, description, example), "C: " + line)).Normalized);
    }

    [Fact]
    public async Task The_agents_name_is_the_one_the_agent_gives()
    {
        var agent = Talk.Entity("agent name", "The name of the agent.");
        Assert.Equal("Dilnoza", (await Talk.Ask(agent, "A: Hello, my name is Dilnoza, how can I help?", "C: hi, I'm Leo")).Value);
    }

    [Fact]
    public async Task What_only_understanding_could_find_is_not_found()
    {
        var reason = Talk.Entity("reason for calling", "Why the customer calls.");
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(reason, "C: my washing machine leaks")).Outcome);
    }
}
