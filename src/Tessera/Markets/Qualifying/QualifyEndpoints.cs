using Tessera.Access;
using Tessera.Conversations;
using Tessera.Extraction;
using Tessera.Markets.Watching;
using Tessera.OpenApi;
using Tessera.Vocabularies;
using Tessera.Wire;

namespace Tessera.Markets.Qualifying;

/// <summary>How well a company, or the one that speaks in a conversation, fits a market segment.</summary>
internal static class QualifyEndpoints
{
    public static void MapQualification(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/market-segments/{oId}/qualify", Qualify).Requires(Scopes.Generate)
            .Does(
                "qualify",
                "Score how well a company fits a market segment",
                "By a text about it, or by what was said in a conversation. Nothing is stored but, of a conversation, what a model answered: a repeat is free. 503 where there is a language model that can't be asked now.")
            .Takes(
                QualifyInput.Read, """{"text":"We are a bank with 900 employees."}""",
                """{"conversationId":"01KAFQ0V5WN3M2R7ZJ8X4T6Y9B"}""")
            .Gives(200, Qualification.Example);

    static async Task<IResult> Qualify(
        HttpContext http, string oId, MarketStore store, ConversationStore conversations, MessageStore messages,
        VocabularyStore vocabularies, WatchStore watches, Qualifier qualifier, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync(http, QualifyInput.Read);
        if (read.Problem is { } problem) return problem;
        var (workspace, input) = (http.Caller().Workspace, read.Value!);
        if (store.Find(workspace, oId, MarketKind.Segment) is not { } segment) return MarketStore.Unknown("segment", oId);
        var order = new QualifyOrder(workspace, [oId], segment.Questions, input.Text is { } text ? [new(text)] : []);
        NormalizedTranscript? said = null;
        if (input.ConversationId is { } id)
        {
            if (conversations.Find(workspace, id) is not { } conversation) return ConversationStore.Unknown("id", id);
            // As extraction reads it, so that both say the same.
            said = new NormalizedTranscript(vocabularies.NormalizerOf(workspace), messages.List(workspace, conversation.Id));
            order = order with
            {
                ConversationId = conversation.Id,
                Texts = [.. said.Transcript.Messages.Select(m => new KnownText(m.Text, m.Sender))],
                FieldIds = FieldsOf(watches.Find(workspace, oId), segment),
            };
        }

        var qualified = await qualifier.AnswerAsync(order, cancellationToken);
        return qualified.ToHttp(answers => Json.Ok(Qualification.Of(oId, answers, said)));
    }

    // The policy may have other extractors for the fields of a segment that watches conversations.
    static List<string>? FieldsOf(MarketWatch? watch, MarketEntity segment) =>
        watch is not null && watch.Questions.Select(q => q.Question).SequenceEqual(segment.Questions.Where(q => q.ArchivedAt is null))
            ? [.. watch.Questions.Select(q => q.FieldId)] : null;
}

/// <summary>What is known of a company: a text, or a conversation.</summary>
internal sealed record QualifyInput(string? Text, string? ConversationId)
{
    public static QualifyInput Read(JsonObject body)
    {
        var input = new QualifyInput(
            body.OptionalText("text", new TextRule(1, Source.MostCharacters)).Value,
            body.OptionalText("conversationId", TextRule.Identifier).Value);
        if (input is { Text: null, ConversationId: null } or { Text: not null, ConversationId: not null })
            body.Violations.Add("$", "expected exactly one of text and conversationId");
        return input;
    }
}

/// <summary>A qualification as it is given out.</summary>
/// <param name="SegmentOId">The market segment.</param>
/// <param name="Score">1 to 10, by <see cref="QualificationScore"/>.</param>
/// <param name="Answers">Each question that isn't archived, in the segment's order.</param>
/// <param name="Answerer">Who answered: <c>built-in</c>, or <c>model:</c> and its name.</param>
/// <param name="Usage">The tokens a model used for it.</param>
/// <param name="Note">What didn't go as it should.</param>
internal sealed record Qualification(
    string SegmentOId, double Score, IReadOnlyList<AnswerResource> Answers, string Answerer, long Usage, string? Note)
{
    /// <summary>One as the API's description shows it.</summary>
    public static readonly Qualification Example = new(
        "sg_V1StGXR8Z5jdHi6B-myTa", 10,
        [
            new AnswerResource(
                "Is the company of this size: 500+ employees?", "GOOD", "MEDIUM", "Yes", "HIGH", "The text names 900 employees.",
                new EvidenceResource(null, 19, 32, "900 employees")),
        ],
        Qualifier.BuiltIn, 0, null);

    /// <summary>A segment's questions answered from a text, or from what was said.</summary>
    public static Qualification Of(string segmentOId, QualifiedAnswers qualified, NormalizedTranscript? said) => new(
        segmentOId, qualified.Score, [.. qualified.Answers.Select(a => AnswerResource.Of(a, said))], qualified.Answerer, qualified.Tokens,
        qualified.Note);
}

/// <summary>An answer as it is given out.</summary>
internal sealed record AnswerResource(
    string Question, string FitType, string Weight, string Answer, string Confidence, string Rationale, EvidenceResource? Evidence)
{
    public static AnswerResource Of(QualifyingAnswer answer, NormalizedTranscript? said) => new(
        answer.Question.Question, answer.Question.FitType, answer.Question.Weight, answer.Yes ? "Yes" : "No",
        answer.Confidence.ToString().ToUpperInvariant(), answer.Rationale, answer.Evidence is { } e ? Standing(e, said) : null);

    static EvidenceResource Standing(QualifyingEvidence evidence, NormalizedTranscript? said)
    {
        if (said is null) return new EvidenceResource(null, evidence.Start, evidence.End, evidence.Quote);
        var stored = said.ToStored(new Evidence(said.Transcript.Messages[evidence.Text].Id, evidence.Start, evidence.End, evidence.Quote));
        return new EvidenceResource(stored.MessageId, stored.Start, stored.End, stored.Quote);
    }
}

/// <summary>The words an answer rests on: offsets in the text, or in the message, in UTF-16 code units.</summary>
internal sealed record EvidenceResource(string? MessageId, int Start, int End, string Quote);
