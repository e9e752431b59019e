using Tessera.Extraction;

namespace Tessera.Tests.Extraction;

public sealed class NamesTests
{
    [Theory]
    [InlineData("My name is Katrin Olsen and I need help", "Katrin Olsen")]
    [InlineData("hi, my name is katrin olsen", "katrin olsen")]
    [InlineData("Hello, this is Katrin.", "Katrin")]
    [InlineData("Hey I'm Katrin Olsen!", "Katrin Olsen")]
    [InlineData("Katrin here, my box is broken", "Katrin")]
    [InlineData("Katrin Olsen is my name", "Katrin Olsen")]
    [InlineData("please book it under the name Katrin", "Katrin")]
    [InlineData("I am Zoë O'Brien-Nguyễn", "Zoë O'Brien-Nguyễn")]
    public async Task A_customer_who_introduces_themself_is_named(string line, string expected)
    {
        Assert.Equal(expected, (await Talk.Ask(Talk.CustomerName, "C: " + line)).Value);
    }

    [Theory]
    [InlineData("Sure, it's Katrin Olsen", "Katrin Olsen")]
    [InlineData("katrin olsen", "katrin olsen")]
    [InlineData("Mrs. Olsen", "Mrs. Olsen")]
    [InlineData("Cordelia Banks, and the cello travels too", "Cordelia Banks")]
    [InlineData("Winifred Oakes oakes like the tree", "Winifred Oakes")]
    [InlineData("陈怡君", "陈怡君")]
    public async Task The_answer_to_the_agents_question_is_the_name(string answer, string expected)
    {
        Assert.Equal(expected, (await Talk.Ask(Talk.CustomerName, "A: May I have your name, please?", "C: " + answer)).Value);
    }

    [Fact]
    public async Task Titles_are_left_out_of_the_form_compared()
    {
        Assert.Equal("olsen", (await Talk.Ask(Talk.CustomerName, "A: Your name?", "C: Mrs. Olsen")).Normalized);
    }

    [Theory]
    [InlineData("I'm looking for a table")]
    [InlineData("i am so tired of this")]
    [InlineData("This is urgent")]
    [InlineData("I want a surprise party for my friend Angus")]
    [InlineData("I'd like a room at the Grand Palace from May 6th")]
    public async Task Words_that_introduce_nobody_name_nobody(string line)
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(Talk.CustomerName, "C: " + line)).Outcome);
    }

    [Fact]
    public async Task The_name_of_somebody_else_is_not_the_customers()
    {
        string[] lines = ["C: I'm Katrin.", "A: The name of your pet?", "C: Rex", "A: With whom would you like to meet?", "C: Olga"];
        Assert.Equal("Katrin", (await Talk.Ask(Talk.CustomerName, lines)).Value);
    }

    [Fact]
    public async Task A_name_that_is_not_the_speakers_is_found_by_the_words_of_the_field()
    {
        string[] lines = ["C: Hi, I'm Katrin and want to come to a party.", "A: What is the name of the host?", "C: Angus"];
        Assert.Equal("Angus", (await Talk.Ask(Talk.HostName, lines)).Value);
        Assert.Equal("Katrin", (await Talk.Ask(Talk.CustomerName, lines)).Value);
    }

    [Fact]
    public async Task A_possessive_s_is_no_part_of_a_name()
    {
        Assert.Equal("Angus", (await Talk.Ask(Talk.HostName, "A: Who is the host?", "C: It's Angus's party")).Value);
    }

    [Fact]
    public async Task A_field_that_speaks_of_the_family_finds_the_child()
    {
        var patient = Talk.Entity("patient name", "The name of the patient: the customer, or the child they bring.", "Leo");
        string[] lines = ["C: I'm Katrin and I have a cough.", "A: Dr. Berg can see you at 3.", "C: Can I bring my son Leo too?"];
        Assert.Equal("Leo", (await Talk.Ask(patient, lines)).Value);
        Assert.Equal("Katrin", (await Talk.Ask(Talk.CustomerName, lines)).Value);
    }
}
