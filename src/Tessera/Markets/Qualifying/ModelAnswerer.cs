using System.Text.Json;
using Microsoft.Extensions.AI;
using Tessera.Extraction;
using Tessera.Extraction.Grounding;
using Tessera.Llm;
using Tessera.Markets.Drafting;
using Tessera.Usage;

namespace Tessera.Markets.Qualifying;

/// <summary>
/// Answers qualifying questions by a language model. An answer whose quote doesn't stand in the passage it names has the confidence LOW,
/// which moves no score.
/// </summary>
/// <param name="client">The model.</param>
/// <param name="model">Its limits.</param>
internal sealed class ModelAnswerer(IChatClient client, ModelOptions model)
{
    // With more, models begin to forget some.
    const int MostOfAForm = 20;

    // What is known may be a whole site; beyond so many prompts it isn't read.
    const int MostParts = 4;

    const int LongestQuote = 1000;
    const int LongestReason = 300;

    /// <summary>Each question's answer, null where the model's can't be used; and whether the model was shown all that is known.</summary>
    /// <exception cref="ModelException">The model can't be asked.</exception>
    public async Task<(QualifyingAnswer?[] Answers, bool IsWhole)> AnswerAsync(
        IReadOnlyList<QualifyingQuestion> questions, IReadOnlyList<KnownText> texts, CancellationToken cancellationToken)
    {
        var passages = Passages(texts, model);
        var answers = new QualifyingAnswer?[questions.Count];
        var from = 0;
        foreach (var form in Forms(questions, model))
        {
            foreach (var part in passages.Parts)
            {
                var said = await FillAsync(form, part, passages, cancellationToken);
                for (var i = 0; i < form.Length; i++) answers[from + i] = Surer(answers[from + i], said[i]);
            }

            from += form.Length;
        }

        return (answers, passages.IsWhole);
    }

    /// <summary>
    /// The calls that questions take when nothing goes wrong: the tokens of each prompt, by the estimate that budgets use, and how many
    /// questions it has.
    /// </summary>
    public static IEnumerable<(int Tokens, int Questions)> PromptTokens(
        IReadOnlyList<QualifyingQuestion> questions, IReadOnlyList<KnownText> texts, ModelOptions model)
    {
        var parts = Passages(texts, model).Parts;
        return Forms(questions, model).SelectMany(
            form => parts.Select(part => (MeteredChatClient.PromptTokens(AnswerPrompt.Ask(form, part)), form.Length)));
    }

    static Passages Passages(IReadOnlyList<KnownText> texts, ModelOptions model) => new(texts, model.MaxPromptTokens * 2 / 3, MostParts);

    static IEnumerable<QualifyingQuestion[]> Forms(IReadOnlyList<QualifyingQuestion> questions, ModelOptions model) =>
        questions.Chunk(Math.Clamp(model.MaxTokens / AnswerPrompt.AnswerTokens, 1, MostOfAForm));

    // Of two parts' answers the surer one, and of equals the later.
    static QualifyingAnswer? Surer(QualifyingAnswer? before, QualifyingAnswer? after) =>
        after is null || before?.Confidence > after.Confidence ? before : after;

    async Task<QualifyingAnswer?[]> FillAsync(
        QualifyingQuestion[] form, string part, Passages passages, CancellationToken cancellationToken)
    {
        var answers = new QualifyingAnswer?[form.Length];
        await FormDialogue.AskAsync(client, AnswerPrompt.Ask(form, part), AnswerPrompt.Options(form.Length), Read, cancellationToken);
        return answers;

        // What a second answer lacks is taken from the first.
        FormReading<bool> Read(string text)
        {
            using var said = JsonAnswer.Find(text);
            if (said is null) return new(false, ["There is no complete JSON object in it."]);
            var faults = new List<string>();
            for (var i = 0; i < form.Length; i++)
            {
                if (said.RootElement.TryGetProperty(AnswerPrompt.Key(i), out var entry) && Answer(form[i], entry, passages) is { } answer)
                    answers[i] = answer;
                else if (answers[i] is null)
                    faults.Add($"{AnswerPrompt.Key(i)} is missing, or its answer is neither \"Yes\", \"No\" nor \"Not Found\".");
            }

            return new(true, faults);
        }
    }

    static QualifyingAnswer? Answer(QualifyingQuestion question, JsonElement entry, Passages passages)
    {
        var answer = entry.TextOf("answer", 40).TrimEnd('.').ToUpperInvariant();
        if (answer is "NOT FOUND" or "UNKNOWN") return Unknown(question, "What is known says nothing of it.");
        if (answer is not ("YES" or "NO")) return null;
        var confidence = entry.TextOf("confidence", 40)
            .ToUpperInvariant() switch
        { "HIGH" => Confidence.High, "MEDIUM" => Confidence.Medium, _ => Confidence.Low };
        if (confidence == Confidence.Low) return Unknown(question, "The model would only be guessing.");
        if (passages.At(entry.NumberOf("passage")) is not { } passage
            || Ground(passage, entry.TextOf("quote", LongestQuote)) is not { } found)
            return Unknown(question, "The model's answer rests on words that were not found where it says.");
        return new QualifyingAnswer(
            question, answer == "YES", confidence, Reason(question, entry, passage, found.Quote),
            new QualifyingEvidence(passage.Source, passage.Start + found.Start, passage.Start + found.End, found.Quote));
    }

    static Evidence? Ground(Passage passage, string quote) =>
        Quotes.Find(new TranscriptMessage("", SenderRole.Customer, passage.Text), quote) is { } found
        && SaysSomething(found.Quote, passage.Text) && !CompanyWords.IsNoise(found.Quote) ? found : null;

    // A word alone is evidence of nothing, unless it is all that was said.
    static bool SaysSomething(string quote, string passage)
    {
        var words = quote.Split(c => !char.IsLetterOrDigit(c)).ToList();
        return words.Count > 1
            || words.Exists(w => w.Length >= 4 && w.Any(c => c >= '\u2E80'))
            || (words.Count == 1 && passage.Split(c => !char.IsLetterOrDigit(c)).Count() == 1);
    }

    // The model's own words only where they say nothing beyond the passage and the question.
    static string Reason(QualifyingQuestion question, JsonElement entry, Passage passage, string quote)
    {
        var reason = entry.TextOf("reason", LongestReason);
        return reason.Length > 0
            && new StatementSupport($"{passage.Text}\n{question.Question}").Bears($"{passage.Text}\n{question.Question}", reason)
            ? reason
            : $"It is said: “{quote}”";
    }

    static QualifyingAnswer Unknown(QualifyingQuestion question, string why) => new(question, false, Confidence.Low, why, null);
}
