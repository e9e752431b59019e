using System.Text.Json.Nodes;
using Tessera.Extraction;
using Tessera.Extraction.Grounding;
using Tessera.Markets.Questions;

namespace Tessera.Markets.Drafting;

/// <summary>
/// Holds a model's draft against what it was shown. A statement is written only where its quote stands in the sentence it names and that
/// sentence bears it; a firmographic value only where it stands there itself, and then in the source's words.
/// </summary>
internal sealed class GroundedDraft
{
    const int MostStatements = 4;
    const int MostValues = 8;
    const int MostName = 120;

    readonly ShownSources shown;
    readonly StatementSupport support;
    readonly List<Citation> citations = [];
    readonly HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);

    GroundedDraft(ShownSources shown, StatementSupport support) => (this.shown, this.support) = (shown, support);

    /// <summary>How many statements, values and questions were left out, as nothing bears them.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The draft; null where nothing of it can be kept.</summary>
    /// <param name="answer">What the model said.</param>
    /// <param name="request">What it was asked.</param>
    /// <param name="shown">What it was shown.</param>
    /// <param name="extractive">The draft made without it, which lends its name and questions where the model's are missing.</param>
    public static (SegmentDraft? Draft, int LeftOut) Of(
        DraftAnswer answer, DraftRequest request, ShownSources shown, SegmentDraft extractive)
    {
        var grounded = new GroundedDraft(shown, new StatementSupport($"{shown.Material}\n{request.Context}"));
        var draft = grounded.Write(answer, request, extractive);
        return (draft, grounded.LeftOut);
    }

    SegmentDraft? Write(DraftAnswer answer, DraftRequest request, SegmentDraft extractive)
    {
        var description = Statements(answer, "description", isList: false);
        var content = new JsonObject
        {
            ["fitExplanation"] = string.Join(' ', Statements(answer, "fitExplanation", isList: false)),
            ["firmographics"] = Values(answer.Values),
        };
        if (description.Count == 0 && content["firmographics"]!.AsObject().Count == 0) return null;
        foreach (var member in (string[])["keyPriorities", "keyConsiderations", "uniqueApproach"])
            content[member] = new JsonArray([.. Statements(answer, member, isList: true).Select(text => JsonValue.Create(text))]);
        content["customFields"] = new JsonArray();
        return new SegmentDraft
        {
            Name = Name(answer, request, extractive),
            Description = string.Join(' ', description),
            Content = content,
            Questions = Questions(answer.Questions, extractive.Questions),
            Citations = citations,
        };
    }

    List<string> Statements(DraftAnswer answer, string member, bool isList)
    {
        var statements = new List<string>();
        foreach (var claim in answer.Statements[member])
        {
            if (statements.Count == MostStatements || written.Contains(claim.Text)) continue;
            if (Ground(claim.Sentence, claim.Quote) is not var (sentence, evidence) || !support.Bears(sentence.Text, claim.Text))
            {
                LeftOut++;
                continue;
            }

            citations.Add(Cite(isList ? $"{member}[{statements.Count}]" : member, sentence, evidence));
            statements.Add(claim.Text);
            written.Add(claim.Text);
        }

        return statements;
    }

    JsonObject Values(IReadOnlyList<ValueClaim> claims)
    {
        var values = new JsonObject();
        foreach (var field in Firmographics.Fields)
        {
            var list = new List<string>();
            foreach (var claim in claims.Where(c => c.Field == field))
            {
                if (Ground(claim.Sentence, claim.Value) is not var (sentence, evidence))
                {
                    LeftOut++;
                    continue;
                }

                if (list.Count == MostValues || list.Contains(evidence.Quote, StringComparer.OrdinalIgnoreCase)) continue;
                citations.Add(Cite($"firmographics.{field}[{list.Count}]", sentence, evidence));
                list.Add(evidence.Quote);
            }

            if (list.Count > 0) values[field] = new JsonArray([.. list.Select(value => JsonValue.Create(value))]);
        }

        return values;
    }

    string Name(DraftAnswer answer, DraftRequest request, SegmentDraft extractive)
    {
        if (request.Name is { } asked) return asked;
        foreach (var claim in answer.Statements["name"].Where(c => c.Text.Length <= MostName))
        {
            if (Ground(claim.Sentence, claim.Quote) is not var (sentence, evidence) || !support.Bears(sentence.Text, claim.Text)) continue;
            citations.Insert(0, Cite("name", sentence, evidence));
            return claim.Text;
        }

        citations.InsertRange(0, extractive.Citations.Where(c => c.Path == "name"));
        return extractive.Name;
    }

    List<QualifyingQuestion> Questions(IReadOnlyList<QuestionClaim> claims, IReadOnlyList<QualifyingQuestion> spare)
    {
        var places = new Dictionary<QualifyingQuestion, (SourceSentence Sentence, Evidence Evidence)>();
        foreach (var claim in claims)
        {
            if (Ground(claim.Sentence, claim.Quote) is not var (sentence, evidence)
                || !support.Touches(sentence.Text, claim.Question.Question))
            {
                LeftOut++;
                continue;
            }

            var explains = claim.Question.Rationale.Length > 0 && support.AddsNothing(sentence.Text, claim.Question.Rationale);
            var question = explains
                ? claim.Question
                : claim.Question with
                {
                    Rationale = $"Yes where the company says so of itself or acts so. The source says: “{sentence.Text}”",
                };
            places.TryAdd(question, (sentence, evidence));
        }

        var questions = QuestionSet.Of(places.Keys, spare);
        foreach (var (i, question) in questions.Index())
        {
            if (places.TryGetValue(question, out var place))
                citations.Add(Cite($"qualifyingQuestions[{i}]", place.Sentence, place.Evidence));
        }

        return questions;
    }

    // Where the words stand that something is said to rest on; null where they don't.
    (SourceSentence Sentence, Evidence Evidence)? Ground(int number, string quote)
    {
        if (shown.At(number) is not { } sentence) return null;
        return Quotes.Find(new TranscriptMessage("", SenderRole.Customer, sentence.Text), quote) is { } evidence
            ? (sentence, evidence)
            : null;
    }

    static Citation Cite(string path, SourceSentence sentence, Evidence evidence) =>
        new(path, sentence.Source, sentence.Start + evidence.Start, sentence.Start + evidence.End);
}
