using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>Builds a run: reads each query, and gives each segment the place where finding it costs least.</summary>
static class RunBuilder
{
    /// <param name="segments">The segments by rising id, each id once.</param>
    /// <param name="reader">Reads their queries.</param>
    public static Run Build(ReadOnlySpan<Segment> segments, FormulaReader reader)
    {
        var writer = new CheckProgram.Writer();
        var ids = new string?[segments.Length];
        var queries = new SegmentQuery?[segments.Length];
        var slots = new int[segments.Length];
        var programs = new int[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            (ids[i], queries[i], slots[i]) = (segments[i].Id, segments[i].Query, i);
            programs[i] = writer.Write(reader.Read(segments[i].Query));
        }
        return new Run(ids, queries, slots, writer.Finish(), new Checks([.. slots], programs));
    }
}
