using BenchmarkDotNet.Attributes;
using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Bench;

/// <summary>
/// One conversation against 100,000 segments of a shape: the look-up of its values, and the match that follows. Each operation takes
/// another conversation, so that caches are as warm as they are in a run.
/// </summary>
[MemoryDiagnoser]
public class MatchBenchmarks
{
    const int Segments = 100_000;

    readonly SegmentBits bits = new();
    ConversationFacts[] conversations = [];
    EncodedConversation[] encoded = [];
    SegmentSnapshot snapshot = new SegmentIndex().Snapshot;
    EncodedConversation again = null!;
    int next;

    [Params("rare", "sel", "mixed")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        var index = new SegmentIndex();
        index.SetMany(ForwardWorkload.Queries(Shape, Segments).Select((text, number) =>
            KeyValuePair.Create(ForwardRun.IdOf(number), SegmentQuery.TryCompile(text, out _)!)));
        snapshot = index.Snapshot;
        conversations = [.. ForwardWorkload.Events(ForwardWorkload.Conversations).Select((values, i) => ForwardWorkload.Facts(i, values))];
        encoded = Array.ConvertAll(conversations, snapshot.Encode);
        again = snapshot.Encode(conversations[0]);
    }

    [Benchmark]
    public void Encode() => snapshot.Encode(conversations[Next()], again);

    [Benchmark]
    public void Match() => snapshot.MatchBits(encoded[Next()], bits);

    int Next() => next = next + 1 < conversations.Length ? next + 1 : 0;
}

/// <summary>Reading a query of the shape mixed, and asking it of one conversation without any index.</summary>
[MemoryDiagnoser]
public class QueryBenchmarks
{
    readonly string[] texts = [.. ForwardWorkload.Queries("mixed", 1_000)];
    readonly SegmentQuery[] queries;
    readonly ConversationFacts facts = ForwardWorkload.Facts(0, ForwardWorkload.Events(1).First());
    int next;

    public QueryBenchmarks()
    {
        queries = Array.ConvertAll(texts, text => SegmentQuery.TryCompile(text, out _)!);
        foreach (var query in queries)
            _ = query.Root;
    }

    [Benchmark]
    public SegmentQuery? Compile() => SegmentQuery.TryCompile(texts[Next()], out _);

    [Benchmark]
    public bool Evaluate() => Evaluator.Matches(queries[Next()], facts, _ => null);

    int Next() => next = next + 1 < texts.Length ? next + 1 : 0;
}

/// <summary>Counting 200,000 conversations by one predicate, each by another way through a column.</summary>
public class CountBenchmarks
{
    const int Conversations = 200_000;

    readonly ConversationIndex index = new();
    SegmentQuery query = null!;

    [Params("device_type = 'phone'", "campaign != 'x'", "intent_name LIKE '%1'", "browser_version < '1'")]
    public string Predicate { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        index.Apply(Enumerable.Range(0, Conversations).Select(BackwardWorkload.Facts));
        query = SegmentQuery.TryCompile(Predicate, out _)!;
    }

    [Benchmark]
    public int Count() => index.Count(query, _ => null, CancellationToken.None);
}
