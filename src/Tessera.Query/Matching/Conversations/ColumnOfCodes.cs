using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// A column of a run with few different values: for each row the code of its value, in 1, 2 or 4 bytes, and for each value its rows.
/// Where fewer than one row in eight has a value, only those rows are kept, with 4 bytes for the row's number.
/// </summary>
sealed class ColumnOfCodes : Column
{
    readonly int[]? rows; // of a sparse column, rising
    readonly byte[]? narrow;
    readonly ushort[]? medium;
    readonly uint[]? wide;
    readonly int runRows;

    /// <summary>Makes the column of some rows' codes.</summary>
    /// <param name="dictionary">What the codes stand for.</param>
    /// <param name="rows">The rows that have a value, rising; null when every row has an entry.</param>
    /// <param name="codes">The code of each entry; 0, for a missing value, only where every row has one.</param>
    /// <param name="runRows">How many rows the run has.</param>
    public ColumnOfCodes(ColumnDictionary dictionary, int[]? rows, int[] codes, int runRows)
    {
        (Dictionary, this.rows, this.runRows) = (dictionary, rows, runRows);
        Postings = new ColumnPostings(rows, codes, dictionary.Count, runRows);
        if (dictionary.Count <= byte.MaxValue)
            narrow = Narrow<byte>(codes);
        else if (dictionary.Count <= ushort.MaxValue)
            medium = Narrow<ushort>(codes);
        else
            wide = Narrow<uint>(codes);
    }

    public ColumnDictionary Dictionary { get; }

    public ColumnPostings Postings { get; }

    /// <summary>Whether every row has a code, 0 where the value is missing.</summary>
    public bool IsDense => rows is null;

    public override long Bytes =>
        Postings.Bytes + 4L * (rows?.Length ?? 0) + (narrow?.Length ?? 2L * (medium?.Length ?? 2L * wide!.Length));

    /// <summary>The code of a row's value, 0 when it is missing.</summary>
    public int Code(int row)
    {
        var entry = row;
        if (rows is not null && (entry = Array.BinarySearch(rows, row)) < 0)
            return 0;
        return narrow is not null ? narrow[entry] : medium is not null ? medium[entry] : (int)wide![entry];
    }

    public override string? Value(int row) => Code(row) is > 0 and var code ? Dictionary[code] : null;

    /// <summary>The codes of the entries, in the order of their rows.</summary>
    public int[] EntryCodes(out int[]? entryRows)
    {
        entryRows = rows;
        var codes = new int[rows?.Length ?? runRows];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = narrow is not null ? narrow[i] : medium is not null ? medium[i] : (int)wide![i];
        return codes;
    }

    /// <summary>Keeps the rows of a dense column whose code a table says yes to.</summary>
    public int Filter(int firstRow, Span<ushort> candidates, bool[] table, bool saysNo) =>
        narrow is not null ? Filter(narrow.AsSpan(firstRow), candidates, table, saysNo)
        : medium is not null ? Filter(medium.AsSpan(firstRow), candidates, table, saysNo)
        : Filter(wide.AsSpan(firstRow), candidates, table, saysNo);

    /// <summary>Sets the bits of the rows of a dense column whose code lies within a range.</summary>
    public void Scan(int block, int low, int high, Span<ulong> into)
    {
        if (narrow is not null)
            ColumnScan.Range(Block(narrow, block), (byte)low, (byte)high, into);
        else if (medium is not null)
            ColumnScan.Range(Block(medium, block), (ushort)low, (ushort)high, into);
        else
            ColumnScan.Range(Block(wide!, block), (uint)low, (uint)high, into);
    }

    /// <summary>Sets the bits of the rows of a dense column whose code a table says yes to.</summary>
    public void Scan(int block, bool[] table, bool saysNo, Span<ulong> into)
    {
        if (narrow is not null)
            ColumnScan.Table(Block(narrow, block), table, saysNo, into);
        else if (medium is not null)
            ColumnScan.Table(Block(medium, block), table, saysNo, into);
        else
            ColumnScan.Table(Block(wide!, block), table, saysNo, into);
    }

    /// <summary>What a scan of a block reads, in bytes.</summary>
    public int BytesOfBlock => BitmapBlock.Rows * (narrow is not null ? 1 : medium is not null ? 2 : 4);

    public override ConversationNode Bind(ConversationQuestion question) => ColumnOfCodesLeaf.Bind(this, question.Ask(Dictionary), runRows);

    public override void Tell(int row, FieldReference field, ConversationFacts.Builder builder) => Tell(Value(row), field, builder);

    static int Filter<T>(ReadOnlySpan<T> codes, Span<ushort> candidates, bool[] table, bool saysNo)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var kept = 0;
        foreach (var row in candidates)
        {
            // Written always and counted only when kept: a branch here would be foreseen wrong about every other time.
            candidates[kept] = row;
            kept += table[int.CreateTruncating(codes[row])] != saysNo ? 1 : 0;
        }
        return kept;
    }

    static ReadOnlySpan<T> Block<T>(T[] codes, int block)
    {
        var first = block << BitmapBlock.RowBits;
        return codes.AsSpan(first, Math.Min(BitmapBlock.Rows, codes.Length - first));
    }

    static T[] Narrow<T>(int[] codes)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var narrowed = new T[ColumnScan.Padded(codes.Length)];
        for (var i = 0; i < codes.Length; i++)
            narrowed[i] = T.CreateTruncating(codes[i]);
        return narrowed;
    }
}
