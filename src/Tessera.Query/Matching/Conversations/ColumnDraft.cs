namespace Tessera.Query.Matching.Conversations;

/// <summary>A column in the making: for each row that has a value the number of its value, counted from 0.</summary>
sealed class ColumnDraft
{
    // A dictionary of 1,024 values costs nothing. Above it, texts that stand for fewer than four rows each cost more in a dictionary
    // (a string, its rows and its code) than in place.
    const int AlwaysDictionary = 1024, RowsToAValue = 4;

    // Where fewer rows have a value, only those are kept.
    const int RowsToAnEntry = 8;

    // So many values tell that there will be no dictionary, where more than three in four are different.
    const int Telling = 4096;

    readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    readonly List<string> values = [];
    readonly List<int> rows = [];
    readonly List<int> entries = [];
    bool rising = true;
    bool apart; // whether values aren't looked up any more, as nearly each is another

    /// <summary>Tells the value of a row.</summary>
    public void Add(int row, string value) => Add(row, Number(value));

    /// <summary>Takes over what a column has.</summary>
    /// <param name="source">The column.</param>
    /// <param name="targets">For each of its rows the row it becomes, or -1.</param>
    public void Add(Column source, int[] targets)
    {
        if (source is ColumnOfTexts texts)
        {
            // Nearly all different: looking each up would only find that out again.
            var look = !texts.IsNearlyUnique;
            foreach (var (row, value) in texts.Values())
                if (targets[row] >= 0)
                    Add(targets[row], look ? Number(value) : Append(value));
            return;
        }
        var codes = (ColumnOfCodes)source;
        var numberOf = new int[codes.Dictionary.Count + 1];
        var entryCodes = codes.EntryCodes(out var entryRows);
        for (var i = 0; i < entryCodes.Length; i++)
        {
            var (code, target) = (entryCodes[i], targets[entryRows?[i] ?? i]);
            if (code == 0 || target < 0)
                continue;
            ref var number = ref numberOf[code];
            if (number == 0)
                number = Number(codes.Dictionary[code]) + 1;
            Add(target, number - 1);
        }
    }

    /// <summary>The column; null when no row has a value.</summary>
    /// <param name="runRows">How many rows the run has.</param>
    /// <param name="existing">Dictionaries to use again if they have all the values.</param>
    public Column? Build(int runRows, ReadOnlySpan<ColumnDictionary?> existing)
    {
        if (rows.Count == 0)
            return null;
        var isDense = rows.Count >= runRows / RowsToAnEntry;
        if (apart || (values.Count > AlwaysDictionary && values.Count > rows.Count / RowsToAValue))
            return Texts(runRows, isDense);

        var (dictionary, codeOf) = ColumnDictionary.Of(values, existing);
        if (isDense)
        {
            var dense = new int[runRows];
            for (var i = 0; i < rows.Count; i++)
                dense[rows[i]] = codeOf[entries[i]];
            return new ColumnOfCodes(dictionary, rows: null, dense, runRows);
        }
        var (sparseRows, sparse) = Sorted();
        for (var i = 0; i < sparse.Length; i++)
            sparse[i] = codeOf[sparse[i]];
        return new ColumnOfCodes(dictionary, sparseRows, sparse, runRows);
    }

    ColumnOfTexts Texts(int runRows, bool isDense)
    {
        if (isDense)
        {
            var dense = new string[runRows];
            Array.Fill(dense, "");
            for (var i = 0; i < rows.Count; i++)
                dense[rows[i]] = values[entries[i]];
            return new ColumnOfTexts(rows: null, dense, rows.Count, values.Count);
        }
        var (sparseRows, sparse) = Sorted();
        return new ColumnOfTexts(sparseRows, [.. sparse.Select(number => values[number])], rows.Count, values.Count);
    }

    (int[] Rows, int[] Entries) Sorted()
    {
        var (sortedRows, sorted) = (rows.ToArray(), entries.ToArray());
        if (!rising)
            Array.Sort(sortedRows, sorted);
        return (sortedRows, sorted);
    }

    void Add(int row, int number)
    {
        rising &= rows.Count == 0 || rows[^1] < row;
        rows.Add(row);
        entries.Add(number);
    }

    int Number(string value)
    {
        if (apart)
            return Append(value);
        if (numbers.TryGetValue(value, out var number))
            return number;
        numbers.Add(value, values.Count);
        if (numbers.Count == Telling && Telling > rows.Count * 3L / 4)
        {
            apart = true;
            numbers.Clear();
            numbers.TrimExcess();
        }
        return Append(value);
    }

    int Append(string value)
    {
        values.Add(value);
        return values.Count - 1;
    }
}
