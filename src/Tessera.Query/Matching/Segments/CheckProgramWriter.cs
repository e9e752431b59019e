using Operation = Tessera.Query.Matching.Segments.CheckProgram.Operation;

namespace Tessera.Query.Matching.Segments;

/// <summary>Writes formulas and candidates as numbers into one pool: a <see cref="CheckProgram"/> in the making.</summary>
sealed class CheckProgramWriter
{
    readonly List<object> asked = [];
    int[] code = new int[16];
    int length;

    /// <summary>Where the next will begin.</summary>
    public int Length => length;

    /// <summary>Writes a formula, and answers where it begins.</summary>
    public int Write(Formula formula)
    {
        var start = length;
        Append(formula);
        return start;
    }

    /// <summary>Writes the clauses of a segment as a formula, and answers where it begins.</summary>
    /// <param name="pool">Where the clauses are.</param>
    /// <param name="clauses">Where they begin.</param>
    public int Write(ClausePool pool, int clauses)
    {
        var start = length;
        Add(Operation.All, pool[clauses].IsDenied, 0);
        Add(0);
        var parts = AppendParts(pool, clauses, -1, -1); // and after it the code, which may have moved
        code[start] |= parts << 8;
        code[start + 1] = length - start;
        return start;
    }

    /// <summary>Writes a candidate: a segment of whose clauses, which are not denied, one or two are answered.</summary>
    /// <param name="slot">The segment's.</param>
    /// <param name="pool">Where the clauses are.</param>
    /// <param name="clauses">Where they begin.</param>
    /// <param name="answered">Where the one unit begins.</param>
    /// <param name="alsoAnswered">Where the other begins; -1 when it is only one.</param>
    public void WriteCandidate(int slot, ClausePool pool, int clauses, int answered, int alsoAnswered)
    {
        var start = length;
        Add(slot);
        Add(0);
        AppendParts(pool, clauses, answered, alsoAnswered);
        code[start + 1] = length - start;
    }

    public CheckProgram Finish() => new(code.AsSpan(0, length).ToArray(), [.. asked]);

    /// <summary>
    /// Appends all clauses but those answered, what is mostly false before what is mostly true, and answers how many they are.
    /// </summary>
    int AppendParts(ClausePool pool, int clauses, int answered, int alsoAnswered)
    {
        var view = pool[clauses];
        var parts = AppendUnits(pool, clauses, areDenied: false, answered, alsoAnswered, out var at);
        for (var i = 0; i < view.Wider; i++, parts++)
        {
            var (any, leaves) = (length, pool.Code[at++]);
            Add(Operation.Any, isDenied: false, leaves);
            Add(0);
            for (var j = 0; j < leaves; j++)
                at += Append(pool, at);
            code[any + 1] = length - any;
        }
        parts += AppendUnits(pool, clauses, areDenied: true, answered, alsoAnswered, out _);
        if (view.Rest < 0)
            return parts;
        Add(Operation.Elsewhere, isDenied: false, view.Rest);
        return parts + 1;
    }

    int AppendUnits(ClausePool pool, int clauses, bool areDenied, int answered, int alsoAnswered, out int at)
    {
        var parts = 0;
        at = clauses + ClausesView.Head;
        for (var i = 0; i < pool[clauses].Units; i++)
        {
            var leaf = new LeafView(pool.Code[at..]);
            if (leaf.IsDenied == areDenied && at != answered && at != alsoAnswered)
            {
                Append(pool, at);
                parts++;
            }
            at += leaf.Length;
        }
        return parts;
    }

    void Append(Formula formula)
    {
        switch (formula)
        {
            case Truth truth:
                Add(Operation.False, truth.Value, 0);
                break;
            case Group group:
                var start = length;
                Add(group.IsAnd ? Operation.All : Operation.Any, isDenied: false, group.Parts.Length);
                Add(0);
                foreach (var part in group.Parts)
                    Append(part);
                code[start + 1] = length - start;
                break;
            case ClassLeaf { Set: var set, Axis: var axis }:
                AddClasses(axis, set.AllBut, set.Classes);
                break;
            case OrderLeaf order:
                AddPredicate(order);
                break;
            case Evaluated evaluated:
                Add(Operation.Evaluate, evaluated.IsDenied, asked.Count);
                asked.Add(evaluated.Query);
                break;
            default:
                throw new ArgumentException($"Not a formula: {formula.GetType()}.", nameof(formula));
        }
    }

    /// <summary>Appends a leaf of a pool, and answers how long it is there.</summary>
    int Append(ClausePool pool, int at)
    {
        var leaf = new LeafView(pool.Code[at..]);
        if (leaf.IsOrdered)
            AddPredicate(pool.Ordered(leaf));
        else
            AddClasses(pool.AxisOf(leaf), leaf.IsDenied, leaf.Classes);
        return leaf.Length;
    }

    void AddPredicate(OrderLeaf order)
    {
        Add(Operation.Predicate, order.IsDenied, asked.Count);
        asked.Add(order.Predicate);
    }

    void AddClasses(Axis axis, bool isDenied, ReadOnlySpan<int> classes)
    {
        var isOne = classes.Length == 1;
        Add(
            axis.IsMany ? isOne ? Operation.OneOfMany : Operation.SomeOfMany : isOne ? Operation.OneClass : Operation.SomeClass,
            isDenied, axis.Number);
        if (!isOne)
            Add(classes.Length);
        foreach (var each in classes)
            Add(each);
    }

    void Add(Operation operation, bool isDenied, int operand) =>
        Add((int)operation | (isDenied ? CheckProgram.Denied : 0) | (operand << 8));

    void Add(int number)
    {
        if (length == code.Length)
            Array.Resize(ref code, length * 2);
        code[length++] = number;
    }
}
