using Tessera.Access;
using Tessera.Jobs;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Jobs;

/// <summary>A turn works on its items until it is out of time, told to stop or ended by one of them.</summary>
public sealed class JobStintTests
{
    static readonly TimeSpan TurnTime = TimeSpan.FromSeconds(5);

    readonly ManualClock clock = new();
    readonly JobLease lease;
    readonly JobStint stint;
    readonly List<int> done = [];

    public JobStintTests()
    {
        var job = new Job
        {
            Workspace = new WorkspaceId(1), Id = "job", Kind = JobKind.BackFill, State = JobState.Running, Priority = JobPriority.Normal,
            Definition = "{}", Progress = "{}", DueAt = clock.GetUtcNow(), CreatedAt = clock.GetUtcNow(),
        };
        // Nothing is written here.
        lease = new JobLease(job, null!, null!);
        stint = new JobStint(lease, clock);
    }

    [Fact]
    public async Task All_items_are_worked_on_so_many_at_a_time()
    {
        var (now, most) = (0, 0);
        var gate = new SemaphoreSlim(0);
        var turn = stint.EachAsync(
            Enumerable.Range(0, 9),
            3,
            async (item, token) =>
            {
                var together = Interlocked.Increment(ref now);
                lock (done) most = Math.Max(most, together);
                if (together == 3) gate.Release(9);
                await gate.WaitAsync(token);
                Interlocked.Decrement(ref now);
                lock (done) done.Add(item);
            },
            TestContext.Current.CancellationToken);

        Assert.Null(await turn);
        Assert.Equal((3, 9), (most, done.Count));
        Assert.False(stint.IsOver);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    public async Task When_its_time_is_over_no_more_is_begun(int ticksMore, int expected)
    {
        var turn = await EachAsync(item =>
        {
            if (item == 0) clock.Advance(TurnTime + TimeSpan.FromTicks(ticksMore));
        });

        Assert.Equal((expected, expected == 5 ? null : JobTurn.Again), (done.Count, turn));
    }

    [Fact]
    public async Task At_least_one_item_is_worked_on_however_long_it_was_looked_for()
    {
        IEnumerable<int> Slow()
        {
            for (var item = 0; ; item++)
            {
                clock.Advance(2 * TurnTime);
                yield return item;
            }
        }

        Assert.Equal(JobTurn.Again, await stint.EachAsync(Slow(), 1, Done(_ => { }), TestContext.Current.CancellationToken));
        Assert.Equal([0], done);
    }

    [Fact]
    public async Task Told_to_stop_it_begins_no_more_also_where_that_is_taken_back()
    {
        var turn = await EachAsync(item =>
        {
            if (item != 1) return;
            lease.Ask(JobRequest.Pause);
            Assert.True(stint.IsOver);
            lease.Ask(JobRequest.None);
        });

        Assert.Equal((2, JobTurn.Again), (done.Count, turn));
    }

    [Fact]
    public async Task Told_to_stop_at_the_last_item_it_has_another_turn()
    {
        Assert.Equal(JobTurn.Again, await EachAsync(item =>
        {
            if (item == 4) lease.Ask(JobRequest.Pause);
        }));
        Assert.Equal(5, done.Count);
    }

    [Fact]
    public async Task An_item_ends_it()
    {
        var parked = JobTurn.Parked("The model is parked.", null);
        Assert.Equal((parked, 3), (await EachAsync(item =>
        {
            if (item == 2) stint.End(parked);
        }), done.Count));
    }

    [Fact]
    public async Task The_fifth_trouble_ends_it()
    {
        var retry = JobTurn.Retry("No luck.");
        Assert.Equal(
            (retry, 5),
            (await stint.EachAsync(Enumerable.Range(0, 9), 1, Done(_ => stint.Trouble(retry)), TestContext.Current.CancellationToken),
                done.Count));
    }

    [Fact]
    public async Task Four_troubles_do_not()
    {
        Assert.Null(await EachAsync(item =>
        {
            if (item < 4) stint.Trouble(JobTurn.Retry("No luck."));
        }));
        Assert.Equal(5, done.Count);
    }

    Task<JobTurn?> EachAsync(Action<int> work) =>
        stint.EachAsync(Enumerable.Range(0, 5), 1, Done(work), TestContext.Current.CancellationToken);

    Func<int, CancellationToken, ValueTask> Done(Action<int> work) => (item, _) =>
    {
        work(item);
        done.Add(item);
        return ValueTask.CompletedTask;
    };
}
