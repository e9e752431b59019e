using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>The next version of an index in the making.</summary>
sealed class Draft
{
    readonly Vocabulary vocabulary;
    readonly List<IndexedRun> runs;
    readonly List<RecentSegment> recent;
    readonly SegmentSnapshot before;
    readonly Segment[] changed; // by rising id
    readonly HashSet<string> removed = new(StringComparer.Ordinal);

    public Draft(SegmentSnapshot before, Segment[] changed)
    {
        (this.before, this.changed, vocabulary) = (before, changed, before.Vocabulary);
        runs = [.. before.Runs];
        recent = [.. before.Recent];
    }

    /// <summary>Takes a segment out, and answers what its query was.</summary>
    public SegmentQuery? Remove(string id)
    {
        for (var i = 0; i < recent.Count; i++)
        {
            if (!string.Equals(recent[i].Segment.Id, id, StringComparison.Ordinal))
                continue;
            var query = recent[i].Segment.Query;
            recent.RemoveAt(i);
            removed.Add(id);
            return query;
        }
        for (var i = runs.Count - 1; i >= 0; i--)
        {
            if (runs[i].SlotOf(id) is var slot && slot < 0)
                continue;
            runs[i] = runs[i].Without(slot);
            removed.Add(id);
            return runs[i].Run.QueryOf(slot);
        }
        return null;
    }

    /// <summary>Puts segments in, by rising id: few by themselves, many as a run.</summary>
    public void Add(Segment[] segments)
    {
        // Those that were there before and come back as they were, because something they refer to changed, are found by the same ids.
        SegmentQuery? Resolve(string id) => Find(segments, id) ?? Find(changed, id) ?? (removed.Contains(id) ? null : before.Resolve(id));
        if (segments.Length > Compaction.MaxRecent)
        {
            runs.Add(new IndexedRun(RunBuilder.Build(segments, vocabulary, Resolve, onAllCores: true), DeadSlots.None));
            return;
        }
        var reader = new FormulaReader(vocabulary, Resolve);
        foreach (var segment in segments)
            recent.Add(RecentSegment.Of(segment, reader));
    }

    public SegmentSnapshot Finish() => new(vocabulary, [.. runs.Where(run => run.Count > 0)], [.. recent]);

    static SegmentQuery? Find(Segment[] rising, string id)
    {
        var (low, high) = (0, rising.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(rising[middle].Id, id);
            if (order == 0)
                return rising[middle].Query;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return null;
    }
}
