using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Matching;
using Tessera.Query.Values;

namespace Tessera.Query.Tests.Matching;

/// <summary>What a <see cref="ConversationIndex"/> must answer: found by asking the <see cref="Evaluator"/> of each conversation.</summary>
sealed class ConversationModel(SegmentResolver segments)
{
    readonly SortedDictionary<string, ConversationFacts> conversations = new(CodePointOrder.Comparer);

    public int Total => conversations.Count;

    public IReadOnlyList<string> Ids => [.. conversations.Keys];

    /// <summary>How many pairs of a query and a conversation were compared.</summary>
    public long Pairs { get; private set; }

    public void Set(ConversationFacts facts) => conversations[facts.ConversationId] = facts;

    public void Remove(string id) => conversations.Remove(id);

    public void AssertAnswers(ConversationIndex index, SegmentQuery query, Generator generator)
    {
        Pairs += conversations.Count;
        var matches = conversations.Values.Where(facts => Evaluator.Matches(query, facts, segments)).ToList();
        var ids = matches.ConvertAll(facts => facts.ConversationId);
        var token = TestContext.Current.CancellationToken;
        var counted = index.Count(query, segments, token);
        Assert.True(counted == matches.Count, $"{counted} and not {matches.Count}: {query}");

        var size = generator.Next(8);
        var (count, sample) = index.CountAndSample(query, segments, size, generator.Next(1000), token);
        Assert.Equal(matches.Count, count);
        Assert.Equal(Math.Min(size, matches.Count), sample.Select(facts => facts.ConversationId).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(sample.Select(facts => facts.ConversationId).Except(ids, StringComparer.Ordinal));

        var limit = 1 + generator.Next(20);
        var from = generator.Next(3) switch
        {
            0 => null,
            1 => "",
            _ => conversations.Count == 0 ? "x" : generator.Pick(Ids) + (generator.Chance(0.3) ? "!" : ""),
        };
        Assert.Equal(
            ids.Where(id => from is null || CodePointOrder.Compare(id, from) > 0).Take(limit),
            index.After(query, segments, from, limit, token).Select(facts => facts.ConversationId));
        Assert.Equal(
            ids.Where(id => CodePointOrder.Compare(id, from ?? "\uFFFF") < 0).Reverse().Take(limit),
            index.Before(query, segments, from ?? "\uFFFF", limit, token).Select(facts => facts.ConversationId));
    }

    public void AssertValues(ConversationIndex index, FieldReference field, SegmentQuery? narrowing, string prefix)
    {
        var token = TestContext.Current.CancellationToken;
        var expected = conversations.Values.Where(facts => narrowing is null || Evaluator.Matches(narrowing, facts, segments))
            .SelectMany(facts => Values(facts, field).Distinct(StringComparer.Ordinal))
            .Where(value => value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .GroupBy(value => value, StringComparer.Ordinal).Select(group => new ValueFrequency(group.Key, group.Count()))
            .OrderByDescending(value => value.Count).ThenBy(value => value.Value, CodePointOrder.Comparer).ToList();
        Assert.Equal(expected, index.Frequencies(field, narrowing, segments, prefix, int.MaxValue, token));
        Assert.Equal(expected.Take(3), index.Frequencies(field, narrowing, segments, prefix, 3, token));
        if (narrowing is not null || prefix.Length > 0)
            return;
        Assert.Equal(
            expected.Select(value => value.Value).Order(StringComparer.Ordinal),
            index.Values(field, expected.Count)!.Order(StringComparer.Ordinal));
        if (expected.Count > 0)
            Assert.Null(index.Values(field, expected.Count - 1));
    }

    public void AssertKnown(ConversationIndex index, string id)
    {
        if (!conversations.TryGetValue(id, out var expected))
        {
            Assert.Null(index.Find(id));
            return;
        }
        var found = index.Find(id)!;
        Assert.Equal(id, found.ConversationId);
        foreach (var field in FieldCatalog.All)
        {
            Assert.Equal(expected.Has(field), found.Has(field));
            Assert.Equal(Values(expected, FieldReference.To(field)), Values(found, FieldReference.To(field)));
        }
        foreach (var family in Enum.GetValues<FieldFamily>())
            Assert.Equal(expected.Family(family).OrderBy(entry => entry.Key), found.Family(family).OrderBy(entry => entry.Key));
    }

    static System.Collections.Immutable.ImmutableArray<string> Values(ConversationFacts facts, FieldReference field) => field switch
    {
        { Family: { } family } => facts.Named(family, field.Name) is { } named ? [named] : [],
        { Type: FieldType.TextList } => facts.List(field.Field!),
        { Type: FieldType.Time } => facts.Time(field.Field!) is { } time ? [$"{time.UtcTicks}"] : [],
        _ => facts.Text(field.Field!) is { } text ? [text] : [],
    };
}
