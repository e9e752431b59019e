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
    /// <summary>The candidate for a segment of which everything but one or two leaves is left to be asked.</summary>
    /// <param name="slot">The segment.</param>
    /// <param name="pool">Where its clauses are.</param>
    /// <param name="clauses">Where they begin.</param>
    /// <param name="answered">Where the one leaf begins.</param>
    /// <param name="alsoAnswered">Where the other begins; -1 when it is only one.</param>
    /// <param name="programs">Takes what is left.</param>
    public static Candidate Of(int slot, ClausePool pool, int clauses, int answered, int alsoAnswered, CheckProgram.Writer programs)
    {
        var (question, asked, inline) = (-1, 0, -1);
        var at = clauses + ClausesView.Head;
        for (var i = 0; i < pool[clauses].Units; i++)
        {
            var leaf = new LeafView(pool.Code[at..]);
            var isLeft = at != answered && at != alsoAnswered;
            // Best a question that is mostly answered with no.
            if (isLeft && leaf.Classes.Length == 1 && !pool.AxisOf(leaf).IsMany && (inline < 0 || !leaf.IsDenied))
                (question, asked, inline) = ((leaf.AxisNumber << 1) | (leaf.IsDenied ? 1 : 0), leaf.Classes[0], at);
            at += leaf.Length;
        }
        return new Candidate(slot, programs.Write(pool, clauses, [answered, alsoAnswered, inline]), question, asked);
    }

    /// <summary>Whether the first question is answered with yes, or there is none.</summary>
    public bool MayHold(EncodedConversation conversation) =>
        Question < 0 || (conversation.ClassOn(Question >> 1) == Class) != ((Question & 1) != 0);

    public bool Holds(EncodedConversation conversation, SegmentSnapshot snapshot, CheckProgram programs) =>
        MayHold(conversation) && (Program < 0 || programs.Holds(Program, conversation, snapshot));
}
