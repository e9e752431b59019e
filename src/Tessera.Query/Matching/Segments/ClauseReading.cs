using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Segments;

/// <summary>Reads the queries of the segments of a run into clauses, on several cores where there are many.</summary>
/// <remarks>
/// Each query is read from its text to its numbers before the next: of its tree, its formula and its clauses nothing is left then, so that
/// the garbage collector, whenever it comes, finds next to nothing alive.
/// </remarks>
/// <param name="segments">The segments.</param>
/// <param name="vocabulary">Takes down what the queries speak of.</param>
/// <param name="resolve">Finds the segments they refer to; for any thread.</param>
/// <param name="pool">Takes the clauses.</param>
/// <param name="programs">Takes what is too much to be clauses.</param>
sealed class ClauseReading(
    Segment[] segments, Vocabulary vocabulary, SegmentResolver resolve, ClausePool pool, CheckProgramWriter programs)
{
    /// <summary>Reads them, and answers where the clauses of each begin; -1 for what never matches.</summary>
    public int[] Run(bool onAllCores)
    {
        var starts = new int[segments.Length];
        var parts = new ClauseWriter[(segments.Length + Cores.Stretch - 1) / Cores.Stretch];
        Cores.Share(segments.Length, onAllCores, (from, to) => parts[from / Cores.Stretch] = Read(from, to, starts));

        var startOfPart = pool.Take(parts);
        for (var i = 0; i < starts.Length; i++)
            if (starts[i] >= 0)
                starts[i] += startOfPart[i / Cores.Stretch];
        return starts;
    }

    ClauseWriter Read(int from, int to, int[] starts)
    {
        var (reader, writer) = (new FormulaReader(vocabulary, resolve), new ClauseWriter(pool));
        for (var i = from; i < to; i++)
            starts[i] = Clauses.Of(reader.Read(segments[i].Query)) is { } clauses ? writer.Add(clauses, Write(clauses.Rest)) : -1;
        return writer;
    }

    int Write(Formula? rest)
    {
        if (rest is null)
            return -1;
        lock (programs)
            return programs.Write(rest);
    }
}
