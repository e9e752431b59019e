using Kind = Tessera.Query.Matching.Conversations.ConversationNode.NodeKind;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Works out bound queries block by block. It holds the bitmaps that takes, so each thread has one of its own.</summary>
sealed class ConversationScan
{
    // With so few rows left in a block, asking each for its other values is quicker than combining bitmaps of 2 KB.
    const int MostCandidates = 192;

    readonly List<ulong[]> levels = [];
    readonly Dictionary<int, ulong[]> segments = [];
    readonly ulong[] result = new ulong[BitmapBlock.Words];
    readonly ulong[] scratch = new ulong[BitmapBlock.Words];
    readonly ushort[] candidates = new ushort[MostCandidates];

    /// <summary>How many conversations of a whole run match, where that is known without looking; otherwise -1.</summary>
    public static int CountAtOnce(ConversationNode root, ConversationPart part) => root switch
    {
        { Kind: Kind.Always } => root.Negated ? 0 : part.Count,
        { Kind: Kind.Leaf, Leaf: { IsExact: true, Estimate: var count } } when part.Alive is null =>
            root.Negated ? part.Count - count : count,
        _ => -1,
    };

    /// <summary>How many conversations of a block match.</summary>
    public int Count(ConversationBinding query, ConversationPart part, int block)
    {
        if (query.Needed.Length > 0 || query.Root is not { Kind: Kind.And, Negated: false } || !IsShort(query.Root, block))
            return BitmapBlock.Count(Fill(query, part, block));
        var rows = Candidates(query.Root, block);
        if (part.Alive is null)
            return rows.Length;
        var alive = part.Alive[block];
        var count = 0;
        foreach (var row in rows)
            count += BitmapBlock.Has(alive, row) ? 1 : 0;
        return count;
    }

    /// <summary>The conversations of a block that match, as a bitmap that holds until the next call.</summary>
    public ReadOnlySpan<ulong> Fill(ConversationBinding query, ConversationPart part, int block)
    {
        foreach (var segment in query.Needed)
        {
            if (!segments.TryGetValue(segment, out var bits))
                segments.Add(segment, bits = new ulong[BitmapBlock.Words]);
            Fill(query.Segments[segment], block, bits, 0);
        }
        Fill(query.Root, block, result, 0);
        if (part.Alive is null)
            BitmapBlock.Truncate(result, BitmapBlock.RowsIn(block, part.Run.Count));
        else
            BitmapBlock.And(result, part.Alive[block]);
        return result;
    }

    // Rows behind the last of a block may come out set anywhere below: they are cut off at the end.
    void Fill(ConversationNode node, int block, Span<ulong> into, int depth)
    {
        switch (node.Kind)
        {
            case Kind.Always:
                into.Fill(node.Negated ? 0 : ulong.MaxValue);
                return;
            case Kind.Segment:
                segments[node.Segment].CopyTo(into);
                break;
            case Kind.Leaf:
                node.Leaf!.Fill(block, into);
                break;
            case Kind.And when IsShort(node, block):
                into.Clear();
                BitmapBlock.Set(into, Candidates(node, block));
                break;
            case Kind.And:
                Fill(node.Parts[0], block, into, depth);
                for (var i = 1; i < node.Parts.Length && !BitmapBlock.IsEmpty(into); i++)
                    And(node.Parts[i], block, into, depth);
                break;
            case Kind.Or:
                Fill(node.Parts[0], block, into, depth);
                foreach (var part in node.Parts.AsSpan(1))
                    Or(part, block, into, depth);
                break;
        }
        if (node.Negated)
            BitmapBlock.Not(into);
    }

    void And(ConversationNode node, int block, Span<ulong> into, int depth)
    {
        if (node.Kind == Kind.Leaf)
        {
            if (node.Negated)
                node.Leaf!.AndNot(block, into, scratch);
            else
                node.Leaf!.And(block, into, scratch);
            return;
        }
        var bits = Level(depth);
        Fill(node, block, bits, depth + 1);
        BitmapBlock.And(into, bits);
    }

    void Or(ConversationNode node, int block, Span<ulong> into, int depth)
    {
        if (node is { Kind: Kind.Leaf, Negated: false })
        {
            node.Leaf!.Or(block, into);
            return;
        }
        var bits = Level(depth);
        Fill(node, block, bits, depth + 1);
        BitmapBlock.Or(into, bits);
    }

    /// <summary>Whether the first part of an AND lists only few rows in a block.</summary>
    static bool IsShort(ConversationNode node, int block) =>
        node.Parts[0] is { Kind: Kind.Leaf, Negated: false, Leaf: var leaf } && leaf!.Listed(block) is >= 0 and <= MostCandidates;

    /// <summary>The rows of a block that match an AND whose first part lists only few.</summary>
    Span<ushort> Candidates(ConversationNode node, int block)
    {
        var rows = candidates.AsSpan(0, node.Parts[0].Leaf!.List(block, candidates));
        for (var i = 1; i < node.Parts.Length && !rows.IsEmpty; i++)
            rows = rows[..Filter(node.Parts[i], block, rows, denied: false)];
        return rows;
    }

    /// <summary>Keeps of some rows of a block those that match, or those that don't, in their order; gives how many are left.</summary>
    int Filter(ConversationNode node, int block, Span<ushort> rows, bool denied)
    {
        denied ^= node.Negated;
        if (node.Kind == Kind.Leaf)
            return node.Leaf!.Filter(block, rows, denied);
        if (node.Kind == Kind.Segment)
            return Filter(segments[node.Segment], rows, denied);

        // Those that match all parts of an AND, or none of an OR.
        Span<ushort> space = stackalloc ushort[MostCandidates];
        var left = space[..rows.Length];
        rows.CopyTo(left);
        for (var i = 0; i < node.Parts.Length && !left.IsEmpty; i++)
            left = left[..Filter(node.Parts[i], block, left, denied: node.Kind == Kind.Or)];
        if (node.Kind == Kind.And != denied)
        {
            left.CopyTo(rows);
            return left.Length;
        }
        var (kept, next) = (0, 0);
        foreach (var row in rows)
        {
            if (next < left.Length && left[next] == row)
                next++;
            else
                rows[kept++] = row;
        }
        return kept;
    }

    static int Filter(ReadOnlySpan<ulong> bits, Span<ushort> rows, bool denied)
    {
        var kept = 0;
        foreach (var row in rows)
            if (BitmapBlock.Has(bits, row) != denied)
                rows[kept++] = row;
        return kept;
    }

    ulong[] Level(int depth)
    {
        while (levels.Count <= depth)
            levels.Add(new ulong[BitmapBlock.Words]);
        return levels[depth];
    }
}
