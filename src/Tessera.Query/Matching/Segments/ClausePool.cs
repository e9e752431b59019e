namespace Tessera.Query.Matching.Segments;

/// <summary>
/// The clauses of all segments of a run in the making, as numbers in a row: a million of them as objects would keep the garbage collector
/// busier than everything else together.
/// </summary>
sealed class ClausePool
{
    readonly Lock adding = new();
    readonly List<OrderLeaf> ordered = [];
    volatile Axis?[] axes = [];
    int[] code = [];

    public ReadOnlySpan<int> Code => code;

    public Axis AxisOf(LeafView leaf) => axes[leaf.AxisNumber]!;

    public Axis AxisOf(int number) => axes[number]!;

    public OrderLeaf Ordered(LeafView leaf) => ordered[leaf.OrderNumber];

    /// <summary>Takes down an axis that leaves are about. Any thread may, as long as clauses are being written.</summary>
    public void Know(Axis axis)
    {
        var known = axes;
        if (axis.Number < known.Length && known[axis.Number] is not null)
            return;
        lock (adding)
        {
            known = axes;
            if (axis.Number >= known.Length)
                Array.Resize(ref known, axis.Number + 16);
            known[axis.Number] = axis;
            axes = known;
        }
    }

    /// <summary>Gives a leaf about an order its number. Any thread may, as long as clauses are being written.</summary>
    public int Number(OrderLeaf leaf)
    {
        lock (adding)
        {
            ordered.Add(leaf);
            return ordered.Count - 1;
        }
    }

    /// <summary>Puts what was written behind each other, and answers where each part begins.</summary>
    public int[] Take(IReadOnlyCollection<ClauseWriter> parts)
    {
        code = new int[parts.Sum(part => part.Code.Length)];
        var starts = new int[parts.Count];
        var (at, next) = (0, 0);
        foreach (var part in parts)
        {
            part.Code.CopyTo(code.AsSpan(at));
            starts[next++] = at;
            at += part.Code.Length;
        }
        return starts;
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
