using Dapper;
using Tessera.Data;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Data;

/// <summary>How a database is opened: its schema, its claim, and what makes a commit last.</summary>
public sealed class StoreTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public void Opened_again_a_database_keeps_its_schema_as_it_is(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var first = Applied(Database.Open(options.DataDirectory, options.Database));

        var second = Applied(Database.Open(options.DataDirectory, options.Database));

        Assert.Equal((1, "first_schema"), (first[0].Version, first[0].Name));
        Assert.Equal(first, second);
    }

    [Theory, OnBothDatabases]
    public async Task Opened_by_several_at_once_it_is_migrated_once(Backend backend)
    {
        var options = servers.NewDatabase(backend);

        var opened = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Applied(Database.Open(options.DataDirectory, options.Database)))));

        Assert.All(opened, applied => Assert.Equal(opened[0], applied));
    }

    [Theory, OnBothDatabases]
    public async Task A_schema_of_a_newer_program_is_refused(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        using (var connection = Database.Open(options.DataDirectory, options.Database).Dialect.OpenWriter())
            connection.Execute("INSERT INTO schema_migration (version, name, applied_at) VALUES (9999, 'from_the_future', 0)");
        const string Message =
            "The database has schema version 9999, which this version of Tessera doesn't know. Use the version that wrote it, or a newer one.";

        Assert.Equal(Message, Assert.Throws<MigrationException>(() => Database.Open(options.DataDirectory, options.Database)).Message);
        (await CommandLine.RunAsync(["serve", "--urls", "http://127.0.0.1:0", .. CommandLine.Options(options)])).ExpectFailure(Message);
    }

    [Fact]
    public void SQLite_keeps_a_log_and_syncs_every_commit()
    {
        var options = servers.NewDatabase(Backend.Sqlite);
        using var connection = Database.Open(options.DataDirectory, connectionString: null).Dialect.OpenWriter();

        Assert.Equal("wal", connection.QuerySingle<string>("PRAGMA journal_mode"));
        Assert.Equal(2, connection.QuerySingle<int>("PRAGMA synchronous"));
    }

    [Fact]
    public void PostgreSQL_syncs_every_commit_whatever_its_default_is()
    {
        var options = servers.NewDatabase(Backend.Postgres);
        using (var connection = new Npgsql.NpgsqlConnection(options.Database))
            connection.Execute(
                $"ALTER DATABASE {new Npgsql.NpgsqlConnectionStringBuilder(options.Database).Database} SET synchronous_commit = off");

        using var writer = Database.Open(options.DataDirectory, options.Database).Dialect.OpenWriter();

        Assert.Equal("on", writer.QuerySingle<string>("SHOW synchronous_commit"));
        Assert.Equal("on", writer.QuerySingle<string>("SHOW fsync"));
    }

    [Theory, OnBothDatabases]
    public void A_reader_can_not_write_on_SQLite_and_a_claim_is_one_processs(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var database = Database.Open(options.DataDirectory, options.Database);
        var other = Database.Open(options.DataDirectory, options.Database);

        using (var claim = database.Dialect.TryClaim())
        {
            Assert.NotNull(claim);
            Assert.Null(other.Dialect.TryClaim());
        }

        using var next = other.Dialect.TryClaim();
        Assert.NotNull(next);
        if (backend == Backend.Postgres) return;
        using var reader = database.Read();
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => reader.Execute("DELETE FROM workspace"));
    }

    [Theory, OnBothDatabases]
    public void While_a_writers_connection_lives_no_other_process_writes_to_PostgreSQL(Backend backend)
    {
        // On SQLite the claim is enough.
        var options = servers.NewDatabase(backend);
        var database = Database.Open(options.DataDirectory, options.Database);
        using var other = database.Dialect.OpenWriter();
        using (var writer = database.Dialect.OpenWriter())
        {
            database.Dialect.HoldWriting(writer, TimeSpan.FromSeconds(1));
            if (backend == Backend.Postgres)
                Assert.Throws<DatabaseInUseException>(() => database.Dialect.HoldWriting(other, TimeSpan.FromMilliseconds(50)));
        }

        database.Dialect.HoldWriting(other, TimeSpan.FromSeconds(5));
        Assert.Equal(0, other.QuerySingle<int>("SELECT COUNT(*) FROM workspace"));
    }

    [Fact]
    public void Ids_sort_in_the_order_they_were_made()
    {
        var ids = Enumerable.Range(0, 20_000).Select(_ => SortableId.New()).ToArray();
        var guids = Enumerable.Range(0, 20_000).Select(_ => SortableId.NewGuid().ToString()).ToArray();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(guids.Order(StringComparer.Ordinal), guids);
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", id));
    }

    static List<(int Version, string Name, long AppliedAt)> Applied(Database database)
    {
        using var connection = database.Read();
        return [.. connection.Query<(int, string, long)>("SELECT version, name, applied_at FROM schema_migration ORDER BY version")];
    }
}
