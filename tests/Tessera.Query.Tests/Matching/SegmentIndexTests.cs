using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Matching;
using Tessera.Query.Matching.Segments;

namespace Tessera.Query.Tests.Matching;

/// <summary>The index finds what the evaluator finds, whatever the queries, the conversations and the history of the index.</summary>
public sealed class SegmentIndexTests
{
    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 20)]
    [InlineData(63, 200)]
    [InlineData(64, 200)]
    [InlineData(65, 200)]
    [InlineData(600, 100)]
    [InlineData(1_000, 100)]
    [InlineData(20_000, 12)]
    public void Loaded_at_once_it_finds_what_the_evaluator_finds(int size, int conversations)
    {
        var chance = new Chance(size);
        var reference = new Reference();
        reference.SetMany(Segments(chance, size));
        var matches = 0L;
        for (var i = 0; i < conversations; i++)
            matches += reference.Check(chance.Facts(), $"{size} segments, conversation {i}");
        if (size > 60)
            Assert.InRange(matches, 0.1 * size * conversations, 0.9 * size * conversations);
    }

    [Fact]
    public void Selective_segments_are_found_by_their_values()
    {
        var chance = new Chance(9);
        var reference = new Reference();
        reference.SetMany([.. Enumerable.Range(0, 40_000).Select(i => KeyValuePair.Create(Id(i), chance.SelectiveQuery()))]);
        for (var i = 0; i < 25; i++)
            reference.Check(chance.Facts(), $"conversation {i}");
        for (var i = 0; i < 30; i++)
            reference.Remove(reference.Matches(chance.Facts()).FirstOrDefault() ?? Id(i));
        reference.SetMany([.. Enumerable.Range(0, 3_000).Select(i => KeyValuePair.Create(Id(i * 2), chance.SelectiveQuery()))]);
        for (var i = 0; i < 10; i++)
            reference.Check(chance.Facts(), $"changed, conversation {i}");
    }

    [Fact]
    public void Segments_stand_where_finding_them_costs_least()
    {
        var chance = new Chance(11);
        Assert.InRange(Places(40_000, _ => chance.SelectiveQuery())[SegmentPlace.Pairs], 10_000, 40_000);

        var few = Places(100, _ => chance.SelectiveQuery());
        Assert.Equal(0, few[SegmentPlace.Planes] + few[SegmentPlace.Pairs]);
        Assert.InRange(few[SegmentPlace.Postings], 50, 100);

        var any = Places(8_000, _ => chance.Query([]));
        Assert.InRange(any[SegmentPlace.Planes], 1_000, 8_000);
        Assert.InRange(any[SegmentPlace.Checks], 1, 1_000);

        var ofOne = Places(500, i => Chance.Compile($"external_conversation_id = 'one{i}' AND lob_id != 'cards'"));
        Assert.Equal(500, ofOne[SegmentPlace.Postings]);

        Assert.Equal(70, Places(70, _ => Chance.Compile("lob_id = 'a' AND lob_id = 'b'"))[SegmentPlace.Never]);

        // Each set is also asked about, as a place that finds too little would cost little.
        IReadOnlyDictionary<SegmentPlace, int> Places(int count, Func<int, SegmentQuery> query)
        {
            var reference = new Reference();
            reference.SetMany([.. Enumerable.Range(0, count).Select(i => KeyValuePair.Create(Id(i), query(i)))]);
            for (var i = 0; i < 10; i++)
                reference.Check(
                    chance.Facts().ToBuilder().Set(FieldCatalog.ExternalConversationId, $"one{i * 50}").Build(),
                    $"{count}, conversation {i}");
            reference.Index.Settle();
            return Assert.Single(reference.Index.Snapshot.Runs).Run.Places;
        }
    }

    [Fact]
    public void Segments_whose_rarest_values_have_no_table_are_found_by_others()
    {
        // Each of 400 values of two fields comes once: a table of their pairs would have 400 bits for a segment.
        var queries = Enumerable.Range(0, 6_000).Select(i => $"agent_id = 'a{i % 100}' AND campaign = 'c{i / 60}' AND lob_id != 'l{i % 3}'")
            .Concat(Enumerable.Range(0, 400).Select(
                i => $"agent_id = 'a{i % 100}' AND campaign = 'c{i % 97}' AND intent_code = 'i{i}' AND business_rule = 'b{i * 7 % 400}'"));
        var reference = new Reference();
        reference.SetMany([.. queries.Select((text, i) => KeyValuePair.Create(Id(i), Chance.Compile(text)))]);
        Assert.Equal(0, Assert.Single(reference.Index.Snapshot.Runs).Run.PlaneSlots);

        var (chance, matches) = (new Chance(8), 0);
        for (var i = 0; i < 200; i++)
        {
            var number = chance.Next(400);
            var facts = chance.Facts().ToBuilder()
                .Set(FieldCatalog.AgentId, $"a{number % 100}")
                .Set(FieldCatalog.Campaign, $"c{(i % 2 == 0 ? number % 97 : chance.Next(100))}")
                .Set(FieldCatalog.IntentCode, $"i{number}").Set(FieldCatalog.BusinessRule, $"b{number * 7 % 400}");
            matches += reference.Check(facts.Build(), $"conversation {i}");
        }
        Assert.InRange(matches, 100, 400);
    }

    [Fact]
    public void A_bit_knows_how_many_are_set_before_it()
    {
        var chance = new Chance(4);
        foreach (var length in new[] { 1, 63, 64, 65, 255, 256, 257, 5_000 })
        {
            var places = Enumerable.Range(0, length).Where(_ => chance.Is(0.3)).Select(place => (long)place).ToList();
            var bits = new RankedBits(length, [.. places, .. places.Take(3)]);
            for (var place = 0; place < length; place++)
            {
                Assert.Equal(places.Contains(place) ? 1 : 0, bits[place]);
                Assert.Equal(places.Count(before => before < place), bits.Before(place));
            }
        }
    }

    [Fact]
    public void Segments_for_one_customer_or_item_each_are_found_by_it()
    {
        var chance = new Chance(10);
        var reference = new Reference();
        var segments = Enumerable.Range(0, 50_000).Select(i => chance.Next(3) switch
        {
            0 => $"company_segment = 'item{i}'",
            1 => $"external_conversation_id IN ['one{i}', 'two{i}'] AND company_segment != 'item7' AND platform LIKE 'W%'",
            _ => $"external_conversation_id = 'one{i}' AND ({chance.Query([], depth: 1).Text})",
        });
        reference.SetMany([.. segments.Select((text, i) => KeyValuePair.Create(Id(i), Chance.Compile(text)))]);
        var matches = 0;
        for (var i = 0; i < 12; i++)
        {
            var items = Enumerable.Range(0, 40).Select(_ => $"item{chance.Next(50_000)}");
            var facts = chance.Facts().ToBuilder()
                .Set(FieldCatalog.ExternalConversationId, $"{(chance.Is(0.5) ? "one" : "two")}{chance.Next(50_000)}")
                .SetList(FieldCatalog.CompanySegment, [.. items, "item7"]);
            matches += reference.Check(facts.Build(), $"conversation {i}");
        }
        Assert.True(matches > 12 * 8, $"{matches} matches");
    }

    [Fact]
    public void Set_one_by_one_it_finds_what_the_evaluator_finds()
    {
        var chance = new Chance(5);
        var reference = new Reference();
        foreach (var (id, query) in Segments(chance, 1_500))
        {
            reference.Set(id, query);
            if (chance.Is(0.03))
                reference.Check(chance.Facts(), $"after {id}");
        }
        reference.Index.Settle();
        for (var i = 0; i < 50; i++)
            reference.Check(chance.Facts(), $"settled, conversation {i}");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void After_any_changes_it_finds_what_the_evaluator_finds(int seed)
    {
        var chance = new Chance(seed);
        var reference = new Reference();
        var ids = Enumerable.Range(0, 900).Select(Id).ToList();
        var kept = reference.Index.Snapshot.Encode(chance.Facts());
        for (var step = 0; step < 1_500; step++)
        {
            var id = ids[chance.Next(ids.Count)];
            switch (chance.Next(12))
            {
                case < 8:
                    reference.Set(id, chance.Query(ids));
                    break;
                case < 11:
                    reference.Remove(id);
                    break;
                default:
                    var some = Enumerable.Range(0, chance.Next(150));
                    reference.SetMany([.. some.Select(_ => KeyValuePair.Create(ids[chance.Next(ids.Count)], chance.Query(ids)))]);
                    break;
            }
            if (chance.Is(0.1))
                reference.Index.Settle();
            if (chance.Is(0.07))
                reference.Check(chance.Facts(), $"seed {seed}, step {step}");
            // A conversation encoded before there was any segment is right for every version after.
            if (chance.Is(0.02))
                Assert.Equal(reference.Matches(kept.Facts), reference.Index.Snapshot.Match(kept));
        }
    }

    [Fact]
    public void A_change_of_a_segment_changes_all_that_depend_on_it()
    {
        var reference = new Reference();
        var facts = new Chance(1).Facts();
        reference.Set("b", Chance.Compile("SEGMENT('a')"));
        reference.Set("c", Chance.Compile("NOT SEGMENT('b')"));
        Assert.Equal(["c"], reference.Index.Match(facts));
        reference.Set("a", Chance.Compile("TRUE"));
        Assert.Equal(["a", "b"], reference.Index.Match(facts));
        reference.Set("a", Chance.Compile("FALSE"));
        Assert.Equal(["c"], reference.Index.Match(facts));
        reference.Set("a", Chance.Compile("TRUE"));
        reference.Remove("a");
        Assert.Equal(["c"], reference.Index.Match(facts));
        reference.Check(facts, "at the end");
    }

    [Fact]
    public void Circles_and_chains_of_any_length_are_what_the_evaluator_says()
    {
        var reference = new Reference();
        var chance = new Chance(2);
        reference.SetMany([.. Enumerable.Range(1, 300).Select(i =>
            KeyValuePair.Create($"chain{i:000}", Chance.Compile($"NOT SEGMENT('chain{i - 1:000}')")))]);
        reference.Set("chain000", Chance.Compile("platform = 'web' OR lob_id = 'bank'"));
        reference.Set("own", Chance.Compile("NOT SEGMENT('own')"));
        reference.Set("left", Chance.Compile("NOT SEGMENT('right') OR campaign IS SET"));
        reference.Set("right", Chance.Compile("NOT SEGMENT('left')"));
        reference.Set("outside", Chance.Compile("SEGMENT('left') AND NOT SEGMENT('right')"));
        for (var i = 0; i < 20; i++)
            reference.Check(chance.Facts(), $"conversation {i}");
    }

    [Fact]
    public void A_snapshot_stays_as_it_was()
    {
        var chance = new Chance(3);
        var reference = new Reference();
        reference.SetMany(Segments(chance, 500));
        var (before, facts) = (reference.Index.Snapshot, chance.Facts());
        var expected = reference.Matches(facts);
        for (var i = 0; i < 500; i++)
            reference.Set(Id(i), chance.Query([]));
        reference.Index.Settle();
        Assert.Equal(expected, before.Match(facts));
        reference.Check(facts, "now");
    }

    [Fact]
    public void Of_an_id_that_comes_twice_the_last_query_counts()
    {
        var index = new SegmentIndex();
        (string Id, string Text)[] segments = [("b", "TRUE"), ("a", "TRUE"), ("b", "FALSE")];
        index.SetMany(segments.Select(segment => KeyValuePair.Create(segment.Id, Chance.Compile(segment.Text))));
        Assert.Equal(["a"], index.Match(new Chance(1).Facts()));
        Assert.Equal("FALSE", index.Resolve("b")!.Text);
        Assert.Null(index.Resolve("c"));
        Assert.False(index.Remove("c"));
        Assert.Equal(2, index.Count);
    }

    [Fact]
    public void A_small_index_is_small()
    {
        Assert.InRange(new SegmentIndex().MemoryBytes, 1, 4_000);
        var chance = new Chance(4);
        var index = new SegmentIndex();
        index.SetMany(Segments(chance, 60));
        Assert.InRange(index.MemoryBytes, 1, 60 * 1_000);
    }

    static string Id(int i) => $"S{i * 7919 % 100_003:00000}";

    static List<KeyValuePair<string, SegmentQuery>> Segments(Chance chance, int count)
    {
        var segments = new List<KeyValuePair<string, SegmentQuery>>(count);
        for (var i = 0; i < count; i++)
        {
            // References go to the last few before, so that they don't all depend on the same.
            var near = segments.Skip(Math.Max(0, segments.Count - 10)).Select(segment => segment.Key).ToList();
            segments.Add(KeyValuePair.Create(Id(i), chance.Query(near)));
        }
        return segments;
    }
}
