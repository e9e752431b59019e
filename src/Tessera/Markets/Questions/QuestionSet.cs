namespace Tessera.Markets.Questions;

/// <summary>Puts together the questions of a draft, so that they pass the checks where the material allows it.</summary>
internal static class QuestionSet
{
    /// <summary>
    /// The preferred questions without vague and repeated ones and with few of each weight; where a kind, or a second weight, is missing,
    /// it is taken from the spare ones. Those that weigh most come first.
    /// </summary>
    public static List<QualifyingQuestion> Of(IEnumerable<QualifyingQuestion> preferred, IReadOnlyList<QualifyingQuestion> spare)
    {
        var set = new List<QualifyingQuestion>();
        foreach (var question in preferred) Add(set, question);
        foreach (var kind in QualifyingQuestion.FitTypes)
        {
            if (!set.Exists(q => q.FitType == kind)) Fill(set, spare.Where(q => q.FitType == kind));
        }

        if (set.Select(q => q.Weight).Distinct(StringComparer.Ordinal).Count() == 1) Fill(set, spare.Where(q => q.Weight != set[0].Weight));
        return [.. set.OrderByDescending(q => Array.IndexOf(QualifyingQuestion.Weights, q.Weight))];
    }

    static void Fill(List<QualifyingQuestion> set, IEnumerable<QualifyingQuestion> spare)
    {
        foreach (var question in spare)
        {
            if (Add(set, question)) return;
        }
    }

    static bool Add(List<QualifyingQuestion> set, QualifyingQuestion question)
    {
        if (QuestionLikeness.IsVague(question.Question) || set.Count(q => q.Weight == question.Weight) == QuestionChecks.MostOfAWeight)
            return false;
        if (set.Exists(q => QuestionLikeness.AskTheSame(q.Question, question.Question))) return false;
        set.Add(question);
        return true;
    }
}
