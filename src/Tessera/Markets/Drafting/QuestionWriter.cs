namespace Tessera.Markets.Drafting;

/// <summary>
/// Writes the qualifying questions of a draft: about what its sources say of the companies, each with a rationale that tells what counts
/// as evidence. They differ between segments as their sources do.
/// </summary>
internal static class QuestionWriter
{
    const int MostOfAList = 3;

    /// <summary>The questions, those that weigh most first.</summary>
    /// <param name="values">The draft's firmographic values.</param>
    /// <param name="priorities">Its key priorities.</param>
    /// <param name="considerations">Its key considerations.</param>
    /// <param name="sentences">All sentences: those that say whom it isn't for become BAD questions.</param>
    public static List<QualifyingQuestion> Write(
        IReadOnlyList<FirmographicValue> values, IReadOnlyList<string> priorities, IReadOnlyList<string> considerations, IReadOnlyList<SourceSentence> sentences)
    {
        var questions = new List<QualifyingQuestion>();
        foreach (var (field, good, weight, evidence, bad) in Forms)
        {
            var named = values.Where(v => v.Field == field).ToList();
            if (named.Count == 0) continue;
            var list = string.Join(", ", named.Select(v => v.Value));
            questions.Add(new($"{good} {list}?", $"{evidence} The source says: “{named[0].Sentence.Text}”", "GOOD", weight));
            if (bad is not null)
            {
                questions.Add(new(
                    $"{bad} {list}?", $"Yes only where the company says itself what it is, and it is something else; that nothing is said is no evidence. Asked as the segment is: {list}.", "BAD",
                    field == "industry" ? "HIGH" : "LOW"));
            }
        }

        foreach (var sentence in sentences.Where(s => CompanyWords.Excludes(s.Text)).DistinctBy(s => s.Text, StringComparer.OrdinalIgnoreCase).Take(MostOfAList))
            questions.Add(new($"Is the company of the kind that this rules out: “{sentence.Text}”", "Yes where the company is what the source rules out by name. No where it is plainly something else.", "BAD", "INSTANT_DISQUALIFIER"));
        foreach (var priority in priorities.Take(MostOfAList))
            questions.Add(new($"Does this hold for the company: “{priority}”", "Yes where the company says so of itself or acts so, in a plan, a job advertisement or a report. No where it says the contrary.", "GOOD", "MEDIUM"));
        foreach (var consideration in considerations.Take(MostOfAList))
            questions.Add(new($"Does the company have to reckon with this: “{consideration}”", "Yes where the company names it as a concern of its own. No where it says that it is none.", "GOOD", "LOW"));
        return [.. questions.OrderBy(q => Array.IndexOf(Weights, q.Weight))];
    }

    static readonly string[] Weights = ["INSTANT_DISQUALIFIER", "HIGH", "MEDIUM", "LOW"];

    static readonly (string Field, string Good, string Weight, string Evidence, string? Bad)[] Forms =
    [
        ("industry", "Is the company's main business one of these:", "HIGH", "Yes where the company describes its own business so; customers in the field are not enough. No where it names another field.", "Is the company's main business something other than:"),
        ("employees", "Is the company of this size:", "MEDIUM", "Yes where a count of employees, its own or a directory's, lies within; a small deviation is still Yes. No where it lies plainly outside.", null),
        ("revenue", "Is the company's revenue within this:", "MEDIUM", "Yes where reported or estimated annual revenue lies within. No where it lies plainly outside.", null),
        ("geography", "Is the company based or active here:", "LOW", "Yes where its headquarters or an office is there, or it says that it sells there. No where it says that it works elsewhere only.", "Does the company work only outside of:"),
        ("businessModel", "Does the company do business this way:", "MEDIUM", "Yes where its site shows whom it sells to and how, and it is so. No where it sells in another way only.", null),
    ];
}
