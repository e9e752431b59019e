namespace Tessera.Query.Matching.Conversations;

/// <summary>The rows whose code is one of many, by asking every row.</summary>
sealed class ColumnScanLeaf : ConversationLeaf
{
    const int MostRanges = 8;

    readonly ColumnOfCodes column;
    readonly bool[] table;
    readonly int[] ranges; // low, high, low, high, …

    public ColumnScanLeaf(ColumnOfCodes column, ConversationQuestion.Answer answer, int estimate, long cost)
    {
        (this.column, table, Estimate, Cost) = (column, answer.Table, estimate, cost);
        ranges = Ranges(answer.Codes);
    }

    public override int Estimate { get; }

    public override long Cost { get; }

    public override bool IsExact => true;

    public override void Or(int block, Span<ulong> into)
    {
        if (ranges.Length / 2 > MostRanges)
            column.Scan(block, table, saysNo: false, into);
        else
            for (var i = 0; i < ranges.Length; i += 2)
                column.Scan(block, ranges[i], ranges[i + 1], into);
    }

    public override bool Has(int row) => table[column.Code(row)];

    public override int Filter(int block, Span<ushort> rows, bool negated) =>
        column.Filter(block << BitmapBlock.RowBits, rows, table, negated);

    /// <summary>The ranges of codes that follow one another: their low and high ends in turn.</summary>
    public static int[] Ranges(int[] codes)
    {
        var found = new List<int>();
        foreach (var code in codes)
        {
            if (found.Count > 0 && found[^1] == code - 1)
                found[^1] = code;
            else
                found.AddRange([code, code]);
        }
        return [.. found];
    }
}
