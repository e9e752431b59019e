using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Segments;

/// <summary>
/// What is kept in memory of one workspace as of the last commit: its conversations' facts, its segments and its fields. Only the
/// writer's thread changes it, and the one that fills it; any thread asks.
/// </summary>
internal sealed class LiveWorkspace(Database database, WorkspaceId id)
{
    // Rows are handed over in chunks, so that commits come in between.
    const int FillChunk = 10_000;

    readonly SegmentIndex segments = new();
    readonly ConversationIndex index = new();
    readonly StoredConversations stored = new(database, id);
    readonly List<ConversationFacts> changed = [];
    readonly Lock filling = new();
    volatile Definitions definitions = Definitions.Empty;
    HashSet<string>? changedWhileFilling = new(StringComparer.Ordinal);
    volatile bool filled;

    /// <summary>Every conversation: in memory, or in the database while the index is being filled.</summary>
    public IConversationSearch Conversations => filled ? index : stored;

    /// <summary>Whether the index of conversations is filled.</summary>
    public bool Filled => filled;

    /// <summary>How many conversations the index has.</summary>
    public int Indexed => index.Total;

    /// <summary>The segments and fields.</summary>
    public Definitions Definitions => definitions;

    /// <summary>The segments as they are now, to be matched.</summary>
    public SegmentSnapshot Segments => segments.Snapshot;

    /// <summary>The segments a conversation belongs to, by id.</summary>
    public List<SegmentDefinition> Matching(ConversationFacts facts)
    {
        // A segment made or deleted in this very moment may be in one of the two and not yet in the other.
        var known = definitions.Segments;
        return [.. segments.Match(facts).Select(segment => known.GetValueOrDefault(segment)).OfType<SegmentDefinition>()];
    }

    /// <summary>Adds or replaces a conversation with the next <see cref="Flush"/>.</summary>
    public void Set(ConversationFacts facts) => changed.Add(facts);

    /// <summary>Brings what was set to the index, all at once: the conversations of a commit cost it little more than one.</summary>
    public void Flush()
    {
        if (filled)
        {
            index.Apply(changed);
        }
        else
        {
            lock (filling)
            {
                changedWhileFilling?.UnionWith(changed.Select(facts => facts.ConversationId));
                index.Apply(changed);
            }
        }

        changed.Clear();
    }

    /// <summary>Adds or replaces segments.</summary>
    public void Set(IReadOnlyCollection<SegmentDefinition> defined)
    {
        segments.SetMany(defined.Select(segment => KeyValuePair.Create(segment.Id, segment.Query)));
        definitions = definitions.With(defined);
    }

    /// <summary>Takes a segment out.</summary>
    public void RemoveSegment(string segmentId)
    {
        segments.Remove(segmentId);
        definitions = definitions.WithoutSegment(segmentId);
    }

    /// <summary>Adds or replaces a field.</summary>
    public void Set(StructuredDataField field) => definitions = definitions.With(field);

    /// <summary>Takes a field out.</summary>
    public void RemoveField(string fieldId) => definitions = definitions.WithoutField(fieldId);

    /// <summary>
    /// Fills the index with the conversations in the database. Commits that come meanwhile are newer than what is read here, and win.
    /// </summary>
    public void Fill(CancellationToken cancellationToken)
    {
        using var connection = database.Read();
        foreach (var chunk in ConversationStore.AllFacts(connection, id).Chunk(FillChunk))
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (filling) index.Apply(chunk.Where(facts => !changedWhileFilling!.Contains(facts.ConversationId)));
        }

        lock (filling)
        {
            filled = true;
            changedWhileFilling = null;
        }
    }
}
