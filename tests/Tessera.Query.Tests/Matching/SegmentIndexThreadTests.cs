using Tessera.Query.Evaluation;
using Tessera.Query.Matching;

namespace Tessera.Query.Tests.Matching;

public sealed class SegmentIndexThreadTests
{
    [Fact]
    public async Task Readers_see_one_version_whole_while_a_writer_changes_it()
    {
        var index = new SegmentIndex();
        var chance = new Chance(21);
        var ids = Enumerable.Range(0, 400).Select(i => $"S{i:000}").ToList();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(4));
        var readers = Enumerable.Range(0, 2).Select(reader => Task.Run(() => Read(index, new Chance(100 + reader), stop.Token))).ToList();

        while (!stop.IsCancellationRequested)
        {
            var id = ids[chance.Next(ids.Count)];
            switch (chance.Next(20))
            {
                case < 14:
                    index.Set(id, chance.Query(ids));
                    break;
                case < 19:
                    index.Remove(id);
                    break;
                default:
                    index.SetMany(Enumerable.Range(0, 90).Select(_ => KeyValuePair.Create(ids[chance.Next(ids.Count)], chance.Query([]))));
                    break;
            }
        }
        var checks = await Task.WhenAll(readers);
        Assert.All(checks, count => Assert.True(count > 20, $"{count} checks"));
    }

    [Fact]
    public async Task Segments_set_together_are_seen_together()
    {
        var index = new SegmentIndex();
        var facts = new Chance(1).Facts();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var (yes, no) = (Chance.Compile("TRUE"), Chance.Compile("FALSE"));
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                Assert.True(index.Match(facts).Count is 0 or 100);
        }, TestContext.Current.CancellationToken);
        for (var round = 0; !stop.IsCancellationRequested; round++)
            index.SetMany(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"S{i}", round % 2 == 0 ? yes : no)));
        await reader;
    }

    static int Read(SegmentIndex index, Chance chance, CancellationToken stop)
    {
        var checks = 0;
        for (; !stop.IsCancellationRequested; checks++)
        {
            var (snapshot, facts) = (index.Snapshot, chance.Facts());
            var found = snapshot.Match(facts);
            var segments = snapshot.Segments().ToDictionary(segment => segment.Id, segment => segment.Query, StringComparer.Ordinal);
            Assert.Equal(snapshot.Count, segments.Count);
            var expected = segments.Where(segment => Evaluator.Matches(segment.Value, facts, segments.GetValueOrDefault));
            Assert.Equal(expected.Select(segment => segment.Key).Order(StringComparer.Ordinal), found);
        }
        return checks;
    }
}
