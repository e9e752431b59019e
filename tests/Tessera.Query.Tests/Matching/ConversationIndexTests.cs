using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Matching;
using Tessera.Query.Matching.Conversations;

namespace Tessera.Query.Tests.Matching;

public sealed class ConversationIndexTests
{
    // They refer to one another in circles, to themselves and to one that isn't there.
    static readonly string[] segmentIds = [.. Enumerable.Range(0, 12).Select(i => $"S{i}"), "no such segment"];

    static readonly Dictionary<string, SegmentQuery> segments =
        Enumerable.Range(0, 12).ToDictionary(i => $"S{i}", i => NewGenerator(i).Query(depth: 2));

    // With such sizes a few hundred conversations go through every kind of run and merge.
    static readonly ConversationRunSizes tiny = new(MostFresh: 8, Medium: 40, Large: 160, MostLarge: 3);

    // And with these they end in so many final runs that several threads share them.
    static readonly ConversationRunSizes tiniest = new(MostFresh: 4, Medium: 12, Large: 30, MostLarge: 2);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static SegmentQuery? Resolve(string id) => segments.GetValueOrDefault(id);

    static SegmentQuery Compile(string text) =>
        SegmentQuery.TryCompile(text, out var error) ?? throw new ArgumentException(error!.Message, nameof(text));

    /// <summary>Random facts. About half have a customer nobody else has, and one in twenty has something known of its agent.</summary>
    static ConversationFacts Facts(Generator generator, string id)
    {
        var facts = generator.Facts(id);
        var builder = facts.ToBuilder();
        if (generator.Chance(0.5))
            builder.Set(FieldCatalog.CustomerId, $"customer {generator.Next(1_000_000)}");
        if (generator.Chance(0.95))
            foreach (var name in facts.Family(FieldFamily.Agent).Keys)
                builder.SetNamed(FieldFamily.Agent, name, value: null);
        return builder.Build();
    }

    static Generator NewGenerator(int seed) => new(seed) { SegmentIds = [.. segmentIds] };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_answer_is_the_evaluators_after_any_changes(int seed)
    {
        var generator = NewGenerator(seed);
        var (index, model) = (new ConversationIndex(seed < 3 ? tiny : tiniest), new ConversationModel(Resolve));
        var ids = 0;
        for (var round = 0; round < 90; round++)
        {
            Change(round);
            Assert.Equal(model.Total, index.Total);
            for (var i = 0; i < 12; i++)
                model.AssertAnswers(index, generator.Query(), generator);
            for (var i = 0; i < 4; i++)
                if (generator.Field() is { Type: not FieldType.Time } field)
                    model.AssertValues(index, field, generator.Chance(0.5) ? generator.Query() : null, generator.Chance(0.5) ? "" : "b");
            for (var i = 0; i < 4; i++)
                model.AssertKnown(index, generator.Chance(0.8) && model.Total > 0 ? generator.Pick(model.Ids) : "x");
        }
        Assert.True(model.Pairs > 100_000, $"{model.Pairs} pairs");

        void Change(int round)
        {
            if (round % 5 == 4 && model.Total > 0)
            {
                var gone = Enumerable.Range(0, generator.Next(60)).Select(_ => generator.Pick(model.Ids)).Append("x").ToList();
                gone.ForEach(model.Remove);
                index.Remove(gone);
                return;
            }
            var batch = new List<ConversationFacts>();
            for (var i = generator.Next(generator.Chance(0.2) ? 200 : 12); i >= 0; i--)
                batch.Add(Facts(generator, generator.Chance(0.3) && model.Total > 0 ? generator.Pick(model.Ids) : NewId()));
            batch.ForEach(model.Set);
            index.Apply(batch);
        }

        // Mostly rising, as real ids are; some seeds have ids of another form.
        string NewId()
        {
            var number = generator.Chance(0.8) ? ids++ : generator.Next(9_999);
            return seed % 2 == 0 ? SortableIds.Of(number) : $"C{number:D4}😀";
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Many_conversations_at_once_are_answered_as_the_evaluator_does(int seed)
    {
        var generator = NewGenerator(seed);
        var (index, model) = (new ConversationIndex(), new ConversationModel(Resolve));
        // More than a block, in several runs, with a bitmap for the frequent and lists for the rare.
        var all = Enumerable.Range(0, 35_000).Select(i => Facts(generator, SortableIds.Of(i))).ToList();
        all.ForEach(model.Set);
        index.Apply(all.Take(20_000));
        index.Apply(all.Skip(20_000));
        for (var i = 0; i < 25; i++)
            model.AssertAnswers(index, generator.Query(), generator);

        var changed = Enumerable.Range(0, 3_000).Select(_ => Facts(generator, SortableIds.Of(generator.Next(35_000)))).ToList();
        changed.ForEach(model.Set);
        index.Apply(changed);
        for (var i = 0; i < 25; i++)
            model.AssertAnswers(index, generator.Query(), generator);
        foreach (var field in FieldCatalog.All.Where(field => field.Type != FieldType.Time))
            model.AssertValues(index, FieldReference.To(field), narrowing: null, "");
    }

    [Fact]
    public void The_fields_of_a_market_have_all_kinds_of_frequencies()
    {
        // From one value for all to one for each, so that codes take 1, 2 and 4 bytes, and scans, bitmaps and lists all have their turn.
        var random = new Random(5);
        var fields = FieldCatalog.All.Where(field => field.Type == FieldType.Text).ToList();
        var index = new ConversationIndex();
        var model = new ConversationModel(Resolve);
        var all = new List<ConversationFacts>();
        for (var i = 0; i < 40_000; i++)
        {
            var builder = new ConversationFacts.Builder(SortableIds.Of(i));
            for (var f = 0; f < fields.Count; f++)
                builder.Set(fields[f], $"v{random.Next(1 + (int)Math.Pow(2.2, f))}");
            all.Add(builder.Build());
        }
        all.ForEach(model.Set);
        index.Apply(all);
        var generator = new Generator(5);
        for (var i = 0; i < 60; i++)
            model.AssertAnswers(index, Compile(Query(generator, fields)), generator);
    }

    static ConversationFacts OfLob(string id, string lob) => new ConversationFacts.Builder(id).Set(FieldCatalog.LobId, lob).Build();

    static string Query(Generator generator, List<Field> fields)
    {
        var predicates = Enumerable.Range(0, 1 + generator.Next(4)).Select(_ => Predicate(generator, fields));
        return string.Join(generator.Pick([" AND ", " OR ", " AND NOT "]), predicates);
    }

    static string Predicate(Generator generator, List<Field> fields)
    {
        var place = generator.Next(fields.Count);
        var (field, values) = (fields[place].Name, 1 + (int)Math.Pow(2.2, place));
        return generator.Next(6) switch
        {
            0 => $"{field} = 'v{generator.Next(values)}'",
            1 => $"{field} IN ['v{generator.Next(values)}', 'v{generator.Next(values)}', 'v{generator.Next(values)}']",
            2 => $"{field} LIKE 'v{generator.Next(10)}%'",
            3 => $"{field} LIKE '%{generator.Next(10)}'",
            4 => $"{field} < 'v{generator.Next(values)}'",
            _ => $"({field} != 'v0' OR {fields[generator.Next(fields.Count)].Name} = 'v1')",
        };
    }

    [Fact]
    public void Each_match_is_as_likely_to_be_sampled_as_any_other()
    {
        var index = new ConversationIndex(tiny);
        index.Apply(Enumerable.Range(0, 100).Select(i => OfLob($"C{i:D3}", i % 5 == 0 ? "a" : "b")));
        var query = Compile("lob_id = 'a'");
        var drawn = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 0; seed < 4_000; seed++)
            foreach (var facts in index.CountAndSample(query, Resolve, 5, seed, Token).Sample)
                drawn[facts.ConversationId] = drawn.GetValueOrDefault(facts.ConversationId) + 1;
        // 20 matches, each with probability 1/4: 1,000 times, with a standard deviation of 27.
        Assert.Equal(20, drawn.Count);
        Assert.All(drawn.Values, times => Assert.InRange(times, 870, 1_130));
        Assert.Equal(Sample(3), Sample(3));

        IEnumerable<string> Sample(int seed) =>
            index.CountAndSample(query, Resolve, 5, seed, Token).Sample.Select(facts => facts.ConversationId);
    }

    [Fact]
    public async Task Readers_see_each_batch_whole_while_a_writer_goes_on()
    {
        const int Conversations = 700;
        var index = new ConversationIndex(tiniest);
        index.Apply(Batch(0));
        var done = false;
        var everyone = Compile("TRUE");
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(
            () =>
            {
                var asked = 0;
                for (; !Volatile.Read(ref done) || asked == 0; asked++)
                {
                    // Every batch sets one value on all conversations.
                    var only = Assert.Single(index.Frequencies(FieldReference.To(FieldCatalog.Campaign), null, Resolve, "", 10, Token));
                    Assert.Equal(Conversations, only.Count);
                    var page = index.After(everyone, Resolve, null, 50, Token);
                    Assert.Single(page.Select(facts => facts.Text(FieldCatalog.Campaign)).Distinct(StringComparer.Ordinal));
                    var (count, sample) = index.CountAndSample(everyone, Resolve, 40, asked, Token);
                    Assert.Equal(Conversations, count);
                    Assert.Single(sample.Select(facts => facts.Text(FieldCatalog.Campaign)).Distinct(StringComparer.Ordinal));
                }
                return asked;
            },
            Token)).ToList();
        for (var value = 1; value < 150; value++)
            index.Apply(Batch(value));
        Volatile.Write(ref done, true);
        Assert.All(await Task.WhenAll(readers), asked => Assert.True(asked > 0));

        static IEnumerable<ConversationFacts> Batch(int value) => Enumerable.Range(0, Conversations)
            .Select(i => new ConversationFacts.Builder(SortableIds.Of(i)).Set(FieldCatalog.Campaign, $"v{value}").Build());
    }

    [Fact]
    public void A_question_that_is_cancelled_ends()
    {
        var index = new ConversationIndex();
        index.Apply(Enumerable.Range(0, 1_000).Select(i => new ConversationFacts.Builder(SortableIds.Of(i)).Build()));
        using var source = new CancellationTokenSource();
        source.Cancel();
        var query = Compile("lob_id IS NULL");
        Assert.Throws<OperationCanceledException>(() => index.Count(query, Resolve, source.Token));
        Assert.Throws<OperationCanceledException>(() => index.After(query, Resolve, null, 5, source.Token));
    }

    [Fact]
    public void A_chain_of_ten_thousand_segments_is_answered()
    {
        var chain = new Dictionary<string, SegmentQuery>(StringComparer.Ordinal) { ["0"] = Compile("lob_id = 'a'") };
        for (var i = 1; i < 10_000; i++)
            chain.Add($"{i}", Compile($"SEGMENT('{i - 1}') OR (SEGMENT('{i / 2}') AND group_id = 'g')"));
        var index = new ConversationIndex();
        index.Apply(Enumerable.Range(0, 1_000).Select(i => OfLob(SortableIds.Of(i), i % 10 == 0 ? "a" : "b")));
        Assert.Equal(100, index.Count(Compile("SEGMENT('9999')"), chain.GetValueOrDefault, Token));
    }
}

/// <summary>Ids of the form Tessera makes, in the order of their numbers.</summary>
static class SortableIds
{
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Of(int number) => string.Create(26, number, static (text, left) =>
    {
        text.Fill('Z');
        "01".CopyTo(text);
        for (var i = 12; i >= 2; i--, left >>= 5)
            text[i] = Alphabet[left & 31];
    });
}
