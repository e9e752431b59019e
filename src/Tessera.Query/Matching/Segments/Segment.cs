using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>A segment with its query.</summary>
readonly record struct Segment(string Id, SegmentQuery Query);

/// <summary>A segment that was set lately: not yet in a run, checked by itself.</summary>
sealed class RecentSegment(Segment segment, CheckProgram program)
{
    public Segment Segment => segment;

    public CheckProgram Program => program;

    public static RecentSegment Of(Segment segment, FormulaReader reader)
    {
        var writer = new CheckProgram.Writer();
        writer.Write(reader.Read(segment.Query));
        return new RecentSegment(segment, writer.Finish());
    }
}
