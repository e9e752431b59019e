using System.Text.Json.Nodes;
using Tessera.Markets;
using Tessera.Markets.Questions;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>Whether questions can tell a fit from a misfit, and questions that people write.</summary>
public sealed class QuestionTests(Servers servers)
{
    static readonly QualifyingQuestion[] Strong =
    [
        new("Does the company run its own fleet?", "Yes where vehicles are named.", "GOOD", "HIGH"),
        new("Is the company a broker without vehicles?", "Yes where it says so.", "BAD", "INSTANT_DISQUALIFIER"),
        new("Does it deliver across borders?", "Yes where two countries are named.", "GOOD", "MEDIUM"),
    ];

    [Fact]
    public void A_set_of_both_kinds_and_mixed_weights_passes() =>
        Assert.Equal(
            ["both-kinds", "mixed-weights", "no-vague-question", "no-duplicate", "rationales", "distinct-across-segments"],
            QuestionChecks.Of(Strong, []).Select(c => c.Passed ? c.Check : $"not {c.Check}: {c.Reason}"));

    [Theory]
    [InlineData("", "both-kinds: There are no questions: every company scores in the middle.")]
    [InlineData(
        "GOOD HIGH Does it run a fleet?|GOOD LOW Does it sell insurance?",
        "both-kinds: There is no BAD question: nothing that is known can speak against a company but a No.")]
    [InlineData("BAD HIGH Does it run a fleet?", "both-kinds: There is no GOOD question: nothing can speak for a company but a No.")]
    [InlineData(
        "GOOD MEDIUM Does it run a fleet?|BAD MEDIUM Is it a broker?",
        "mixed-weights: All questions weigh MEDIUM: the score is a count of Yes.")]
    [InlineData("GOOD HIGH Alpha?|GOOD HIGH Beta?|GOOD HIGH Gamma?|BAD HIGH Delta?", null)]
    [InlineData(
        "GOOD HIGH Alpha?|GOOD HIGH Beta?|GOOD HIGH Gamma?|BAD HIGH Delta?|BAD HIGH Epsilon?|GOOD LOW Zeta?",
        "mixed-weights: 5 questions weigh HIGH, where 4 should at most: what matters is lost among them.")]
    [InlineData(
        "GOOD HIGH Is this a good company?|BAD LOW Is it a broker?",
        "no-vague-question: “Is this a good company?” asks for nothing that evidence could be found of.")]
    [InlineData(
        "GOOD HIGH Would they be an ideal customer for us?|BAD LOW Is it a broker?",
        "no-vague-question: “Would they be an ideal customer for us?” asks for nothing that evidence could be found of.")]
    [InlineData(
        "GOOD HIGH Does the company run its own fleet?|BAD LOW Does it run a fleet of its own?",
        "no-duplicate: “Does the company run its own fleet?” and “Does it run a fleet of its own?” ask the same.")]
    [InlineData("GOOD HIGH Is the company of this size: 500+ employees?|BAD LOW Is the company of this size: 50 employees?", null)]
    [InlineData("GOOD HIGH Is its main business banks?|BAD LOW Is its main business something other than banks?", null)]
    public void A_weak_set_is_told_why(string questions, string? failure)
    {
        var set = questions.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(q => q.Split(' ', 3))
            .Select(q => new QualifyingQuestion(q[2], "Yes where it says so.", q[0], q[1])).ToList();

        Assert.Equal(
            failure is null ? [] : [failure], QuestionChecks.Of(set, []).Where(c => !c.Passed).Select(c => $"{c.Check}: {c.Reason}"));
    }

    [Fact]
    public void A_question_needs_a_rationale_and_archived_ones_are_not_asked()
    {
        Assert.Equal(
            "“Does it deliver across borders?” has no rationale that says what counts as evidence.",
            QuestionChecks.Of([.. Strong[..2], Strong[2] with { Rationale = " " }], []).Single(c => !c.Passed).Reason);
        Assert.True(QuestionChecks.AreStrong([.. Strong, Strong[0] with { Rationale = "", ArchivedAt = DateTimeOffset.UnixEpoch }], []));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Half_of_the_questions_in_common_with_another_segment_are_too_many(int common, bool passed)
    {
        var other = new MarketEntity
        {
            Kind = MarketKind.Segment, OId = "sg_other", Name = "Other", InternalName = "", CreatedBy = "", Questions = Strong[..common],
        };

        Assert.Equal(passed, QuestionChecks.AreStrong(Strong, [other]));
        if (!passed)
            Assert.Equal(
                "The segment Other (sg_other) asks 2 of the 3 questions too: the two can hardly be told apart.",
                QuestionChecks.Of(Strong, [other])[^1].Reason);
    }

    public static TheoryData<string> Sources =>
    [
        .. Pages.All.Select(p => p.Html), "Enterprise companies with 500+ employees in technology sector", "Our customers are banks.",
        "They are companies. They need speed.", "Companies with revenue over $5M.",
        "We sell to hospitals in Spain, Portugal, France and Italy. They need A to be safe. They need B to be quick. They must have C in order. They want D to be cheap. Budgets of clinics are slow and complex. Security matters to banks. It isn't a good fit for shops. It is not for farms.",
    ];

    [Theory, MemberData(nameof(Sources))]
    public void Questions_written_by_rule_pass_every_check_whatever_the_source(string html)
    {
        var draft = DraftTests.Draft(
            Tessera.Fetch.PageText.Read(
                System.Text.Encoding.UTF8.GetBytes(html),
                html.StartsWith('<') || html.Contains("<p>", StringComparison.Ordinal) ? "text/html" : "text/plain", "utf-8").Value!);
        if (draft.Unrecognized) return;

        Assert.Equal([], QuestionChecks.Of(draft.Questions, []).Where(c => !c.Passed).Select(c => $"{c.Check}: {c.Reason}"));
    }

    [Theory, OnBothDatabases]
    public async Task People_write_questions_and_see_what_is_weak_about_them(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("segment", new { name = "Fleets" });

        var weak = (await api.PutAsync($"/v1/market-segments/{oId}/questions", """
            {"questions":[{"question":"Does it run a fleet?","rationale":"Yes where vehicles are named.","fitType":"GOOD","weight":"HIGH"},
                          {"question":"Has it drivers?","fitType":"GOOD","weight":"LOW","archivedAt":"2026-01-31T10:00:00Z"}]}
            """)).Expect(200).Json;

        Assert.Equal(["both-kinds"], weak["questionChecks"]!.AsArray().Where(c => !(bool)c!["passed"]!).Select(c => (string)c!["check"]!));
        var native = (await api.GetAsync($"/v1/market-segments/{oId}")).Expect(200).Json;
        Assert.Equal(weak["questionChecks"]!.ToJsonString(), native["questionChecks"]!.ToJsonString());
        var got = (await api.GetAsync($"{Octave.Segment}/get?oId={oId}")).Expect(200).Json["qualifyingQuestions"]!;
        Assert.Equal(weak["qualifyingQuestions"]!.ToJsonString(), got.ToJsonString());
        Assert.Equal(("Does it run a fleet?", "2026-01-31T10:00:00.000Z"), ((string)got[0]!["question"]!, (string)got[1]!["archivedAt"]!));
        Assert.Contains("Does it run a fleet?", (await api.GetAsync("/v1/audit?limit=1")).Expect(200).Text, StringComparison.Ordinal);
        // Only the one that isn't archived is asked.
        Assert.Single(
            (await api.PostAsync($"/v1/market-segments/{oId}/qualify", new { text = "We run a fleet." })).Expect(200).Json["answers"]!
                .AsArray());
    }

    [Theory]
    [OnBothDatabases("{}", "$.questions: required, expected an array")]
    [OnBothDatabases(
        """{"questions":[{"question":"","fitType":"GOOD","weight":"LOW"}]}""",
        "$.questions[0].question: expected 1 to 1024 characters, found 0")]
    [OnBothDatabases(
        """{"questions":[{"question":"a?","fitType":"FAIR","weight":"LOW"}]}""",
        "$.questions[0].fitType: expected GOOD or BAD, found \"FAIR\"")]
    [OnBothDatabases(
        """{"questions":[{"question":"a?","fitType":"BAD"}]}""",
        "$.questions[0].weight: required, expected LOW, MEDIUM, HIGH or INSTANT_DISQUALIFIER")]
    [OnBothDatabases(
        """{"questions":[{"question":"a?","fitType":"GOOD","weight":"INSTANT_DISQUALIFIER"}]}""",
        "$.questions[0].weight: INSTANT_DISQUALIFIER is for BAD questions")]
    [OnBothDatabases("""{"questions":[{"question":"a?","fitType":"BAD","weight":"LOW","archivedAt":"soon"}]}""", null)]
    public async Task Questions_that_can_not_be_are_400(Backend backend, string body, string? message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("segment", new { name = "Fleets" });

        var answer = await api.PutAsync($"/v1/market-segments/{oId}/questions", body);

        if (message is null) answer.Expect(400);
        else answer.ExpectError("400-01", message);
        Assert.Equal("[]", (await api.GetAsync($"{Octave.Segment}/get?oId={oId}")).Expect(200).Json["qualifyingQuestions"]!.ToJsonString());
    }

    [Theory]
    [OnBothDatabases(0, 200)]
    [OnBothDatabases(99, 200)]
    [OnBothDatabases(100, 200)]
    [OnBothDatabases(101, 400)]
    public async Task A_segment_has_a_hundred_questions_at_most(Backend backend, int count, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("segment", new { name = "Fleets" });
        var questions = new JsonArray(
            [.. Enumerable.Range(0, count)
                .Select(i => (JsonNode)new JsonObject { ["question"] = $"Is it number {i}?", ["fitType"] = "GOOD", ["weight"] = "LOW" })]);

        (await api.PutAsync(
            $"/v1/market-segments/{oId}/questions", new JsonObject { ["questions"] = questions }.ToJsonString())).Expect(status);
    }

    [Theory, OnBothDatabases]
    public async Task Questions_of_another_workspaces_segment_are_none(Backend backend)
    {
        using var owner = await servers.NewWorkspaceAsync(backend);
        using var stranger = await servers.NewWorkspaceAsync(backend);
        var oId = await owner.MakeIdAsync("segment", new { name = "Fleets" });

        (await stranger.PutAsync($"/v1/market-segments/{oId}/questions", """{"questions":[]}""")).ExpectError(
            "404-01", $"There is no segment {oId}.");
    }
}
