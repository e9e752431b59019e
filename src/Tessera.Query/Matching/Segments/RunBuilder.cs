using System.Runtime.InteropServices;
using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>Builds a run: reads each query, and gives each segment the place where finding it costs least.</summary>
/// <remarks>
/// What a place costs a conversation: in planes about 0.05 ns a segment, whatever it asks; found by a pair of values about 40 ns times
/// the share of conversations that have both; by one value 10 ns times the share that has it; checked by itself 10 to 50 ns.
/// </remarks>
sealed class RunBuilder
{
    // Below these shares a pair, or a value, costs less than planes do. Above the last ones they are no help at all.
    const double PairShare = 0.001, ValueShare = 0.00005, AnyPairShare = 0.02, AnyValueShare = 0.05;

    const double PairNanoseconds = 40, PostingNanoseconds = 10;

    // Planes cost about 600 ns however few segments they have, pairs 200 ns and postings 30 ns: where all three are needed, fewer than
    // this are better off in the planes.
    const int LeastPairs = 4096, LeastPostings = 512;

    // So few segments for each one that is found by its values don't need planes: they are found by values that are less rare.
    const int FewLeft = 64;

    // A segment is written down once for each of its values.
    const int MaxValues = 16;

    readonly Segment[] segments;
    readonly int[] clauses; // where they begin; -1 for what never matches
    readonly int[] slotOf; // one too high, 0 being none
    readonly ClausePool pool = new();
    readonly Mentions mentions = new();
    readonly CheckProgramWriter programs = new();
    readonly PairTableBuilder pairs;
    readonly Dictionary<int, List<(int Segment, int Leaf)>> postings = [];
    readonly List<int> checks = [], never = [], findable = [];
    List<int> planes = [];
    int slots;

    RunBuilder(Segment[] segments, Vocabulary vocabulary, SegmentResolver resolve, bool onAllCores)
    {
        this.segments = segments;
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
        for (var i = 0; i < clauses.Length; i++)
            Place(i, PairShare, ValueShare);
        PlaceGivenUp(PairShare, ValueShare);

        var found = pairs.Count + postings.Values.Sum(ofAxis => ofAxis.Count);
        var left = planes;
        planes = [];
        if (left.Count <= found / FewLeft)
            foreach (var segment in left)
                Place(segment, AnyPairShare, AnyValueShare);
        else
            planes = left;
        if (planes.Count > 0)
            GiveUpFew();
        PlaceGivenUp(AnyPairShare, valueShare: 0);
    }

    /// <summary>Where few segments have their rarest values on some two axes, each is found by other values of its own.</summary>
    void PlaceGivenUp(double pairShare, double valueShare)
    {
        foreach (var segment in pairs.GiveUp(all: false))
            if (BestOfTables(clauses[segment], pairShare) is var (a, b) and (>= 0, >= 0))
                pairs.Add(segment, a, b);
            else
                Place(segment, pairShare: 0, valueShare);
    }

    /// <summary>The rarest two values of a segment on axes that are paired already, if they are rarer than that; otherwise -1.</summary>
    (int A, int B) BestOfTables(int ofClauses, double share)
    {
        var best = (-1, -1);
        var found = Findable(ofClauses);
        for (var i = 0; i < found.Count; i++)
            for (var j = 0; j < i; j++)
                if (CanPair(found[i], found[j]) && pairs.Has(Leaf(found[i]).AxisNumber, Leaf(found[j]).AxisNumber)
                    && mentions.ShareOf(Leaf(found[i])) * mentions.ShareOf(Leaf(found[j])) is var both && both < share)
                    (best, share) = ((found[i], found[j]), both);
        return best;
    }

    /// <summary>Moves to the planes what is too little to be looked up by itself.</summary>
    void GiveUpFew()
    {
        if (pairs.Count < LeastPairs)
            foreach (var segment in pairs.GiveUp(all: true))
                Place(segment, pairShare: 0, ValueShare);
        foreach (var (axis, ofAxis) in postings.Where(each => each.Value.Count < LeastPostings).ToList())
        {
            postings.Remove(axis);
            foreach (var (segment, _) in ofAxis)
                Place(segment, pairShare: 0, valueShare: 0);
        }
    }

    void Place(int segment, double pairShare, double valueShare)
    {
        if (clauses[segment] < 0)
        {
            never.Add(segment);
            return;
        }
        var view = pool[clauses[segment]];
        var (rarest, next) = RarestOf(clauses[segment]);
        var share = rarest < 0 ? 1 : mentions.ShareOf(Leaf(rarest));
        var ofPair = next < 0 || !CanPair(rarest, next) ? 1 : share * mentions.ShareOf(Leaf(next));
        if (share < valueShare && share * PostingNanoseconds <= ofPair * PairNanoseconds)
            Post(segment, rarest);
        else if (ofPair < pairShare)
            pairs.Add(segment, rarest, next);
        else if (share < valueShare)
            Post(segment, rarest);
        else if (view.Rest < 0)
            planes.Add(segment);
        else if (rarest >= 0 && mentions.ShareOf(Leaf(rarest)) < AnyValueShare)
            Post(segment, rarest);
        else
            checks.Add(segment);
    }

    /// <summary>The rarest values that a conversation must have to match; -1 for none.</summary>
    (int Rarest, int Next) RarestOf(int ofClauses)
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
        return (rarest, next);
    }

    /// <summary>Where the leaves begin that a conversation must satisfy and that it can be found by; the same list at each call.</summary>
    List<int> Findable(int ofClauses)
    {
        findable.Clear();
        var view = pool[ofClauses];
        var at = ofClauses + ClausesView.Head;
        for (var i = 0; i < view.Units && !view.IsDenied; i++)
        {
            var leaf = Leaf(at);
            if (CanFind(leaf))
                findable.Add(at);
            at += leaf.Length;
        }
        return findable;
    }

    /// <summary>Whether a segment can be found by its values on two axes at once.</summary>
    bool CanPair(int a, int b) => !pool.AxisOf(Leaf(a)).IsMany && !pool.AxisOf(Leaf(b)).IsMany
        && Leaf(a).AxisNumber != Leaf(b).AxisNumber && Leaf(a).Classes.Length * Leaf(b).Classes.Length <= MaxValues;

    /// <summary>Whether a conversation that satisfies the leaf has one of few values, and no segment is found by two of them.</summary>
    bool CanFind(LeafView leaf) => !leaf.IsDenied && !leaf.IsOrdered && leaf.Classes is [>= Axis.First, ..]
        && leaf.Classes.Length <= (pool.AxisOf(leaf).IsMany ? 1 : MaxValues);

    void Post(int segment, int leaf)
    {
        ref var ofAxis = ref CollectionsMarshal.GetValueRefOrAddDefault(postings, Leaf(leaf).AxisNumber, out _);
        (ofAxis ??= []).Add((segment, leaf));
    }

    Run Finish()
    {
        var unsorted = planes.ConvertAll(segment => clauses[segment]).ToArray();
        var sorted = new PlaneSorter(pool, mentions).Sort(unsorted);
        var builtPlanes = new PlaneBuilder(pool).Build(Array.ConvertAll(sorted, place => unsorted[place]), out var places);
        slots = places.Length;
        for (var slot = 0; slot < slots; slot++)
            if (places[slot] >= 0)
                slotOf[planes[sorted[places[slot]]]] = slot + 1;

        var pairTable = pairs.Build(programs, (segment, a, b) => programs.WriteCandidate(SlotOf(segment), pool, clauses[segment], a, b));
        Postings[] builtPostings = [.. postings.Select(each => Postings.Of(pool.AxisOf(each.Key), pool, each.Value, programs,
            (segment, leaf) => programs.WriteCandidate(SlotOf(segment), pool, clauses[segment], leaf, alsoAnswered: -1)))];
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
        return new Run(ids, queries, slotsById, programs.Finish(), builtPlanes, pairTable, builtPostings, builtChecks);
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
