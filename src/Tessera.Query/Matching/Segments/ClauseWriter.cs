namespace Tessera.Query.Matching.Segments;

/// <summary>Writes clauses as numbers in a row, to become a part of a <see cref="ClausePool"/>. For one thread.</summary>
sealed class ClauseWriter(ClausePool pool)
{
    int[] code = new int[1024];
    int length;

    public ReadOnlySpan<int> Code => code.AsSpan(0, length);

    /// <summary>Adds clauses, and answers where they begin here.</summary>
    /// <param name="clauses">The clauses.</param>
    /// <param name="rest">Where the program of the rest begins; -1 when there is none.</param>
    public int Add(Clauses clauses, int rest)
    {
        var start = length;
        Add((clauses.IsDenied ? 1 : 0) | (clauses.Units.Length << 1) | (clauses.Wider.Length << 16));
        Add(rest);
        foreach (var unit in clauses.Units)
            Add(unit);
        foreach (var clause in clauses.Wider)
        {
            Add(clause.Length);
            foreach (var leaf in clause)
                Add(leaf);
        }
        return start;
    }

    void Add(Leaf leaf)
    {
        pool.Know(leaf.Axis);
        if (leaf is OrderLeaf order)
        {
            Add((leaf.Axis.Number << 2) | 2 | (order.IsDenied ? 1 : 0));
            Add(pool.Number(order));
            return;
        }
        var set = ((ClassLeaf)leaf).Set;
        Add((leaf.Axis.Number << 2) | (set.AllBut ? 1 : 0));
        Add(set.Classes.Length);
        foreach (var each in set.Classes)
            Add(each);
    }

    void Add(int number)
    {
        if (length == code.Length)
            Array.Resize(ref code, length * 2);
        code[length++] = number;
    }
}
