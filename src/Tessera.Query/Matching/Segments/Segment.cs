using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>A segment with its query.</summary>
readonly record struct Segment(string Id, SegmentQuery Query);

/// <summary>A segment that was set lately: not yet in a run, checked by itself.</summary>
/// <param name="segment">The segment.</param>
/// <param name="program">Its whole query.</param>
/// <param name="question">A question that must be answered with yes, asked first; its slot and program say nothing.</param>
sealed class RecentSegment(Segment segment, CheckProgram program, Candidate question)
{
    public Segment Segment => segment;

    public CheckProgram Program => program;

    public Candidate Question => question;

    public static RecentSegment Of(Segment segment, FormulaReader reader)
    {
        var formula = reader.Read(segment.Query);
        var writer = new CheckProgram.Writer();
        writer.Write(formula);
        return new RecentSegment(segment, writer.Finish(), QuestionOf(formula));
    }

    static Candidate QuestionOf(Formula formula)
    {
        var (question, asked) = (-1, 0);
        foreach (var part in formula is Group { IsAnd: true } all ? all.Parts : [formula])
            if (part is ClassLeaf { Axis: { IsMany: false, Number: var axis }, Set: { AllBut: var isDenied, Classes: [var only] } }
                && (question < 0 || !isDenied))
                (question, asked) = ((axis << 1) | (isDenied ? 1 : 0), only);
        return new Candidate(Slot: 0, Program: -1, question, asked);
    }
}
