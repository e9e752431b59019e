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
    // Below these shares a pair, or a value, costs less than planes do; above the last, a value is no help at all.
    const double PairShare = 0.001, ValueShare = 0.00005, AnyShare = 0.05;

    // Looking up the pairs of a conversation costs 100 to 300 ns: what the planes of so many segments cost.
    const int LeastPairs = 4096, LeastPostings = 512;

    // A segment is written down once for each of its values.
    const int MaxValues = 16;

    readonly Segment[] segments;
    readonly Formula[] formulas;
    readonly Mentions mentions = new();
    readonly CheckProgram.Writer programs = new();
    readonly PlaneBuilder planes;
    readonly PairTableBuilder pairs = new();
    readonly Dictionary<Axis, List<(int Segment, ClassLeaf Leaf)>> postings = [];
    readonly List<int> checks = [], never = [];
    readonly int[] slotOf;

    RunBuilder(Segment[] segments, FormulaReader reader)
    {
        this.segments = segments;
        slotOf = new int[segments.Length];
        planes = new PlaneBuilder(mentions);
        formulas = new Formula[segments.Length];
        for (var i = 0; i < segments.Length; i++)
            mentions.Add(formulas[i] = reader.Read(segments[i].Query));
    }

    /// <param name="segments">The segments by rising id, each id once.</param>
    /// <param name="reader">Reads their queries.</param>
    public static Run Build(Segment[] segments, FormulaReader reader)
    {
        var builder = new RunBuilder(segments, reader);
        builder.Place();
        return builder.Finish();
    }

    void Place()
    {
        for (var i = 0; i < formulas.Length; i++)
            Place(i, mayBePair: true, mayBePosting: true);
        foreach (var segment in pairs.GiveUp(LeastPairs))
            Place(segment, mayBePair: false, mayBePosting: true);
        foreach (var (axis, ofAxis) in postings.Where(each => each.Value.Count < LeastPostings).ToList())
        {
            postings.Remove(axis);
            foreach (var (segment, _) in ofAxis)
                Place(segment, mayBePair: false, mayBePosting: false);
        }
    }

    void Place(int segment, bool mayBePair, bool mayBePosting)
    {
        var formula = formulas[segment];
        if (formula is Truth truth)
        {
            if (truth.Value)
                planes.Add(segment, new Clauses([], [], IsDenied: false));
            else
                never.Add(segment);
            return;
        }
        var (rarest, next) = RarestOf(formula);
        if (mayBePosting && rarest is not null && mentions.ShareOf(rarest) < ValueShare)
            Post(segment, rarest);
        else if (mayBePair && next is not null && mentions.ShareOf(rarest!) * mentions.ShareOf(next) < PairShare
            && rarest!.Set.Classes.Length * next.Set.Classes.Length <= MaxValues)
            pairs.Add(segment, rarest, next);
        else if (formula is not Evaluated && Clauses.Of(formula) is { } clauses)
            planes.Add(segment, clauses);
        else if (rarest is not null && mentions.ShareOf(rarest) < AnyShare)
            Post(segment, rarest);
        else
            checks.Add(segment);
    }

    /// <summary>The two rarest values that a conversation must have to match; those on one value axis alone can be paired.</summary>
    (ClassLeaf? Rarest, ClassLeaf? Next) RarestOf(Formula formula)
    {
        var (rarest, next) = ((ClassLeaf?)null, (ClassLeaf?)null);
        foreach (var part in formula is Group { IsAnd: true } all ? all.Parts : [formula])
        {
            if (part is not ClassLeaf { Set: { AllBut: false, Classes: [>= Axis.First, ..] and { Length: <= MaxValues } } } leaf)
                continue;
            // Several items of a list could find a segment twice.
            if (leaf.Axis.IsMany && leaf.Set.Classes.Length > 1)
                continue;
            if (rarest is null || mentions.ShareOf(leaf) < mentions.ShareOf(rarest))
                (rarest, next) = (leaf, rarest);
            else if (next is null || mentions.ShareOf(leaf) < mentions.ShareOf(next))
                next = leaf;
        }
        return (rarest, rarest is { Axis.IsMany: false } && next is { Axis.IsMany: false } ? next : null);
    }

    void Post(int segment, ClassLeaf leaf)
    {
        ref var ofAxis = ref CollectionsMarshal.GetValueRefOrAddDefault(postings, leaf.Axis, out _);
        (ofAxis ??= []).Add((segment, leaf));
    }

    Run Finish()
    {
        var builtPlanes = planes.Build(out var segmentAt);
        for (var slot = 0; slot < segmentAt.Length; slot++)
            if (segmentAt[slot] >= 0)
                slotOf[segmentAt[slot]] = slot + 1;
        var slots = segmentAt.Length;
        var pairTable = pairs.Build((segment, a, b) => CandidateOf(segment, [a, b], ref slots));
        Postings[] builtPostings = [.. postings.Select(each => Postings.Of(each.Key, each.Value, (segment, leaf) => CandidateOf(segment, [leaf], ref slots)))];
        var checkSlots = checks.ConvertAll(segment => SlotOf(segment, ref slots)).ToArray();
        var checkPrograms = checks.ConvertAll(segment => programs.Write(formulas[segment])).ToArray();
        foreach (var segment in never)
            SlotOf(segment, ref slots);

        var (ids, queries, slotsById) = (new string?[slots], new SegmentQuery?[slots], new int[segments.Length]);
        for (var i = 0; i < segments.Length; i++)
        {
            var slot = slotsById[i] = slotOf[i] - 1;
            (ids[slot], queries[slot]) = (segments[i].Id, segments[i].Query);
        }
        return new Run(ids, queries, slotsById, programs.Finish(), builtPlanes, pairTable, builtPostings, new Checks(checkSlots, checkPrograms));
    }

    Candidate CandidateOf(int segment, ReadOnlySpan<Leaf> answered, ref int slots) =>
        Candidate.Of(SlotOf(segment, ref slots), formulas[segment], answered, programs);

    /// <summary>The slot of a segment, the next free one if it has none; slots are kept one too high, 0 being none.</summary>
    int SlotOf(int segment, ref int slots)
    {
        if (slotOf[segment] == 0)
            slotOf[segment] = ++slots;
        return slotOf[segment] - 1;
    }
}
