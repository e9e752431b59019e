using Tessera.Query.Evaluation;
using Tessera.Query.Matching.Segments;

namespace Tessera.Query.Matching;

/// <summary>
/// The segments of one workspace in memory: one conversation in, all segments it matches out, as the <see cref="Evaluator"/> defines it,
/// for the whole language and up to a million segments.
/// </summary>
/// <remarks>
/// Any number of threads may read; they are never blocked and always see one version whole. Writers wait for each other. A change is
/// visible when its method returns: what is new is checked by itself at first and indexed in the background. A change of a segment that
/// others refer to costs as much as changing those too. How it works is told in docs/matching.md.
/// </remarks>
public sealed class SegmentIndex
{
    readonly Lock gate = new();
    readonly ReferenceMap references = new();
    readonly Compaction compaction;
    volatile SegmentSnapshot current = new(new Vocabulary(), [], []);

    /// <summary>An index without segments: about 2 KB.</summary>
    public SegmentIndex() => compaction = new Compaction(this);

    /// <summary>The segments as they are now. To ask several things of one version, hold it.</summary>
    public SegmentSnapshot Snapshot => current;

    /// <summary>How many segments there are.</summary>
    public int Count => current.Count;

    /// <summary>
    /// About how many bytes the index takes: without the segments' ids and queries, which belong to the caller, and without the texts of
    /// the values, which it shares with the queries.
    /// </summary>
    public long MemoryBytes => current.Vocabulary.MemoryBytes + current.Runs.Sum(run => run.Run.MemoryBytes)
        + current.Recent.Sum(recent => 64 + recent.Program.MemoryBytes);

    /// <summary>The ids of all segments that the conversation matches, in ordinal order.</summary>
    public IReadOnlyList<string> Match(ConversationFacts facts) => current.Match(facts);

    /// <summary>The query of a segment; <see langword="null"/> when there is no such segment.</summary>
    public SegmentQuery? Resolve(string segmentId) => current.Resolve(segmentId);

    /// <summary>Adds a segment, or gives it another query.</summary>
    public void Set(string segmentId, SegmentQuery query) => SetMany([KeyValuePair.Create(segmentId, query)]);

    /// <summary>Adds segments or gives them other queries, all at once. Of an id that comes more than once the last counts.</summary>
    public void SetMany(IEnumerable<KeyValuePair<string, SegmentQuery>> segments)
    {
        var changed = segments.Select(segment => new Segment(segment.Key, segment.Value)).ToArray();
        lock (gate)
            Apply(SegmentOrder.SortDistinct(changed), removed: null);
    }

    /// <summary>Removes a segment; <see langword="false"/> when there is none. Where it is referred to, it counts as false.</summary>
    public bool Remove(string segmentId)
    {
        lock (gate)
        {
            if (current.Resolve(segmentId) is null)
                return false;
            Apply([], segmentId);
            return true;
        }
    }

    /// <summary>Waits until nothing is being indexed in the background.</summary>
    internal void Settle() => compaction.Settle();

    /// <summary>Publishes what the change makes of the current version, with no other writer in between.</summary>
    internal void Publish(Func<SegmentSnapshot, SegmentSnapshot?> change)
    {
        lock (gate)
            if (change(current) is { } changed)
                current = changed;
    }

    void Apply(Segment[] changed, string? removed)
    {
        var draft = new Draft(current, changed);
        foreach (var segment in changed)
        {
            var before = draft.Remove(segment.Id);
            if (before is not null || !segment.Query.References.IsEmpty)
                references.Change(segment.Id, before?.References ?? [], segment.Query.References);
        }
        if (removed is not null)
            references.Change(removed, draft.Remove(removed)!.References, []);

        var dependents = references.IsEmpty ? [] : references
            .DependentsOf(removed is null ? [.. changed.Select(segment => segment.Id)] : [removed])
            .Select(id => new Segment(id, draft.Remove(id)!)).ToArray();
        draft.Add(dependents.Length == 0 ? changed : SegmentOrder.SortDistinct([.. changed, .. dependents]));
        current = draft.Finish();
        compaction.StartIfNeeded(current);
    }
}
