using System.Data.Common;

namespace Tessera.Data;

/// <summary>The database of one installation: readers on connections of their own, one writer.</summary>
internal sealed class Database : IDisposable
{
    readonly Dialect dialect;
    IDisposable? claim;

    Database(Dialect dialect) => this.dialect = dialect;

    /// <summary>The dialect in use.</summary>
    public Dialect Dialect => dialect;

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <param name="dataDirectory">Where the files are kept; made when missing.</param>
    /// <param name="connectionString">PostgreSQL's connection string, or null for SQLite in the data directory.</param>
    /// <exception cref="MigrationException">The schema is newer than this program.</exception>
    public static Database Open(string dataDirectory, string? connectionString)
    {
        var database = new Database(connectionString is null ? new SqliteDialect(dataDirectory) : new PostgresDialect(connectionString));
        using var connection = database.dialect.OpenWriter();
        Migrator.Migrate(connection, database.dialect);
        return database;
    }

    /// <summary>
    /// Claims the database for this process until it is disposed; false when another process has it. In-memory indexes are filled by the
    /// process that commits, and a second one would leave them stale.
    /// </summary>
    public bool TryClaim() => (claim ??= dialect.TryClaim()) is not null;

    /// <summary>Opens a connection that only reads; pooled, so cheap.</summary>
    public DbConnection Read() => dialect.OpenReader();

    public void Dispose() => claim?.Dispose();
}
