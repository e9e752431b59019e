using Tessera.Query.Evaluation;
using Tessera.Query.Fields;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// A column of a run with about as many different values as rows, such as the clients' own ids: the texts themselves, with one byte of
/// each one's hash. To find a text, the hashes are scanned and one row in 256 is looked at; anything else asks every text.
/// </summary>
sealed class ColumnOfTexts : Column
{
    readonly int[]? rows; // of a sparse column, rising
    readonly ColumnStrings texts;
    readonly byte[] hashes;

    /// <summary>Makes the column of some rows' texts.</summary>
    /// <param name="rows">The rows that have a value, rising; null when every row has an entry.</param>
    /// <param name="values">The text of each entry; empty where the value is missing.</param>
    /// <param name="set">How many aren't empty.</param>
    /// <param name="different">How many different ones there are, as far as they were compared.</param>
    public ColumnOfTexts(int[]? rows, string[] values, int set, int different)
    {
        (this.rows, Entries, IsNearlyUnique) = (rows, set, different > set * 3L / 4);
        texts = ColumnStrings.Of(values);
        hashes = new byte[ColumnScan.Padded(values.Length)];
        for (var i = 0; i < values.Length; i++)
            hashes[i] = Hash(values[i]);
    }

    /// <summary>How many rows have a value.</summary>
    public int Entries { get; }

    /// <summary>Whether more than three in four values are different from all others.</summary>
    public bool IsNearlyUnique { get; }

    public override long Bytes => texts.Bytes + hashes.Length + 4L * (rows?.Length ?? 0);

    public override string? Value(int row)
    {
        var entry = rows is null ? row : Array.BinarySearch(rows, row);
        return entry >= 0 && texts.IsSet(entry) ? texts[entry] : null;
    }

    /// <summary>The rows that have a value, rising, each with its value.</summary>
    public IEnumerable<(int Row, string Value)> Values()
    {
        for (var entry = 0; entry < texts.Count; entry++)
            if (texts.IsSet(entry))
                yield return (rows?[entry] ?? entry, texts[entry]);
    }

    public override ConversationNode Bind(ConversationQuestion question) => ConversationNode.Of(new Leaf(this, question), negated: false);

    public override void Tell(int row, FieldReference field, ConversationFacts.Builder builder) => Tell(Value(row), field, builder);

    // FNV-1a, folded to a byte: the same in every process and cheap for short texts.
    static byte Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var unit in text)
            hash = (hash ^ unit) * 16777619u;
        hash ^= hash >> 16;
        return (byte)(hash ^ hash >> 8);
    }

    sealed class Leaf(ColumnOfTexts column, ConversationQuestion question) : ConversationLeaf
    {
        readonly (string Text, byte[] Utf8, byte Hash)[]? wanted =
            question.Texts?.Distinct(StringComparer.Ordinal).Select(text => (text, ColumnStrings.Encode(text), Hash(text))).ToArray();

        // A text that is looked for has one row or few; of any other question nothing is known.
        public override int Estimate => wanted is not null ? Math.Min(column.Entries, wanted.Length) : column.Entries;

        public override long Cost => wanted is not null ? 1_000 * wanted.Length : 100L * BitmapBlock.Rows;

        public override void Or(int block, Span<ulong> into)
        {
            var first = block << BitmapBlock.RowBits;
            var (start, end) = column.rows is { } rows
                ? (FirstFrom(rows, first), FirstFrom(rows, first + BitmapBlock.Rows))
                : (first, Math.Min(first + BitmapBlock.Rows, column.texts.Count));
            if (column.rows is null && wanted is not null)
            {
                Find(start, end, into);
                return;
            }

            for (var entry = start; entry < end; entry++)
                if (Accepts(entry))
                {
                    var row = (column.rows?[entry] ?? entry) - first;
                    into[row >> 6] |= 1UL << row;
                }
        }

        // Asks only the rows that are left.
        public override void And(int block, Span<ulong> into, Span<ulong> scratch) => Keep(block, into, negated: false);

        public override void AndNot(int block, Span<ulong> into, Span<ulong> scratch) => Keep(block, into, negated: true);

        public override bool Has(int row)
        {
            var entry = column.rows is null ? row : Array.BinarySearch(column.rows, row);
            // A bitmap may have bits behind the last row.
            return entry >= 0 && entry < column.texts.Count && Accepts(entry);
        }

        void Keep(int block, Span<ulong> into, bool negated)
        {
            var first = block << BitmapBlock.RowBits;
            for (var word = 0; word < BitmapBlock.Words; word++)
                for (var left = into[word]; left != 0; left &= left - 1)
                {
                    var row = word * 64 + System.Numerics.BitOperations.TrailingZeroCount(left);
                    if (Has(first + row) == negated)
                        into[word] &= ~(left & 0 - left);
                }
        }

        /// <summary>Looks for the wanted texts in a dense block by their hashes.</summary>
        void Find(int start, int end, Span<ulong> into)
        {
            Span<ulong> maybe = stackalloc ulong[BitmapBlock.Words];
            var hashes = column.hashes.AsSpan(start, ColumnScan.Padded(end - start));
            maybe.Clear();
            foreach (var (_, _, hash) in wanted!)
                ColumnScan.Range<byte>(hashes, hash, hash, maybe);
            for (var word = 0; word < BitmapBlock.Words; word++)
                for (var left = maybe[word]; left != 0; left &= left - 1)
                {
                    var row = word * 64 + System.Numerics.BitOperations.TrailingZeroCount(left);
                    if (start + row < end && Accepts(start + row))
                        into[word] |= left & 0 - left;
                }
        }

        bool Accepts(int entry)
        {
            if (!column.texts.IsSet(entry))
                return false;
            if (wanted is null)
                return question.Accepts(column.texts[entry]);
            foreach (var (text, utf8, hash) in wanted)
                if (column.hashes[entry] == hash && column.texts.Is(entry, text, utf8))
                    return true;
            return false;
        }

        static int FirstFrom(int[] rows, int row)
        {
            var found = Array.BinarySearch(rows, row);
            return found < 0 ? ~found : found;
        }
    }
}
