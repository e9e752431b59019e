using System.Diagnostics;
using System.Globalization;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Bench;

/// <summary>What one way of matching took.</summary>
/// <param name="Way">Which way.</param>
/// <param name="CpuMicroseconds">CPU time a conversation, of all threads: the median of twenty rounds.</param>
/// <param name="P50Microseconds">Median wall time of a conversation.</param>
/// <param name="P99Microseconds">The 99th percentile.</param>
/// <param name="Matches">Segments a conversation.</param>
/// <param name="Conversations">How many conversations were measured.</param>
/// <param name="Hash">An order-free hash of what the first 200 conversations match; null where not all of them were asked.</param>
/// <param name="Ratio">CPU time over that of the index's fastest form.</param>
/// <param name="Note">What else is to be said.</param>
sealed record ForwardResult(
    string Way, double CpuMicroseconds, double P50Microseconds, double P99Microseconds, double Matches, long Conversations, string? Hash,
    double? Ratio = null, string? Note = null);

/// <summary>What it took to get ready.</summary>
/// <param name="ReadSeconds">Reading the queries' texts.</param>
/// <param name="IndexSeconds">Loading them into the index.</param>
/// <param name="CpuSeconds">What both took of all threads: on a busy machine the better measure.</param>
/// <param name="BytesASegment">What the index says it takes.</param>
/// <param name="MeasuredBytesASegment">What the heap grew by.</param>
sealed record ForwardLoading(
    double ReadSeconds, double IndexSeconds, double CpuSeconds, double BytesASegment, double MeasuredBytesASegment);

/// <summary>One workload, loaded, with the measuring of it.</summary>
sealed class ForwardRun
{
    public const int Hashed = 200;

    const int Rounds = 20, MatchedAtOnce = 16;

    readonly TimeSpan time;
    readonly int[] numberOfSlot;

    ForwardRun(
        string shape, SegmentQuery[] queries, ConversationFacts[] conversations, SegmentIndex index, ForwardLoading loading, TimeSpan time)
    {
        (Shape, Queries, Conversations, Index, Loading, this.time) = (shape, queries, conversations, index, loading, time);
        var snapshot = index.Snapshot;
        numberOfSlot = new int[snapshot.Slots];
        foreach (var slot in Enumerable.Range(0, snapshot.Slots))
            numberOfSlot[slot] = snapshot.IdOf(slot) is { } id ? NumberOf(id) : -1;
    }

    public string Shape { get; }

    public int Segments => Queries.Length;

    public SegmentQuery[] Queries { get; }

    public ConversationFacts[] Conversations { get; }

    public SegmentIndex Index { get; }

    public ForwardLoading Loading { get; }

    /// <summary>What the last measuring left out, and why.</summary>
    public List<string> LeftOut { get; } = [];

    public static ForwardRun Load(string shape, IEnumerable<string> texts, IEnumerable<string[]> events, TimeSpan time)
    {
        var read = texts.ToArray();
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var queries = new SegmentQuery[read.Length];
        Parallel.For(0, read.Length, i => queries[i] =
            SegmentQuery.TryCompile(read[i], out var error) ?? throw new FormatException($"{error!.Message} {read[i]}"));
        var (readSeconds, cpuSeconds) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var segments = queries.Select((query, i) => KeyValuePair.Create(IdOf(i), query)).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new SegmentIndex();
        (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        index.SetMany(segments);
        var indexSeconds = watch.Elapsed.TotalSeconds;
        cpuSeconds += (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (stated, measured) = ((double)index.MemoryBytes / queries.Length, (double)grown / queries.Length);
        var loading = new ForwardLoading(readSeconds, indexSeconds, cpuSeconds, stated, measured);
        return new ForwardRun(shape, queries, [.. events.Select((values, i) => ForwardWorkload.Facts(i, values))], index, loading, time);
    }

    public static string IdOf(int number) => $"segment-{number:0000000}";

    public static int NumberOf(string id) => int.Parse(id.AsSpan(8), CultureInfo.InvariantCulture);

    public IReadOnlyList<ForwardResult> Measure(bool withPeers)
    {
        var snapshot = Index.Snapshot;
        var encoded = snapshot.Encode(Conversations[0]);
        var (bits, slots) = (new SegmentBits(), new int[snapshot.Count]);
        List<ForwardResult> results =
        [
            Measure("index, bitmap", facts =>
            {
                snapshot.Encode(facts, encoded);
                snapshot.MatchBits(encoded, bits);
            }, () => NumbersIn(bits.Words)),
            MeasureSlots(snapshot, encoded, slots),
            MeasureIds(snapshot),
        ];
        if (withPeers)
            results.AddRange(ForwardPeers.Measure(this, LeftOut));
        var best = results.Take(2).Min(result => result.CpuMicroseconds);
        return [.. results.Select(result => result with { Ratio = result.CpuMicroseconds / best })];
    }

    ForwardResult MeasureSlots(SegmentSnapshot snapshot, EncodedConversation encoded, int[] slots)
    {
        var count = 0;
        return Measure("index, slots", facts =>
        {
            snapshot.Encode(facts, encoded);
            count = snapshot.MatchSlots(encoded, slots);
        }, () => slots.Take(count).Select(slot => numberOfSlot[slot]));
    }

    ForwardResult MeasureIds(SegmentSnapshot snapshot)
    {
        IReadOnlyList<string> ids = [];
        return Measure("index, ids in order", facts => ids = snapshot.Match(facts), () => ids.Select(NumberOf));
    }

    /// <summary>Measures one way over all conversations, again and again, until the time is up.</summary>
    /// <param name="way">Its name.</param>
    /// <param name="match">Matches one conversation.</param>
    /// <param name="found">The numbers of the segments found by the last match.</param>
    public ForwardResult Measure(string way, Action<ConversationFacts> match, Func<IEnumerable<int>> found)
    {
        var watch = Stopwatch.StartNew();
        var (hash, hashed, matches) = (0UL, 0, 0L);
        for (; hashed < Math.Min(Hashed, Conversations.Length) && watch.Elapsed < time * 2; hashed++)
        {
            match(Conversations[hashed]);
            foreach (var number in found())
            {
                hash += Mix(((ulong)hashed << 32) | (uint)number);
                matches++;
            }
        }
        // The runtime compiles what is called often again, in the background: a second is enough for it.
        for (var i = 0; watch.Elapsed < time + TimeSpan.FromSeconds(1); i = (i + 1) % Conversations.Length)
            match(Conversations[i]);

        var (cpuMicroseconds, measured) = CpuTime(match);

        var times = new List<long>();
        watch.Restart();
        for (var i = 0; watch.Elapsed < time || times.Count == 0; i = (i + 1) % Conversations.Length)
        {
            var start = Stopwatch.GetTimestamp();
            match(Conversations[i]);
            times.Add(Stopwatch.GetTimestamp() - start);
        }
        times.Sort();
        var isWhole = hashed == Math.Min(Hashed, Conversations.Length);
        return new ForwardResult(
            way, cpuMicroseconds, Microseconds(times, 0.5), Microseconds(times, 0.99), (double)matches / Math.Max(1, hashed), measured,
            isWhole ? $"{hash:x16}" : null,
            Note: isWhole ? null : $"{way}: only {hashed} conversations were asked in {2 * time.TotalSeconds} s.");
    }

    /// <summary>The CPU time of a conversation, as the median of rounds: other work on the machine makes some of them slow.</summary>
    (double Microseconds, long Conversations) CpuTime(Action<ConversationFacts> match)
    {
        var (all, next, measured) = (Stopwatch.StartNew(), 0, 0L);
        var rounds = new List<double>();
        while (all.Elapsed < time || rounds.Count == 0)
        {
            var (cpu, watch, matched) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew(), 0);
            // Looking at the clock takes 30 ns.
            for (; watch.Elapsed < time / Rounds; matched += MatchedAtOnce)
                for (var i = 0; i < MatchedAtOnce; i++)
                    match(Conversations[next++ % Conversations.Length]);
            rounds.Add((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / matched);
            measured += matched;
        }
        rounds.Sort();
        return (rounds[rounds.Count / 2], measured);
    }

    public static double Microseconds(List<long> sorted, double part) =>
        sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))] * 1e6 / Stopwatch.Frequency;

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    List<int> NumbersIn(ReadOnlySpan<ulong> bits)
    {
        var numbers = new List<int>();
        for (var slot = 0; slot < numberOfSlot.Length; slot++)
            if ((bits[slot / 64] & (1UL << slot)) != 0)
                numbers.Add(numberOfSlot[slot]);
        return numbers;
    }
}
