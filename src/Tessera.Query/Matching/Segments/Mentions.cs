namespace Tessera.Query.Matching.Segments;

/// <summary>
/// How often queries name each value: the best guess at how often conversations have it, and the measure of how many segments it finds.
/// </summary>
sealed class Mentions
{
    int[][] counts = [];
    int[] totals = [];

    public void Add(Clauses clauses)
    {
        foreach (var unit in clauses.Units)
            Add(unit);
        foreach (var clause in clauses.Wider)
            foreach (var leaf in clause)
                Add(leaf);
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

    void Add(Leaf leaf)
    {
        var axis = leaf.Axis.Number;
        for (var known = counts.Length; known <= axis; known = counts.Length)
        {
            Array.Resize(ref counts, axis + 8);
            Array.Resize(ref totals, axis + 8);
            counts.AsSpan(known).Fill([]);
        }
        if (leaf is not ClassLeaf { Set.Classes: var classes })
            return;
        ref var ofAxis = ref counts[axis];
        if (classes.Length > 0 && classes[^1] >= ofAxis.Length)
            Array.Resize(ref ofAxis, Math.Max(classes[^1] + 1, ofAxis.Length * 2));
        foreach (var each in classes)
            ofAxis[each]++;
        totals[axis] += classes.Length;
    }
}
