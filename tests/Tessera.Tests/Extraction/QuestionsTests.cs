using Tessera.Extraction;

namespace Tessera.Tests.Extraction;

public sealed class QuestionsTests
{
    static readonly string[] Yes = ["that worked", "issue resolved"];
    static readonly string[] No = ["still not working", "did not help"];

    [Fact]
    public async Task A_question_without_phrases_needs_a_model()
    {
        Assert.Equal(ExtractionOutcome.NoModel, (await Talk.Ask(Talk.Question("Was it resolved?"), "C: that worked")).Outcome);
        Assert.Equal(ExtractionOutcome.NoModel, (await Talk.Ask(Talk.Question("Was it resolved?", [], ["!?"]), "C: that worked")).Outcome);
    }

    [Fact]
    public async Task A_question_whose_phrases_are_not_said_is_not_found()
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(Talk.Question("Was it resolved?", Yes, No), "C: thank you")).Outcome);
    }

    [Theory]
    [InlineData("oh nice, that worked!", "Yes", "that worked")]
    [InlineData("ISSUES RESOLVED", "Yes", "ISSUES RESOLVED")]
    [InlineData("no, it still isn't ok, it is still not working", "No", "still not working")]
    [InlineData("it did not, sadly, help. It did not help", "No", "did not help")]
    public async Task A_phrase_answers_by_its_stems_and_is_quoted(string line, string answer, string quote)
    {
        var value = await Talk.Ask(Talk.Question("Was it resolved?", Yes, No), "C: " + line);
        Assert.Equal(answer, value.Value);
        Assert.Equal(quote, value.Evidence!.Quote);
    }

    [Fact]
    public async Task The_phrase_said_last_answers()
    {
        var question = Talk.Question("Was it resolved?", Yes, No);
        Assert.Equal("Yes", (await Talk.Ask(question, "C: still not working", "A: And now?", "C: that worked")).Value);
        Assert.Equal("No", (await Talk.Ask(question, "C: that worked. no wait, still not working")).Value);
    }

    [Theory]
    [InlineData("that never really worked")]
    [InlineData("nothing of that worked")]
    [InlineData("I can't say that worked")]
    public async Task A_denied_phrase_answers_neither_yes_nor_no(string line)
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(Talk.Question("Was it resolved?", Yes, No), "C: " + line)).Outcome);
    }

    [Fact]
    public async Task The_longer_of_two_phrases_at_one_place_answers()
    {
        var question = Talk.Question("Will they stay?", ["I will stay"], ["I will stay no longer"]);
        Assert.Equal("No", (await Talk.Ask(question, "C: I will stay no longer")).Value);
    }

    [Fact]
    public async Task A_phrase_does_not_reach_over_the_end_of_a_sentence()
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(Talk.Question("?", Yes, No), "C: I saw that. Worked all day.")).Outcome);
    }

    [Fact]
    public async Task A_notice_of_the_system_answers_nothing()
    {
        Assert.Equal(ExtractionOutcome.NotFound, (await Talk.Ask(Talk.Question("?", Yes, No), "S: issue resolved")).Outcome);
    }
}
