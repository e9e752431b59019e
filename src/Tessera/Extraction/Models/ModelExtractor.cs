using Microsoft.Extensions.AI;
using Tessera.Fields;
using Tessera.Llm;
using Tessera.Usage;

namespace Tessera.Extraction.Models;

/// <summary>
/// Extracts structured data by a language model, which fills in a form and quotes what each value rests on. What it says is held against
/// the transcript (<see cref="GroundedEntry"/>); of what a model does wrong, only the fields concerned fail. See docs/models.md.
/// </summary>
/// <param name="client">The model.</param>
/// <param name="model">Its name and limits.</param>
internal sealed class ModelExtractor(IChatClient client, ModelOptions model) : IExtractor
{
    readonly ExtractionPrompt _prompt = PromptOf(model);

    /// <summary>How much of an answer that can't be used is shown to the model again, in UTF-16 units.</summary>
    const int LongestRepeated = 8000;

    /// <inheritdoc/>
    public string Name => $"model:{model.Model}";

    /// <inheritdoc/>
    public string Version => _prompt.Version;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ExtractedValue>> ExtractAsync(
        Transcript transcript, IReadOnlyList<StructuredDataField> fields, CancellationToken cancellationToken)
    {
        // All may be known already.
        if (fields.Count == 0) return [];
        if (IsSilent(transcript))
            return [.. fields.Select(field => new ExtractedValue { FieldId = field.Id, Outcome = ExtractionOutcome.NotFound })];
        var (parts, groups) = Divided(transcript, fields, model);
        var values = new List<ExtractedValue>(fields.Count);
        foreach (var group in groups)
        {
            var byPart = new List<ExtractedValue[]>(parts.Count);
            foreach (var part in parts) byPart.Add(await FillAsync(group, part, transcript, cancellationToken));
            values.AddRange(group.Select((_, place) => Merged([.. byPart.Select(part => part[place])])));
        }

        return values;
    }

    /// <summary>
    /// The calls that fields of a transcript take when nothing goes wrong: the tokens of each prompt, by the estimate that budgets use.
    /// </summary>
    public static IEnumerable<int> PromptTokens(Transcript transcript, IReadOnlyList<StructuredDataField> fields, ModelOptions model)
    {
        if (fields.Count == 0 || IsSilent(transcript)) return [];
        var (parts, groups) = Divided(transcript, fields, model);
        var prompt = PromptOf(model);
        return groups.SelectMany(group => parts.Select(part => MeteredChatClient.PromptTokens(prompt.Ask(group, part))));
    }

    static ExtractionPrompt PromptOf(ModelOptions model) => ExtractionPrompt.Find(model.Prompt) ?? ExtractionPrompt.Default;

    // Nobody said anything: there is nothing to pay a model for.
    static bool IsSilent(Transcript transcript) =>
        transcript.Messages.All(message => message.Sender == SenderRole.System || string.IsNullOrWhiteSpace(message.Text));

    // A third of a prompt for the form and the rules, the rest for the transcript.
    static (List<TranscriptPart> Parts, List<List<StructuredDataField>> Groups) Divided(
        Transcript transcript, IReadOnlyList<StructuredDataField> fields, ModelOptions model) =>
        (TranscriptParts.Of(transcript, model.MaxPromptTokens * 2 / 3), FieldGroups.Of(fields, model.MaxTokens, model.MaxPromptTokens / 3));

    /// <summary>
    /// What the whole conversation says: the last value that was found, as corrections come later; otherwise what went wrong, as a value
    /// may be there; otherwise that there is none.
    /// </summary>
    static ExtractedValue Merged(ExtractedValue[] byPart) =>
        byPart.LastOrDefault(value => value.Outcome == ExtractionOutcome.Found)
        ?? byPart.LastOrDefault(value => value.Outcome == ExtractionOutcome.Failed)
        ?? byPart.LastOrDefault(value => value.Outcome == ExtractionOutcome.Ungrounded)
        ?? byPart[^1];

    /// <summary>The values of one group of fields in one part of the transcript.</summary>
    async Task<ExtractedValue[]> FillAsync(
        List<StructuredDataField> fields, TranscriptPart part, Transcript transcript, CancellationToken cancellationToken)
    {
        try
        {
            var asked = _prompt.Ask(fields, part);
            var options = _prompt.Options(fields);
            var (text, finish) = await AskAsync(asked, options, cancellationToken);
            var entries = FormAnswer.Read(text, fields);
            if (entries.All(entry => entry.Fault is null)) return Grounded();
            if (finish == ChatFinishReason.Length && fields.Count > 1)
            {
                // The answer didn't fit: two forms of half the length do.
                var half = fields.Count / 2;
                return
                [
                    .. await FillAsync(fields[..half], part, transcript, cancellationToken),
                    .. await FillAsync(fields[half..], part, transcript, cancellationToken),
                ];
            }

            var faults = entries.Select(entry => entry.Fault).OfType<string>().Distinct();
            var (repaired, _) = await AskAsync(
                _prompt.Repair(asked, TranscriptParts.Beginning(text, LongestRepeated), faults), options, cancellationToken);
            var again = FormAnswer.Read(repaired, fields);
            for (var i = 0; i < entries.Length; i++)
            {
                if (entries[i].Fault is not null) entries[i] = again[i];
            }

            return Grounded();

            ExtractedValue[] Grounded() => [.. entries.Select((entry, i) => entry.Entry is { } filled
                ? GroundedEntry.Of(fields[i], filled, transcript)
                : Failed(fields[i], $"The model's answer can't be used: {entry.Fault}."))];
        }
        catch (ModelException cause)
        {
            return [.. fields.Select(field => Failed(field, cause.Message) with { Fault = cause.Fault, RetryAfter = cause.RetryAfter })];
        }
    }

    /// <summary>What the model says; what can't be read at all is as if it had said nothing, so that it is asked once more.</summary>
    async Task<(string Text, ChatFinishReason? Finish)> AskAsync(
        List<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetResponseAsync(messages, options, cancellationToken);
            return (response.Text, response.FinishReason);
        }
        catch (ModelException cause) when (cause.Fault == ModelFault.Unreadable)
        {
            return ("", null);
        }
    }

    static ExtractedValue Failed(StructuredDataField field, string reason) =>
        new() { FieldId = field.Id, Outcome = ExtractionOutcome.Failed, Reason = reason };
}
