using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.Fields;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Segments;

/// <summary>
/// What is kept in memory of one workspace as of the last commit: its conversations' facts, its segments and its fields. Only the
/// writer's thread changes it, and those that open and fill it; any thread asks.
/// </summary>
internal sealed class LiveWorkspace(Database database, WorkspaceId id)
{
    readonly SegmentIndex segments = new();
    readonly ConversationIndex index = new();
    readonly StoredConversations stored = new(database, id);
    readonly List<ConversationFacts> changed = [];
    readonly Lock opening = new();
    readonly Lock filling = new();
    volatile Definitions definitions = Definitions.Empty;
    volatile List<Action>? changesWhileOpening = [];
    HashSet<string>? changedWhileFilling = new(StringComparer.Ordinal);
    volatile bool filled;

    /// <summary>Told of every change, once it can be asked for; must be quick.</summary>
    public Action? OnChange { get; init; }

    /// <summary>Every conversation: in memory, or in the database while the index is being filled.</summary>
    public IConversationSearch Conversations => filled ? index : stored;

    /// <summary>Whether the segments and fields are there.</summary>
    public bool IsOpen => changesWhileOpening is null;

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
        if (!filled)
        {
            lock (filling) changedWhileFilling?.UnionWith(changed.Select(facts => facts.ConversationId));
        }

        index.Apply(changed);
        changed.Clear();
        OnChange?.Invoke();
    }

    /// <summary>Adds or replaces segments.</summary>
    public void Set(IReadOnlyCollection<SegmentDefinition> defined) => Change(() =>
    {
        segments.SetMany(defined.Select(segment => KeyValuePair.Create(segment.Id, segment.Query)));
        definitions = definitions.With(defined);
    });

    /// <summary>Takes a segment out.</summary>
    public void RemoveSegment(string segmentId) => Change(() =>
    {
        segments.Remove(segmentId);
        definitions = definitions.WithoutSegment(segmentId);
    });

    /// <summary>Adds or replaces a field.</summary>
    public void Set(StructuredDataField field) => Change(() => definitions = definitions.With(field));

    /// <summary>Takes a field out.</summary>
    public void RemoveField(string fieldId) => Change(() => definitions = definitions.WithoutField(fieldId));

    /// <summary>
    /// Reads the definitions from the database. Changes of theirs that commit meanwhile wait, and are made when it is done.
    /// </summary>
    public void Open()
    {
        using var connection = database.Read();
        var all = SegmentStore.All(connection, id);
        var fields = FieldStore.All(connection, id);
        Parallel.Invoke(
            () => segments.SetMany(all.Select(segment => KeyValuePair.Create(segment.Id, segment.Query))),
            () => definitions = Definitions.Of(all, fields));
        while (TakeWaiting() is { } waiting)
        {
            foreach (var change in waiting) change();
        }
    }

    /// <summary>
    /// Fills the index with the conversations in the database. Commits that come meanwhile are newer than what is read here, and win.
    /// </summary>
    public void Fill(CancellationToken cancellationToken)
    {
        new IndexFilling(database, id, index, ChangedWhileFilling).Run(cancellationToken);
        lock (filling)
        {
            filled = true;
            changedWhileFilling = null;
        }
    }

    string[] ChangedWhileFilling()
    {
        lock (filling) return [.. changedWhileFilling!];
    }

    // Made without the lock, so that the writer, which adds to them, waits for none of them. When none is left the workspace is open.
    List<Action>? TakeWaiting()
    {
        lock (opening)
        {
            var waiting = changesWhileOpening!;
            changesWhileOpening = waiting.Count > 0 ? [] : null;
            return waiting.Count > 0 ? waiting : null;
        }
    }

    void Change(Action change)
    {
        lock (opening)
        {
            if (changesWhileOpening is { } waiting) waiting.Add(change);
            else change();
        }

        OnChange?.Invoke();
    }
}
