namespace Tessera.Query.Matching.Conversations;

/// <summary>The rows whose code is one of some, by the postings of those codes.</summary>
sealed class ColumnOfCodesLeaf : ConversationLeaf
{
    // About what a block costs: a bitmap is read from memory or the last-level cache; a listed row sets a bit; a list begins with a miss.
    const int BitmapCost = 70, ListCost = 10, ListedRowsToANanosecond = 2, BytesToANanosecond = 25;

    // Looking up the code of a row that stands alone waits for memory; several are waited for at once. A bitmap of the block, to be made
    // first, is read in the order of memory.
    const int LookUpCost = 5, ClearCost = 30;

    // A scan asks each block again for every range of codes; with more ranges, a look into a table for each row is as quick.
    const int MostRanges = 8;

    readonly ColumnOfCodes column;
    readonly ColumnPostings postings;
    readonly int[] bitmaps; // codes
    readonly int[] lists; // codes
    readonly bool[] table;
    readonly bool inverted;
    readonly long fillCost;

    ColumnOfCodesLeaf(ColumnOfCodes column, List<int> codes, bool[] table, bool inverted, long cost)
    {
        fillCost = ClearCost + cost;
        (this.column, this.table, this.inverted) = (column, table, inverted);
        postings = column.Postings;
        bitmaps = [.. codes.Where(postings.IsBitmap)];
        lists = [.. codes.Where(code => !postings.IsBitmap(code))];
        Estimate = codes.Sum(postings.Count);
    }

    public override int Estimate { get; }

    public override bool IsExact => true;

    public override long Cost => BitmapCost * bitmaps.Length + ListCost * lists.Length;

    /// <summary>
    /// The rows whose code is among the answer's, by whichever way is quickest: those that have it, all but those that don't, or a scan.
    /// </summary>
    public static ConversationNode Bind(ColumnOfCodes column, ConversationQuestion.Answer answer, int runRows)
    {
        var accepted = Present(column, answer, saysNo: false, out var cost);
        if (accepted.Count == 0)
            return ConversationNode.Never;
        var scanCost = ScanCost(column, answer);
        if (Math.Min(cost, scanCost) <= 2 * BitmapCost || !column.IsDense)
            return ConversationNode.Of(new ColumnOfCodesLeaf(column, accepted, answer.Table, inverted: false, cost), negated: false);
        var others = Present(column, answer, saysNo: true, out var costOfOthers);
        if (others.Count == 0)
            return ConversationNode.Always;
        return scanCost < Math.Min(cost, costOfOthers)
            ? ConversationNode.Of(new ColumnScanLeaf(column, answer, accepted.Sum(column.Postings.Count), scanCost), negated: false)
            : cost <= costOfOthers
            ? ConversationNode.Of(new ColumnOfCodesLeaf(column, accepted, answer.Table, inverted: false, cost), negated: false)
            : ConversationNode.Of(new ColumnOfCodesLeaf(column, others, answer.Table, inverted: true, costOfOthers), negated: true);

        // The codes some row has and the table says yes or no to, and what it costs to go by their postings, in nanoseconds a block.
        List<int> Present(ColumnOfCodes column, ConversationQuestion.Answer answer, bool saysNo, out long cost)
        {
            var codes = new List<int>();
            cost = 0;
            var blocks = BitmapBlock.Count(runRows);
            if (!saysNo)
                foreach (var code in answer.Codes)
                    Take(code, ref cost);
            else
                for (var code = 0; code < answer.Table.Length; code++)
                    if (!answer.Table[code])
                        Take(code, ref cost);
            return codes;

            void Take(int code, ref long cost)
            {
                var count = column.Postings.Count(code);
                if (count == 0)
                    return;
                codes.Add(code);
                cost += column.Postings.IsBitmap(code) ? BitmapCost : ListCost + count / (ListedRowsToANanosecond * blocks);
            }
        }
    }

    public override void Or(int block, Span<ulong> into)
    {
        foreach (var code in bitmaps)
            BitmapBlock.Or(into, postings.Bitmap(code, block));
        foreach (var code in lists)
            postings.Set(code, block, into);
    }

    public override void Fill(int block, Span<ulong> into)
    {
        if (bitmaps.Length == 0)
        {
            into.Clear();
        }
        else
        {
            postings.Bitmap(bitmaps[0], block).CopyTo(into);
            foreach (var code in bitmaps.AsSpan(1))
                BitmapBlock.Or(into, postings.Bitmap(code, block));
        }
        foreach (var code in lists)
            postings.Set(code, block, into);
    }

    public override void And(int block, Span<ulong> into, Span<ulong> scratch)
    {
        if (lists.Length == 0 && bitmaps.Length == 1)
            BitmapBlock.And(into, postings.Bitmap(bitmaps[0], block));
        else
            base.And(block, into, scratch);
    }

    public override void AndNot(int block, Span<ulong> into, Span<ulong> scratch)
    {
        foreach (var code in bitmaps)
            BitmapBlock.AndNot(into, postings.Bitmap(code, block));
        foreach (var code in lists)
            postings.Clear(code, block, into);
    }

    public override bool Has(int row) => table[column.Code(row)] != inverted;

    public override int Listed(int block)
    {
        if (bitmaps.Length > 0)
            return -1;
        var count = 0;
        foreach (var code in lists)
            count += postings.Listed(code, block);
        return count;
    }

    public override int List(int block, Span<ushort> into)
    {
        var count = 0;
        foreach (var code in lists)
            count += postings.List(code, block, into[count..]);
        return count;
    }

    public override int Filter(int block, Span<ushort> rows, bool negated)
    {
        // A row of a sparse column is found by searching; its block as a bitmap costs no more than a few searches.
        if (column.IsDense && rows.Length * LookUpCost <= fillCost)
            return column.Filter(block << BitmapBlock.RowBits, rows, table, negated != inverted);
        Span<ulong> bits = stackalloc ulong[BitmapBlock.Words];
        Fill(block, bits);
        var kept = 0;
        foreach (var row in rows)
        {
            // Written always and counted only when kept, as a branch here would be foreseen wrong often.
            rows[kept] = row;
            kept += BitmapBlock.Has(bits, row) != negated ? 1 : 0;
        }
        return kept;
    }

    static long ScanCost(ColumnOfCodes column, ConversationQuestion.Answer answer)
    {
        var ranges = ColumnScanLeaf.Ranges(answer.Codes);
        return ranges.Length / 2 <= MostRanges
            ? (long)column.BytesOfBlock * (1 + ranges.Length / 2) / (2 * BytesToANanosecond)
            : BitmapBlock.Rows;
    }
}
