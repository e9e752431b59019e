using Tessera.Markets.Questions;

namespace Tessera.Markets.Drafting;

/// <summary>
/// Writes the qualifying questions of a draft: about what its sources say of the companies, each with a rationale that tells what counts
/// as evidence. They differ between segments as their sources do.
/// </summary>
internal static class QuestionWriter
{
    const int MostOfAList = 3;

    static readonly Form[] Forms =
    [
        new(
            "industry", "HIGH", "Is the company's main business one of these:",
            "Yes where the company describes its own business so; customers in the field are not enough. No where it names another field.",
            "Is the company's main business something other than:", "HIGH"),
        new(
            "employees", "MEDIUM", "Is the company of this size:",
            "Yes where a count of employees, its own or a directory's, lies within; a small deviation is still Yes. No where it lies plainly outside.",
            "Is the company of a size outside of:"),
        new(
            "revenue", "MEDIUM", "Is the company's revenue within this:",
            "Yes where reported or estimated annual revenue lies within. No where it lies plainly outside.",
            "Is the company's revenue outside of:"),
        new(
            "geography", "LOW", "Is the company based or active here:",
            "Yes where its headquarters or an office is there, or it says that it sells there. No where it says that it works elsewhere only.",
            "Does the company work only outside of:", "LOW"),
        new(
            "businessModel", "MEDIUM", "Does the company do business this way:",
            "Yes where its site shows whom it sells to and how, and it is so. No where it sells in another way only.",
            "Does the company do business only in ways other than:"),
    ];

    /// <summary>
    /// The questions, those that weigh most first; of both kinds and of several weights, where the draft says anything at all.
    /// </summary>
    /// <param name="values">The draft's firmographic values.</param>
    /// <param name="priorities">Its key priorities.</param>
    /// <param name="considerations">Its key considerations.</param>
    /// <param name="description">The sentences of its description.</param>
    /// <param name="sentences">All sentences: those that say whom it isn't for become BAD questions.</param>
    public static List<QualifyingQuestion> Write(
        IReadOnlyList<FirmographicValue> values, IReadOnlyList<string> priorities, IReadOnlyList<string> considerations,
        IReadOnlyList<string> description, IReadOnlyList<SourceSentence> sentences)
    {
        var (questions, spare) = (new List<QualifyingQuestion>(), new List<QualifyingQuestion>());
        foreach (var form in Forms)
        {
            var named = values.Where(v => v.Field == form.Field).ToList();
            if (named.Count == 0) continue;
            var list = string.Join(", ", named.Select(v => v.Value));
            questions.Add(new($"{form.Good} {list}?", $"{form.Evidence} The source says: “{named[0].Sentence.Text}”", "GOOD", form.Weight));
            (form.BadWeight is null ? spare : questions).Add(
                new($"{form.Bad} {list}?", $"{BadEvidence} Asked as the segment is: {list}.", "BAD", form.BadWeight ?? "LOW"));
        }

        foreach (var sentence in sentences.Where(s => CompanyWords.Excludes(s.Text))
            .DistinctBy(s => s.Text, StringComparer.OrdinalIgnoreCase).Take(MostOfAList))
            questions.Add(new(
                $"Is the company of the kind that this rules out: “{sentence.Text}”",
                "Yes where the company is what the source rules out by name. No where it is plainly something else.",
                "BAD", QualifyingQuestion.Disqualifier));
        foreach (var priority in priorities.Take(MostOfAList))
            questions.Add(new(
                $"Does this hold for the company: “{priority}”",
                "Yes where the company says so of itself or acts so, in a plan, a job advertisement or a report. No where it says the contrary.",
                "GOOD", "MEDIUM"));
        foreach (var consideration in considerations.Take(MostOfAList))
            questions.Add(new(
                $"Does the company have to reckon with this: “{consideration}”",
                "Yes where the company names it as a concern of its own. No where it says that it is none.",
                "GOOD", "LOW"));
        spare.AddRange(description.Select(sentence => new QualifyingQuestion(
            $"Is the company of the kind that this describes: “{sentence}”",
            "Yes where what the company says of itself agrees with it in every point. No where it contradicts it.",
            "GOOD", "HIGH")));
        // Where the material names nothing that a company could be instead: who denies what these companies say of themselves.
        spare.AddRange(priorities.Concat(considerations).Concat(description).Select(sentence => new QualifyingQuestion(
            $"Does the company say that this is not so with it: “{sentence}”",
            "Yes where the company says in its own words that this doesn't hold for it. That nothing is said of it is no evidence.",
            "BAD", "MEDIUM")));
        return QuestionSet.Of(questions, spare);
    }

    const string BadEvidence =
        "Yes only where the company says itself what it is, and it is something else; that nothing is said is no evidence.";

    /// <summary>How one asks for a firmographic field.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Weight">What the GOOD question weighs.</param>
    /// <param name="Good">How it begins; the values follow.</param>
    /// <param name="Evidence">What counts as evidence for it.</param>
    /// <param name="Bad">How the BAD question begins.</param>
    /// <param name="BadWeight">What that one weighs; null where it is asked only if there is no other BAD question, as it says the same
    /// again.</param>
    sealed record Form(string Field, string Weight, string Good, string Evidence, string Bad, string? BadWeight = null);
}
