using System.Diagnostics;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Bench;

/// <summary>Matching while 1,000 segments a second are given other queries, and how long it takes until an edit is seen.</summary>
static class ForwardEdits
{
    const int EditsASecond = 1_000;

    public static IReadOnlyList<ForwardResult> Measure(ForwardRun run)
    {
        var others = run.Queries.ToArray();
        new Random(1).Shuffle(others);
        var still = Match(run, "matching, no edits");
        using var stop = new CancellationTokenSource();
        var visible = new List<long>();
        var writer = new Thread(() => Edit(run.Index, others, visible, stop.Token)) { IsBackground = true };
        writer.Start();
        var edited = Match(run, "matching during edits");
        stop.Cancel();
        writer.Join();
        visible.Sort();
        return
        [
            still with { Ratio = 1 },
            // The hash is of other segments now.
            edited with
            {
                Ratio = edited.P99Microseconds / still.P99Microseconds, Hash = null, Note = "Ratio: p99 during edits over p99 without.",
            },
            new ForwardResult(
                "an edit is visible after", visible.Average() * 1e6 / Stopwatch.Frequency, ForwardRun.Microseconds(visible, 0.5),
                ForwardRun.Microseconds(visible, 0.99), 0, visible.Count, Hash: null,
                Note: $"{visible.Count:N0} edits, the slowest visible after {ForwardRun.Microseconds(visible, 1) / 1000:0.00} ms; "
                    + "in the column of CPU is the mean."),
        ];
    }

    static ForwardResult Match(ForwardRun run, string way)
    {
        var encoded = run.Index.Snapshot.Encode(run.Conversations[0]);
        var slots = new int[run.Segments + 1];
        var (snapshot, count) = (run.Index.Snapshot, 0);
        return run.Measure(way, facts =>
        {
            snapshot = run.Index.Snapshot;
            snapshot.Encode(facts, encoded);
            count = snapshot.MatchSlots(encoded, slots);
        }, () => slots.Take(count).Select(slot => ForwardRun.NumberOf(snapshot.IdOf(slot)!)));
    }

    static void Edit(SegmentIndex index, SegmentQuery[] queries, List<long> visible, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        for (var edit = 0; !stop.IsCancellationRequested; edit++)
        {
            while (watch.Elapsed.TotalSeconds * EditsASecond < edit)
                Thread.Sleep(1);
            var number = (int)(edit * 7_919L % queries.Length);
            var (id, query) = (ForwardRun.IdOf(number), queries[number]);
            var start = Stopwatch.GetTimestamp();
            index.Set(id, query);
            while (!ReferenceEquals(index.Snapshot.Resolve(id), query))
                Thread.SpinWait(1);
            visible.Add(Stopwatch.GetTimestamp() - start);
        }
    }
}
