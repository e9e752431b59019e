using System.Collections.Immutable;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Bench;

/// <summary>Other ways to find all segments of a conversation, measured on the same segments and conversations.</summary>
static class ForwardPeers
{
    // Each delegate takes 0.2 ms to compile and 4 KB.
    const int MostDelegates = 100_000;

    /// <param name="run">The workload.</param>
    /// <param name="leftOut">Takes a sentence for each way that isn't measured.</param>
    public static IEnumerable<ForwardResult> Measure(ForwardRun run, List<string> leftOut)
    {
        var dictionary = new ForwardDictionary(run.Queries.Select(query => query.Root));
        if (run.Segments <= MostDelegates)
            yield return new ForwardDelegates(dictionary, run.Queries).Measure(run);
        else
            leftOut.Add($"Compiled delegates are left out above {MostDelegates:N0} segments: each takes 0.2 ms to compile.");
        yield return new ForwardCounting(dictionary, run.Queries).Measure(run);
        if (run.Segments > ForwardNode.MostSegments)
            leftOut.Add($"json-rules-engine is left out above {ForwardNode.MostSegments:N0} segments: each takes it some 30 us.");
        else if (ForwardNode.FindScript() is { } script)
            yield return ForwardNode.Measure(run, script);
        else
            leftOut.Add("json-rules-engine is left out, as it isn't installed: npm ci --prefix bench/peers");
    }
}

/// <summary>The values that queries name, numbered: what delegates and counting compare instead of texts.</summary>
sealed class ForwardDictionary
{
    public const int Other = -1, Missing = -2;

    readonly Dictionary<string, int>[] numbers = [.. FieldCatalog.All.Select(field =>
        new Dictionary<string, int>(field.Type == FieldType.Enum ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal))];

    public ForwardDictionary(IEnumerable<Expression> roots)
    {
        foreach (var predicate in roots.SelectMany(root => root.SelfAndWithin()).OfType<Predicate>())
            foreach (var text in TextsOf(predicate))
                numbers[FieldOf(predicate)].TryAdd(text, numbers[FieldOf(predicate)].Count);
        Fields = [.. FieldCatalog.All.Where(field => numbers[field.Ordinal].Count > 0)];
    }

    public ImmutableArray<Field> Fields { get; }

    public static int FieldOf(Predicate predicate) => predicate.Field.Field?.Ordinal ?? throw new NotSupportedException($"{predicate}");

    public int[] NumbersOf(Predicate predicate) => [.. TextsOf(predicate).Select(text => numbers[FieldOf(predicate)][text]).Distinct()];

    public int ValuesOf(int field) => numbers[field].Count;

    public void Encode(Query.Evaluation.ConversationFacts facts, int[] encoded)
    {
        foreach (var field in Fields)
            encoded[field.Ordinal] = facts.Text(field) is not { } text ? Missing
                : numbers[field.Ordinal].TryGetValue(text, out var number) ? number
                : Other;
    }

    static IEnumerable<string> TextsOf(Predicate predicate) => (predicate switch
    {
        Comparison { Operator: ComparisonOperator.Equal, Literal: var literal } => [literal],
        In { Literals: var literals } => literals,
        _ => throw new NotSupportedException($"Peers know = and IN only, not {predicate}"),
    }).Select(literal => literal switch
    {
        TextLiteral text => text.Value,
        VersionLiteral version => version.Value.Text,
        _ => throw new NotSupportedException($"Peers know text only, not {literal}"),
    });
}
