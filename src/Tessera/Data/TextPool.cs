using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Tessera.Data;

/// <summary>
/// Reads texts of many rows and gives those that come again as the string they were before: a column of a few values costs a few strings,
/// and what was made of a text is made once. It keeps the newest text at each of its places, so it never grows beyond them. For one thread.
/// </summary>
internal sealed class TextPool
{
    const int Places = 1 << 14;

    // Longer texts seldom come twice.
    const int Longest = 256;

    readonly byte[] utf8 = new byte[Longest];
    readonly Place[] kept = new Place[Places];

    /// <summary>The text of a column of the row under the cursor, or null.</summary>
    public string? Read(DbDataReader row, int column)
    {
        Find(row, column, out var text);
        return text;
    }

    /// <summary>What the text of a column says.</summary>
    /// <param name="row">The cursor.</param>
    /// <param name="column">The column.</param>
    /// <param name="parse">Makes of a text what it says, to be shared by all rows that have it.</param>
    /// <param name="missing">What NULL says.</param>
    public T Read<T>(DbDataReader row, int column, Func<string, T> parse, T missing)
    {
        ref var place = ref Find(row, column, out var text);
        if (text is null) return missing;
        if (Unsafe.IsNullRef(ref place)) return parse(text);
        if (place.Parsed is T known) return known;
        var parsed = parse(text);
        place.Parsed = parsed;
        return parsed;
    }

    /// <summary>Gives the text of a column, and its place; no place where it is missing or too long to be kept.</summary>
    ref Place Find(DbDataReader row, int column, out string? text)
    {
        text = null;
        if (row is not SqliteDataReader { Handle: { } statement })
        {
            if (row.IsDBNull(column)) return ref Unsafe.NullRef<Place>();
            return ref Find(text = row.GetString(column), out text);
        }

        var length = SqliteNative.ReadUtf8(statement, column, utf8);
        if (length < 0) return ref Unsafe.NullRef<Place>();
        if (length <= utf8.Length) return ref Find(utf8.AsSpan(0, length), out text);
        text = row.GetString(column);
        return ref Unsafe.NullRef<Place>();
    }

    ref Place Find(ReadOnlySpan<byte> read, out string text)
    {
        var hash = default(HashCode);
        hash.AddBytes(read);
        ref var place = ref kept[hash.ToHashCode() & (Places - 1)];
        if (place.Text is null || !read.SequenceEqual(place.Utf8.AsSpan(0, place.Length)))
        {
            if (place.Utf8 is null || place.Utf8.Length < read.Length) place.Utf8 = new byte[read.Length];
            read.CopyTo(place.Utf8);
            (place.Length, place.Text, place.Parsed) = (read.Length, Encoding.UTF8.GetString(read), null);
        }

        text = place.Text;
        return ref place;
    }

    ref Place Find(string read, out string text)
    {
        ref var place = ref kept[read.GetHashCode(StringComparison.Ordinal) & (Places - 1)];
        if (place.Text != read) (place.Text, place.Parsed) = (read, null);
        text = place.Text!;
        return ref place;
    }

    struct Place
    {
        public string? Text;
        public object? Parsed;
        public byte[]? Utf8; // of the text, where it was read so
        public int Length;
    }
}
