using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Formulas as numbers in a row, to be checked one conversation at a time: about 3 ns for each question. One pool holds those of many
/// segments.
/// </summary>
/// <remarks>
/// Each step begins with its operation, in the low 4 bits; a bit for denial; and its axis or the count of its parts above 8 bits.
/// A group is followed by its length, so that what needn't be asked can be skipped.
/// </remarks>
sealed class CheckProgram
{
    const int Denied = 0x10;

    readonly int[] code;
    readonly object[] asked; // predicates and queries

    CheckProgram(int[] code, object[] asked) => (this.code, this.asked) = (code, asked);

    enum Operation
    {
        False,
        All,
        Any,
        OneClass,
        SomeClass,
        OneOfMany,
        SomeOfMany,
        Predicate,
        Evaluate,
        Elsewhere,
    }

    public long MemoryBytes => 64 + 4L * code.Length + 8L * asked.Length;

    public bool Holds(int at, EncodedConversation conversation, SegmentSnapshot snapshot) =>
        Step(ref at, conversation, snapshot);

    bool Step(ref int at, EncodedConversation conversation, SegmentSnapshot snapshot)
    {
        var head = code[at];
        var denied = (head & Denied) != 0;
        var operand = head >> 8;
        switch ((Operation)(head & 0xF))
        {
            case Operation.All:
            case Operation.Any:
                var stopAt = (Operation)(head & 0xF) == Operation.Any;
                var end = at + code[at + 1];
                at += 2;
                for (var i = 0; i < operand; i++)
                {
                    if (Step(ref at, conversation, snapshot) != stopAt)
                        continue;
                    at = end;
                    return stopAt != denied;
                }
                return stopAt == denied;
            case Operation.OneClass:
                at += 2;
                return (conversation.ClassOn(operand) == code[at - 1]) != denied;
            case Operation.SomeClass:
                var some = code.AsSpan(at + 2, code[at + 1]);
                at += 2 + some.Length;
                return Contains(some, conversation.ClassOn(operand)) != denied;
            case Operation.OneOfMany:
                at += 2;
                return conversation.ManyOn(operand).Contains(code[at - 1]) != denied;
            case Operation.SomeOfMany:
                var any = code.AsSpan(at + 2, code[at + 1]);
                at += 2 + any.Length;
                return ContainsAny(any, conversation.ManyOn(operand)) != denied;
            case Operation.Predicate:
                at++;
                return Evaluator.Holds((Predicate)asked[operand], conversation.Facts) != denied;
            case Operation.Evaluate:
                at++;
                return Evaluator.Matches((SegmentQuery)asked[operand], conversation.Facts, snapshot.Resolve) != denied;
            case Operation.Elsewhere:
                at++;
                return Step(ref operand, conversation, snapshot);
            default:
                at++;
                return denied;
        }
    }

    static bool Contains(ReadOnlySpan<int> rising, int sought) =>
        rising.Length <= 32 ? rising.Contains(sought) : rising.BinarySearch(sought) >= 0;

    static bool ContainsAny(ReadOnlySpan<int> rising, ReadOnlySpan<int> sought)
    {
        foreach (var one in sought)
            if (Contains(rising, one))
                return true;
        return false;
    }

    /// <summary>Writes formulas into one pool.</summary>
    public sealed class Writer
    {
        readonly List<object> asked = [];
        int[] code = new int[16];
        int length;

        /// <summary>Where the formula's program begins.</summary>
        public int Write(Formula formula)
        {
            var start = length;
            Append(formula);
            return start;
        }

        /// <summary>Where the program begins of a segment's clauses without some of its units; -1 when nothing is left of them.</summary>
        /// <param name="pool">Where the clauses are.</param>
        /// <param name="clauses">Where they begin.</param>
        /// <param name="without">Where units begin that are left out.</param>
        public int Write(ClausePool pool, int clauses, ReadOnlySpan<int> without)
        {
            var view = pool[clauses];
            var (start, parts) = (length, 0);
            Add(Operation.All, view.IsDenied, 0);
            Add(0);
            var at = clauses + ClausesView.Head;
            for (var i = 0; i < view.Units; i++)
            {
                var isLeft = !without.Contains(at);
                parts += isLeft ? 1 : 0;
                at += isLeft ? Append(pool, at) : new LeafView(pool.Code[at..]).Length;
            }
            for (var i = 0; i < view.Wider; i++, parts++)
            {
                var (any, leaves) = (length, pool.Code[at++]);
                Add(Operation.Any, isDenied: false, leaves);
                Add(0);
                for (var j = 0; j < leaves; j++)
                    at += Append(pool, at);
                code[any + 1] = length - any;
            }
            if (view.Rest >= 0)
            {
                Add(Operation.Elsewhere, isDenied: false, view.Rest);
                parts++;
            }
            if (parts == 0 && !view.IsDenied)
            {
                length = start;
                return -1;
            }
            code[start] |= parts << 8;
            code[start + 1] = length - start;
            return start;
        }

        public CheckProgram Finish() => new(code.AsSpan(0, length).ToArray(), [.. asked]);

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

        void Add(Operation operation, bool isDenied, int operand) => Add((int)operation | (isDenied ? Denied : 0) | (operand << 8));

        void Add(int number)
        {
            if (length == code.Length)
                Array.Resize(ref code, length * 2);
            code[length++] = number;
        }
    }
}
