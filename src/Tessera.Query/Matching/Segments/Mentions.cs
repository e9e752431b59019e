namespace Tessera.Query.Matching.Segments;

/// <summary>
/// How often queries name each value: the best guess at how often conversations have it, and the measure of how many segments it finds.
/// </summary>
sealed class Mentions
{
    int[][] counts = [];
    int[] totals = [];

    public void Add(ClausesView clauses)
    {
        var at = ClausesView.Head;
        for (var i = 0; i < clauses.Units; i++)
            at += Add(new LeafView(clauses.Code[at..]));
        for (var i = 0; i < clauses.Wider; i++)
        {
            var leaves = clauses.Code[at++];
            for (var j = 0; j < leaves; j++)
                at += Add(new LeafView(clauses.Code[at..]));
        }
    }

    /// <summary>About how many of the conversations that have a value on the axis have one in a set of some classes.</summary>
    public double ShareOf(LeafView leaf)
    {
        var (ofAxis, named) = (counts[leaf.AxisNumber], 0);
        foreach (var each in leaf.Classes)
            named += ofAxis[each] + 1;
        return named / (totals[leaf.AxisNumber] + 2.0);
    }

    /// <summary>How many different values of the axis are named, about.</summary>
    public int ClassesOn(int axis) => counts[axis].Length;

    /// <summary>Axes by falling number of classes: for each its place in that order.</summary>
    public int[] RankAxes()
    {
        var rising = Enumerable.Range(0, counts.Length).OrderByDescending(ClassesOn).ToArray();
        var ranks = new int[rising.Length];
        for (var rank = 0; rank < rising.Length; rank++)
            ranks[rising[rank]] = rank;
        return ranks;
    }

    /// <summary>Adds a leaf, and answers how many numbers it takes.</summary>
    int Add(LeafView leaf)
    {
        var axis = leaf.AxisNumber;
        var classes = leaf.Classes;
        if (axis >= counts.Length)
        {
            var known = counts.Length;
            Array.Resize(ref counts, axis + 8);
            Array.Resize(ref totals, axis + 8);
            counts.AsSpan(known).Fill([]);
        }
        ref var ofAxis = ref counts[axis];
        if (classes.Length > 0 && classes[^1] >= ofAxis.Length)
            Array.Resize(ref ofAxis, Math.Max(classes[^1] + 1, ofAxis.Length * 2));
        foreach (var each in classes)
            ofAxis[each]++;
        totals[axis] += classes.Length;
        return leaf.Length;
    }
}
