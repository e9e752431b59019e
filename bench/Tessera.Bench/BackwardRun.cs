using System.Diagnostics;
using System.Text;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Bench;

/// <summary>What one run measured. Times in milliseconds; counts as medians of the queries' medians, previews over all of them.</summary>
sealed record BackwardReport(
    int Conversations,
    int Threads,
    double BuildSeconds,
    double HeapBytesAConversation,
    double IndexBytesAConversation,
    IReadOnlyList<BackwardShapeReport> Shapes);

sealed record BackwardShapeReport(
    BackwardShape Shape,
    int Queries,
    double MeanMatches,
    double CountMedian,
    double CountP95,
    double PreviewMedian,
    double PreviewP95,
    IReadOnlyList<BackwardPeerReport> Peers);

sealed record BackwardPeerReport(string Name, double LoadSeconds, double CountMedian, double Ratio);

/// <summary>Counts and previews queries over many conversations, beside other engines over the same rows.</summary>
static class BackwardRun
{
    // Long enough that the code is compiled for speed: tiered compilation takes some hundred milliseconds after its last new method.
    const int Rounds = 15;
    static readonly TimeSpan warmUp = TimeSpan.FromSeconds(4);

    const int SampleSize = 5;

    public static async Task<BackwardReport> RunAsync(
        int conversations,
        IReadOnlyList<BackwardShape> shapes,
        int queries,
        bool duckDb,
        bool sqlite,
        DirectoryInfo? workFolder,
        CancellationToken cancellationToken)
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var index = new ConversationIndex();
        index.Apply(Enumerable.Range(0, conversations).Select(BackwardWorkload.Facts));
        var build = watch.Elapsed.TotalSeconds;
        await Console.Error.WriteLineAsync($"Built in {build:F1} s.");
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - heap;

        var texts = shapes.ToDictionary(shape => shape, shape => BackwardWorkload.Queries(shape, queries));
        var ours = texts.ToDictionary(entry => entry.Key, entry => Measure(index, entry.Value, cancellationToken));
        var peers = new List<PeerRun>();
        var all = texts.Values.SelectMany(list => list).ToList();
        var indexBytes = index.Bytes;
        index = null;
        GC.Collect();

        var folder = workFolder?.CreateSubdirectory($"backward-{conversations}") ?? Directory.CreateTempSubdirectory("tessera-backward-");
        try
        {
            if (duckDb)
            {
                var rows = Path.Combine(folder.FullName, "rows.csv");
                await WriteRowsAsync(rows, conversations, cancellationToken);
                peers.Add(await BackwardPeers.DuckDbAsync(folder, rows, all, cancellationToken));
                File.Delete(rows);
            }
            if (sqlite)
                peers.Add(BackwardPeers.Sqlite(folder, conversations, all));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var reports = shapes.Select((shape, place) => Report(shape, ours[shape], peers, place * queries, texts[shape])).ToList();
        return new BackwardReport(
            conversations, Environment.ProcessorCount, build, (double)bytes / conversations, (double)indexBytes / conversations, reports);
    }

    static List<Measured> Measure(
        ConversationIndex index, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var compiled = texts.Select(text => SegmentQuery.TryCompile(text, out _)!).ToList();
        var warm = Stopwatch.StartNew();
        for (var round = 0; warm.Elapsed < warmUp; round++)
            foreach (var query in compiled)
            {
                _ = index.Count(query, _ => null, cancellationToken);
                _ = index.CountAndSample(query, _ => null, SampleSize, round, cancellationToken);
            }
        var results = new List<Measured>();
        foreach (var query in compiled)
        {
            var (counts, previews) = (new List<double>(), new List<double>());
            var count = 0;
            for (var round = 0; round < Rounds; round++)
            {
                var start = Stopwatch.GetTimestamp();
                count = index.Count(query, _ => null, cancellationToken);
                counts.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                start = Stopwatch.GetTimestamp();
                _ = index.CountAndSample(query, _ => null, SampleSize, round, cancellationToken);
                previews.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            results.Add(new Measured(count, At(counts, 0.5), previews));
        }
        return results;
    }

    static BackwardShapeReport Report(
        BackwardShape shape, List<Measured> ours, List<PeerRun> peers, int first, IReadOnlyList<string> texts)
    {
        foreach (var peer in peers)
            for (var i = 0; i < ours.Count; i++)
                if (peer.Results[first + i].Count is var count && count != ours[i].Count)
                    throw new InvalidOperationException($"{peer.Name} counts {count} and Tessera {ours[i].Count}: {texts[i]}");
        var median = At(ours.Select(result => result.CountTime), 0.5);
        return new BackwardShapeReport(
            shape, ours.Count, ours.Average(result => result.Count), median, At(ours.Select(result => result.CountTime), 0.95),
            At(ours.SelectMany(result => result.Previews), 0.5), At(ours.SelectMany(result => result.Previews), 0.95),
            [.. peers.Select(peer => Report(peer, peer.Results.Skip(first).Take(ours.Count), median))]);
    }

    static BackwardPeerReport Report(PeerRun peer, IEnumerable<PeerCount> results, double ours)
    {
        var theirs = At(results.Select(result => result.Milliseconds), 0.5);
        return new BackwardPeerReport(peer.Name, peer.LoadSeconds, theirs, theirs / ours);
    }

    static async Task WriteRowsAsync(string path, int conversations, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(), bufferSize: 1 << 20);
        await file.WriteLineAsync(string.Join(',', BackwardWorkload.Columns));
        var row = new string[BackwardWorkload.Columns.Count];
        for (var i = 0; i < conversations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BackwardWorkload.Row(i, row);
            for (var field = 0; field < row.Length; field++)
            {
                if (field > 0) file.Write(',');
                file.Write(row[field]);
            }
            file.Write('\n');
        }
    }

    static double At(IEnumerable<double> numbers, double place)
    {
        var sorted = numbers.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, place * sorted.Count)];
    }

    sealed record Measured(int Count, double CountTime, IReadOnlyList<double> Previews);
}
