using Tessera.Extraction;
using Tessera.Markets.Qualifying;

namespace Tessera.Markets.Watching;

/// <summary>A question as it was answered in a set.</summary>
/// <param name="FieldId">The field that the question is.</param>
/// <param name="Answer">The answer; its evidence is <paramref name="Evidence"/>.</param>
/// <param name="Evidence">Where it stands in the stored messages; null where the answer has none.</param>
internal sealed record FieldAnswer(string FieldId, QualifyingAnswer Answer, Evidence? Evidence);

/// <summary>From the values of a set back to the answers of questions.</summary>
internal static class FitAnswers
{
    /// <summary>
    /// The answers of all questions; null where the segment of the conversations didn't ask, or one isn't answered as it is asked now.
    /// </summary>
    public static List<FieldAnswer>? Of(MarketWatch watch, IReadOnlyDictionary<string, StructuredDataValue> values)
    {
        var answers = new List<FieldAnswer>(watch.Questions.Length);
        foreach (var asked in watch.Questions)
        {
            if (values.GetValueOrDefault(asked.FieldId) is not { } value || value.FieldVersion != asked.FieldVersion
                || !value.SegmentIds.Contains(watch.SegmentId))
                return null;
            answers.Add(Answer(asked, value));
        }

        return answers;
    }

    /// <summary>The answers of those questions that are still asked as they were.</summary>
    public static List<FieldAnswer> Still(MarketWatch watch, IReadOnlyDictionary<string, StructuredDataValue> values) =>
    [
        .. watch.Questions.Where(asked => values.GetValueOrDefault(asked.FieldId)?.FieldVersion == asked.FieldVersion)
            .Select(asked => Answer(asked, values[asked.FieldId])),
    ];

    static FieldAnswer Answer(WatchedQuestion asked, StructuredDataValue value) => new(
        asked.FieldId,
        new QualifyingAnswer(
            asked.Question, value.Extracted.Value == "Yes",
            value.Extracted.Value is null ? Confidence.Low : value.Extracted.Confidence ?? Confidence.Low, value.Extracted.Reason ?? "",
            Evidence: null)
        { By = value.Extractor },
        value.Extracted.Evidence);
}
