using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// A segment found by one or two of its values, with what is left to be asked: 16 bytes, four to a cache line. The first question is here
/// if it is about one value, the others are a program.
/// </summary>
/// <param name="Slot">The segment.</param>
/// <param name="Program">Where the program begins; -1 when nothing is left to it.</param>
/// <param name="Question">The axis of the first question, doubled, and one more when it is denied; -1 when there is none.</param>
/// <param name="Class">The class it asks for.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Candidate(int Slot, int Program, int Question, int Class)
{
    /// <summary>The candidate for a segment of which everything but some leaves is left to be asked.</summary>
    public static Candidate Of(int slot, Formula formula, ReadOnlySpan<Leaf> answered, CheckProgram.Writer programs)
    {
        var left = new List<Formula>();
        foreach (var part in formula is Group { IsAnd: true } all ? all.Parts : [formula])
            if (part is not Leaf leaf || !answered.Contains(leaf))
                left.Add(part);
        var first = left.FindIndex(part => part is ClassLeaf { Axis.IsMany: false, Set.Classes.Length: 1 });
        var (question, asked) = (-1, 0);
        if (first >= 0 && left[first] is ClassLeaf { Axis: var axis, Set: var set })
        {
            (question, asked) = ((axis.Number << 1) | (set.AllBut ? 1 : 0), set.Classes[0]);
            left.RemoveAt(first);
        }
        return new Candidate(slot, left.Count == 0 ? -1 : programs.Write(Group.Of(isAnd: true, left.ToArray())), question, asked);
    }

    public bool Holds(EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram programs) =>
        (Question < 0 || (conversation.ClassOn(Question >> 1) == Class) != ((Question & 1) != 0))
        && (Program < 0 || programs.Holds(Program, conversation, snapshot));
}
