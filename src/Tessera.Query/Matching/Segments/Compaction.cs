namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Indexes in the background what was set lately, together with the runs that are not much larger, so that there are always few runs.
/// </summary>
/// <remarks>
/// A run is built anew when it is at most <see cref="Growth"/> times as large as what stands behind it. So a million segments are in four
/// runs at most, and each segment is indexed some 50 times on its way to the largest: 0.15 ms of work in the background for an edit.
/// </remarks>
sealed class Compaction(SegmentIndex index)
{
    /// <summary>How many segments may be checked by themselves; more may gather while others are being indexed.</summary>
    public const int MaxRecent = 64;

    const int Growth = 16;

    volatile Task running = Task.CompletedTask;

    /// <summary>For the writer, after each version.</summary>
    public void StartIfNeeded(SegmentSnapshot snapshot)
    {
        if (running.IsFaulted)
            running.GetAwaiter().GetResult();
        if (running.IsCompleted && IsNeeded(snapshot))
            running = Task.Run(Work);
    }

    public void Settle()
    {
        while (true)
        {
            running.GetAwaiter().GetResult();
            index.Publish(snapshot =>
            {
                StartIfNeeded(snapshot);
                return null;
            });
            if (running.IsCompletedSuccessfully)
                return;
        }
    }

    static bool IsNeeded(SegmentSnapshot snapshot) =>
        snapshot.Recent.Length > MaxRecent || FirstToMerge(snapshot) < snapshot.Runs.Length - 1 || snapshot.Runs.Any(IsHalfDead);

    static bool IsHalfDead(IndexedRun run) => run.Dead.Count * 2 > run.Run.Count;

    /// <summary>The first of the runs at the end that are to become one with what is recent.</summary>
    static int FirstToMerge(SegmentSnapshot snapshot)
    {
        var (runs, first, size) = (snapshot.Runs, snapshot.Runs.Length, (long)snapshot.Recent.Length);
        if (size <= MaxRecent && first > 0)
            size += runs[--first].Count;
        while (first > 0 && runs[first - 1].Count <= Growth * size)
            size += runs[--first].Count;
        var dead = Array.FindIndex(runs, IsHalfDead);
        return dead >= 0 ? Math.Min(dead, first) : first;
    }

    void Work()
    {
        for (var snapshot = index.Snapshot; IsNeeded(snapshot); snapshot = index.Snapshot)
        {
            var first = FirstToMerge(snapshot);
            // When everything is indexed anew, what no query speaks of any more is forgotten.
            var vocabulary = first == 0 ? new Vocabulary() : snapshot.Vocabulary;
            var segments = SegmentOrder.SortDistinct(
                [.. snapshot.Runs.Skip(first).SelectMany(run => run.Segments()), .. snapshot.Recent.Select(recent => recent.Segment)]);
            var run = RunBuilder.Build(segments, vocabulary, snapshot.Resolve, onAllCores: false);
            index.Publish(now => Replace(snapshot, first, run, vocabulary, now));
        }
    }

    /// <summary>
    /// The version now with the merged run in place of what it was made of; <see langword="null"/> when it comes too late.
    /// </summary>
    static SegmentSnapshot? Replace(SegmentSnapshot then, int first, Run merged, Vocabulary vocabulary, SegmentSnapshot now)
    {
        var isRenewed = vocabulary != then.Vocabulary;
        var kept = now.Runs.Where(run => !then.Runs.Skip(first).Any(old => old.Run == run.Run)).ToList();
        if (isRenewed && kept.Count > 0)
            return null; // a run was added that speaks in the old vocabulary

        var replaced = new IndexedRun(merged, DeadSlots.None);
        foreach (var old in then.Runs.Skip(first))
        {
            // A run that isn't there any more has died whole.
            var died = now.Runs.FirstOrDefault(run => run.Run == old.Run) is { } still
                ? still.Dead.Since(old.Dead).Select(slot => old.Run.IdOf(slot)!)
                : old.Segments().Select(segment => segment.Id);
            foreach (var id in died)
                replaced = Without(id);
        }
        var stillRecent = now.Recent.ToHashSet();
        foreach (var recent in then.Recent)
            if (!stillRecent.Remove(recent))
                replaced = Without(recent.Segment.Id);

        var reader = new FormulaReader(vocabulary, now.Resolve);
        var left = Array.FindAll(now.Recent, stillRecent.Contains);
        if (isRenewed)
            left = Array.ConvertAll(left, recent => RecentSegment.Of(recent.Segment, reader));
        var place = Math.Min(first, kept.Count);
        if (replaced.Count > 0)
            kept.Insert(place, replaced);
        return new SegmentSnapshot(vocabulary, [.. kept], left);

        IndexedRun Without(string id) => replaced.SlotOf(id) is var slot and >= 0 ? replaced.Without(slot) : replaced;
    }
}
