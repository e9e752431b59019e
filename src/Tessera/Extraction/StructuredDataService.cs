using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Segments;
using Tessera.Vocabularies;

namespace Tessera.Extraction;

/// <summary>Makes structured data of a conversation: its segments, the fields they ask for, the values the extractor finds, stored as a set.</summary>
internal sealed class StructuredDataService(
    MessageStore messages, StructuredDataStore store, VocabularyStore vocabularies, LiveWorkspaces live, IExtractor extractor, TimeProvider clock)
{
    /// <summary>
    /// Evaluates every segment on what is known now, extracts each active field once, and stores the result before giving it.
    /// No matching segment makes an empty set.
    /// </summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="conversation">The conversation; one of which only metadata has come has no messages to read.</param>
    /// <param name="agentExternalId">Reads only this agent's part; segments see the whole conversation all the same.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    public async Task<StructuredDataSet> CreateAsync(
        WorkspaceId workspace, Conversation conversation, string? agentExternalId, CancellationToken cancellationToken)
    {
        var loaded = await live.GetAsync(workspace, cancellationToken);
        var asked = loaded.Definitions.FieldsOf(loaded.Matching(conversation.ToFacts()));
        var said = messages.List(workspace, conversation.Id);
        var part = agentExternalId is null ? said : AgentPart.Of(said, agentExternalId);
        var reading = new NormalizedTranscript(vocabularies.NormalizerOf(workspace), part);
        var found = reading.ToStored(await extractor.ExtractAsync(reading.Transcript, [.. asked.Select(a => a.Field)], cancellationToken));
        var set = new StructuredDataSet(
            SortableId.NewGuid().ToString(),
            conversation.Id,
            agentExternalId,
            clock.GetUtcNow(),
            [.. asked.Zip(found, (a, value) => StructuredDataValue.Of(a.Field, a.SegmentIds, value, extractor))]);
        await store.AddAsync(workspace, set, cancellationToken);
        return set;
    }
}
