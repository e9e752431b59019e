namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// Asks a query of all blocks of all runs: stretches of blocks are handed out to the calling thread and, where there is enough to do,
/// to others of the pool. A thread of the pool that comes too late finds nothing left and is not waited for.
/// </summary>
abstract class ConversationSweep : IThreadPoolWorkItem
{
    // 16 blocks, a quarter of a million conversations, take some 5 to 50 microseconds; waking another thread takes about 10.
    const int BlocksToAStretch = 16, StretchesToAThread = 6;

    readonly ConversationPlan plan;
    readonly ConversationPart[] parts;
    readonly ConversationBinding?[] bindings;
    readonly List<(int Part, int First, int End)> stretches = [];
    readonly CancellationToken cancellationToken;
    int next = -1;
    int done;
    Exception? failure;

    protected ConversationSweep(ConversationPlan plan, ConversationPart[] parts, CancellationToken cancellationToken)
    {
        (this.plan, this.parts, this.cancellationToken) = (plan, parts, cancellationToken);
        bindings = new ConversationBinding?[parts.Length];
        for (var part = 0; part < parts.Length; part++)
            for (var first = 0; first < parts[part].Run.Blocks; first += BlocksToAStretch)
                stretches.Add((part, first, Math.Min(first + BlocksToAStretch, parts[part].Run.Blocks)));
    }

    /// <summary>Asks all blocks, and returns when all have been.</summary>
    public void Run()
    {
        var helpers = Math.Min(Environment.ProcessorCount, stretches.Count / StretchesToAThread) - 1;
        for (var i = 0; i < helpers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        ((IThreadPoolWorkItem)this).Execute();
        var wait = default(SpinWait);
        while (Volatile.Read(ref done) < stretches.Count)
            wait.SpinOnce(sleep1Threshold: -1);
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    void IThreadPoolWorkItem.Execute()
    {
        ConversationScan? scan = null;
        while (Interlocked.Increment(ref next) is var at && at < stretches.Count)
        {
            try
            {
                var (part, first, end) = stretches[at];
                // A stretch that isn't wanted any more is passed over, so that all are done in the end either way.
                if (!cancellationToken.IsCancellationRequested && failure is null)
                    Visit(scan ??= new ConversationScan(), BindingOf(part), part, first, end);
            }
#pragma warning disable CA1031 // Thrown again on the thread that asked.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }
            Interlocked.Increment(ref done);
        }
    }

    /// <summary>Asks some blocks of one run; on several threads at once.</summary>
    protected abstract void Visit(ConversationScan scan, ConversationBinding query, int part, int first, int end);

    protected ConversationPart Part(int part) => parts[part];

    // Two threads may bind the same run at once; either result will do.
    ConversationBinding BindingOf(int part) => Volatile.Read(ref bindings[part]) ?? Bind(part);

    ConversationBinding Bind(int part)
    {
        var binding = plan.Bind(parts[part].Run);
        Volatile.Write(ref bindings[part], binding);
        return binding;
    }
}
