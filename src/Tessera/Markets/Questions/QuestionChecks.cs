namespace Tessera.Markets.Questions;

/// <summary>One rule that a segment's questions are held to.</summary>
/// <param name="Check">Its name, as <c>both-kinds</c>.</param>
/// <param name="Passed">Whether they keep to it.</param>
/// <param name="Reason">Why not, with the questions concerned; absent where it passed.</param>
internal sealed record QuestionCheck(string Check, bool Passed, string? Reason);

/// <summary>
/// Whether a segment's questions can tell companies that fit from those that don't. Archived ones aren't asked and don't count.
/// </summary>
internal static class QuestionChecks
{
    /// <summary>The most questions of one weight: with more, a score is a count of Yes.</summary>
    public const int MostOfAWeight = 4;

    /// <summary>The checks, always all of them and in this order.</summary>
    /// <param name="questions">The segment's questions.</param>
    /// <param name="others">The workspace's other active segments.</param>
    public static List<QuestionCheck> Of(IReadOnlyList<QualifyingQuestion> questions, IEnumerable<MarketEntity> others)
    {
        var asked = questions.Where(q => q.ArchivedAt is null).ToList();
        return
        [
            Check("both-kinds", BothKinds(asked)),
            Check("mixed-weights", MixedWeights(asked)),
            Check(
                "no-vague-question",
                Each(asked, q => QuestionLikeness.IsVague(q.Question), "asks for nothing that evidence could be found of")),
            Check("no-duplicate", Duplicate(asked)),
            Check(
                "rationales",
                Each(asked, q => string.IsNullOrWhiteSpace(q.Rationale), "has no rationale that says what counts as evidence")),
            Check("distinct-across-segments", Distinct(asked, others)),
        ];
    }

    /// <summary>Whether all checks are passed.</summary>
    public static bool AreStrong(IReadOnlyList<QualifyingQuestion> questions, IEnumerable<MarketEntity> others) =>
        Of(questions, others).TrueForAll(check => check.Passed);

    static QuestionCheck Check(string name, string? reason) => new(name, reason is null, reason);

    static string? BothKinds(List<QualifyingQuestion> asked)
    {
        if (asked.Count == 0) return "There are no questions: every company scores in the middle.";
        if (asked.TrueForAll(q => q.FitType == "GOOD"))
            return "There is no BAD question: nothing that is known can speak against a company but a No.";
        return asked.TrueForAll(q => q.FitType == "BAD") ? "There is no GOOD question: nothing can speak for a company but a No." : null;
    }

    static string? MixedWeights(List<QualifyingQuestion> asked)
    {
        if (asked.Count > 1 && asked.TrueForAll(q => q.Weight == "MEDIUM"))
            return "All questions weigh MEDIUM: the score is a count of Yes.";
        var most = asked.GroupBy(q => q.Weight, StringComparer.Ordinal).MaxBy(g => g.Count());
        return most?.Count() > MostOfAWeight
            ? $"{most.Count()} questions weigh {most.Key}, where {MostOfAWeight} should at most: what matters is lost among them."
            : null;
    }

    static string? Each(List<QualifyingQuestion> asked, Func<QualifyingQuestion, bool> isWrong, string what) =>
        asked.Find(q => isWrong(q)) is { } wrong ? $"“{wrong.Question}” {what}." : null;

    static string? Duplicate(List<QualifyingQuestion> asked)
    {
        var words = asked.ConvertAll(q => QuestionLikeness.Words(q.Question));
        for (var i = 0; i < asked.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (QuestionLikeness.AskTheSame(words[i], words[j]))
                    return $"“{asked[j].Question}” and “{asked[i].Question}” ask the same.";
            }
        }

        return null;
    }

    // A few questions may well be asked of two segments; with half of them in common, routing can't tell the two apart.
    static string? Distinct(List<QualifyingQuestion> asked, IEnumerable<MarketEntity> others)
    {
        if (asked.Count == 0) return null;
        var words = asked.ConvertAll(q => QuestionLikeness.Words(q.Question));
        foreach (var other in others)
        {
            var theirs = other.Questions.Where(q => q.ArchivedAt is null).Select(q => QuestionLikeness.Words(q.Question)).ToList();
            var common = words.Count(mine => theirs.Exists(their => QuestionLikeness.AskTheSame(mine, their)));
            if (common * 2 >= asked.Count)
                return $"The segment {other.Name} ({other.OId}) asks {common} of the {asked.Count} questions too: the two can hardly be told apart.";
        }

        return null;
    }
}
