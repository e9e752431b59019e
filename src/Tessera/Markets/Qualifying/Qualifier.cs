using Tessera.Access;
using Tessera.Extraction;
using Tessera.Llm;
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
}

/// <summary>
/// Answers qualifying questions from what is known of a company: by the language model where there is one, and by the facts that are found
/// without one where the model has no answer that is grounded.
/// </summary>
internal sealed class Qualifier(MarketModel model)
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
        var byFacts = ByFacts(order.Questions, order.Texts);
        using var client = model.For(order.Workspace, order.SegmentOIds, order.ConversationId, order.JobId);
        // There is nothing to pay a model for.
        if (client is null || byFacts.Answers.Count == 0 || order.Texts.All(t => t.From == SenderRole.System || string.IsNullOrWhiteSpace(t.Text))) return byFacts;
        try
        {
            var questions = byFacts.Answers.Select(a => a.Question).ToList();
            var (said, isWhole) = await new ModelAnswerer(client, model.Options).AnswerAsync(questions, order.Texts, cancellationToken);
            return new QualifiedAnswers(
                [.. said.Zip(byFacts.Answers, Chosen)], $"model:{model.Options.Model}", Note(said.Count(answer => answer is null), isWhole), client.Tokens);
        }
        catch (ModelException cause) when (cause.IsTransient || cause.Fault == ModelFault.NoBudget)
        {
            return Problem.Unavailable($"The model can't answer now: {cause.Message}");
        }
        catch (ModelException cause)
        {
            return byFacts with { Note = $"The model gave no answer ({cause.Message.TrimEnd('.')}): the facts of the text count alone.", Tokens = client.Tokens };
        }
    }

    static QualifyingAnswer Chosen(QualifyingAnswer? said, QualifyingAnswer byFacts) =>
        said is null || (said.Evidence is null && byFacts.Evidence is not null) ? byFacts : said;

    static string? Note(int unusable, bool isWhole)
    {
        var notes = new List<string>();
        if (unusable > 0) notes.Add($"The model's answers to {unusable} of the questions could not be used: for those the facts of the text count alone.");
        if (!isWhole) notes.Add("What is known is longer than the model reads: it was shown the beginning.");
        return notes.Count > 0 ? string.Join(' ', notes) : null;
    }
}
