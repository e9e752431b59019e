using System.Runtime.InteropServices;
using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Makes runs: of facts, and of the living conversations of other runs.</summary>
static class ConversationRunBuilder
{
    static readonly Field[] texts = [.. FieldCatalog.All.Where(field => field.Type != FieldType.Time)];
    static readonly Field[] times = [.. FieldCatalog.All.Where(field => field.Type == FieldType.Time)];

    /// <summary>A run of facts.</summary>
    /// <param name="facts">At least one, in rising order of their ids, each id once.</param>
    /// <param name="neighbour">A run whose dictionaries are used again where they fit.</param>
    public static ConversationRun Of(ReadOnlySpan<ConversationFacts> facts, ConversationRun? neighbour)
    {
        var draft = new ConversationRunDraft();
        foreach (var each in facts)
            draft.Add(each);
        return draft.Build(neighbour);
    }

    /// <summary>One run of all conversations still alive in some; null when there are none.</summary>
    /// <param name="parts">The runs; no id is alive in two of them.</param>
    public static ConversationRun? Merge(IReadOnlyList<ConversationPart> parts)
    {
        var count = parts.Sum(part => part.Count);
        if (count == 0)
            return null;
        var (ids, targets) = MergeIds([.. parts.OrderBy(part => part.Run.FirstId, StringComparer.Ordinal)], count, out var runs);

        var columns = new Column?[FieldCatalog.All.Length];
        foreach (var field in texts)
            columns[field.Ordinal] = MergeColumn(runs, targets, count, FieldReference.To(field));
        foreach (var field in times)
        {
            var ticks = new long[count];
            Array.Fill(ticks, ColumnOfTimes.Missing);
            for (var i = 0; i < runs.Length; i++)
                if (runs[i].Column(FieldReference.To(field)) is ColumnOfTimes column)
                    for (var row = 0; row < targets[i].Length; row++)
                        if (targets[i][row] >= 0)
                            ticks[targets[i][row]] = column.Ticks(row);
            columns[field.Ordinal] = ColumnOfTimes.Of(ticks);
        }

        var named = new Dictionary<(FieldFamily, string), Column>();
        foreach (var name in runs.SelectMany(run => run.Names).Distinct())
            if (MergeColumn(runs, targets, count, FieldReference.To(name.Family, name.Name)) is { } column)
                named.Add(name, column);
        return new ConversationRun(ids, columns, named);
    }

    /// <summary>The ids of all that is alive, and for each row of each run the row it becomes, -1 when it is gone.</summary>
    static (ColumnOfIds Ids, int[][] Targets) MergeIds(ConversationPart[] parts, int count, out ConversationRun[] runs)
    {
        runs = [.. parts.Select(part => part.Run)];
        var origins = new long[count];
        var next = 0;
        for (var i = 0; i < parts.Length; i++)
            for (var row = 0; row < parts[i].Run.Count; row++)
                if (parts[i].IsAlive(row))
                    origins[next++] = (long)i << 32 | (uint)row;
        var ids = ColumnOfIds.Merge([.. runs.Select(run => run.Ids)], origins);
        var targets = new int[runs.Length][];
        for (var i = 0; i < runs.Length; i++)
            Array.Fill(targets[i] = new int[runs[i].Count], -1);
        for (var row = 0; row < origins.Length; row++)
            targets[(int)(origins[row] >> 32)][(int)origins[row]] = row;
        return (ids, targets);
    }

    static Column? MergeColumn(ConversationRun[] runs, int[][] targets, int count, FieldReference field)
    {
        var draft = new ColumnDraft();
        var dictionaries = new List<ColumnDictionary?>();
        for (var i = 0; i < runs.Length; i++)
        {
            if (runs[i].Column(field) is not { } column)
                continue;
            draft.Add(column, targets[i]);
            if (column is ColumnOfCodes { Dictionary: var dictionary } && !dictionaries.Contains(dictionary))
                dictionaries.Add(dictionary);
        }
        return draft.Build(count, CollectionsMarshal.AsSpan(dictionaries));
    }
}
