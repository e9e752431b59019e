using Microsoft.Extensions.AI;
using Tessera.Llm;
using Tessera.Wire;

namespace Tessera.Markets.Drafting;

/// <summary>A draft and how it was made.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="LeftOut">How much of the model's draft nothing bears; 0 where it isn't the model's.</param>
/// <param name="Failure">Why it isn't the model's, in words that go on a sentence; null where it is.</param>
/// <param name="IsWhole">Whether the model was shown all of the sources.</param>
internal sealed record ModelDraft(SegmentDraft Draft, int LeftOut, string? Failure, bool IsWhole);

/// <summary>
/// Drafts a market segment by a language model from numbered sentences. What it says is held against them (<see cref="GroundedDraft"/>);
/// where nothing can be kept, the draft made without a model stands.
/// </summary>
/// <param name="client">The model.</param>
/// <param name="model">Its limits.</param>
internal sealed class ModelDrafter(IChatClient client, ModelOptions model)
{
    /// <summary>The draft; 503 where the model can't be asked now, or not within the budget.</summary>
    public async Task<Result<ModelDraft>> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
    {
        var extractive = ExtractiveDrafter.Draft(request);
        // Half of a prompt for the sources: rules, context, voice and other questions take what they take.
        var shown = new ShownSources(request.Sources, model.MaxPromptTokens / 2);
        // There is nothing to pay a model for.
        if (shown.Count == 0) return new ModelDraft(extractive, 0, null, shown.IsWhole);
        try
        {
            var reading = await FormDialogue.AskAsync(
                client,
                DraftPrompt.Ask(request, shown, model.MaxPromptTokens),
                DraftPrompt.Options,
                text => Read(text, request, shown, extractive),
                cancellationToken);
            return reading.Answer with { IsWhole = shown.IsWhole };
        }
        catch (ModelException cause) when (cause.IsTransient || cause.Fault == ModelFault.NoBudget)
        {
            return Problem.Unavailable($"The model can't draft now: {cause.Message}");
        }
        catch (ModelException cause)
        {
            return new ModelDraft(extractive, 0, cause.Message.TrimEnd('.'), shown.IsWhole);
        }
    }

    static FormReading<ModelDraft> Read(string text, DraftRequest request, ShownSources shown, SegmentDraft extractive)
    {
        var answer = DraftAnswer.Read(text);
        if (answer.Faults.Count > 0) return Failed(answer.Faults, "its answer was not in the form that was asked for");
        if (!answer.Answer.Recognized)
            return new(
                new ModelDraft(new SegmentDraft { Name = request.Name ?? ExtractiveDrafter.NoName, Unrecognized = true }, 0, null, true),
                []);
        var (draft, leftOut) = GroundedDraft.Of(answer.Answer, request, shown, extractive);
        if (draft is null)
            return Failed(
                ["No statement and no value has a quote that stands in the sentence it names, and says what that sentence bears."],
                "nothing it said stands in the sources");
        return new(new ModelDraft(draft, leftOut, null, true), []);

        FormReading<ModelDraft> Failed(IReadOnlyList<string> faults, string why) => new(new ModelDraft(extractive, 0, why, true), faults);
    }
}
