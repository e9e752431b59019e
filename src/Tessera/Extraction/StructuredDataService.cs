using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Segments;
using Tessera.Vocabularies;
using Tessera.Wire;

namespace Tessera.Extraction;

/// <summary>Makes structured data of a conversation: its segments, the fields they ask for, the values the extractor finds, stored as a set.</summary>
internal sealed class StructuredDataService(
    MessageStore messages, StructuredDataStore store, VocabularyStore vocabularies, LiveWorkspaces live, FieldExtraction extraction, TimeProvider clock)
{
    /// <summary>
    /// Evaluates every segment on what is known now, extracts each active field once, and stores the result before giving it.
    /// No matching segment makes an empty set.
    /// </summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="conversation">The conversation; one of which only metadata has come has no messages to read.</param>
    /// <param name="agentExternalId">Reads only this agent's part; segments see the whole conversation all the same.</param>
    /// <param name="regenerate">Asks a model again where its answer is known.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <returns>
    /// The set; or 503-01, and nothing stored, where a model didn't answer for a reason that may pass: a repeat then pays only for what is
    /// missing.
    /// </returns>
    public async Task<Result<StructuredDataSet>> CreateAsync(
        WorkspaceId workspace, Conversation conversation, string? agentExternalId, bool regenerate, CancellationToken cancellationToken)
    {
        var loaded = await live.GetAsync(workspace, cancellationToken);
        var asked = loaded.Definitions.FieldsOf(loaded.Matching(conversation.ToFacts()));
        var said = messages.List(workspace, conversation.Id);
        var part = agentExternalId is null ? said : AgentPart.Of(said, agentExternalId);
        var reading = new NormalizedTranscript(vocabularies.NormalizerOf(workspace), part);
        var order = new ExtractionOrder(
            workspace, conversation.Id, reading.Transcript, [.. asked.Select(a => new AskedField(a.Field, a.SegmentIds))], regenerate);
        var values = await extraction.ExtractAsync(order, cancellationToken);
        if (values.FirstOrDefault(value => value.Extracted is { Outcome: ExtractionOutcome.Failed, IsTransient: true }) is { } failed)
            return Problem.Unavailable($"The field {failed.FieldId} has no answer now: {failed.Extracted.Reason}");
        var set = new StructuredDataSet(
            SortableId.NewGuid().ToString(),
            conversation.Id,
            agentExternalId,
            clock.GetUtcNow(),
            [.. values.Select(reading.ToStored)]);
        await store.AddAsync(workspace, set, cancellationToken);
        return set;
    }
}
