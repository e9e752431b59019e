using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>Gathers segments by two of their values.</summary>
sealed class PairTableBuilder(ClausePool pool)
{
    // So many bits for a segment, at most, or the pair of axes isn't worth a table: 32 bytes.
    const int MaxBitsForSegment = 256, FreeBits = 1 << 12;

    readonly Dictionary<(int A, int B), List<(int Segment, int A, int B)>> byAxes = [];
    readonly Dictionary<int, LocalClasses.Gatherer> classesByAxis = [];

    /// <param name="segment">The segment.</param>
    /// <param name="a">Where a leaf about the one value begins.</param>
    /// <param name="b">Where a leaf about the other begins.</param>
    public void Add(int segment, int a, int b)
    {
        var leafA = Leaf(a);
        var leafB = Leaf(b);
        if (leafA.AxisNumber > leafB.AxisNumber)
        {
            Add(segment, b, a);
            return;
        }
        ref var ofAxes = ref CollectionsMarshal.GetValueRefOrAddDefault(byAxes, (leafA.AxisNumber, leafB.AxisNumber), out _);
        (ofAxes ??= []).Add((segment, a, b));
        ClassesOn(leafA.AxisNumber).Add(leafA.Classes);
        ClassesOn(leafB.AxisNumber).Add(leafB.Classes);
    }

    /// <summary>Whether segments are found by values on these two axes.</summary>
    public bool Has(int axis, int other) => byAxes.ContainsKey((Math.Min(axis, other), Math.Max(axis, other)));

    /// <summary>Gives up the pairs of axes with too many classes for their segments, and answers whose they were.</summary>
    public List<int> GiveUpFew()
    {
        var given = new List<int>();
        foreach (var (axes, ofAxes) in byAxes)
        {
            if ((long)ClassesOn(axes.A).Count * ClassesOn(axes.B).Count <= FreeBits + (long)MaxBitsForSegment * ofAxes.Count)
                continue;
            given.AddRange(ofAxes.Select(each => each.Segment));
            byAxes.Remove(axes);
        }
        return given;
    }

    /// <param name="programs">Takes the candidates.</param>
    /// <param name="writeCandidate">Writes the candidate for a segment whose two leaves are answered.</param>
    public PairTable Build(CheckProgramWriter programs, Action<int, int, int> writeCandidate)
    {
        var axes = byAxes.Keys.SelectMany<(int A, int B), int>(each => [each.A, each.B]).Distinct().Order().ToArray();
        var classes = Array.ConvertAll(axes, axis => ClassesOn(axis).Finish());
        var pairs = new List<PairTable.Pair>();
        var (places, leaves) = (new List<long>(), new List<(int Segment, int A, int B)>());
        var bitCount = 0L;
        foreach (var ((axisA, axisB), ofAxes) in byAxes)
        {
            var (first, second) = (Array.IndexOf(axes, axisA), Array.IndexOf(axes, axisB));
            var pair = new PairTable.Pair(first, second, classes[second].Count - Axis.First, bitCount);
            pairs.Add(pair);
            foreach (var each in ofAxes)
            {
                foreach (var classA in Leaf(each.A).Classes)
                    foreach (var classB in Leaf(each.B).Classes)
                    {
                        var (row, column) = (classes[first].Of(classA) - Axis.First, classes[second].Of(classB) - Axis.First);
                        places.Add(bitCount + row * (long)pair.Width + column);
                        leaves.Add(each);
                    }
            }
            bitCount += (long)(classes[first].Count - Axis.First) * pair.Width;
        }
        CollectionsMarshal.AsSpan(places).Sort(CollectionsMarshal.AsSpan(leaves));
        return new PairTable(axes, classes, [.. pairs], new RankedBits(bitCount, places), Write());

        int[] Write()
        {
            var starts = new List<int>(places.Count);
            for (var i = 0; i < places.Count; i++)
            {
                if (i == 0 || places[i] != places[i - 1])
                    starts.Add(programs.Length);
                writeCandidate(leaves[i].Segment, leaves[i].A, leaves[i].B);
            }
            starts.Add(programs.Length);
            return [.. starts];
        }
    }

    LocalClasses.Gatherer ClassesOn(int axis)
    {
        ref var ofAxis = ref CollectionsMarshal.GetValueRefOrAddDefault(classesByAxis, axis, out _);
        return ofAxis ??= new LocalClasses.Gatherer();
    }

    LeafView Leaf(int start) => new(pool.Code[start..]);
}
