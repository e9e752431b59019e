using System.Numerics;
using Tessera.Query.Evaluation;

namespace Tessera.Query.Matching.Conversations;

/// <summary>Walks the matching conversations of one run or of the fresh, in rising or falling order of their ids.</summary>
abstract class ConversationCursor
{
    /// <summary>The id of the conversation the cursor stands on.</summary>
    public string Id { get; protected set; } = "";

    /// <summary>The facts of that conversation.</summary>
    public abstract ConversationFacts Facts { get; }

    /// <summary>Steps to the next match; false when there is none.</summary>
    public abstract bool MoveNext();
}

/// <summary>The matches of a run, found a block at a time.</summary>
sealed class ConversationRunCursor : ConversationCursor
{
    readonly ConversationPart part;
    readonly ConversationBinding query;
    readonly bool falling;
    readonly CancellationToken cancellationToken;
    readonly ConversationScan scan = new();
    readonly ulong[] left = new ulong[BitmapBlock.Words]; // matches of the block not yet stepped on
    int block;
    int word;
    int row;

    /// <summary>Stands before the first match from a row on, or behind the last one up to it.</summary>
    public ConversationRunCursor(ConversationPlan plan, ConversationPart part, int from, bool falling, CancellationToken cancellationToken)
    {
        (this.part, this.falling, this.cancellationToken) = (part, falling, cancellationToken);
        query = plan.Bind(part.Run);
        (block, row) = (from >> BitmapBlock.RowBits, from);
        if (from < 0 || from >= part.Run.Count)
        {
            block = -1;
            return;
        }
        Load();
        var inBlock = from & (BitmapBlock.Rows - 1);
        var passed = falling ? left.AsSpan((inBlock >> 6) + 1) : left.AsSpan(0, inBlock >> 6);
        passed.Clear();
        left[inBlock >> 6] &= falling ? ulong.MaxValue >> (63 - (inBlock & 63)) : ulong.MaxValue << inBlock;
        word = inBlock >> 6;
    }

    public override ConversationFacts Facts => part.Run.Facts(row);

    public override bool MoveNext()
    {
        while (block >= 0 && block < part.Run.Blocks)
        {
            for (; word is >= 0 and < BitmapBlock.Words; word += falling ? -1 : 1)
            {
                if (left[word] == 0)
                    continue;
                var bit = falling ? 63 - BitOperations.LeadingZeroCount(left[word]) : BitOperations.TrailingZeroCount(left[word]);
                left[word] &= ~(1UL << bit);
                row = (block << BitmapBlock.RowBits) + word * 64 + bit;
                Id = part.Run.Ids[row];
                return true;
            }
            block += falling ? -1 : 1;
            if (block >= 0 && block < part.Run.Blocks)
                Load();
        }
        return false;
    }

    void Load()
    {
        cancellationToken.ThrowIfCancellationRequested();
        scan.Fill(query, part, block).CopyTo(left);
        word = falling ? BitmapBlock.Words - 1 : 0;
    }
}

/// <summary>The matches among the fresh.</summary>
sealed class ConversationFreshCursor(ConversationPlan plan, ConversationFacts[] fresh, int from, bool falling) : ConversationCursor
{
    int next = from;
    ConversationFacts? current;

    public override ConversationFacts Facts => current!;

    public override bool MoveNext()
    {
        while (next >= 0 && next < fresh.Length)
        {
            current = fresh[next];
            next += falling ? -1 : 1;
            if (!Evaluator.Matches(plan.Query, current, plan.Resolver))
                continue;
            Id = current.ConversationId;
            return true;
        }
        return false;
    }
}
