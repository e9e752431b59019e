namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// For each code of a column the rows that have it, in the form that costs least: a bitmap over the run where more than one row in 64
/// has it, 2 bytes a row by block where a block has two such rows or more, otherwise 4 bytes a row.
/// </summary>
/// <remarks>
/// A bitmap takes 2 KB a block and costs the memory's bandwidth; setting one bit costs about half a nanosecond. The two break even at
/// some 150 rows a block. At one row in 64 (256 rows, 512 bytes) a bitmap takes four times the room of a list; no field has more than
/// 64 such values, so they take at most 8 bytes a conversation.
/// </remarks>
sealed class ColumnPostings
{
    const int RowsToABit = 64;

    readonly int blocks;
    readonly Form[] forms; // by code
    readonly int[] starts; // by code: the first word, the first of the offsets by block, or the first row
    readonly int[] counts; // by code
    readonly ulong[] words;
    readonly int[] offsets; // for each code in Form.Blocks, blocks + 1 places in shortRows
    readonly ushort[] shortRows;
    readonly int[] longRows;

    /// <summary>Sorts the entries of a column by code.</summary>
    /// <param name="rows">The row of each entry, rising; null when every row has an entry.</param>
    /// <param name="codes">The code of each entry.</param>
    /// <param name="highest">The highest code.</param>
    /// <param name="runRows">How many rows the run has.</param>
    public ColumnPostings(int[]? rows, int[] codes, int highest, int runRows)
    {
        blocks = BitmapBlock.Count(runRows);
        (forms, starts, counts) = (new Form[highest + 1], new int[highest + 1], new int[highest + 1]);
        foreach (var code in codes)
            counts[code]++;

        var next = new int[highest + 1];
        var (wordCount, offsetCount, shortCount, longCount) = (0, 0, 0, 0);
        for (var code = 0; code <= highest; code++)
        {
            var count = counts[code];
            if (count == 0)
                continue;
            if (count > runRows / RowsToABit && count > 4)
            {
                (forms[code], starts[code]) = (Form.Bitmap, wordCount);
                wordCount += blocks * BitmapBlock.Words;
            }
            else if (count >= 2 * blocks)
            {
                (forms[code], starts[code], next[code]) = (Form.Blocks, offsetCount, shortCount);
                offsetCount += blocks + 1;
                shortCount += count;
            }
            else
            {
                (forms[code], starts[code], next[code]) = (Form.Rows, longCount, longCount);
                longCount += count;
            }
        }
        (words, offsets, shortRows, longRows) = (new ulong[wordCount], new int[offsetCount], new ushort[shortCount], new int[longCount]);
        Fill(rows, codes, next);
    }

    enum Form : byte
    {
        None,
        Bitmap,
        Blocks,
        Rows,
    }

    public long Bytes => 9L * forms.Length + 8L * words.Length + 4L * offsets.Length + 2L * shortRows.Length + 4L * longRows.Length;

    /// <summary>How many rows have a code.</summary>
    public int Count(int code) => counts[code];

    /// <summary>Whether the rows of a code are a bitmap.</summary>
    public bool IsBitmap(int code) => forms[code] == Form.Bitmap;

    /// <summary>The rows of a code in one block, as a bitmap; only where <see cref="IsBitmap"/>.</summary>
    public ReadOnlySpan<ulong> Bitmap(int code, int block) => words.AsSpan(starts[code] + block * BitmapBlock.Words, BitmapBlock.Words);

    /// <summary>How many rows of a code are listed in one block; only where it is no bitmap.</summary>
    public int Listed(int code, int block) => forms[code] switch
    {
        Form.Blocks => offsets[starts[code] + block + 1] - offsets[starts[code] + block],
        Form.Rows => LongRows(code, block).Length,
        _ => 0,
    };

    /// <summary>Writes the rows of a code in one block, counted from the block's first; only where it is no bitmap.</summary>
    public int List(int code, int block, Span<ushort> into)
    {
        if (forms[code] == Form.Blocks)
        {
            var rows = ShortRows(code, block);
            rows.CopyTo(into);
            return rows.Length;
        }
        var count = 0;
        foreach (var row in LongRows(code, block))
            into[count++] = (ushort)(row & (BitmapBlock.Rows - 1));
        return count;
    }

    /// <summary>Sets the bits of the rows of a code in one block.</summary>
    public void Set(int code, int block, Span<ulong> bits)
    {
        switch (forms[code])
        {
            case Form.Bitmap:
                BitmapBlock.Or(bits, Bitmap(code, block));
                break;
            case Form.Blocks:
                BitmapBlock.Set(bits, ShortRows(code, block));
                break;
            case Form.Rows:
                foreach (var row in LongRows(code, block))
                    bits[row >> 6 & (BitmapBlock.Words - 1)] |= 1UL << row;
                break;
        }
    }

    /// <summary>Clears the bits of the rows of a code in one block.</summary>
    public void Clear(int code, int block, Span<ulong> bits)
    {
        switch (forms[code])
        {
            case Form.Bitmap:
                BitmapBlock.AndNot(bits, Bitmap(code, block));
                break;
            case Form.Blocks:
                BitmapBlock.Clear(bits, ShortRows(code, block));
                break;
            case Form.Rows:
                foreach (var row in LongRows(code, block))
                    bits[row >> 6 & (BitmapBlock.Words - 1)] &= ~(1UL << row);
                break;
        }
    }

    ReadOnlySpan<ushort> ShortRows(int code, int block)
    {
        var at = starts[code] + block;
        return shortRows.AsSpan(offsets[at]..offsets[at + 1]);
    }

    ReadOnlySpan<int> LongRows(int code, int block)
    {
        var rows = longRows.AsSpan(starts[code], counts[code]);
        var first = FirstFrom(rows, block << BitmapBlock.RowBits);
        return rows[first..(first + FirstFrom(rows[first..], (block + 1) << BitmapBlock.RowBits))];
    }

    static int FirstFrom(ReadOnlySpan<int> rows, int row)
    {
        var found = rows.BinarySearch(row);
        return found < 0 ? ~found : found;
    }

    void Fill(int[]? rows, int[] codes, int[] next)
    {
        var entry = 0;
        for (var block = 0; block < blocks; block++)
        {
            for (var code = 0; code < forms.Length; code++)
                if (forms[code] == Form.Blocks)
                    offsets[starts[code] + block] = next[code];
            var end = (block + 1) << BitmapBlock.RowBits;
            for (; entry < codes.Length && (rows is null ? entry : rows[entry]) < end; entry++)
            {
                var (row, code) = (rows is null ? entry : rows[entry], codes[entry]);
                switch (forms[code])
                {
                    case Form.Bitmap:
                        words[starts[code] + (row >> 6)] |= 1UL << row;
                        break;
                    case Form.Blocks:
                        shortRows[next[code]++] = (ushort)(row & (BitmapBlock.Rows - 1));
                        break;
                    default:
                        longRows[next[code]++] = row;
                        break;
                }
            }
        }
        for (var code = 0; code < forms.Length; code++)
            if (forms[code] == Form.Blocks)
                offsets[starts[code] + blocks] = next[code];
    }
}
