using System.Text.Json.Nodes;
using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets.Questions;

/// <summary>A segment's questions, written by hand: Octave's face has no field for them.</summary>
internal static class QuestionEndpoints
{
    public static void MapQuestions(this IEndpointRouteBuilder app) =>
        app.MapPut("/v1/market-segments/{oId}/questions", Replace).Requires(Scopes.Config)
            .Does(
                "setQuestions",
                "Write a market segment's qualifying questions",
                "They take the place of all it had. The answer says whether they can tell a fit from a misfit; weak ones are kept all the same.")
            .Takes(QuestionsInput.Read, QuestionsInput.Example)
            .Gives(200, SegmentQuestions.Example);

    static async Task<IResult> Replace(HttpContext http, string oId, MarketStore store, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync(http, QuestionsInput.Read);
        if (read.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        var changed = await store.UpdateAsync(workspace, http.Author(), "segment", oId, [MarketKind.Segment], Change, cancellationToken);
        return changed.ToHttp(segment => Json.Ok(SegmentQuestions.Of(segment, store.ActiveSegments(workspace))));

        // What a question of the draft rested on says nothing of the one in its place.
        MarketEntity Change(MarketEntity before) => before with
        {
            Questions = read.Value!,
            Citations = [.. before.Citations.Where(c => !c.Path.StartsWith("qualifyingQuestions[", StringComparison.Ordinal))],
        };
    }
}

/// <summary>Questions as clients send them.</summary>
internal static class QuestionsInput
{
    /// <summary>The most questions of a segment.</summary>
    public const int Most = 100;

    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """
        {"questions":[{"question":"Does the company run its own fleet?","rationale":"Yes where vehicles or drivers of its own are named; carriers it hires are a No.",
        "fitType":"GOOD","weight":"HIGH","archivedAt":null}]}
        """;

    public static List<QualifyingQuestion> Read(Wire.JsonObject body) =>
    [
        .. body.RequiredObjects("questions", 0, Most).Select(question =>
        {
            var read = new QualifyingQuestion(
                question.RequiredText("question", new TextRule(1, 1024)),
                question.OptionalText("rationale", new TextRule(0, 4096)).Value ?? "",
                question.RequiredChoice("fitType", QualifyingQuestion.FitTypes) ?? "GOOD",
                question.RequiredChoice("weight", QualifyingQuestion.Weights) ?? "LOW",
                question.OptionalTime("archivedAt", "Since when it isn't asked any more.").Value is { } time
                    ? DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)
                    : null);
            if (read is { FitType: "GOOD", Weight: QualifyingQuestion.Disqualifier })
                question.Violate("weight", $"{QualifyingQuestion.Disqualifier} is for BAD questions");
            return read;
        }),
    ];
}

/// <summary>A segment's questions and what the checks say of them.</summary>
/// <param name="QualifyingQuestions">The questions as Octave's face gives them.</param>
/// <param name="QuestionChecks">The rules they are held to.</param>
internal sealed record SegmentQuestions(JsonArray QualifyingQuestions, IReadOnlyList<QuestionCheck> QuestionChecks)
{
    /// <summary>The checks as the API's description shows them.</summary>
    public static readonly IReadOnlyList<QuestionCheck> ExampleChecks =
    [
        new QuestionCheck("both-kinds", false, "There is no BAD question: nothing that is known can speak against a company but a No."),
        new QuestionCheck("mixed-weights", true, null),
    ];

    /// <summary>One as the API's description shows it.</summary>
    public static readonly SegmentQuestions Example = new(
        [MarketResource.Question(
            new QualifyingQuestion(
                "Does the company run its own fleet?", "Yes where vehicles or drivers of its own are named.", "GOOD",
                "HIGH"))], ExampleChecks);

    public static SegmentQuestions Of(MarketEntity segment, IEnumerable<MarketEntity> active) => new(
        [.. segment.Questions.Select(MarketResource.Question)],
        Questions.QuestionChecks.Of(segment.Questions, active.Where(other => other.OId != segment.OId)));
}
