namespace Tessera.Query.Matching.Segments;

/// <summary>
/// How often queries name each value: the best guess at how often conversations have it, and the measure of how many segments it finds.
/// </summary>
sealed class Mentions
{
    readonly List<int[]?> counts = [];
    readonly List<int> totals = [];

    public void Add(Formula formula)
    {
        switch (formula)
        {
            case Group group:
                foreach (var part in group.Parts)
                    Add(part);
                break;
            case ClassLeaf leaf:
                Add(leaf);
                break;
        }
    }

    /// <summary>About how many of the conversations that have a value on the axis have one in a set of some classes.</summary>
    public double ShareOf(ClassLeaf leaf)
    {
        var (ofAxis, named) = (counts[leaf.Axis.Number]!, 0);
        foreach (var each in leaf.Set.Classes)
            named += ofAxis[each] + 1;
        return named / (totals[leaf.Axis.Number] + 2.0);
    }

    /// <summary>How many different values of the axis are named, about.</summary>
    public int ClassesOn(Axis axis) => axis.Number < counts.Count ? counts[axis.Number]?.Length ?? 0 : 0;

    void Add(ClassLeaf leaf)
    {
        var axis = leaf.Axis.Number;
        while (counts.Count <= axis)
        {
            counts.Add(null);
            totals.Add(0);
        }
        var ofAxis = counts[axis] ?? [];
        foreach (var each in leaf.Set.Classes)
        {
            if (each >= ofAxis.Length)
                Array.Resize(ref ofAxis, Math.Max(each + 1, ofAxis.Length * 2));
            ofAxis[each]++;
        }
        counts[axis] = ofAxis;
        totals[axis] += leaf.Set.Classes.Length;
    }
}
