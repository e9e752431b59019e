namespace Tessera.Query.Matching.Segments;

/// <summary>
/// The clauses of all segments of a run in the making, as numbers in a row: a million of them as objects would keep the garbage collector
/// busier than everything else together.
/// </summary>
sealed class ClausePool
{
    readonly List<OrderLeaf> ordered = [];
    Axis?[] axes = [];
    int[] code = new int[64];
    int length;

    public ReadOnlySpan<int> Code => code.AsSpan(0, length);

    public Axis AxisOf(LeafView leaf) => axes[leaf.AxisNumber]!;

    public Axis AxisOf(int number) => axes[number]!;

    public OrderLeaf Ordered(LeafView leaf) => ordered[leaf.OrderNumber];

    /// <summary>Adds clauses, and answers where they begin.</summary>
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

    public ClausesView this[int start] => new(code.AsSpan(start));

    /// <summary>Puts leaves that stand behind each other in the order of their axes' ranks.</summary>
    public void Sort(int start, int count, int[] rankOfAxis)
    {
        if (count < 2)
            return;
        Span<(int Rank, int Start, int Length)> leaves = stackalloc (int, int, int)[count];
        var at = start;
        var isSorted = true;
        for (var i = 0; i < count; i++)
        {
            var leaf = new LeafView(code.AsSpan(at));
            leaves[i] = (rankOfAxis[leaf.AxisNumber], at, leaf.Length);
            isSorted &= i == 0 || leaves[i - 1].Rank <= leaves[i].Rank;
            at += leaf.Length;
        }
        if (isSorted)
            return;
        leaves.Sort();
        var sorted = new int[at - start];
        var next = 0;
        foreach (var (_, from, size) in leaves)
        {
            code.AsSpan(from, size).CopyTo(sorted.AsSpan(next));
            next += size;
        }
        sorted.CopyTo(code, start);
    }

    void Add(Leaf leaf)
    {
        if (leaf.Axis.Number >= axes.Length)
            Array.Resize(ref axes, leaf.Axis.Number + 16);
        axes[leaf.Axis.Number] = leaf.Axis;
        if (leaf is OrderLeaf order)
        {
            Add((leaf.Axis.Number << 2) | 2 | (order.IsDenied ? 1 : 0));
            Add(ordered.Count);
            ordered.Add(order);
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

/// <summary>Clauses in a <see cref="ClausePool"/>.</summary>
readonly ref struct ClausesView(ReadOnlySpan<int> code)
{
    // The leaves begin behind the head and the rest.
    public const int Head = 2;

    public ReadOnlySpan<int> Code { get; } = code;

    public bool IsDenied => (Code[0] & 1) != 0;

    public int Units => (Code[0] >> 1) & 0x7FFF;

    public int Wider => Code[0] >> 16;

    /// <summary>Where the program of the rest begins; -1 when there is none.</summary>
    public int Rest => Code[1];
}

/// <summary>A leaf in a <see cref="ClausePool"/>.</summary>
readonly ref struct LeafView(ReadOnlySpan<int> code)
{
    readonly ReadOnlySpan<int> code = code;

    public int AxisNumber => code[0] >> 2;

    public bool IsOrdered => (code[0] & 2) != 0;

    /// <summary>Whether it is true of all but the classes, or when the predicate is not.</summary>
    public bool IsDenied => (code[0] & 1) != 0;

    public ReadOnlySpan<int> Classes => IsOrdered ? default : code.Slice(2, code[1]);

    public int OrderNumber => code[1];

    /// <summary>How many numbers it takes.</summary>
    public int Length => IsOrdered ? 2 : 2 + code[1];
}
