using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tessera.Query.Sql;

namespace Tessera.Data;

/// <summary>All that differs between the two databases. The SQL of the stores is one text for both.</summary>
internal abstract class Dialect
{
    /// <summary>The database's name, as health and errors give it.</summary>
    public abstract string Name { get; }

    /// <summary>Whose SQL queries are written in.</summary>
    public abstract SqlDialect Sql { get; }

    /// <summary>Begins the writer's transaction.</summary>
    public abstract string Begin { get; }

    /// <summary>Appended to a SELECT whose rows the same transaction will write: keeps other writers off them.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Has the transaction wait until it is the only one that migrates; null where <see cref="Begin"/> does that.</summary>
    public abstract string? LockForMigration { get; }

    /// <summary>A table of what is in a JSON object, with the columns <c>key</c> and <c>value</c>.</summary>
    /// <param name="json">A parameter that is the object, as text.</param>
    public abstract string Entries(string json);

    /// <summary>Replaces the few type words of a migration that the databases don't share.</summary>
    public abstract string Translate(string migration);

    /// <summary>Does an insert of many rows as one stream, where the database has that and it pays; false when nothing was done.</summary>
    public virtual bool TryCopy(DbConnection connection, string insert, IReadOnlyList<object?[]> rows) => false;

    /// <summary>Opens a connection that only reads.</summary>
    public abstract DbConnection OpenReader();

    /// <summary>Opens the connection that writes, and asserts that a commit on it is on disk when it returns.</summary>
    public abstract DbConnection OpenWriter();

    /// <summary>
    /// Has a writer's connection itself keep other processes from writing, for as long as it lives: the claim's own connection may break
    /// without anybody noticing.
    /// </summary>
    /// <param name="writer">The connection.</param>
    /// <param name="patience">How long another writer, such as one that is just ending, is waited for.</param>
    /// <exception cref="DatabaseInUseException">Another process still writes.</exception>
    public abstract void HoldWriting(DbConnection writer, TimeSpan patience);

    /// <summary>A claim on the database that no other process has until it is disposed, or null when another has one.</summary>
    public abstract IDisposable? TryClaim();
}

/// <summary>SQLite: one file in the data directory, WAL, synchronous=FULL.</summary>
internal sealed class SqliteDialect : Dialect
{
    readonly string directory;
    readonly string readerString;
    readonly string writerString;

    public SqliteDialect(string dataDirectory)
    {
        SqliteNative.Load();
        directory = dataDirectory;
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "tessera.db");
        readerString = new SqliteConnectionStringBuilder
        {
            DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, DefaultTimeout = 30,
        }.ToString();
        writerString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ToString();
    }

    public override string Name => "SQLite";

    public override SqlDialect Sql => SqlDialect.Sqlite;

    public override string Begin => "BEGIN IMMEDIATE";

    public override string ForUpdate => "";

    public override string? LockForMigration => null;

    public override string Entries(string json) => $"json_each({json})";

    public override string Translate(string migration) =>
        migration.Replace("{clustered}", "WITHOUT ROWID", StringComparison.Ordinal)
            .Replace("{bytes}", "BLOB", StringComparison.Ordinal)
            .Replace("{number}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal);

    public override DbConnection OpenReader()
    {
        var connection = new SqliteConnection(readerString);
        connection.Open();
        Run(connection, "PRAGMA query_only = ON");
        return connection;
    }

    public override DbConnection OpenWriter()
    {
        var connection = new SqliteConnection(writerString);
        connection.Open();
        Run(connection, "PRAGMA busy_timeout = 30000");
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = FULL");
        // A checkpoint costs two more syncs inside somebody's commit: every 64 MiB of log instead of SQLite's 4.
        Run(connection, "PRAGMA wal_autocheckpoint = 16384");
        Run(connection, "PRAGMA cache_size = -65536");
        Assert(connection, "PRAGMA journal_mode", "wal");
        Assert(connection, "PRAGMA synchronous", "2");
        return connection;
    }

    // The claim is an open file, which lives as long as the process.
    public override void HoldWriting(DbConnection writer, TimeSpan patience)
    {
    }

    public override IDisposable? TryClaim()
    {
        try
        {
            return new FileStream(Path.Combine(directory, "serving.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    static void Assert(SqliteConnection connection, string pragma, string expected)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        var found = Convert.ToString(command.ExecuteScalar());
        if (!string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException(
                $"{pragma} is {found}, but must be {expected}: without it an acknowledged write could be lost.");
    }
}

/// <summary>PostgreSQL, by an Npgsql connection string.</summary>
internal sealed class PostgresDialect : Dialect
{
    // "tessera" as bytes: one claim a database, whatever its name.
    const long ClaimKey = 0x74657373657261;
    const long MigrationKey = ClaimKey + 1;
    const long WritingKey = ClaimKey + 2;

    // COPY takes round trips of its own.
    const int FewestCopied = 8;

    readonly NpgsqlDataSource source;
    readonly string unpooled;

    public PostgresDialect(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "tessera" };
        // The same few dozen statements run for the life of the process.
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 200;
        settings.AutoPrepareMinUsages = 2;
        source = NpgsqlDataSource.Create(settings);
        unpooled = new NpgsqlConnectionStringBuilder(settings.ToString()) { Pooling = false }.ToString();
    }

    public override string Name => "PostgreSQL";

    public override SqlDialect Sql => SqlDialect.PostgreSql;

    // Spelled out whatever the database's default is; and Dapper takes a lone BEGIN for the name of a procedure.
    public override string Begin => "BEGIN ISOLATION LEVEL READ COMMITTED";

    public override string ForUpdate => " FOR UPDATE";

    // No table can be locked before there is one, and CREATE TABLE IF NOT EXISTS fails where two do it at once.
    public override string LockForMigration => $"SELECT pg_advisory_xact_lock({MigrationKey})";

    public override string Entries(string json) => $"json_each_text(CAST({json} AS json))";

    public override string Translate(string migration) =>
        migration.Replace("{clustered}", "", StringComparison.Ordinal)
            .Replace("{bytes}", "BYTEA", StringComparison.Ordinal)
            .Replace("{number}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
            // Ids sort by code point, as on SQLite, whatever the cluster's locale.
            .Replace(" TEXT", " TEXT COLLATE \"C\"", StringComparison.Ordinal);

    public override bool TryCopy(DbConnection connection, string insert, IReadOnlyList<object?[]> rows)
    {
        if (rows.Count < FewestCopied) return false;
        var target = insert["INSERT INTO ".Length..insert.IndexOf(" VALUES", StringComparison.Ordinal)];
        using var copy = ((NpgsqlConnection)connection).BeginBinaryImport($"COPY {target} FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            copy.StartRow();
            foreach (var value in row)
            {
                if (value is null) copy.WriteNull();
                else copy.Write(value);
            }
        }

        copy.Complete();
        return true;
    }

    public override DbConnection OpenReader() => source.OpenConnection();

    public override DbConnection OpenWriter()
    {
        // A connection of the pool would keep what it holds after it was given back.
        var connection = new NpgsqlConnection(unpooled);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SET synchronous_commit = on";
        command.ExecuteNonQuery();
        command.CommandText = "SHOW fsync";
        if (!string.Equals(command.ExecuteScalar() as string, "on", StringComparison.Ordinal))
            throw new InvalidOperationException("fsync is off on this PostgreSQL: an acknowledged write could be lost. Turn it on.");
        return connection;
    }

    public override void HoldWriting(DbConnection writer, TimeSpan patience)
    {
        using var command = writer.CreateCommand();
        command.CommandText = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"SET lock_timeout = {(long)patience.TotalMilliseconds}; SELECT pg_advisory_lock({WritingKey}); RESET lock_timeout");
        try
        {
            command.ExecuteNonQuery();
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new DatabaseInUseException("Another Tessera process is writing to this PostgreSQL database.");
        }
    }

    public override IDisposable? TryClaim()
    {
        var connection = new NpgsqlConnection(unpooled);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT pg_try_advisory_lock({ClaimKey})";
        if (command.ExecuteScalar() is true) return connection;
        connection.Dispose();
        return null;
    }
}
