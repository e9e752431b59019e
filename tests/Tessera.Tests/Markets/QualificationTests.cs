using Tessera.Markets;
using Tessera.Markets.Qualifying;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

public sealed class QualificationTests(Servers servers)
{
    const int Runs = 20_000;
    static readonly string[] Weights = ["LOW", "MEDIUM", "HIGH", "INSTANT_DISQUALIFIER"];

    [Fact]
    public void A_score_is_from_1_to_10_and_no_order_of_the_questions_changes_it()
    {
        var random = new Random(7);
        for (var run = 0; run < Runs; run++)
        {
            var answers = Answers(random);
            var score = QualificationScore.Of(answers);

            Assert.InRange(score, 1, 10);
            var shuffled = answers.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(score, QualificationScore.Of(shuffled));
        }
    }

    [Fact]
    public void A_better_answer_never_lowers_the_score()
    {
        var random = new Random(8);
        for (var run = 0; run < Runs; run++)
        {
            var answers = Answers(random);
            var i = random.Next(answers.Count);
            var good = answers[i].Question.FitType == "GOOD";
            // From the surest against a fit to the surest for it.
            (bool Yes, Confidence Confidence)[] ladder =
                [(!good, Confidence.High), (!good, Confidence.Medium), (!good, Confidence.Low), (good, Confidence.Low),
                    (good, Confidence.Medium), (good, Confidence.High)];
            var before = 0.0;
            foreach (var (yes, confidence) in ladder)
            {
                answers[i] = answers[i] with { Yes = yes, Confidence = confidence };
                var score = QualificationScore.Of(answers);
                Assert.True(score >= before, $"{before} became {score}");
                before = score;
            }
        }
    }

    [Fact]
    public void What_is_not_known_pulls_to_the_middle()
    {
        var random = new Random(9);
        for (var run = 0; run < Runs; run++)
        {
            var answers = Answers(random).Where(a => a.Question.Weight != "INSTANT_DISQUALIFIER").ToList();
            var score = QualificationScore.Of(answers);
            answers.Add(
                new QualifyingAnswer(new QualifyingQuestion("q", "r", "GOOD", Weights[random.Next(3)]), false, Confidence.Low, "", null));
            var with = QualificationScore.Of(answers);

            Assert.True(Math.Abs(with - 5.5) <= Math.Abs(score - 5.5), $"{score} became {with}");
        }
    }

    [Fact]
    public void An_instant_disqualifier_caps_at_3()
    {
        var random = new Random(10);
        for (var run = 0; run < Runs; run++)
        {
            var answers = Answers(random);
            answers.Add(
                new QualifyingAnswer(
                    new QualifyingQuestion("q", "r", "BAD", "INSTANT_DISQUALIFIER"), true, (Confidence)random.Next(1, 3), "", null));

            Assert.InRange(QualificationScore.Of(answers), 1, 3);
        }
    }

    [Theory]
    [InlineData("", 5.5)]
    [InlineData("GOOD HIGH yes High", 10)]
    [InlineData("GOOD HIGH no High", 1)]
    [InlineData("GOOD HIGH yes Low", 5.5)]
    [InlineData("GOOD HIGH yes Medium", 8.2)]
    [InlineData("BAD HIGH no High", 10)]
    [InlineData("GOOD HIGH yes High;GOOD LOW no High", 8.2)]
    [InlineData("GOOD HIGH yes High;BAD INSTANT_DISQUALIFIER yes Medium", 3)]
    [InlineData("GOOD HIGH yes High;BAD INSTANT_DISQUALIFIER yes Low", 7.8)]
    public void The_formula_is_the_documented_one(string answers, double score) => Assert.Equal(
        score,
        QualificationScore.Of(answers.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split(' ')).Select(a =>
            new QualifyingAnswer(new QualifyingQuestion("q", "r", a[0], a[1]), a[2] == "yes", Enum.Parse<Confidence>(a[3]), "", null))));

    [Theory]
    [InlineData("Is the company of this size: 500+ employees?", "We are a team of 1,200 people.", "Yes High")]
    [InlineData("Is the company of this size: 500+ employees?", "We have 499 employees.", "No Medium")]
    [InlineData("Is the company of this size: 500+ employees?", "We have 500 employees.", "Yes High")]
    [InlineData("Is the company of this size: 51-500 employees?", "Acme has over 501 employees.", "No Medium")]
    [InlineData("Is the company of this size: 3,000 employees?", "Acme has 1,500 employees.", "Yes High")]
    [InlineData("Is the company of this size: 3,000 employees?", "Acme has 1,499 employees.", "No Medium")]
    [InlineData("Is the company's revenue within this: $20M to $100M?", "Revenue was $0.05 billion last year.", "Yes High")]
    [InlineData("Is the company's revenue within this: $20M to $100M?", "Revenue was $1 billion last year.", "No Medium")]
    [InlineData("Is the company's revenue within this: $20M to $100M?", "A seat is $30.", "No Low")]
    [InlineData("Is the company's main business one of these: banks, retail?", "Acme is a retailer.", "Yes High")]
    [InlineData("Is the company's main business one of these: banks, retail?", "Acme is an airline.", "No Medium")]
    [InlineData("Is the company's main business something other than: banks?", "Acme is an airline.", "Yes Medium")]
    [InlineData("Is the company's main business something other than: banks?", "Acme works in banking.", "No High")]
    [InlineData("Is the company based or active here: Spain?", "Offices in France.", "No Low")]
    [InlineData("Is the company based or active here: Spain?", "Offices in Spain.", "Yes High")]
    [InlineData("Does the company sell payroll software?", "Acme makes software.", "No Low")]
    [InlineData("Does this hold for the company: “Retailers need stock figures.”", "Acme is a retailer.", "No Low")]
    [InlineData("従業員300名以上？", "当社は従業員450名です。", "Yes High")]
    [InlineData("Is it nice?", "Acme is a retailer.", "No Low")]
    public void A_question_for_a_fact_is_answered_from_the_text_and_no_other(string question, string text, string expected)
    {
        var answer = new FactAnswerer([text]).Answer(new QualifyingQuestion(question, "", "GOOD", "HIGH"));

        Assert.Equal(expected, $"{(answer.Yes ? "Yes" : "No")} {answer.Confidence}");
        if (answer.Evidence is { } evidence) Assert.Equal(evidence.Quote, text[evidence.Start..evidence.End]);
        Assert.Equal(answer.Confidence == Confidence.Low, answer.Evidence is null);
    }

    [Theory, OnBothDatabases]
    public async Task A_text_and_a_conversation_are_scored_with_their_evidence(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = (string)(await api.PostAsync("/api/v2/segment/generate", """
            {"segments":[{"sources":[{"type":"TEXT","value":"Our customers are banks in Spain with 500+ employees."}]}]}
            """)).Expect(200).Json["data"]![0]!["oId"]!;
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "agent", "a-1", "Hello, what can I do for you?");
        var message = await api.MessageAsync(
            conversation, "customer", "c-1", "I am calling from a bank in Spain, we have 900 employees.", 1);

        var good = (await QualifyAsync(new { text = "We are a bank with 800 employees in Spain." })).Expect(200).Json;
        var bad = (await QualifyAsync(new { text = "Acme is an airline with 20 employees." })).Expect(200).Json;
        var nothing = (await QualifyAsync(new { text = "It rains." })).Expect(200).Json;
        var spoken = (await QualifyAsync(new { conversationId = conversation })).Expect(200).Json;

        Assert.Equal(5.5, (double)nothing["score"]!);
        Assert.InRange((double)good["score"]!, 8, 10);
        Assert.InRange((double)bad["score"]!, 1, 4);
        Assert.Equal((double)good["score"]!, (double)spoken["score"]!);
        Assert.Contains(
            spoken["answers"]!.AsArray(),
            a => (string?)a!["evidence"]?["messageId"] == message && (string)a["evidence"]!["quote"]! == "900 employees");
        Assert.All(spoken["answers"]!.AsArray(), a => Assert.Contains((string)a!["answer"]!, (string[])["Yes", "No"]));

        (await QualifyAsync(new { })).ExpectError("400-01", "$: expected exactly one of text and conversationId");
        (await QualifyAsync(new { text = "a", conversationId = conversation })).ExpectError(
            "400-01", "$: expected exactly one of text and conversationId");
        (await QualifyAsync(new { conversationId = "nobody" })).ExpectError("404-01", "There is no conversation with id nobody.");

        Task<Answer> QualifyAsync(object body) => api.PostAsync($"/v1/market-segments/{oId}/qualify", body);
    }

    static List<QualifyingAnswer> Answers(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 20)).Select(i => new QualifyingAnswer(
            new QualifyingQuestion($"q{i}", "r", random.Next(2) == 0 ? "GOOD" : "BAD", Weights[random.Next(4)]),
            random.Next(2) == 0, (Confidence)random.Next(3), "", null)),
    ];
}
