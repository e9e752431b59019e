using System.Numerics;
using System.Runtime.InteropServices;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Values;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Counts which values a field has among the matches.</summary>
sealed class ConversationFrequencies : ConversationSweep
{
    static readonly ConversationPlan everything = new(SegmentQuery.TryCompile("TRUE", out _)!, _ => null);

    readonly FieldReference field;
    readonly string prefix;
    readonly Dictionary<ColumnDictionary, int[]> byCode = [];
    readonly Dictionary<string, int> byValue = new(StringComparer.Ordinal);
    readonly Lock gate = new();

    ConversationFrequencies(
        ConversationPlan plan, ConversationPart[] parts, FieldReference field, string prefix, CancellationToken cancellationToken)
        : base(plan, parts, cancellationToken) => (this.field, this.prefix) = (field, prefix);

    public static List<ValueFrequency> Of(
        ConversationPlan? plan,
        ConversationVersion version,
        FieldReference field,
        string prefix,
        int most,
        CancellationToken cancellationToken)
    {
        if (field.Type == FieldType.Time)
            throw new ArgumentException($"`{field}` is a time: its values aren't counted.", nameof(field));
        plan ??= everything;
        var counting = new ConversationFrequencies(plan, version.Parts, field, prefix, cancellationToken);
        counting.Run();
        foreach (var facts in version.Fresh)
            if (Value(facts, field) is { } value && Evaluator.Matches(plan.Query, facts, plan.Resolver))
                counting.Add(value, 1);
        return counting.Most(most);
    }

    /// <summary>The different values, or null where there are more than <paramref name="most"/>.</summary>
    public static HashSet<string>? Values(ConversationVersion version, FieldReference field, int most)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        var isList = field.Type == FieldType.TextList;
        foreach (var facts in version.Fresh)
            if (Value(facts, field) is { } value && !Take(value))
                return null;
        foreach (var part in version.Parts)
        {
            switch (part.Run.Column(field))
            {
                case ColumnOfCodes codes:
                    var counts = Counts(part, codes);
                    for (var code = 1; code < counts.Length; code++)
                        if (counts[code] > 0 && !Take(codes.Dictionary[code]))
                            return null;
                    break;
                case ColumnOfTexts texts:
                    foreach (var (row, value) in texts.Values())
                        if (part.IsAlive(row) && !Take(value))
                            return null;
                    break;
            }
        }
        return values;

        bool Take(string value)
        {
            if (isList)
                values.UnionWith(ColumnLists.Unpack(value));
            else
                values.Add(value);
            return values.Count <= most;
        }
    }

    protected override void Visit(ConversationScan scan, ConversationBinding query, int part, int first, int end)
    {
        var column = Part(part).Run.Column(field);
        if (column is null || query.Root == ConversationNode.Never)
            return;
        if (column is ColumnOfCodes codes)
        {
            if (query.Root != ConversationNode.Always)
                Add(codes.Dictionary, Count(scan, query, Part(part), codes, first, end));
            else if (first == 0)
                Add(codes.Dictionary, Counts(Part(part), codes));
            return;
        }
        for (var block = first; block < end; block++)
        {
            var bits = scan.Fill(query, Part(part), block);
            for (var word = 0; word < BitmapBlock.Words; word++)
                for (var left = bits[word]; left != 0; left &= left - 1)
                    if (column.Value((block << BitmapBlock.RowBits) + word * 64 + BitOperations.TrailingZeroCount(left)) is { } value)
                        lock (gate)
                            Add(value, 1);
        }
    }

    static int[] Count(ConversationScan scan, ConversationBinding query, ConversationPart part, ColumnOfCodes codes, int first, int end)
    {
        var counts = new int[codes.Dictionary.Count + 1];
        for (var block = first; block < end; block++)
        {
            var bits = scan.Fill(query, part, block);
            for (var word = 0; word < BitmapBlock.Words; word++)
                for (var left = bits[word]; left != 0; left &= left - 1)
                    counts[codes.Code((block << BitmapBlock.RowBits) + word * 64 + BitOperations.TrailingZeroCount(left))]++;
        }
        return counts;
    }

    /// <summary>How many living rows have each code: all that ever had it, less those that are gone.</summary>
    static int[] Counts(ConversationPart part, ColumnOfCodes codes)
    {
        var counts = new int[codes.Dictionary.Count + 1];
        for (var code = 1; code < counts.Length; code++)
            counts[code] = codes.Postings.Count(code);
        foreach (var row in part.Gone())
            counts[codes.Code(row)]--;
        return counts;
    }

    void Add(ColumnDictionary dictionary, int[] counts)
    {
        lock (gate)
        {
            ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(byCode, dictionary, out var known);
            if (!known)
                sums = counts;
            else
                for (var code = 1; code < counts.Length; code++)
                    sums![code] += counts[code];
        }
    }

    /// <summary>Counts a value, or each different item of a list, if it begins as wanted.</summary>
    void Add(string value, int count)
    {
        if (field.Type != FieldType.TextList)
            AddItem(value, count);
        else
            foreach (var item in ColumnLists.Unpack(value).Distinct(StringComparer.Ordinal))
                AddItem(item, count);
    }

    void AddItem(string item, int count)
    {
        if (item.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            CollectionsMarshal.GetValueRefOrAddDefault(byValue, item, out _) += count;
    }

    List<ValueFrequency> Most(int most)
    {
        foreach (var (dictionary, counts) in byCode)
            for (var code = 1; code < counts.Length; code++)
                if (counts[code] > 0)
                    Add(dictionary[code], counts[code]);
        return [.. byValue.Select(entry => new ValueFrequency(entry.Key, entry.Value))
            .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Value, CodePointOrder.Comparer).Take(most)];
    }

    static string? Value(ConversationFacts facts, FieldReference field) =>
        field.Family is { } family ? facts.Named(family, field.Name)
        : field.Type != FieldType.TextList ? facts.Text(field.Field!)
        : facts.Has(field.Field!) ? ColumnLists.Pack(facts.List(field.Field!))
        : null;
}
