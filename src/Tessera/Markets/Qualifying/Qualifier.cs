using Tessera.Access;
using Tessera.Extraction;
using Tessera.Llm;
using Tessera.Usage;
using Tessera.Wire;

namespace Tessera.Markets.Qualifying;

/// <summary>What is to be answered.</summary>
/// <param name="Workspace">Whose it is, and who pays where a model is asked.</param>
/// <param name="SegmentOIds">The market segments it is for.</param>
/// <param name="Questions">Their questions; archived ones aren't asked.</param>
/// <param name="Texts">What is known of the company: one text, or the messages of a conversation in their order.</param>
internal sealed record QualifyOrder(
    WorkspaceId Workspace, IReadOnlyList<string> SegmentOIds, IReadOnlyList<QualifyingQuestion> Questions, IReadOnlyList<KnownText> Texts)
{
    /// <summary>The conversation, if it is one.</summary>
    public string? ConversationId { get; init; }

    /// <summary>
    /// The structured data fields that the questions are, where they are asked as such; in the order of those that aren't archived.
    /// </summary>
    public IReadOnlyList<string>? FieldIds { get; init; }

    /// <summary>Asks a model again where its answer is known.</summary>
    public bool Regenerate { get; init; }

    /// <summary>Asks no model.</summary>
    public bool WithoutModel { get; init; }

    /// <summary>The job it is done in, if any.</summary>
    public string? JobId { get; init; }
}

/// <summary>A segment's questions answered.</summary>
/// <param name="Answers">An answer for each question that isn't archived, in their order.</param>
/// <param name="Answerer">Who answered: <c>built-in</c>, or <c>model:</c> and its name.</param>
/// <param name="Note">What didn't go as it should; null where all did.</param>
/// <param name="Tokens">What a model used for it.</param>
internal sealed record QualifiedAnswers(IReadOnlyList<QualifyingAnswer> Answers, string Answerer, string? Note, long Tokens)
{
    /// <summary>How well it fits, from 1 to 10; see <see cref="QualificationScore"/>.</summary>
    public double Score => QualificationScore.Of(Answers);

    /// <summary>
    /// Why the model can't be asked now, where a repeat may have more to say: the answers are those without it, and not to be kept.
    /// </summary>
    public ModelException? Unavailable { get; init; }
}

/// <summary>
/// Answers qualifying questions from what is known of a company: by the language model where there is one, and by the facts that are found
/// without one where the model has no answer that is grounded. What the model has answered of a conversation is kept, and free from then
/// on.
/// </summary>
internal sealed class Qualifier(MarketModel model, KnownAnswers known)
{
    /// <summary>Who answers where no model does.</summary>
    public const string BuiltIn = "built-in";

    /// <summary>The answers without a model.</summary>
    public static QualifiedAnswers ByFacts(IEnumerable<QualifyingQuestion> questions, IReadOnlyList<KnownText> texts)
    {
        var facts = new FactAnswerer(texts.Select(t => t.From == SenderRole.System ? "" : t.Text));
        return new QualifiedAnswers([.. questions.Where(q => q.ArchivedAt is null).Select(facts.Answer)], BuiltIn, null, 0);
    }

    /// <summary>The answers; 503 where the model can't be asked now, or not within the budget.</summary>
    public async Task<Result<QualifiedAnswers>> AnswerAsync(QualifyOrder order, CancellationToken cancellationToken)
    {
        var answers = await TryAsync(order, cancellationToken);
        return answers.Unavailable is { } cause ? Problem.Unavailable($"The model can't answer now: {cause.Message}") : answers;
    }

    /// <summary>The answers, and whether they are only those without the model because it can't be asked now.</summary>
    public async Task<QualifiedAnswers> TryAsync(QualifyOrder order, CancellationToken cancellationToken)
    {
        var byFacts = ByFacts(order.Questions, order.Texts);
        var wanted = Wanted(order, byFacts);
        if (wanted.Count == 0) return byFacts;
        var keys = KnownAnswers.Keys(order.Texts, wanted.Select(i => byFacts.Answers[i].Question), model.Options);
        var answers = known.Find(order, keys);
        // What several segments ask alike is asked once.
        var open = Enumerable.Range(0, keys.Count).Where(i => !answers.ContainsKey(keys[i])).DistinctBy(i => keys[i]).ToList();
        using var client = model.For(new ModelPurpose(
            order.Workspace, order.ConversationId, order.SegmentOIds,
            order.FieldIds is { } fields ? [.. open.Select(i => fields[wanted[i]])] : [], order.JobId));
        string? note;
        try
        {
            var (said, isWhole) = await new ModelAnswerer(client, model.Options)
                .AnswerAsync([.. open.Select(i => byFacts.Answers[wanted[i]].Question)], order.Texts, cancellationToken);
            foreach (var (i, answer) in open.Zip(said))
            {
                if (answer is not null) answers[keys[i]] = KnownAnswer.Of(answer);
            }

            await known.KeepAsync(order, [.. open.Where(i => answers.ContainsKey(keys[i])).Select(i => (keys[i], answers[keys[i]]))]);
            note = Note(said.Count(answer => answer is null), isWhole);
        }
        catch (ModelException cause) when (cause.IsTransient || cause.Fault == ModelFault.NoBudget)
        {
            return byFacts with { Unavailable = cause };
        }
        catch (ModelException cause)
        {
            note = $"The model gave no answer ({cause.Message.TrimEnd('.')}): the facts of the text count alone.";
            if (answers.Count == 0) return byFacts with { Note = note, Tokens = client.Tokens };
        }

        var by = $"model:{model.Options.Model}";
        var all = byFacts.Answers.ToArray();
        foreach (var (place, key) in wanted.Zip(keys))
            all[place] = Chosen(answers.GetValueOrDefault(key)?.To(all[place].Question, by), all[place]);
        return new QualifiedAnswers(all, by, note, client.Tokens);
    }

    /// <summary>What the model's calls for an order would come to, where its answers aren't known; nothing is asked of it.</summary>
    public CallEstimate Estimate(QualifyOrder order)
    {
        var byFacts = ByFacts(order.Questions, order.Texts);
        var wanted = Wanted(order, byFacts);
        if (wanted.Count == 0) return CallEstimate.None;
        var keys = KnownAnswers.Keys(order.Texts, wanted.Select(i => byFacts.Answers[i].Question), model.Options);
        var answers = known.Find(order, keys);
        var open = wanted.Where((_, i) => !answers.ContainsKey(keys[i])).Select(i => byFacts.Answers[i].Question).ToList();
        var prompts = ModelAnswerer.PromptTokens(open, order.Texts, model.Options).ToList();
        var said = prompts.Sum(p => (long)p.Questions) * AnswerPrompt.AnswerTokens;
        return new CallEstimate(prompts.Count, Spending.Of(model.Options, prompts.Sum(p => (long)p.Tokens), said));
    }

    // Where nothing was said, there is nothing to pay a model for.
    List<int> Wanted(QualifyOrder order, QualifiedAnswers byFacts)
    {
        if (order.WithoutModel || !model.Exists || order.Texts.All(t => t.From == SenderRole.System || string.IsNullOrWhiteSpace(t.Text)))
            return [];
        return [.. Enumerable.Range(0, byFacts.Answers.Count).Where(i => model.MayAsk(order.Workspace, order.FieldIds?[i]))];
    }

    static QualifyingAnswer Chosen(QualifyingAnswer? said, QualifyingAnswer byFacts) =>
        said is null || (said.Evidence is null && byFacts.Evidence is not null) ? byFacts : said;

    static string? Note(int unusable, bool isWhole)
    {
        var notes = new List<string>();
        if (unusable > 0)
            notes.Add(
                $"The model's answers to {unusable} of the questions could not be used: for those the facts of the text count alone.");
        if (!isWhole) notes.Add("What is known is longer than the model reads: it was shown the beginning.");
        return notes.Count > 0 ? string.Join(' ', notes) : null;
    }
}
