using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Tessera.Data;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Data;

/// <summary>The one writer: what a request may do to its neighbours, and when it is answered.</summary>
public sealed class WriteQueueTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_failing_request_is_rolled_back_alone_and_hurts_no_neighbour(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var batch = await rig.InOneBatchAsync(Enumerable.Range(0, 60).Select<int, Func<WriteTransaction, int>>(i => transaction =>
        {
            Insert(transaction, i, "first");
            // Some fail by themselves, some in the database, after they have written.
            if (i % 3 == 1) throw new InvalidOperationException($"number {i}");
            if (i % 3 == 2) Insert(transaction, i, "again");
            return i;
        }));

        for (var i = 0; i < batch.Count; i++)
        {
            var number = i;
            if (i % 3 == 0) Assert.Equal(number, await batch[i]);
            else if (i % 3 == 1) Assert.Equal(
                $"number {i}", (await Assert.ThrowsAsync<InvalidOperationException>(() => batch[number])).Message);
            else await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => batch[number]);
        }

        Assert.Equal(Enumerable.Range(0, 60).Where(i => i % 3 == 0), rig.Kept());
        Assert.False(rig.Writes.Stopped);
    }

    [Theory, OnBothDatabases]
    public async Task What_goes_along_is_written_with_the_work_or_neither_is(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var results = new List<object?>();
        using (WriteQueue.Along((transaction, result) =>
        {
            results.Add(result);
            Insert(transaction, (int)result! + 100, "along");
            if (result is 3) throw new InvalidOperationException("along");
        }))
        {
            await WriteAsync(1);
            await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(2, fails: true));
            Assert.Equal("along", (await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(3))).Message);
            await Task.Run(() => WriteAsync(4), TestContext.Current.CancellationToken);
        }

        await WriteAsync(5);
        Assert.Equal([1, 3, 4], results);
        Assert.Equal([1, 4, 5, 101, 104], rig.Kept());

        Task<int> WriteAsync(int number, bool fails = false) => rig.Writes.WriteAsync(
            transaction =>
            {
                Insert(transaction, number, "work");
                return fails ? throw new InvalidOperationException() : number;
            },
            TestContext.Current.CancellationToken);
    }

    [Theory, OnBothDatabases]
    public async Task What_follows_a_commit_is_done_in_its_order_before_any_answer_and_not_for_a_failed_request(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var published = new List<int>();
        var seen = new List<int>();
        var batch = await rig.InOneBatchAsync(Enumerable.Range(0, 200).Select<int, Func<WriteTransaction, int>>(i => transaction =>
        {
            Insert(transaction, i, "v");
            transaction.AfterCommit(() =>
            {
                seen.Add(rig.Kept().Count);
                published.Add(i);
            });
            return i % 5 == 4 ? throw new InvalidOperationException() : i;
        }));

        await batch[0];

        // One commit: whatever is published of it finds all of it on disk, and the first answer finds all of it published.
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 5 != 4), published);
        Assert.All(seen, count => Assert.Equal(160, count));
    }

    [Theory, OnBothDatabases]
    public async Task Requests_are_run_in_the_order_they_came_one_after_the_other(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var (inside, order) = (0, new List<int>());

        await Task.WhenAll(await rig.InOneBatchAsync(Enumerable.Range(0, 1000).Select<int, Func<WriteTransaction, int>>(i => _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            order.Add(i);
            return Interlocked.Decrement(ref inside);
        })));

        Assert.Equal(Enumerable.Range(0, 1000), order);
    }

    [Theory, OnBothDatabases]
    public async Task A_request_that_nobody_waits_for_any_more_is_no_trouble(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => rig.Writes.WriteAsync(transaction => Insert(transaction, 1, "v"), cancelled.Token));

        Assert.Equal(1, await rig.Writes.WriteAsync(transaction => Insert(transaction, 2, "v"), CancellationToken.None));
        Assert.Equal([2], rig.Kept());
    }

    [Theory, OnBothDatabases]
    public async Task What_was_asked_before_the_end_is_done_before_the_end(Backend backend)
    {
        var rig = new Rig(servers, backend);
        var batch = await rig.InOneBatchAsync(
            Enumerable.Range(0, 500).Select<int, Func<WriteTransaction, int>>(i => transaction => Insert(transaction, i, "v")));

        await rig.DisposeAsync();

        // The answers are given; who waits for them goes on elsewhere.
        Assert.Equal(
            Enumerable.Repeat(1, 500),
            await Task.WhenAll(batch).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(500, rig.Kept().Count);
        var late = await Assert.ThrowsAsync<WritesStoppedException>(
            () => rig.Writes.WriteAsync(transaction => Insert(transaction, 500, "v"), CancellationToken.None));
        Assert.Equal("Writing has stopped: the server ends.", late.Message);
        Assert.Equal(500, rig.Kept().Count);
    }

    static int Insert(WriteTransaction transaction, int id, string value) =>
        transaction["INSERT INTO probe (id, value) VALUES (@id, @value)"].Execute(id, value);

    // A queue on a database of its own with one table more.
    sealed class Rig : IAsyncDisposable
    {
        readonly Database database;

        public Rig(Servers servers, Backend backend)
        {
            var options = servers.NewDatabase(backend);
            database = Database.Open(options.DataDirectory, options.Database);
            using (var connection = database.Dialect.OpenWriter()) connection.Execute(
                "CREATE TABLE probe (id INTEGER NOT NULL PRIMARY KEY, value TEXT NOT NULL)");
            Writes = new WriteQueue(database, NullLogger<WriteQueue>.Instance);
        }

        public WriteQueue Writes { get; }

        /// <summary>Has requests gather behind one that waits for them all.</summary>
        public async Task<List<Task<T>>> InOneBatchAsync<T>(IEnumerable<Func<WriteTransaction, T>> requests)
        {
            using var gathered = new ManualResetEventSlim();
            var begun = new TaskCompletionSource();
            var first = Writes.WriteAsync(
                _ =>
                {
                    begun.SetResult();
                    gathered.Wait();
                    return 0;
                },
                CancellationToken.None);
            await begun.Task;
            var batch = requests.Select(request => Writes.WriteAsync(request, CancellationToken.None)).ToList();
            gathered.Set();
            await first;
            return batch;
        }

        public List<int> Kept()
        {
            using var connection = database.Read();
            return connection.Query<int>("SELECT id FROM probe ORDER BY id").AsList();
        }

        public ValueTask DisposeAsync() => Writes.DisposeAsync();
    }
}
