using Tessera.Access;
using Tessera.Data;
using Tessera.OpenApi;
using Tessera.People;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera;

/// <summary>Whether the service works: ASAPP's for its clients, and one without a key for load balancers.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/health", Health).Requires(Scopes.None)
            .Does("getHealth", "Whether the service works").Gives(200, new HealthResource("SUCCESS"));
        app.MapGet("/v1/status", Status).Requires(Scopes.Read)
            .Does("getStatus", "How writing and the indexes do")
            .Gives(200, new StatusResource("SQLite", new WritingResource("running", 0), new IndexResource("ready", 1200, 1200, 14, 0)));
        app.MapGet(
            "/healthz",
            (Database database, WriteQueue writes) => Works(database, writes)
                ? Results.Text("ok")
                : Results.Text("failed", statusCode: 503));
        app.MapGet("/", () => Results.Text("Tessera is running. Its API is described at /docs; GET /healthz says whether it is well.\n"));
    }

    static IResult Health(Database database, WriteQueue writes) =>
        Json.Ok(new HealthResource(Works(database, writes) ? "SUCCESS" : "FAILED"));

    static async Task<IResult> Status(
        HttpContext http, Database database, WriteQueue writes, LiveWorkspaces live, MetadataStore metadata,
        CancellationToken cancellationToken)
    {
        var lag = writes.IndexLag + metadata.Behind(http.Caller().Workspace);
        var workspace = await live.GetAsync(http.Caller().Workspace, cancellationToken);
        return Json.Ok(new StatusResource(
            database.Dialect.Name,
            new WritingResource(writes.Stopped ? "stopped" : "running", writes.Waiting),
            new IndexResource(
                workspace.Filled ? "ready" : "filling", workspace.Conversations.Total, workspace.Indexed, workspace.Segments.Count, lag)));
    }

    static bool Works(Database database, WriteQueue writes)
    {
        if (writes.Stopped) return false;
        try
        {
            using var connection = database.Read();
            using var statement = new Statement(connection, "SELECT COUNT(*) FROM schema_migration");
            using var row = statement.Read();
            return row.Read();
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }

    sealed record HealthResource(string HealthCheck);

    /// <summary>How the service does, as far as the caller's workspace is concerned.</summary>
    sealed record StatusResource(string Database, WritingResource Writing, IndexResource Index);

    sealed record WritingResource(string State, int Waiting);

    /// <summary>The indexes in memory. While the state is <c>filling</c>, questions are answered from the database.</summary>
    /// <param name="State"><c>ready</c> or <c>filling</c>.</param>
    /// <param name="Conversations">All conversations.</param>
    /// <param name="IndexedConversations">Those the index has.</param>
    /// <param name="Segments">All segments.</param>
    /// <param name="Lag">Requests that are on disk and not yet, or not yet wholly, in the indexes.</param>
    sealed record IndexResource(string State, int Conversations, int IndexedConversations, int Segments, long Lag);
}
