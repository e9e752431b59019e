using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Segments;
using Tessera.Vocabularies;
using Tessera.Wire;

namespace Tessera.Extraction;

/// <summary>Of what structured data is to be made.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Conversation">The conversation; one of which only metadata has come has no messages to read.</param>
internal sealed record ExtractionRequest(WorkspaceId Workspace, Conversation Conversation)
{
    /// <summary>Reads only this agent's part, where it isn't null; segments see the whole conversation all the same.</summary>
    public string? AgentExternalId { get; init; }

    /// <summary>Asks a model again where its answer is known.</summary>
    public bool Regenerate { get; init; }

    /// <summary>Asks no model, where one might be asked.</summary>
    public bool WithoutModel { get; init; }

    /// <summary>The job it is done in, if any.</summary>
    public string? JobId { get; init; }

    /// <summary>Only what these segments ask for; null for all that match.</summary>
    public IReadOnlySet<string>? SegmentIds { get; init; }

    /// <summary>Only these fields; null for all that are asked for.</summary>
    public IReadOnlySet<string>? FieldIds { get; init; }
}

/// <summary>
/// Makes structured data of a conversation: its segments, the fields they ask for, the values the extractor finds, stored as a set.
/// </summary>
internal sealed class StructuredDataService(
    MessageStore messages, StructuredDataStore store, VocabularyStore vocabularies, LiveWorkspaces live, FieldExtraction extraction,
    TimeProvider clock)
{
    /// <summary>
    /// Evaluates every segment on what is known now, extracts each active field once, and stores the result before giving it.
    /// No matching segment makes an empty set.
    /// </summary>
    /// <returns>
    /// The set; or 503-01, and nothing stored, where a model didn't answer for a reason that may pass: a repeat then pays only for what is
    /// missing.
    /// </returns>
    public async Task<Result<StructuredDataSet>> CreateAsync(ExtractionRequest request, CancellationToken cancellationToken)
    {
        var set = await ExtractAsync(request, cancellationToken);
        if (set.Open is { } open) return Problem.Unavailable($"The field {open.FieldId} has no answer now: {open.Extracted.Reason}");
        await store.AddAsync(request.Workspace, set, cancellationToken);
        return set;
    }

    /// <summary>
    /// The same, and stores nothing: that is the caller's, unless a field is open (<see cref="StructuredDataSet.Open"/>).
    /// </summary>
    public async Task<StructuredDataSet> ExtractAsync(ExtractionRequest request, CancellationToken cancellationToken)
    {
        var (order, reading, lastMessage) = await OrderAsync(request, cancellationToken);
        var values = await extraction.ExtractAsync(order, cancellationToken);
        return new StructuredDataSet(
            SortableId.NewGuid().ToString(), request.Conversation.Id, request.AgentExternalId, clock.GetUtcNow(),
            [.. values.Select(reading.ToStored)], request.JobId)
        {
            LastMessageId = lastMessage,
        };
    }

    /// <summary>What a model's calls would come to; nothing is asked of it.</summary>
    public async Task<CallEstimate> EstimateAsync(ExtractionRequest request, CancellationToken cancellationToken) =>
        await extraction.EstimateAsync((await OrderAsync(request, cancellationToken)).Order, cancellationToken);

    async Task<(ExtractionOrder Order, NormalizedTranscript Reading, string? LastMessageId)> OrderAsync(
        ExtractionRequest request, CancellationToken cancellationToken)
    {
        var loaded = await live.GetAsync(request.Workspace, cancellationToken);
        var matching = loaded.Matching(request.Conversation.ToFacts()).Where(segment => request.SegmentIds?.Contains(segment.Id) != false);
        var asked = loaded.Definitions.FieldsOf(matching).Where(a => request.FieldIds?.Contains(a.Field.Id) != false);
        var said = messages.List(request.Workspace, request.Conversation.Id);
        var part = request.AgentExternalId is { } agent ? AgentPart.Of(said, agent) : said;
        var reading = new NormalizedTranscript(vocabularies.NormalizerOf(request.Workspace), part);
        var order = new ExtractionOrder(
            request.Workspace, request.Conversation.Id, reading.Transcript, [.. asked.Select(a => new AskedField(a.Field, a.SegmentIds))],
            request.Regenerate, request.JobId)
        {
            WithoutModel = request.WithoutModel,
        };
        return (order, reading, said.Select(message => message.Id).Max(StringComparer.Ordinal));
    }
}
