using Tessera.Extraction;
using Tessera.Fields;

namespace Tessera.Tests.Extraction;

public sealed class CuesTests
{
    static readonly StructuredDataField FlightId = Talk.Entity("flight ID", "The id of the flight to book.", "661", "905");
    static readonly StructuredDataField Dish =
        Talk.Entity("dish", "The dish that is ordered: one of ramen, lasagne, curry or soup.");

    [Fact]
    public async Task The_agents_question_gives_a_bare_answer_its_meaning()
    {
        string[] lines = ["A: How many guests are coming?", "C: 12", "A: And your room number?", "C: 40"];
        Assert.Equal("12", (await Talk.Ask(Talk.Guests, lines)).Value);
    }

    [Fact]
    public async Task Questions_are_matched_by_word_stems()
    {
        var invited = Talk.Entity("invitations", "The number of invitations.", "40", "15");
        Assert.Equal("60", (await Talk.Ask(invited, "A: How many people do you want to be invited?", "C: 60")).Value);
    }

    [Fact]
    public async Task The_answer_may_come_a_message_later()
    {
        Assert.Equal("905", (await Talk.Ask(FlightId, "A: Can I have your flight ID?", "C: one moment", "C: 905")).Value);
    }

    [Fact]
    public async Task A_cue_in_the_sentence_before_is_read()
    {
        Assert.Equal("614", (await Talk.Ask(FlightId, "C: Please book a flight. ID is 614")).Value);
    }

    [Fact]
    public async Task A_number_that_another_word_labels_belongs_to_that_word()
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(FlightId, "C: I am in room number 614 and want towels")).Outcome);
    }

    [Theory]
    [InlineData("Actually it's 821")]
    [InlineData("change it to 821 please")]
    [InlineData("No, I gave you the wrong number. It's 821.")]
    public async Task Who_changes_their_mind_means_the_last(string change)
    {
        string[] lines = ["A: Your flight ID?", "C: 905", "A: Flight 905 is free. Should I reserve it?", "C: " + change];
        Assert.Equal("821", (await Talk.Ask(FlightId, lines)).Value);
    }

    [Fact]
    public async Task Who_changes_their_mind_within_a_message_means_the_last()
    {
        Assert.Equal("312", (await Talk.Ask(FlightId, "A: Your flight ID?", "C: It is 944 ... wait I mean 312")).Value);
    }

    [Fact]
    public async Task Make_it_thirty_instead()
    {
        string[] lines = ["A: How many guests do you invite?", "C: 77 guests", "A: At most 35 guests fit in.", "C: ok make it 30 instead"];
        Assert.Equal("30", (await Talk.Ask(Talk.Guests, lines)).Value);
    }

    [Fact]
    public async Task A_refused_value_is_replaced_by_the_next()
    {
        string[] lines = ["A: Your flight ID?", "C: 905", "A: Sorry, but flight 905 is not available any more.", "C: 176 then"];
        Assert.Equal("176", (await Talk.Ask(FlightId, lines)).Value);
    }

    [Theory]
    [InlineData("anything but lasagne, I'll have the ramen")]
    [InlineData("I'd like ramen instead of lasagne")]
    [InlineData("ramen, not lasagne")]
    [InlineData("I don't want lasagne. ramen please")]
    public async Task What_is_denied_is_not_meant(string line)
    {
        Assert.Equal("ramen", (await Talk.Ask(Dish, "A: Which dish would you like?", "C: " + line)).Value);
    }

    [Fact]
    public async Task An_offer_of_the_agent_counts_when_the_customer_agrees()
    {
        string[] lines = ["C: I'd like to order the curry", "A: The curry is sold out. May I offer you the soup?", "C: yes please"];
        var value = await Talk.Ask(Dish, lines);
        Assert.Equal("soup", value.Value);
        Assert.Equal("m1", value.Evidence!.MessageId);
    }

    [Fact]
    public async Task An_offer_of_the_agent_does_not_count_when_the_customer_declines()
    {
        string[] lines = ["C: I'd like to order the curry", "A: The curry is sold out. May I offer you the soup?", "C: no thanks"];
        Assert.Equal("curry", (await Talk.Ask(Dish, lines)).Value);
    }

    [Fact]
    public async Task A_field_whose_value_the_agent_gives_is_found_in_the_agents_words()
    {
        var ticket = Talk.Entity("ticket number", "The ticket number the agent gives the customer.", "77120", "80114");
        string[] lines = ["C: my old ticket number was 60001", "A: Your new ticket number is 81002."];
        Assert.Equal("81002", (await Talk.Ask(ticket, lines)).Value);
    }

    [Fact]
    public async Task A_notice_of_the_system_is_nobodys_words()
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(FlightId, "S: flight ID 905", "C: hello")).Outcome);
    }

    [Fact]
    public async Task A_field_with_a_poor_description_finds_what_its_name_asks()
    {
        Assert.Equal("8814", (await Talk.Ask(Talk.Entity("locker code", ""), "A: And your locker code?", "C: it's 8814")).Value);
    }

    [Fact]
    public async Task A_field_without_any_kind_finds_the_answer_to_its_question()
    {
        var pet = Talk.Entity("pet", "What the childhood pet was called.", "Rex", "Mimi");
        Assert.Equal("Waffles", (await Talk.Ask(pet, "A: What was the name of your pet?", "C: Waffles")).Value);
    }

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_said()
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(FlightId)).Outcome);
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(FlightId, "C: hi", "A: Hello, how can I help?", "C: ...")).Outcome);
    }

    [Fact]
    public async Task A_fields_answer_does_not_depend_on_the_other_fields()
    {
        var transcript = Talk.Of("A: Account number and PIN?", "C: 40718825, 9081", "A: Your name?", "C: Maria Lund");
        StructuredDataField[] fields = [Talk.AccountNumber, Talk.Pin, Talk.CustomerName, Talk.Guests];
        var together = await new BuiltInExtractor().ExtractAsync(transcript, fields, TestContext.Current.CancellationToken);
        foreach (var (field, value) in fields.Zip(together))
            Assert.Equal(await Talk.Ask(field, transcript), value);
        Assert.Equal(fields.Select(f => f.Id), together.Select(v => v.FieldId));
    }
}
