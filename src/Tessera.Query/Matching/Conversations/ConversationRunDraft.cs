using System.Runtime.InteropServices;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// A run in the making: it is told one conversation after the other and keeps only their values, so that facts that were made for it can be
/// forgotten at once, while they are in the cache.
/// </summary>
sealed class ConversationRunDraft
{
    static readonly Field[] texts = [.. FieldCatalog.All.Where(field => field.Type != FieldType.Time)];
    static readonly Field[] times = [.. FieldCatalog.All.Where(field => field.Type == FieldType.Time)];

    readonly ColumnOfIds.Draft ids = new();
    readonly ColumnDraft[] textDrafts = [.. texts.Select(_ => new ColumnDraft())];
    readonly List<long>[] ticks = [.. times.Select(_ => new List<long>())];
    readonly Dictionary<(FieldFamily, string), ColumnDraft> named = [];

    /// <summary>How many conversations it was told.</summary>
    public int Count => ids.Count;

    /// <summary>Takes in the next conversation, whose id is above all before.</summary>
    public void Add(ConversationFacts facts)
    {
        var row = ids.Count;
        ids.Add(facts.ConversationId);
        for (var i = 0; i < texts.Length; i++)
            if (facts.Has(texts[i]))
                textDrafts[i].Add(
                    row, texts[i].Type == FieldType.TextList ? ColumnLists.Pack(facts.List(texts[i])) : facts.Text(texts[i])!);
        for (var i = 0; i < times.Length; i++)
            ticks[i].Add(facts.Time(times[i])?.UtcTicks ?? ColumnOfTimes.Missing);
        foreach (var (family, name, value) in facts.NamedValues)
        {
            ref var draft = ref CollectionsMarshal.GetValueRefOrAddDefault(named, (family, name), out _);
            (draft ??= new ColumnDraft()).Add(row, value);
        }
    }

    /// <summary>The run of at least one conversation.</summary>
    /// <param name="neighbour">A run whose dictionaries are used again where they fit.</param>
    public ConversationRun Build(ConversationRun? neighbour)
    {
        var columns = new Column?[FieldCatalog.All.Length];
        for (var i = 0; i < texts.Length; i++)
            columns[texts[i].Ordinal] = textDrafts[i].Build(Count, [Dictionary(neighbour, FieldReference.To(texts[i]))]);
        for (var i = 0; i < times.Length; i++)
            columns[times[i].Ordinal] = ColumnOfTimes.Of([.. ticks[i]]);
        var namedColumns = named.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.Build(Count, [Dictionary(neighbour, FieldReference.To(entry.Key.Item1, entry.Key.Item2))])!);
        return new ConversationRun(ids.Build(), columns, namedColumns);
    }

    static ColumnDictionary? Dictionary(ConversationRun? run, FieldReference field) => (run?.Column(field) as ColumnOfCodes)?.Dictionary;
}
