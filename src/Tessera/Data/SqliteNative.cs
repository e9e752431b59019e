using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Tessera.Data;

/// <summary>
/// Binds the SQLite provider to the system's libsqlite3. The system's copy is patched by its distribution; the copies that NuGet bundles
/// with this provider's version are not.
/// </summary>
internal static class SqliteNative
{
    // RETURNING, UPSERT and strict savepoint rules as used here: 3.35 is the first version with all of them.
    const int LowestVersion = 3_035_000;

    static readonly string[] Names = OperatingSystem.IsWindows() ? ["sqlite3.dll", "winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    static readonly Lock Gate = new();
    static bool ready;

    /// <summary>Loads the library once a process.</summary>
    /// <exception cref="DllNotFoundException">No libsqlite3 is installed; the message says which package has it.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (ready) return;
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(SqliteNative).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            // A connection is used by one thread at a time, here as everywhere in ADO.NET: it needs no mutex of its own, which SQLite would
            // otherwise take for each column of each row.
            if (raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD) != raw.SQLITE_OK)
                throw new InvalidOperationException("SQLite was in use before it could be configured.");
            if (raw.sqlite3_libversion_number() < LowestVersion)
                throw new DllNotFoundException(
                    $"libsqlite3 {raw.sqlite3_libversion().utf8_to_string()} is too old: 3.35 or newer is needed.");
            ready = true;
        }
    }

    /// <summary>
    /// The UTF-8 of a column of the row that a statement stands on, as far as there is room; gives its whole length, -1 for
    /// NULL. The provider's own calls guard the statement's handle each time, which takes as long as the rest of reading a row.
    /// </summary>
    public static int ReadUtf8(sqlite3_stmt statement, int column, byte[] into)
    {
        var handle = statement.DangerousGetHandle();
        var text = sqlite3_column_text(handle, column);
        if (text == IntPtr.Zero) return -1;
        var length = sqlite3_column_bytes(handle, column);
        Marshal.Copy(text, into, 0, Math.Min(length, into.Length));
        GC.KeepAlive(statement);
        return length;
    }

    // Both only look into a row that is there: without the transition, which costs more than they do.
    [DllImport("e_sqlite3"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories), SuppressGCTransition]
    static extern IntPtr sqlite3_column_text(IntPtr statement, int column);

    [DllImport("e_sqlite3"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories), SuppressGCTransition]
    static extern int sqlite3_column_bytes(IntPtr statement, int column);

    static IntPtr Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (!string.Equals(library, "e_sqlite3", StringComparison.Ordinal)) return IntPtr.Zero;
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle)) return handle;
        }

        throw new DllNotFoundException(
            $"SQLite was not found as {string.Join(" or ", Names)}. On Debian and Ubuntu: apt-get install libsqlite3-0.");
    }
}
