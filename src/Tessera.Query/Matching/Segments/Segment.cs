using System.Runtime.InteropServices;
using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>A segment with its query.</summary>
readonly record struct Segment(string Id, SegmentQuery Query);

/// <summary>A segment that was set lately: not yet in a run, checked by itself.</summary>
/// <param name="segment">The segment.</param>
/// <param name="program">Its whole query.</param>
/// <param name="question">A question that must be answered with yes, asked first.</param>
sealed class RecentSegment(Segment segment, CheckProgram program, Question question)
{
    public Segment Segment => segment;

    public CheckProgram Program => program;

    public Question Question => question;

    public static RecentSegment Of(Segment segment, FormulaReader reader)
    {
        var formula = reader.Read(segment.Query);
        var writer = new CheckProgramWriter();
        writer.Write(formula);
        return new RecentSegment(segment, writer.Finish(), Question.Of(formula));
    }
}

/// <summary>A question about one value, to be asked of many segments side by side.</summary>
/// <param name="Axis">The axis, doubled, and one more when the question is denied; -1 for a question that is always answered with
/// yes.</param>
/// <param name="Class">The class it asks for.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Question(int Axis, int Class)
{
    /// <summary>A question that is answered with yes wherever the formula holds.</summary>
    public static Question Of(Formula formula)
    {
        var (question, asked) = (-1, 0);
        foreach (var part in formula is Group { IsAnd: true } all ? all.Parts : [formula])
            if (part is ClassLeaf { Axis: { IsMany: false, Number: var axis }, Set: { AllBut: var isDenied, Classes: [var only] } }
                && (question < 0 || !isDenied))
                (question, asked) = ((axis << 1) | (isDenied ? 1 : 0), only);
        return new Question(question, asked);
    }

    /// <summary>Whether it is answered with yes.</summary>
    public bool MayHold(EncodedConversation conversation) =>
        Axis < 0 || (conversation.ClassOn(Axis >> 1) == Class) != ((Axis & 1) != 0);
}
