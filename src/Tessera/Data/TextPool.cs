using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Tessera.Data;

/// <summary>
/// Reads texts of many rows and gives those that come again as the string they were before: a column of a few values costs a few strings.
/// It keeps the newest text at each of its places, so it never grows beyond them. For one thread.
/// </summary>
internal sealed class TextPool
{
    const int Places = 1 << 14;

    // Longer texts seldom come twice.
    const int Longest = 256;

    readonly byte[] utf8 = new byte[Longest];
    readonly string?[] kept = new string?[Places];

    /// <summary>The text of a column of the row under the cursor, or null.</summary>
    public string? Read(DbDataReader row, int column)
    {
        if (row is not SqliteDataReader { Handle: { } statement }) return row.IsDBNull(column) ? null : Same(row.GetString(column));
        var length = SqliteNative.ReadUtf8(statement, column, utf8);
        if (length < 0) return null;
        if (length > utf8.Length) return row.GetString(column);
        Span<char> text = stackalloc char[Longest];
        return Same(text[..Encoding.UTF8.GetChars(utf8.AsSpan(0, length), text)]);
    }

    string Same(ReadOnlySpan<char> text)
    {
        ref var place = ref kept[string.GetHashCode(text, StringComparison.Ordinal) & (Places - 1)];
        return place is not null && text.SequenceEqual(place) ? place : place = new string(text);
    }

    string Same(string text)
    {
        ref var place = ref kept[string.GetHashCode(text, StringComparison.Ordinal) & (Places - 1)];
        return place == text ? place : place = text;
    }
}
