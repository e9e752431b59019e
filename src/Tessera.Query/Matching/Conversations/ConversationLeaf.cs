namespace Tessera.Query.Matching.Conversations;

/// <summary>The rows of one run that a predicate is true of, asked block by block.</summary>
abstract class ConversationLeaf
{
    /// <summary>How many rows there are, exactly or about.</summary>
    public abstract int Estimate { get; }

    /// <summary>What a block costs, in nanoseconds, about. Only its size beside that of others counts.</summary>
    public abstract long Cost { get; }

    /// <summary>Whether the estimate is exact.</summary>
    public virtual bool IsExact => false;

    /// <summary>Adds the rows of a block.</summary>
    public abstract void Or(int block, Span<ulong> into);

    /// <summary>Whether a row of the run is among them.</summary>
    public abstract bool Has(int row);

    /// <summary>Makes a bitmap of the rows of a block.</summary>
    public virtual void Fill(int block, Span<ulong> into)
    {
        into.Clear();
        Or(block, into);
    }

    /// <summary>Keeps the rows of a block that are among them.</summary>
    public virtual void And(int block, Span<ulong> into, Span<ulong> scratch)
    {
        Fill(block, scratch);
        BitmapBlock.And(into, scratch);
    }

    /// <summary>Keeps the rows of a block that aren't among them.</summary>
    public virtual void AndNot(int block, Span<ulong> into, Span<ulong> scratch)
    {
        Fill(block, scratch);
        BitmapBlock.AndNot(into, scratch);
    }

    /// <summary>How many rows of a block are listed; -1 when they aren't kept as lists.</summary>
    public virtual int Listed(int block) => -1;

    /// <summary>Writes the listed rows of a block in any order, each once, counted from the block's first.</summary>
    public virtual int List(int block, Span<ushort> into) => throw new NotSupportedException();

    /// <summary>Keeps of some rows of a block those that are among them, or those that aren't; gives how many are left.</summary>
    public virtual int Filter(int block, Span<ushort> rows, bool negated)
    {
        var (first, kept) = (block << BitmapBlock.RowBits, 0);
        foreach (var row in rows)
            if (Has(first + row) != negated)
                rows[kept++] = row;
        return kept;
    }
}
