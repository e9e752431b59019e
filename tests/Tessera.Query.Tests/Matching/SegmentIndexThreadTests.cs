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
        // Threads of their own, and as many checks as are wanted: however busy the machine, the writer goes on until the readers are done.
        var readers = Task.WhenAll(Enumerable.Range(0, 2).Select(reader => Task.Factory.StartNew(
            () => Read(index, new Chance(100 + reader)), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        while (!readers.IsCompleted)
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

        await readers;
    }

    [Fact]
    public async Task Segments_set_together_are_seen_together()
    {
        var index = new SegmentIndex();
        var facts = new Chance(1).Facts();
        var (yes, no) = (Chance.Compile("TRUE"), Chance.Compile("FALSE"));
        var reader = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 20_000; i++) Assert.True(index.Match(facts).Count is 0 or 100);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var round = 0; !reader.IsCompleted; round++)
            index.SetMany(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"S{i}", round % 2 == 0 ? yes : no)));
        await reader;
    }

    static void Read(SegmentIndex index, Chance chance)
    {
        const int Checks = 300;
        for (var i = 0; i < Checks; i++)
        {
            var (snapshot, facts) = (index.Snapshot, chance.Facts());
            var found = snapshot.Match(facts);
            var segments = snapshot.Segments().ToDictionary(segment => segment.Id, segment => segment.Query, StringComparer.Ordinal);
            Assert.Equal(snapshot.Count, segments.Count);
            var expected = segments.Where(segment => Evaluator.Matches(segment.Value, facts, segments.GetValueOrDefault));
            Assert.Equal(expected.Select(segment => segment.Key).Order(StringComparer.Ordinal), found);
        }
    }
}
