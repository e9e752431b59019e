using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>Builds a run: reads each query, and gives each segment the place where finding it costs a conversation least.</summary>
sealed class RunBuilder
{
    // A segment is written down once for each of its values.
    const int MaxValues = 16;

    readonly Segment[] segments;
    readonly int[] clauses; // where they begin; -1 for what never matches
    readonly int[] slotOf; // one too high, 0 being none
    readonly ClausePool pool = new();
    readonly Mentions mentions = new();
    readonly CheckProgramWriter programs = new();
    readonly PairTableBuilder pairs;
    readonly List<(int Segment, int Leaf)> values = [];
    readonly List<int> planes = [], checks = [], never = [];
    readonly bool onAllCores;
    int slots;

    RunBuilder(Segment[] segments, Vocabulary vocabulary, SegmentResolver resolve, bool onAllCores)
    {
        (this.segments, this.onAllCores) = (segments, onAllCores);
        slotOf = new int[segments.Length];
        clauses = new ClauseReading(segments, vocabulary, resolve, pool, programs).Run(onAllCores);
        foreach (var start in clauses)
            if (start >= 0)
                mentions.Add(pool[start]);
        pairs = new PairTableBuilder(pool);
    }

    /// <param name="segments">The segments by rising id, each id once.</param>
    /// <param name="vocabulary">Takes down what their queries speak of.</param>
    /// <param name="resolve">Finds the segments they refer to; for any thread.</param>
    /// <param name="onAllCores">Whether somebody waits for it.</param>
    public static Run Build(Segment[] segments, Vocabulary vocabulary, SegmentResolver resolve, bool onAllCores)
    {
        var builder = new RunBuilder(segments, vocabulary, resolve, onAllCores);
        builder.Place();
        return builder.Finish();
    }

    void Place()
    {
        var findings = new Finding[clauses.Length];
        Cores.Share(findings.Length, onAllCores, (from, to) =>
        {
            for (var i = from; i < to; i++)
                findings[i] = clauses[i] < 0 ? Finding.Never : Find(clauses[i]);
        });
        var open = PlaceCosts.WorthOpening(findings);
        for (var i = 0; i < findings.Length; i++)
            Place(i, findings[i], open);
        // Where few segments have their rarest values on some two axes, each is found by other values of its own.
        foreach (var segment in pairs.GiveUpFew())
            Place(segment, AmongTables(clauses[segment], findings[segment]), open);
    }

    void Place(int segment, in Finding finding, OpenPlaces open)
    {
        switch (PlaceCosts.Cheapest(finding, open).Place)
        {
            case SegmentPlace.Never:
                never.Add(segment);
                break;
            case SegmentPlace.Pairs:
                pairs.Add(segment, finding.One, finding.Other);
                break;
            case SegmentPlace.Postings:
                values.Add((segment, finding.Rarest));
                break;
            case SegmentPlace.Planes:
                planes.Add(segment);
                break;
            default:
                checks.Add(segment);
                break;
        }
    }

    /// <summary>How a segment can be found: by the rarest values that a conversation must have to match.</summary>
    Finding Find(int ofClauses)
    {
        var (rarest, next, least, second) = (-1, -1, 2.0, 2.0);
        foreach (var at in Findable(ofClauses))
        {
            if (mentions.ShareOf(Leaf(at)) is var share && share >= second)
                continue;
            (next, second) = (at, share);
            if (share < least)
                (rarest, least, next, second) = (at, share, rarest, least);
        }
        var finding = new Finding(FitsPlanes: pool[ofClauses].Rest < 0, Rarest: rarest, ShareOfRarest: (float)least);
        return next >= 0 && CanPair(rarest, next) ? finding.By(rarest, next, least * second) : finding;
    }

    /// <summary>How a segment can be found, if by two values then by those on axes that are paired already.</summary>
    Finding AmongTables(int ofClauses, Finding finding)
    {
        finding = finding.ByOneOnly();
        foreach (var one in Findable(ofClauses))
            foreach (var other in Findable(ofClauses))
            {
                if (other == one)
                    break;
                if (CanPair(one, other) && pairs.Has(Leaf(one).AxisNumber, Leaf(other).AxisNumber)
                    && mentions.ShareOf(Leaf(one)) * mentions.ShareOf(Leaf(other)) is var both && both < finding.ShareOfBoth)
                    finding = finding.By(one, other, both);
            }
        return finding;
    }

    /// <summary>Where the leaves begin that a conversation must satisfy and that it can be found by.</summary>
    IEnumerable<int> Findable(int ofClauses)
    {
        var (units, at) = (pool[ofClauses].IsDenied ? 0 : pool[ofClauses].Units, ofClauses + ClausesView.Head);
        for (; units > 0; units--)
        {
            if (CanFind(Leaf(at)))
                yield return at;
            at += Leaf(at).Length;
        }
    }

    /// <summary>Whether a segment can be found by its values on two axes at once.</summary>
    bool CanPair(int a, int b) => !pool.AxisOf(Leaf(a)).IsMany && !pool.AxisOf(Leaf(b)).IsMany
        && Leaf(a).AxisNumber != Leaf(b).AxisNumber && Leaf(a).Classes.Length * Leaf(b).Classes.Length <= MaxValues;

    /// <summary>Whether a conversation that satisfies the leaf has one of few values, and no segment is found by two of them.</summary>
    bool CanFind(LeafView leaf) => !leaf.IsDenied && !leaf.IsOrdered && leaf.Classes is [>= Axis.First, ..]
        && leaf.Classes.Length <= (pool.AxisOf(leaf).IsMany ? 1 : MaxValues);

    Run Finish()
    {
        var unsorted = planes.ConvertAll(segment => clauses[segment]).ToArray();
        var sorted = new PlaneSorter(pool, mentions).Sort(unsorted, onAllCores);
        var builtPlanes = new PlaneBuilder(pool).Build(Array.ConvertAll(sorted, place => unsorted[place]), out var places);
        slots = places.Length;
        for (var slot = 0; slot < slots; slot++)
            if (places[slot] >= 0)
                slotOf[planes[sorted[places[slot]]]] = slot + 1;

        var pairTable = pairs.Build(programs, (segment, a, b) => programs.WriteCandidate(SlotOf(segment), pool, clauses[segment], a, b));
        var postings = Postings.Of(pool, values, programs,
            (segment, leaf) => programs.WriteCandidate(SlotOf(segment), pool, clauses[segment], leaf, alsoAnswered: -1));
        var builtChecks = new Checks(
            [.. checks.Select(SlotOf)], [.. checks.Select(segment => programs.Write(pool, clauses[segment]))]);
        foreach (var segment in never)
            SlotOf(segment);

        var (ids, queries, slotsById) = (new string?[slots], new SegmentQuery?[slots], new int[segments.Length]);
        for (var i = 0; i < segments.Length; i++)
        {
            var slot = slotsById[i] = slotOf[i] - 1;
            (ids[slot], queries[slot]) = (segments[i].Id, segments[i].Query);
        }
        return new Run(ids, queries, slotsById, programs.Finish(), builtPlanes, pairTable, postings, builtChecks)
        {
            Places = new Dictionary<SegmentPlace, int>
            {
                [SegmentPlace.Never] = never.Count,
                [SegmentPlace.Pairs] = segments.Length - never.Count - values.Count - planes.Count - checks.Count,
                [SegmentPlace.Postings] = values.Count,
                [SegmentPlace.Planes] = planes.Count,
                [SegmentPlace.Checks] = checks.Count,
            },
        };
    }

    /// <summary>The slot of a segment, the next free one if it has none.</summary>
    int SlotOf(int segment)
    {
        if (slotOf[segment] == 0)
            slotOf[segment] = ++slots;
        return slotOf[segment] - 1;
    }

    LeafView Leaf(int start) => new(pool.Code[start..]);
}
