using Tessera.Evaluations.Cases;
using Tessera.Extraction;

namespace Tessera.Evaluations.Feedback;

/// <summary>
/// What all that was said of one field of one conversation comes to. Of each author the last word counts. Whose values are the same in the
/// form values are compared in agree; others don't, and neither does who rejects what somebody else holds for right.
/// </summary>
/// <param name="Opinions">What is held for right or wrong, and by which feedback.</param>
internal sealed record FeedbackTruth(IReadOnlyList<Opinion> Opinions)
{
    /// <summary>Whether anybody says what is right.</summary>
    public bool IsKnown => Opinions.Any(opinion => opinion.IsRight);

    /// <summary>Whether two disagree.</summary>
    public bool IsDisputed => Opinions.Count(opinion => opinion.IsRight) > 1
        || Opinions.Any(right => right.IsRight && Opinions.Any(wrong => !wrong.IsRight && Same(wrong.Values, right.Values)));

    /// <summary>The values that are right where all agree; none where the conversation doesn't say.</summary>
    public IReadOnlyList<string> Accepted => Opinions.First(opinion => opinion.IsRight).Values;

    /// <summary>Adds up feedback on one field of one conversation.</summary>
    public static FeedbackTruth Of(IEnumerable<StoredFeedback> feedback)
    {
        var opinions = new List<Opinion>();
        var last = feedback.GroupBy(one => one.ChangedBy ?? one.KeyId, StringComparer.Ordinal)
            .Select(author => author.MaxBy(one => (one.UpdatedAt, one.Id))!);
        foreach (var one in last.OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            var isRight = one.Correction is not null || one.Thumbs == (int)Thumbs.Up;
            var values = one.Correction is { } correction ? LabelledCase.Values(correction) : Given(one);
            var place = opinions.FindIndex(opinion => opinion.IsRight == isRight && Same(opinion.Values, values));
            if (place < 0) opinions.Add(new Opinion(isRight, values, [one.Id]));
            else opinions[place] = opinions[place] with
            {
                Values = [.. opinions[place].Values.Union(values)],
                FeedbackIds = [.. opinions[place].FeedbackIds, one.Id],
            };
        }

        return new FeedbackTruth(opinions);
    }

    /// <summary>What was given out, as it was said and as it is compared: for a listed value these differ.</summary>
    static List<string> Given(StoredFeedback feedback)
    {
        if (feedback.Given is not { } given) return [];
        var normalized = feedback.GivenNormalized ?? given;
        return ValueForm.Of(given) == ValueForm.Of(normalized) ? [given] : [given, normalized];
    }

    static bool Same(IReadOnlyList<string> some, IReadOnlyList<string> others) =>
        some.Count == 0
            ? others.Count == 0
            : some.Select(ValueForm.Of).Intersect(others.Select(ValueForm.Of), StringComparer.Ordinal).Any();
}
