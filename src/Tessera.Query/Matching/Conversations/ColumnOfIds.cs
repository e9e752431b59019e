using Tessera.Query.Values;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// The ids of a run's conversations, in rising order by code point. Ids of 26 characters of Crockford's base 32, as Tessera makes them,
/// take 16 bytes each; when any id of the run is another text, all of them are kept as text.
/// </summary>
sealed class ColumnOfIds
{
    const int PackedLength = 26;
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const byte NoDigit = 255;

    static readonly byte[] digits = MakeDigits();

    readonly UInt128[] packed = [];
    readonly ColumnStrings? texts;

    ColumnOfIds(UInt128[] packed) => this.packed = packed;

    ColumnOfIds(ColumnStrings texts) => this.texts = texts;

    public int Count => texts?.Count ?? packed.Length;

    public string this[int row] => texts is not null ? texts[row] : Unpack(packed[row]);

    public long Bytes => texts?.Bytes ?? 16L * packed.Length;

    /// <summary>The row of an id, or the complement of the row it would come before.</summary>
    public int Find(string id)
    {
        if (texts is null && TryPack(id, out var key))
            return Array.BinarySearch(packed, key);
        var utf8 = ColumnStrings.Encode(id);
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = texts is null ? CodePointOrder.Compare(Unpack(packed[middle]), id) : texts.Compare(middle, id, utf8);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    /// <summary>Ids in the making: told one after the other in rising order, and packed at once while all can be.</summary>
    public sealed class Draft
    {
        readonly List<UInt128> keys = [];
        List<string>? texts;

        public int Count => texts?.Count ?? keys.Count;

        public void Add(string id)
        {
            if (texts is null && TryPack(id, out var key))
                keys.Add(key);
            else
                (texts ??= keys.ConvertAll(Unpack)).Add(id);
        }

        public ColumnOfIds Build() => texts is null ? new ColumnOfIds([.. keys]) : new ColumnOfIds(ColumnStrings.Of([.. texts]));
    }

    /// <summary>The ids of rows of several columns, in rising order.</summary>
    /// <param name="sources">The columns.</param>
    /// <param name="origins">Where each id comes from, the column's number above and the row below; put in the order of the ids.</param>
    public static ColumnOfIds Merge(ReadOnlySpan<ColumnOfIds> sources, long[] origins)
    {
        var anyTexts = false;
        foreach (var source in sources)
            anyTexts |= source.texts is not null;
        if (anyTexts)
        {
            var ids = new string[origins.Length];
            for (var i = 0; i < origins.Length; i++)
                ids[i] = sources[(int)(origins[i] >> 32)][(int)origins[i]];
            Sort(ids, origins, CodePointOrder.Comparer);
            return new ColumnOfIds(ColumnStrings.Of(ids));
        }
        var keys = new UInt128[origins.Length];
        for (var i = 0; i < origins.Length; i++)
            keys[i] = sources[(int)(origins[i] >> 32)].packed[(int)origins[i]];
        Sort(keys, origins, Comparer<UInt128>.Default);
        return new ColumnOfIds(keys);
    }

    // Runs mostly follow one another in time: then there is nothing to sort.
    static void Sort<T>(T[] keys, long[] origins, IComparer<T> order)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (order.Compare(keys[i - 1], keys[i]) < 0)
                continue;
            Array.Sort(keys, origins, order);
            return;
        }
    }

    static bool TryPack(string id, out UInt128 packed)
    {
        packed = default;
        // 26 digits are 130 bits, of which the first two must be none: a first digit up to 7.
        if (id.Length != PackedLength || id[0] is < '0' or > '7')
            return false;
        var (high, low) = (0UL, 0UL);
        for (var i = 0; i < PackedLength; i++)
        {
            var digit = id[i] < digits.Length ? digits[id[i]] : NoDigit;
            if (digit == NoDigit)
                return false;
            (high, low) = (high << 5 | low >> 59, low << 5 | digit);
        }
        packed = new UInt128(high, low);
        return true;
    }

    static string Unpack(UInt128 packed) => string.Create(PackedLength, packed, static (text, bits) =>
    {
        for (var i = PackedLength - 1; i >= 0; i--, bits >>= 5)
            text[i] = Alphabet[(int)(uint)(bits & 31)];
    });

    static byte[] MakeDigits()
    {
        var made = new byte[128];
        Array.Fill(made, NoDigit);
        for (var i = 0; i < Alphabet.Length; i++)
            made[Alphabet[i]] = (byte)i;
        return made;
    }
}
