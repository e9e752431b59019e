using Tessera.Fields;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Segments;

/// <summary>
/// What is kept in memory of one workspace as of the last commit: its conversations' facts, its segments and its fields. Only the
/// writer's thread changes it; any thread asks.
/// </summary>
internal sealed class LiveWorkspace(ConversationIndex conversations)
{
    readonly SegmentIndex segments = new();
    volatile Definitions definitions = Definitions.Empty;

    /// <summary>Every conversation's facts.</summary>
    public ConversationIndex Conversations => conversations;

    /// <summary>The segments and fields.</summary>
    public Definitions Definitions => definitions;

    /// <summary>The segments as they are now, to be matched.</summary>
    public SegmentSnapshot Segments => segments.Snapshot;

    /// <summary>The segments a conversation belongs to, by id.</summary>
    public List<SegmentDefinition> Matching(ConversationFacts facts)
    {
        // A segment made or deleted in this very moment may be in one of the two and not yet in the other.
        var known = definitions.Segments;
        return [.. segments.Match(facts).Select(id => known.GetValueOrDefault(id)).OfType<SegmentDefinition>()];
    }

    /// <summary>Adds or replaces segments.</summary>
    public void Set(IReadOnlyCollection<SegmentDefinition> changed)
    {
        segments.SetMany(changed.Select(segment => KeyValuePair.Create(segment.Id, segment.Query)));
        definitions = definitions.With(changed);
    }

    /// <summary>Takes a segment out.</summary>
    public void RemoveSegment(string id)
    {
        segments.Remove(id);
        definitions = definitions.WithoutSegment(id);
    }

    /// <summary>Adds or replaces a field.</summary>
    public void Set(StructuredDataField field) => definitions = definitions.With(field);

    /// <summary>Takes a field out.</summary>
    public void RemoveField(string id) => definitions = definitions.WithoutField(id);
}
