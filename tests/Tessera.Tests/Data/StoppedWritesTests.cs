using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using Tessera.Data;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Data;

/// <summary>
/// A commit that fails, or a connection that breaks, ends all writing until the process is started again; reading goes on.
/// </summary>
public sealed class StoppedWritesTests(Servers servers)
{
    const string Message =
        "Writing has stopped: a commit failed or the connection broke. Start the process again once the database is well.";

    [Theory, OnBothDatabases]
    public async Task After_a_failed_commit_every_write_is_503_and_health_says_so(Backend backend)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { LogLevel = LogLevel.None });
        using var api = Servers.NewKey(server, "support");
        await FillAsync(api);
        var writes = server.Services.GetRequiredService<WriteQueue>();

        await Assert.ThrowsAsync<WritesStoppedException>(() => writes.WriteAsync(FailCommit, CancellationToken.None));

        await ExpectStoppedAsync(api);
    }

    [Fact]
    public async Task When_the_writers_connection_breaks_writing_stops_too()
    {
        var options = servers.NewDatabase(Backend.Postgres);
        await using var server = await Servers.StartAsync(options with { LogLevel = LogLevel.None });
        using var api = Servers.NewKey(server, "support");
        await FillAsync(api);
        var writer = await server.Services.GetRequiredService<WriteQueue>().WriteAsync(
            transaction => ((Npgsql.NpgsqlConnection)transaction.Connection).ProcessID, CancellationToken.None);

        await using (var connection = new Npgsql.NpgsqlConnection(options.Database)) connection.Execute(
            "SELECT pg_terminate_backend(@writer)", new { writer });

        await Eventually.IsTrueAsync(
            async () => (int)(await api.PostAsync(Given.SingleMetadata, """{"externalConversationId":"c-2"}""")).Status == 503,
            "writes are refused");
        await ExpectStoppedAsync(api);
    }

    [Theory, OnBothDatabases]
    public async Task A_failed_commit_leaves_nothing_behind_and_a_new_start_writes_again(Backend backend)
    {
        var options = servers.NewDatabase(backend) with { LogLevel = LogLevel.None };
        await using (var server = await Servers.StartAsync(options))
        {
            using var before = Servers.NewKey(server, "support");
            await before.MetadataAsync("c-1", """{"lobId":"bank"}""");
            var writes = server.Services.GetRequiredService<WriteQueue>();
            await Assert.ThrowsAsync<WritesStoppedException>(() => writes.WriteAsync(FailCommit, CancellationToken.None));
        }

        await using var again = await Servers.StartAsync(options);
        using var after = Servers.NewKey(again, "support");
        Assert.Equal(1, await after.CountAsync("TRUE"));
        await after.MetadataAsync("c-2", """{"lobId":"bank"}""");
        Assert.Equal(2, await after.CountAsync("lob_id = 'bank'"));
    }

    static async Task FillAsync(Api api)
    {
        await api.MetadataAsync("c-1", """{"lobId":"bank"}""");
        // A workspace that was made while the server ran is loaded by the first question.
        Assert.Equal(1, await api.CountAsync("TRUE"));
    }

    static async Task ExpectStoppedAsync(Api api)
    {
        (await api.PostAsync(Given.SingleMetadata, """{"externalConversationId":"c-3"}""")).ExpectError("503-01", Message);
        (await api.PostAsync(Given.Segments, """{"id":"A","name":"A","query":{"type":"raw","raw":"TRUE"}}"""))
            .ExpectError("503-01", Message);
        (await api.DeleteAsync($"{Given.Segments}/A")).ExpectError("503-01", Message);
        (await api.GetAsync("/v1/health")).ExpectJson(200, """{"healthCheck":"FAILED"}""");
        using var request = Api.Request(HttpMethod.Get, "/healthz");
        Assert.Equal("failed", (await api.SendAsync(request)).Expect(503).Text);
        Assert.Equal((1, 1), (await api.CountAsync("TRUE"), await api.CountAsync("lob_id = 'bank'")));
        (await api.GetAsync($"{Given.Segments}/GLOBAL")).Expect(200);
    }

    // SQLite lets a hook turn a commit into a failure; PostgreSQL finds at the commit that a deferred rule is broken.
    static int FailCommit(WriteTransaction transaction)
    {
        if (transaction.Connection is SqliteConnection sqlite)
        {
            raw.sqlite3_commit_hook(sqlite.Handle, _ => 1, null);
            return transaction.Connection.Execute("UPDATE workspace SET name = 'renamed'");
        }

        transaction.Connection.Execute("CREATE TABLE deferred (id INTEGER PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)");
        return transaction.Connection.Execute("INSERT INTO deferred (id) VALUES (1), (1)");
    }
}
