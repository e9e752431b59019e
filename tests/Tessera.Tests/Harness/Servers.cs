using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Access;
using Tessera.Limits;

[assembly: AssemblyFixture(typeof(Tessera.Tests.Harness.Servers))]

namespace Tessera.Tests.Harness;

/// <summary>One server on each database, on real sockets, shared by all tests. Every test works in a workspace of its own.</summary>
public sealed class Servers : IAsyncLifetime
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tessera-tests-");
    readonly Lazy<PostgresCluster?> cluster = new(PostgresCluster.TryStart);
    readonly Dictionary<Backend, Task<WebApplication>> running = [];
    int workspaces;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A client with a key of all scopes for a new, empty workspace.</summary>
    internal async Task<Api> NewWorkspaceAsync(Backend backend, Scopes scopes = Scopes.All)
    {
        var server = await ServerAsync(backend);
        return NewKey(server, $"workspace-{Interlocked.Increment(ref workspaces)}", scopes);
    }

    /// <summary>A client with a further key for the workspace of another client.</summary>
    internal async Task<Api> NewKeyAsync(Backend backend, Api sameWorkspace, Scopes scopes) =>
        NewKey(await ServerAsync(backend), sameWorkspace.Workspace, scopes);

    /// <summary>A service of the running server.</summary>
    internal async Task<T> ServiceAsync<T>(Backend backend)
        where T : notnull => (await ServerAsync(backend)).Services.GetRequiredService<T>();

    /// <summary>Options of a new, empty database that no server uses yet. For tests that start servers themselves.</summary>
    internal ServerOptions NewDatabase(Backend backend)
    {
        if (backend == Backend.Postgres) Needs.Require(cluster.Value is not null, "PostgreSQL was not found on this machine");
        return new ServerOptions
        {
            Urls = "http://127.0.0.1:0",
            DataDirectory = folder.CreateSubdirectory(Guid.NewGuid().ToString("N")).FullName,
            Database = backend == Backend.Postgres ? cluster.Value!.NewDatabase() : null,
            // Tests send as fast as they can; what is limited is tested with limits of its own.
            Limits = new ServerLimits().WithoutRates(),
        };
    }

    /// <summary>Starts a server of the test's own, which it disposes.</summary>
    internal static async Task<WebApplication> StartAsync(ServerOptions options)
    {
        var server = await Server.CreateAsync(options);
        await server.StartAsync();
        return server;
    }

    /// <summary>A new key for a workspace on a server, and a client that calls with it.</summary>
    internal static Api NewKey(WebApplication server, string workspace, Scopes scopes = Scopes.All)
    {
        var keys = server.Services.GetRequiredService<AccessKeyStore>();
        var (id, secret) = keys.Create(keys.FindOrCreateWorkspace(workspace), scopes);
        return new Api(new Uri(server.Urls.First()), workspace, id, secret);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in running.Values.Where(s => s.IsCompletedSuccessfully)) await (await server).DisposeAsync();
        Npgsql.NpgsqlConnection.ClearAllPools();
        if (cluster.IsValueCreated) cluster.Value?.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    Task<WebApplication> ServerAsync(Backend backend)
    {
        lock (running)
        {
            if (!running.TryGetValue(backend, out var server)) running[backend] = server = StartAsync(NewDatabase(backend));
            return server;
        }
    }
}
