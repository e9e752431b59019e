using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Tessera.Data;

/// <summary>The schema in the database can't be brought to what this program needs.</summary>
internal sealed class MigrationException(string message) : Exception(message);

/// <summary>
/// Applies the numbered migrations of <c>Data/Migrations</c>, each in a transaction of its own, each once. A migration that has been
/// released is never edited: a later one changes what it made.
/// </summary>
internal static class Migrator
{
    const string Prefix = "Tessera.Data.Migrations.";

    /// <summary>Brings the schema to the newest version.</summary>
    public static void Migrate(DbConnection connection, Dialect dialect)
    {
        var migrations = Migrations();
        connection.Execute(dialect.Begin);
        try
        {
            // Two processes may start at once: the second waits here and finds the work done.
            if (dialect.LockForMigration is { } waiting) connection.Execute(waiting);
            connection.Execute(
                "CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
            var applied = connection.Query<int>("SELECT version FROM schema_migration").ToHashSet();
            var unknown = applied.Except(migrations.Select(m => m.Version)).DefaultIfEmpty().Max();
            if (unknown > 0)
                throw new MigrationException(
                    $"The database has schema version {unknown}, which this version of Tessera doesn't know. Use the version that wrote it, or a newer one.");
            foreach (var (version, name, migration) in migrations.Where(m => !applied.Contains(m.Version)))
            {
                connection.Execute(dialect.Translate(migration));
                connection.Execute(
                    "INSERT INTO schema_migration (version, name, applied_at) VALUES (@version, @name, @now)",
                    new { version, name, now = Timestamps.Micros(DateTimeOffset.UtcNow) });
            }

            connection.Execute("COMMIT TRANSACTION");
        }
        catch
        {
            connection.Execute("ROLLBACK TRANSACTION");
            throw;
        }
    }

    static List<(int Version, string Name, string Sql)> Migrations()
    {
        var assembly = typeof(Migrator).Assembly;
        var migrations = new List<(int, string, string)>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order())
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[Prefix.Length..^".sql".Length];
            migrations.Add((int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd()));
        }

        return migrations;
    }
}
