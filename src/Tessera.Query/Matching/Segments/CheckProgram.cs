using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// Formulas as numbers in a row, to be checked one conversation at a time: about 3 ns for each question. One pool holds those of many
/// segments. <see cref="CheckProgramWriter"/> writes it.
/// </summary>
/// <remarks>
/// <para>
/// Each step begins with its operation, in the low 4 bits; a bit for denial; and its axis or the count of its parts above 8 bits.
/// A group is followed by its length, so that what needn't be asked can be skipped.
/// </para>
/// <para>
/// A candidate is a segment found by some of its values: its slot, its length, and as steps what is left to be asked. Those found by the
/// same values stand behind each other, most of them in the same cache line.
/// </para>
/// </remarks>
sealed class CheckProgram(int[] code, object[] asked)
{
    public const int Denied = 0x10;

    /// <summary>How many numbers of a candidate stand before its steps.</summary>
    public const int CandidateHead = 2;

    public enum Operation
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

    /// <summary>Whether the formula whose program begins there holds.</summary>
    public bool Holds(int at, EncodedConversation conversation, SegmentSnapshot snapshot) =>
        Step(ref at, conversation, snapshot);

    /// <summary>Reads what stands there, so that it is near when it is run.</summary>
    public int Touch(int at) => code[at];

    /// <summary>Finds those of the candidates between two places that match.</summary>
    public void Match(int from, int to, EncodedConversation conversation, SegmentSnapshot snapshot, SlotList matches)
    {
        while (from < to)
        {
            var end = from + code[from + 1];
            if (AllHold(from + CandidateHead, end, conversation, snapshot))
                matches.Add(code[from]);
            from = end;
        }
    }

    bool AllHold(int at, int end, EncodedConversation conversation, SegmentSnapshot snapshot)
    {
        while (at < end)
        {
            var head = code[at];
            if ((Operation)(head & 0xF) != Operation.OneClass)
            {
                if (!Step(ref at, conversation, snapshot))
                    return false;
                continue;
            }
            // What most candidates ask.
            if ((conversation.ClassOn(head >> 8) == code[at + 1]) == ((head & Denied) != 0))
                return false;
            at += 2;
        }
        return true;
    }

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

    static bool Contains(ReadOnlySpan<int> rising, int sought)
    {
        if (rising.Length > 32)
            return rising.BinarySearch(sought) >= 0;
        foreach (var one in rising)
            if (one >= sought)
                return one == sought;
        return false;
    }

    static bool ContainsAny(ReadOnlySpan<int> rising, ReadOnlySpan<int> sought)
    {
        foreach (var one in sought)
            if (Contains(rising, one))
                return true;
        return false;
    }
}
