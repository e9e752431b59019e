using System.Text.RegularExpressions;
using Tessera.Markets.Drafting;

namespace Tessera.Markets.Qualifying;

/// <summary>
/// Answers qualifying questions without a model: those that ask for a firmographic fact and nothing else, from such facts in the texts.
/// Every other question is answered No with LOW confidence, which moves no score.
/// </summary>
internal sealed partial class FactAnswerer
{
    const int Milliseconds = 1000;
    readonly List<FirmographicValue> facts;

    /// <param name="texts">What is known of the company: one text, or the messages of a conversation.</param>
    public FactAnswerer(IEnumerable<string> texts) => facts =
    [
        // Here the writer is the company itself.
        .. texts.Index().SelectMany(text => SentenceReader.Read(text.Index, text.Item))
            .Where(sentence => !CompanyWords.IsNoise(sentence.Text))
            .SelectMany(sentence => Firmographics.Read(sentence, ofWriterToo: true)),
    ];

    /// <summary>Answers one question.</summary>
    public QualifyingAnswer Answer(QualifyingQuestion question)
    {
        var asked = Firmographics.Read(new SourceSentence(0, 0, question.Question, SentenceKind.Prose), ofWriterToo: true).ToList();
        var fields = asked.Select(v => v.Field).Distinct(StringComparer.Ordinal).ToList();
        if (fields is not [var field] || !AsksNothingElse(question.Question, asked))
            return Unknown(question, "The question can't be answered without a model.");
        var found = facts.Where(f => f.Field == field).ToList();
        if (found.Count == 0) return Unknown(question, $"Nothing in the text says anything of the company's {Name(field)}.");
        var match = found.Find(fact => asked.Exists(value => Fits(field, value.Value, fact.Value)));
        var fact = match ?? found[0];
        // That one place or way of business is named rules out no other.
        if (match is null && field is ("geography" or "businessModel"))
            return Unknown(question, $"What the text says of the company's {Name(field)} rules nothing out.");
        var yes = (match is not null) != Inverts().IsMatch(question.Question);
        return new QualifyingAnswer(
            question, yes, match is not null ? Confidence.High : Confidence.Medium,
            match is not null ? $"The text names {fact.Value}." : $"The text names {fact.Value} and nothing that fits.",
            new QualifyingEvidence(fact.Sentence.Source, fact.Start, fact.Start + fact.Value.Length, fact.Value));
    }

    static QualifyingAnswer Unknown(QualifyingQuestion question, string why) => new(question, false, Confidence.Low, why, null);

    static string Name(string field) => field == "businessModel" ? "business model" : field;

    static bool Fits(string field, string asked, string found) => field switch
    {
        "employees" or "revenue" =>
            Quantity.Read(asked) is { } range && Quantity.Read(found) is { } value && range.Widened().Overlaps(value),
        _ => Stem(asked) == Stem(found),
    };

    // Only where nothing is left but the words in which one asks for such a fact: "sells software to banks" asks for more.
    static bool AsksNothingElse(string question, List<FirmographicValue> asked)
    {
        foreach (var value in asked) question = question.Replace(value.Value, " ", StringComparison.Ordinal);
        return AskingWords().Replace(question, "").All(c => !char.IsLetterOrDigit(c));
    }

    // Retail and retailers, banks and banking, insurance and insurers are one.
    static string Stem(string word) => Ending().Replace(word.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal), "");

    [GeneratedRegex("(ers?|ing|ance|ies|y|s)$", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Ending();

    [GeneratedRegex(@"\b(other than|outside( of)?|not|none|never)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Inverts();

    [GeneratedRegex(
        @"\b(is|are|does|do|has|have|the|a|an|it|its|company('s)?|companies|organi[sz]ation('s)?|business|firm|main|primary|core|one|any|of|these|this|those|following|size|in|at|or|and|with|within|by|to|for|from|here|there|way|based|active|located|headquartered|operat(e|es|ing)|work|works|employs?|employ|employees|revenue|annual|industry|sector|field|market|something|other|than|only|outside|not|none|least|most|more|fewer|less)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex AskingWords();
}
