namespace Tessera.Query.Matching.Conversations;

/// <summary>Counts the matches in the runs.</summary>
sealed class ConversationCounting(ConversationPlan plan, ConversationPart[] parts, CancellationToken cancellationToken)
    : ConversationSweep(plan, parts, cancellationToken)
{
    int total;

    /// <summary>How many conversations match.</summary>
    public int Total()
    {
        Run();
        return total;
    }

    protected override void Visit(ConversationScan scan, ConversationBinding query, int part, int first, int end)
    {
        var count = ConversationScan.CountAtOnce(query.Root, Part(part));
        if (count >= 0)
        {
            Interlocked.Add(ref total, first == 0 ? count : 0);
            return;
        }
        count = 0;
        for (var block = first; block < end; block++)
            count += scan.Count(query, Part(part), block);
        Interlocked.Add(ref total, count);
    }
}

/// <summary>Counts the matches in the runs block by block, so that the n-th of them can be found.</summary>
sealed class ConversationBlockCounting : ConversationSweep
{
    readonly int[][] counts;

    public ConversationBlockCounting(ConversationPlan plan, ConversationPart[] parts, CancellationToken cancellationToken)
        : base(plan, parts, cancellationToken) => counts = [.. parts.Select(part => new int[part.Run.Blocks])];

    /// <summary>How many conversations match, by run and block.</summary>
    public int[][] Counts()
    {
        Run();
        return counts;
    }

    protected override void Visit(ConversationScan scan, ConversationBinding query, int part, int first, int end)
    {
        for (var block = first; block < end; block++)
            counts[part][block] = scan.Count(query, Part(part), block);
    }
}
