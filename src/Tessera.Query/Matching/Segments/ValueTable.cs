using System.Numerics;
using System.Runtime.InteropServices;

namespace Tessera.Query.Matching.Segments;

/// <summary>
/// The values of a field that queries name, each with its class. Values are only ever added, by one thread at a time; any number of
/// threads may look up meanwhile. A look-up takes about 8 ns, half of what <see cref="Dictionary{TKey, TValue}"/> takes: there are
/// some 17 of them in each match.
/// </summary>
/// <param name="ignoreCase">Whether values compare in any case.</param>
sealed class ValueTable(bool ignoreCase)
{
    const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    // Who may write queries can't aim at one cell, not knowing the seed.
    static readonly ulong seed = unchecked((ulong)Random.Shared.NextInt64()) | 1;

    volatile Cell[] cells = new Cell[4];
    int count;

    /// <summary>Bytes taken, without the texts.</summary>
    public long MemoryBytes => 24 + 16L * cells.Length;

    /// <summary>The class of a value; <see cref="Axis.Other"/> when no query names it.</summary>
    public int Find(string value) => Find(value, Hash(value));

    /// <summary>Reads where a value with this hash would be, so that it is near when it is looked for.</summary>
    public int Touch(uint hash)
    {
        var table = cells;
        return table[(int)hash & (table.Length - 1)].Key?.Length ?? 0;
    }

    /// <inheritdoc cref="Find(string)"/>
    /// <param name="value">The value.</param>
    /// <param name="hash">Its <see cref="Hash(string)"/>.</param>
    public int Find(string value, uint hash)
    {
        var table = cells;
        for (var i = (int)hash & (table.Length - 1); ; i = (i + 1) & (table.Length - 1))
        {
            ref var cell = ref table[i];
            // The writer sets the key last.
            if (Volatile.Read(ref cell.Key) is not { } key)
                return Axis.Other;
            if (cell.Hash == hash && Same(key, value))
                return cell.Class;
        }
    }

    /// <summary>Adds a value that isn't there.</summary>
    public void Add(string value, int valueClass)
    {
        if (++count * 2 > cells.Length)
        {
            var larger = new Cell[cells.Length * 2];
            foreach (var cell in cells)
                if (cell.Key is not null)
                    Place(larger, cell.Key, cell.Hash, cell.Class);
            cells = larger;
        }
        Place(cells, value, Hash(value), valueClass);
    }

    static void Place(Cell[] table, string key, uint hash, int valueClass)
    {
        var i = (int)hash & (table.Length - 1);
        while (table[i].Key is not null)
            i = (i + 1) & (table.Length - 1);
        (table[i].Hash, table[i].Class) = (hash, valueClass);
        Volatile.Write(ref table[i].Key, key);
    }

    bool Same(string key, string value) => ignoreCase
        ? string.Equals(key, value, StringComparison.OrdinalIgnoreCase)
        : string.Equals(key, value, StringComparison.Ordinal);

    public uint Hash(string value) => ignoreCase ? (uint)value.GetHashCode(StringComparison.OrdinalIgnoreCase) : Hash(value.AsSpan());

    static uint Hash(ReadOnlySpan<char> value)
    {
        var hash = seed ^ (uint)value.Length;
        if (value.Length < 4)
        {
            foreach (var unit in value)
                hash = (hash << 16) ^ (hash >> 48) ^ unit;
            return Finish(hash);
        }
        // Four units at a time; the last four overlap what came before.
        var words = MemoryMarshal.Cast<char, ulong>(value);
        foreach (var word in words)
            hash = Mix(hash ^ word);
        return Finish(hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(value[^4..])));
    }

    static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Multiplier, out var low);
        return high ^ low;
    }

    static uint Finish(ulong hash) => (uint)(BitOperations.RotateLeft(Mix(hash), 32) ^ hash);

    struct Cell
    {
        public string? Key;
        public uint Hash;
        public int Class;
    }
}
