namespace Tessera.Query.Matching.Conversations;

/// <summary>A run and which of its conversations are still there, as the writer sees it.</summary>
sealed class ConversationRunState(ConversationRun run)
{
    static readonly ulong[] whole = AllOf(BitmapBlock.Rows);

    // Bitmaps that were published don't change any more: what is marked next is marked in a copy, of one block and of the list of blocks.
    ulong[][]? alive;
    ulong[][]? givenAway;
    ConversationPart? published;

    public ConversationRun Run => run;

    public int Count { get; private set; } = run.Count;

    /// <summary>Whether another thread makes a new run of it and others.</summary>
    public bool IsMerging { get; set; }

    /// <summary>Marks a conversation as gone, if it is there.</summary>
    public void Bury(string id)
    {
        if (ConversationVersion.Row(run, id) is not (>= 0 and var row))
            return;
        var (block, inBlock) = (row >> BitmapBlock.RowBits, row & (BitmapBlock.Rows - 1));
        if (alive is not null && !BitmapBlock.Has(alive[block], inBlock))
            return;
        alive = alive is null ? AllAlive() : alive == givenAway ? [.. alive] : alive;
        if (alive[block] == whole || alive[block] == givenAway?[block])
            alive[block] = [.. alive[block]];
        alive[block][inBlock >> 6] &= ~(1UL << inBlock);
        Count--;
        published = null;
    }

    /// <summary>The run as it is now.</summary>
    public ConversationPart Publish()
    {
        givenAway = alive;
        return published ??= new ConversationPart(run, alive, Count);
    }

    /// <summary>The ids of the conversations that went since the run was published as this.</summary>
    public IEnumerable<string> GoneSince(ConversationPart before) =>
        Publish().Gone().Where(before.IsAlive).Select(row => run.Ids[row]);

    ulong[][] AllAlive()
    {
        var all = new ulong[run.Blocks][];
        Array.Fill(all, whole);
        if (BitmapBlock.RowsIn(all.Length - 1, run.Count) is var rows and < BitmapBlock.Rows)
            all[^1] = AllOf(rows);
        return all;
    }

    static ulong[] AllOf(int rows)
    {
        var all = new ulong[BitmapBlock.Words];
        Array.Fill(all, ulong.MaxValue);
        BitmapBlock.Truncate(all, rows);
        return all;
    }
}
