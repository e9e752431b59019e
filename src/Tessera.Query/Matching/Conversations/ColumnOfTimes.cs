using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// The times of a run's conversations, as whole numbers of the run's own unit (the finest it needs: 100 ns, 1 µs, 1 ms or 1 s) since its
/// first time: 4 bytes a row where they fit (49 days in milliseconds, 136 years in seconds), otherwise 8.
/// </summary>
sealed class ColumnOfTimes : Column
{
    /// <summary>Stands for a missing time among the ticks a column is made from.</summary>
    public const long Missing = -1;

    static readonly long latest = DateTimeOffset.MaxValue.Ticks;
    static readonly long[] units = [TimeSpan.TicksPerSecond, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerMicrosecond, 1];

    readonly uint[]? narrow;
    readonly ulong[]? wide;
    readonly long first;
    readonly long unit;
    readonly (ulong Low, ulong High)[] zones; // by block, of the rows that have a time; low above high when none has

    ColumnOfTimes(long[] ticks, long first, long unit, bool isNarrow)
    {
        (this.first, this.unit) = (first, unit);
        var length = ColumnScan.Padded(ticks.Length);
        if (isNarrow)
            (narrow = new uint[length]).AsSpan().Fill(uint.MaxValue);
        else
            (wide = new ulong[length]).AsSpan().Fill(ulong.MaxValue);
        zones = new (ulong, ulong)[BitmapBlock.Count(ticks.Length)];
        zones.AsSpan().Fill((ulong.MaxValue, 0));
        for (var row = 0; row < ticks.Length; row++)
        {
            if (ticks[row] == Missing)
                continue;
            Set++;
            var value = (ulong)((ticks[row] - first) / unit);
            ref var zone = ref zones[row >> BitmapBlock.RowBits];
            zone = (Math.Min(zone.Low, value), Math.Max(zone.High, value));
            if (narrow is not null)
                narrow[row] = (uint)value;
            else
                wide![row] = value;
        }
    }

    /// <summary>How many rows have a time.</summary>
    public int Set { get; }

    public override long Bytes => 4L * (narrow?.Length ?? 0) + 8L * (wide?.Length ?? 0) + 16L * zones.Length;

    /// <summary>The column of these ticks, one a row; null when all are missing.</summary>
    public static ColumnOfTimes? Of(long[] ticks)
    {
        var (low, high) = (long.MaxValue, long.MinValue);
        foreach (var tick in ticks)
            if (tick != Missing)
                (low, high) = (Math.Min(low, tick), Math.Max(high, tick));
        if (low > high)
            return null;
        var finest = Array.Find(units, unit => Array.TrueForAll(ticks, tick => tick == Missing || (tick - low) % unit == 0));
        return new ColumnOfTimes(ticks, low, finest, isNarrow: (high - low) / finest < uint.MaxValue);
    }

    /// <summary>A row's time in ticks, or <see cref="Missing"/>.</summary>
    public long Ticks(int row) => narrow is not null
        ? narrow[row] == uint.MaxValue ? Missing : first + narrow[row] * unit
        : wide![row] == ulong.MaxValue ? Missing : first + (long)wide[row] * unit;

    public override string? Value(int row) => null;

    public override void Tell(int row, FieldReference field, ConversationFacts.Builder builder)
    {
        if (Ticks(row) is not Missing and var ticks)
            builder.SetTime(field.Field!, new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    public override ConversationNode Bind(ConversationQuestion question)
    {
        var ranges = new List<(ulong Low, ulong High)>();
        foreach (var (from, to) in Spans(question.Predicate))
        {
            // The values whose ticks lie within: rounded up at the low end, down at the high end.
            if (to < first || from > to)
                continue;
            var low = from <= first ? 0 : (ulong)((from - first + unit - 1) / unit);
            var high = (ulong)((to - first) / unit);
            if (low <= high)
                ranges.Add((low, high));
        }
        return ranges.Count == 0 ? ConversationNode.Never : ConversationNode.Of(new Leaf(this, [.. ranges]), negated: false);
    }

    /// <summary>The stretches of ticks, both ends included, that a predicate about a time is true of.</summary>
    static (long From, long To)[] Spans(Predicate predicate) => predicate switch
    {
        Comparison { Operator: ComparisonOperator.Less, Literal: var literal } => [(0, Ticks(literal) - 1)],
        Comparison { Operator: ComparisonOperator.LessOrEqual, Literal: var literal } => [(0, Ticks(literal))],
        Comparison { Operator: ComparisonOperator.Greater, Literal: var literal } => [(Ticks(literal) + 1, latest)],
        Comparison { Operator: ComparisonOperator.GreaterOrEqual, Literal: var literal } => [(Ticks(literal), latest)],
        Comparison { Literal: var literal } => [(Ticks(literal), Ticks(literal))],
        In { Literals: var literals } => [.. literals.Select(literal => (Ticks(literal), Ticks(literal)))],
        Between { Low: var low, High: var high } => [(Ticks(low), Ticks(high))],
        IsSet => [(0, latest)],
        _ => throw new ArgumentException($"Not a predicate about a time: {predicate}.", nameof(predicate)),
    };

    static long Ticks(Literal literal) => ((TimeLiteral)literal).Value.UtcTicks;

    ulong Stored(int row) => narrow is null ? wide![row] : narrow[row] == uint.MaxValue ? ulong.MaxValue : narrow[row];

    sealed class Leaf(ColumnOfTimes column, (ulong Low, ulong High)[] ranges) : ConversationLeaf
    {
        // Conversations stand about in the order of their times, so a block mostly lies within a range or outside as a whole.
        public override int Estimate { get; } = (int)Math.Min(int.MaxValue, (long)BitmapBlock.Rows * column.zones.Count(
            zone => ranges.Any(range => range.Low <= zone.High && zone.Low <= range.High)));

        public override long Cost => 500 * ranges.Length;

        public override void Or(int block, Span<ulong> into)
        {
            var (low, high) = column.zones[block];
            var start = block << BitmapBlock.RowBits;
            foreach (var range in ranges)
            {
                if (range.Low > high || low > range.High)
                    continue;
                // Ends within the zone's are values a row may have; so a missing time, the highest number, is never within.
                var (from, to) = (Math.Max(range.Low, low), Math.Min(range.High, high));
                if (column.narrow is { } narrow)
                    ColumnScan.Range(narrow.AsSpan(start, Math.Min(BitmapBlock.Rows, narrow.Length - start)), (uint)from, (uint)to, into);
                else
                    ColumnScan.Range(column.wide.AsSpan(start, Math.Min(BitmapBlock.Rows, column.wide!.Length - start)), from, to, into);
            }
        }

        public override bool Has(int row)
        {
            var value = column.Stored(row);
            if (value == ulong.MaxValue)
                return false;
            foreach (var (low, high) in ranges)
                if (low <= value && value <= high)
                    return true;
            return false;
        }
    }
}
