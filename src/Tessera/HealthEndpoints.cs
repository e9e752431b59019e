using Tessera.Access;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera;

/// <summary>Whether the service works: ASAPP's for its clients, and one without a key for load balancers.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/health", Health).Requires(Scopes.None);
        app.MapGet("/healthz", (Database database, WriteQueue writes) => Works(database, writes) ? Results.Text("ok") : Results.Text("failed", statusCode: 503));
        app.MapGet("/", () => Results.Text("Tessera is running. Its API is described in docs/ of its repository; GET /healthz says whether it is well.\n"));
    }

    static IResult Health(Database database, WriteQueue writes) => Json.Ok(new HealthResource(Works(database, writes) ? "SUCCESS" : "FAILED"));

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
}
