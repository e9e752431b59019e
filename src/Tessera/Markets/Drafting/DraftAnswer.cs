using System.Text.Json;
using Tessera.Llm;

namespace Tessera.Markets.Drafting;

/// <summary>A statement as a model claims it, with the sentence it is said to rest on.</summary>
internal sealed record DraftClaim(string Text, int Sentence, string Quote);

/// <summary>A firmographic value as a model claims it.</summary>
internal sealed record ValueClaim(string Field, string Value, int Sentence);

/// <summary>A qualifying question as a model proposes it.</summary>
internal sealed record QuestionClaim(QualifyingQuestion Question, int Sentence, string Quote);

/// <summary>What a model answered to <see cref="DraftPrompt"/>: read as far as it can be, nothing of it believed yet.</summary>
internal sealed record DraftAnswer
{
    const int MostItems = 40;
    const int LongestStatement = 1000;
    const int LongestQuote = 1000;

    public bool Recognized { get; private init; }

    /// <summary>The statements, by the member of the segment they are for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DraftClaim>> Statements { get; private init; } =
        new Dictionary<string, IReadOnlyList<DraftClaim>>();

    public IReadOnlyList<ValueClaim> Values { get; private init; } = [];

    public IReadOnlyList<QuestionClaim> Questions { get; private init; } = [];

    /// <summary>The members that have statements.</summary>
    public static readonly string[] Members =
        ["name", "description", "fitExplanation", "keyPriorities", "keyConsiderations", "uniqueApproach"];

    /// <summary>Reads an answer and says what is wrong with it.</summary>
    public static FormReading<DraftAnswer> Read(string text)
    {
        using var found = JsonAnswer.Find(text);
        if (found is null) return new(new DraftAnswer(), ["There is no complete JSON object in it."]);
        var root = found.RootElement;
        if (!root.TryGetProperty("recognized", out var recognized)
            || recognized.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return new(new DraftAnswer(), ["\"recognized\" is missing or neither true nor false."]);
        var answer = new DraftAnswer
        {
            Recognized = recognized.GetBoolean(),
            Statements = Members.ToDictionary(
                member => member,
                member => (IReadOnlyList<DraftClaim>)[.. root.ItemsOf(member, MostItems).Select(Claim).Where(c => c.Text.Length > 0)],
                StringComparer.Ordinal),
            Values = [.. root.ItemsOf("firmographics", MostItems).Select(Value)
                .Where(v => v.Value.Length > 0 && Firmographics.Fields.Contains(v.Field))],
            Questions = [.. root.ItemsOf("questions", MostItems).Select(Question).OfType<QuestionClaim>()],
        };
        return new(answer, answer.Recognized ? [.. Missing(answer)] : []);
    }

    static IEnumerable<string> Missing(DraftAnswer answer)
    {
        if (answer.Statements["description"].Count == 0) yield return "\"description\" has no statement.";
        if (answer.Questions.Count == 0) yield return "\"questions\" has no question with all of its members.";
    }

    static DraftClaim Claim(JsonElement item) =>
        new(item.TextOf("text", LongestStatement), item.NumberOf("sentence"), item.TextOf("quote", LongestQuote));

    static ValueClaim Value(JsonElement item) => new(item.TextOf("field", 40), item.TextOf("value", 100), item.NumberOf("sentence"));

    static QuestionClaim? Question(JsonElement item)
    {
        var (question, fitType, weight) =
            (item.TextOf("question", 500), item.TextOf("fitType", 40).ToUpperInvariant(), item.TextOf("weight", 40).ToUpperInvariant());
        if (question.Length == 0 || !QualifyingQuestion.FitTypes.Contains(fitType) || !QualifyingQuestion.Weights.Contains(weight))
            return null;
        // A company isn't ruled out by what a fit would answer.
        if (fitType == "GOOD" && weight == QualifyingQuestion.Disqualifier) weight = "HIGH";
        return new QuestionClaim(
            new QualifyingQuestion(question, item.TextOf("rationale", LongestStatement), fitType, weight),
            item.NumberOf("sentence"),
            item.TextOf("quote", LongestQuote));
    }
}
