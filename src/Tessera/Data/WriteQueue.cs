using System.Data;
using System.Data.Common;
using System.Threading.Channels;

namespace Tessera.Data;

/// <summary>
/// Nothing more is written until the process is started again: a commit failed earlier, the writer's connection broke, or the server ends.
/// </summary>
internal sealed class WritesStoppedException(string message, Exception cause) : Exception(message, cause);

/// <summary>
/// The one writer. It takes what has queued up, runs each request in a savepoint of one transaction, commits once with a real sync,
/// applies the changes to the in-memory indexes in commit order, and only then answers.
/// </summary>
/// <remarks>
/// No time is spent waiting for a batch to fill: while one commit syncs, the next batch gathers by itself. A request that fails rolls
/// back to its savepoint and hurts no neighbour. A commit that fails is never tried again (what a failed fsync left in the page cache is
/// unknowable): the queue stops, and every later write is refused. So it does when its connection breaks: with it the claim on the
/// database may be gone, and another process may have written since.
/// </remarks>
internal sealed partial class WriteQueue : IAsyncDisposable
{
    /// <summary>The most requests of one transaction.</summary>
    public const int BatchSize = 256;

    /// <summary>Requests that may wait; beyond it callers wait before they queue.</summary>
    public const int Capacity = 16_384;

    static readonly AsyncLocal<Companion?> Companions = new();
    static readonly TimeSpan PatienceWithOthers = TimeSpan.FromSeconds(10);

    readonly Channel<Request> queue = Channel.CreateBounded<Request>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    readonly WriteTransaction transaction;
    readonly ILogger<WriteQueue> logger;
    readonly Task writer;
    volatile WritesStoppedException? stopped;
    long committed;
    long published;

    /// <summary>Starts writing.</summary>
    /// <param name="database">The database.</param>
    /// <param name="logger">Where a failed commit is told.</param>
    /// <exception cref="DatabaseInUseException">Another process writes.</exception>
    public WriteQueue(Database database, ILogger<WriteQueue> logger)
    {
        this.logger = logger;
        var connection = database.Dialect.OpenWriter();
        database.Dialect.HoldWriting(connection, PatienceWithOthers);
        transaction = new WriteTransaction(connection, database.Dialect);
        writer = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether a failed commit has stopped all writing.</summary>
    public bool Stopped => stopped is not null;

    /// <summary>
    /// Requests whose commit is on disk and hasn't reached the indexes yet: they are between the two for as long as that takes.
    /// </summary>
    public long IndexLag => Volatile.Read(ref committed) - Volatile.Read(ref published);

    /// <summary>Requests that wait to be written.</summary>
    public int Waiting => queue.Reader.Count;

    /// <summary>
    /// Runs <paramref name="work"/> on the writer and gives its result once it is on disk. Work that is refused returns a value that says
    /// so before it has written anything; an exception rolls back what it wrote and is handed to the caller.
    /// </summary>
    /// <exception cref="WritesStoppedException">An earlier commit failed, or the server ends.</exception>
    public async Task<T> WriteAsync<T>(Func<WriteTransaction, T> work, CancellationToken cancellationToken)
    {
        var request = new Request<T>(Companions.Value is { } companion ? transaction => companion.Run(transaction, work) : work);
        try
        {
            await queue.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new WritesStoppedException("Writing has stopped: the server ends.", closed);
        }

        return await request.Answer;
    }

    /// <summary>
    /// Has something written along with whatever is written from this flow of calls until it is disposed: in the same transaction, behind
    /// the work and with its result. An exception of it rolls the work back.
    /// </summary>
    public static IDisposable Along(Action<WriteTransaction, object?> action) => Companions.Value = new Companion(action);

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writer;
        transaction.Dispose();
    }

    void Run()
    {
        var batch = new List<Request>(BatchSize);
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < BatchSize && queue.Reader.TryRead(out var request)) batch.Add(request);
            try
            {
                if (stopped is null && Begin(batch)) Commit(batch);
            }
#pragma warning disable CA1031 // Whatever went wrong with the commit, its consequence is the same: nothing more may be written.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                stopped = new WritesStoppedException(
                    "Writing has stopped: a commit failed or the connection broke. Start the process again once the database is well.",
                    failure);
                CommitFailed(logger, failure);
            }

            foreach (var request in batch) request.Finish(stopped);
            batch.Clear();
        }
    }

    bool Begin(List<Request> batch)
    {
        try
        {
            transaction[transaction.Dialect.Begin].Execute();
            return true;
        }
        catch (DbException failure) when (transaction.Connection.State == ConnectionState.Open)
        {
            // Nothing was written: another process holds the file. These requests fail, later ones may not.
            foreach (var request in batch) request.Fail(failure);
            return false;
        }
    }

    void Commit(List<Request> batch)
    {
        foreach (var request in batch)
        {
            var mark = transaction.Mark();
            transaction["SAVEPOINT request"].Execute();
            if (!request.Run(transaction))
            {
                transaction["ROLLBACK TO SAVEPOINT request"].Execute();
                transaction.ForgetSince(mark);
            }

            transaction["RELEASE SAVEPOINT request"].Execute();
        }

        transaction["COMMIT"].Execute();
        Volatile.Write(ref committed, committed + batch.Count);
        transaction.RunAfterCommit();
        Volatile.Write(ref published, committed);
    }

    [LoggerMessage(LogLevel.Critical, "A commit failed or the connection broke; writing has stopped until the process is started again.")]
    static partial void CommitFailed(ILogger logger, Exception exception);

    // Work that is started meanwhile and goes on after has nothing to do with it any more.
    sealed class Companion(Action<WriteTransaction, object?> action) : IDisposable
    {
        volatile bool over;

        public T Run<T>(WriteTransaction transaction, Func<WriteTransaction, T> work)
        {
            var result = work(transaction);
            if (!over) action(transaction, result);
            return result;
        }

        public void Dispose()
        {
            over = true;
            Companions.Value = null;
        }
    }

    abstract class Request
    {
        /// <summary>Runs the work; false when it threw.</summary>
        public abstract bool Run(WriteTransaction transaction);

        /// <summary>Gives the request a failure that came before its work could begin.</summary>
        public abstract void Fail(Exception failure);

        /// <summary>Answers the caller: with the result, the work's own exception, or the queue's.</summary>
        public abstract void Finish(WritesStoppedException? stopped);
    }

    sealed class Request<T>(Func<WriteTransaction, T> work) : Request
    {
        // Callers go on elsewhere: the writer's thread is for writing.
        readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result;
        Exception? failure;

        public Task<T> Answer => answer.Task;

        public override bool Run(WriteTransaction transaction)
        {
            try
            {
                result = work(transaction);
                return true;
            }
#pragma warning disable CA1031 // The exception belongs to the caller, who gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
                return false;
            }
        }

        public override void Fail(Exception failure) => this.failure = failure;

        public override void Finish(WritesStoppedException? stopped)
        {
            if ((stopped ?? failure) is { } exception) answer.SetException(exception);
            else answer.SetResult(result!);
        }
    }
}
