using System.Numerics;

namespace Tessera.Query.Matching.Segments;

/// <summary>Gathers segments by two of their values.</summary>
sealed class PairTableBuilder
{
    // So many bits for a segment, at most, or the pair of axes isn't worth a table: 32 bytes.
    const int MaxBitsForSegment = 256, FreeBits = 1 << 16;

    readonly Dictionary<(Axis, Axis), List<(int Segment, ClassLeaf A, ClassLeaf B)>> byAxes = [];

    public int Count { get; private set; }

    public void Add(int segment, ClassLeaf a, ClassLeaf b)
    {
        if (a.Axis.Number > b.Axis.Number)
            (a, b) = (b, a);
        if (!byAxes.TryGetValue((a.Axis, b.Axis), out var ofAxes))
            byAxes.Add((a.Axis, b.Axis), ofAxes = []);
        ofAxes.Add((segment, a, b));
        Count++;
    }

    /// <summary>Gives up pairs of axes with too many classes for their segments, or all when there are few, and answers these segments.</summary>
    public List<int> GiveUp(int leastCount)
    {
        var given = new List<int>();
        foreach (var (axes, segments) in byAxes)
        {
            var (a, b) = (ClassesOf(segments.Select(each => each.A)), ClassesOf(segments.Select(each => each.B)));
            if (Count >= leastCount && (long)a.Count * b.Count <= FreeBits + (long)MaxBitsForSegment * segments.Count)
                continue;
            given.AddRange(segments.Select(each => each.Segment));
            byAxes.Remove(axes);
        }
        Count -= given.Count;
        return given;
    }

    /// <param name="candidateOf">Makes the candidate for a segment whose two leaves are answered.</param>
    public PairTable Build(Func<int, Leaf, Leaf, Candidate> candidateOf)
    {
        var ofAxis = byAxes.SelectMany(each => each.Value.SelectMany<(int, ClassLeaf A, ClassLeaf B), ClassLeaf>(segment => [segment.A, segment.B]))
            .GroupBy(leaf => leaf.Axis).OrderBy(leaves => leaves.Key.Number).Select(leaves => (Axis: leaves.Key, Classes: ClassesOf(leaves))).ToList();
        var places = ofAxis.Select((each, place) => (each.Axis, place)).ToDictionary();
        var pairs = new List<PairTable.Pair>();
        var keyed = new List<(long Place, int Segment, ClassLeaf A, ClassLeaf B)>();
        var bitCount = 0L;
        foreach (var ((a, b), segments) in byAxes)
        {
            var pair = new PairTable.Pair(places[a], places[b], ofAxis[places[b]].Classes.Count - Axis.First, bitCount);
            pairs.Add(pair);
            bitCount += (long)(ofAxis[pair.First].Classes.Count - Axis.First) * pair.Width;
            foreach (var (segment, leafA, leafB) in segments)
                foreach (var classA in leafA.Set.Classes)
                    foreach (var classB in leafB.Set.Classes)
                        keyed.Add((pair.FirstBit + (ofAxis[pair.First].Classes.Of(classA) - Axis.First) * (long)pair.Width
                            + ofAxis[pair.Second].Classes.Of(classB) - Axis.First, segment, leafA, leafB));
        }
        keyed.Sort(static (x, y) => x.Place.CompareTo(y.Place) is var order and not 0 ? order : x.Segment.CompareTo(y.Segment));

        var bits = new ulong[(bitCount + 63) / 64];
        var firstCandidates = new List<int>();
        var candidates = new Candidate[keyed.Count];
        for (var i = 0; i < candidates.Length; i++)
        {
            var (place, segment, a, b) = keyed[i];
            if (i == 0 || place != keyed[i - 1].Place)
                firstCandidates.Add(i);
            bits[place >> 6] |= 1UL << (int)place;
            candidates[i] = candidateOf(segment, a, b);
        }
        firstCandidates.Add(candidates.Length);
        var setBefore = new int[bits.Length];
        for (var i = 1; i < bits.Length; i++)
            setBefore[i] = setBefore[i - 1] + BitOperations.PopCount(bits[i - 1]);
        return new PairTable(
            [.. ofAxis.Select(each => each.Axis.Number)], [.. ofAxis.Select(each => each.Classes)], [.. pairs], bits, setBefore,
            [.. firstCandidates], candidates);
    }

    static LocalClasses ClassesOf(IEnumerable<ClassLeaf> leaves) => new(leaves.SelectMany(leaf => leaf.Set.Classes));
}
