using Tessera.Extraction;
using Tessera.Markets.Qualifying;

namespace Tessera.Markets.Watching;

/// <summary>Extracts the fields that market segments' questions became: each is answered as qualification answers it.</summary>
internal sealed class QuestionExtraction(WatchStore watches, Qualifier qualifier)
{
    /// <summary>A value for each of the fields that belong to market segments, by the field's id.</summary>
    public async Task<Dictionary<string, StructuredDataValue>> ExtractAsync(ExtractionOrder order, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, StructuredDataValue>(StringComparer.Ordinal);
        var (asked, questions) = Asked(order);
        if (asked.Count == 0) return values;
        var answers = await qualifier.TryAsync(questions, cancellationToken);
        foreach (var (field, answer) in asked.Zip(answers.Answers))
        {
            values[field.Asked.Field.Id] = new StructuredDataValue
            {
                FieldId = field.Asked.Field.Id,
                FieldName = field.Asked.Field.Name,
                // The one that was asked: of a field that changes in this moment the earlier one, whose answer scores nothing any more.
                FieldVersion = field.Version,
                SegmentIds = field.Asked.SegmentIds,
                Extracted = answers.Unavailable is { } cause
                    ? new ExtractedValue
                    {
                        FieldId = field.Asked.Field.Id, Outcome = ExtractionOutcome.Failed, Reason = cause.Message, Fault = cause.Fault,
                        RetryAfter = cause.RetryAfter,
                    }
                    : Value(field.Asked.Field.Id, answer, order.Transcript),
                Extractor = answer.By,
                ExtractorVersion = AnswerPrompt.Version,
            };
        }

        return values;
    }

    /// <summary>What the model's calls would come to; nothing is asked of it.</summary>
    public CallEstimate Estimate(ExtractionOrder order) =>
        Asked(order) is ({ Count: > 0 }, var questions) ? qualifier.Estimate(questions) : CallEstimate.None;

    (List<(AskedField Asked, int Version)> Asked, QualifyOrder Order) Asked(ExtractionOrder order)
    {
        var known = watches.Of(order.Workspace).Fields;
        var asked = new List<(AskedField, int)>();
        var questions = new List<QualifyingQuestion>();
        var segments = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var field in order.Asked)
        {
            if (field.Field.Owner is null || !known.TryGetValue(field.Field.Id, out var watched)) continue;
            asked.Add((field, watched.Asked.FieldVersion));
            questions.Add(watched.Asked.Question);
            segments.Add(watched.Watch.OId);
        }

        return (asked, new QualifyOrder(
            order.Workspace, [.. segments], questions, [.. order.Transcript.Messages.Select(m => new KnownText(m.Text, m.Sender))])
        {
            ConversationId = order.ConversationId, FieldIds = [.. asked.Select(a => a.Item1.Field.Id)], Regenerate = order.Regenerate,
            WithoutModel = order.WithoutModel, JobId = order.JobId,
        });
    }

    // Without evidence it is a guess: no value, and no score moves by it.
    static ExtractedValue Value(string fieldId, QualifyingAnswer answer, Transcript transcript)
    {
        var value = new ExtractedValue
        {
            FieldId = fieldId, Outcome = ExtractionOutcome.NotFound, Reason = answer.Rationale, Confidence = answer.Confidence,
        };
        return answer.Evidence is not { } evidence ? value : value with
        {
            Outcome = ExtractionOutcome.Found,
            Value = answer.Yes ? "Yes" : "No",
            Normalized = answer.Yes ? "yes" : "no",
            Evidence = new Evidence(transcript.Messages[evidence.Text].Id, evidence.Start, evidence.End, evidence.Quote),
        };
    }
}
