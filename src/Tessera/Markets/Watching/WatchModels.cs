using System.Text.Json.Serialization;
using Tessera.Data;
using Tessera.Markets.Qualifying;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets.Watching;

/// <summary>Which conversations a market segment is to watch, as clients send it.</summary>
internal static class WatchInput
{
    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """{"query":"lob_id = 'freight' AND attributes.channel = 'sales'"}""";

    // Its limits are the compiler's to tell, with the place.
    public static string Read(JsonObject body) => body.RequiredText("query", TextRule.Any);
}

/// <summary>What a market segment watches, as it is given out.</summary>
/// <param name="Query">The query of the conversations it watches.</param>
/// <param name="SegmentId">The segment of these conversations.</param>
/// <param name="Fields">The fields its questions became, in their order.</param>
/// <param name="Matching">How many conversations match.</param>
/// <param name="Scored">How many of these have a score.</param>
/// <param name="ActivatedBy">The key that activated it last; absent for a command on the server's machine.</param>
/// <param name="ActivatedAt">When.</param>
internal sealed record WatchResource(
    string Query, string SegmentId, IReadOnlyList<WatchedField> Fields, int Matching, int Scored, string? ActivatedBy, string ActivatedAt)
{
    /// <summary>One as the API's description shows it.</summary>
    public static readonly WatchResource Example = new(
        "lob_id = 'freight' AND attributes.channel = 'sales'", "FIT_sg_V1StGXR8Z5jdHi6B-myTa",
        [new WatchedField("q_sg_V1StGXR8Z5jdHi6B-myTa_1", "Does the company run its own fleet?")], 1200, 1180, "01K7ATS0V3", Examples.Time);

    public static WatchResource Of(MarketWatch watch, int matching, int scored) => new(
        watch.Query, watch.SegmentId, [.. watch.Questions.Select(q => new WatchedField(q.FieldId, q.Question.Question))], matching, scored,
        watch.ActivatedBy.Length > 0 ? watch.ActivatedBy : null, Time.Format(watch.ActivatedAt));
}

/// <summary>A question and its field.</summary>
internal sealed record WatchedField(string FieldId, string Question);

/// <summary>How well a conversation fits a market segment, as it is given out.</summary>
/// <param name="SegmentOId">The market segment.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="ExternalConversationId">Its client's id.</param>
/// <param name="Score">From 1 to 10.</param>
/// <param name="IsCurrent">False where it is about to be scored anew: the market segment was changed since, or messages came.</param>
/// <param name="ScoredAt">When.</param>
/// <param name="StructuredDataId">The set of structured data that has the answers.</param>
/// <param name="Answers">The questions with their answers, but for those that were changed since.</param>
internal sealed record FitResource(
    string SegmentOId, string ConversationId, string ExternalConversationId, double Score, bool IsCurrent, string ScoredAt,
    string StructuredDataId, IReadOnlyList<FitAnswerResource> Answers)
{
    /// <summary>One as the API's description shows it.</summary>
    public static readonly FitResource Example = new(
        "sg_V1StGXR8Z5jdHi6B-myTa", Examples.ConversationId, Examples.ExternalId, 8.2, true, Examples.Time, Examples.Guid,
        [
            new FitAnswerResource(
                "q_sg_V1StGXR8Z5jdHi6B-myTa_1", "Does the company run its own fleet?", "GOOD", "HIGH", "Yes", "MEDIUM",
                "Lorries of its own are named.", new EvidenceResource(Examples.MessageId, 9, 22, "forty lorries"), "model:llama3.1"),
        ]);

    public static FitResource Of(ScoredFit scored) => new(
        scored.Fit.OId, scored.Fit.ConversationId, scored.Fit.ExternalId, scored.Fit.Score, scored.IsCurrent,
        Time.Format(Timestamps.FromMicros(scored.Fit.ScoredAt)), scored.Fit.SetId, [.. scored.Answers.Select(FitAnswerResource.Of)]);
}

/// <summary>A question's answer in a conversation.</summary>
/// <param name="FieldId">The field that the question is.</param>
/// <param name="Question">What was asked.</param>
/// <param name="FitType"><c>GOOD</c> or <c>BAD</c>.</param>
/// <param name="Weight">How much it weighs.</param>
/// <param name="Answer"><c>Yes</c> or <c>No</c>; with the confidence <c>LOW</c> it is No for want of evidence, and the field <c>Not
/// Found</c>.</param>
/// <param name="Confidence"><c>LOW</c>, <c>MEDIUM</c> or <c>HIGH</c>.</param>
/// <param name="Rationale">Why.</param>
/// <param name="Evidence">The words it rests on.</param>
/// <param name="AnsweredBy"><c>built-in</c>, or <c>model:</c> and its name.</param>
internal sealed record FitAnswerResource(
    string FieldId, string Question, string FitType, string Weight, string Answer, string Confidence, string Rationale,
    EvidenceResource? Evidence, string AnsweredBy)
{
    public static FitAnswerResource Of(FieldAnswer answered)
    {
        var answer = AnswerResource.Of(answered.Answer, null);
        return new(
            answered.FieldId, answer.Question, answer.FitType, answer.Weight, answer.Answer, answer.Confidence, answer.Rationale,
            answered.Evidence is { } e ? new EvidenceResource(e.MessageId, e.Start, e.End, e.Quote) : null, answered.Answer.By);
    }
}

/// <summary>A page of scored conversations, the best first.</summary>
internal sealed record FitList(
    List<FitResource> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
