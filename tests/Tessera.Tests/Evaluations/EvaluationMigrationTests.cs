using System.Text.Json.Nodes;
using Dapper;
using Tessera.Data;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Evaluations.MoodCases;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Evaluations;

/// <summary>Evaluations of a database from before they were jobs.</summary>
public sealed class EvaluationMigrationTests(Servers servers)
{
    const string Evaluations = EvaluationsPath;

    [Theory, OnBothDatabases]
    public async Task Those_under_way_go_on_and_those_that_ended_stay_as_they_are(Backend backend)
    {
        var database = servers.NewDatabase(backend);
        await using var dying = await ScriptedModel.StartAsync(
            async (call, _, http, request) => await (call < 7 ? Moods : Hangs)(http, request));
        var ids = new List<string>();
        var before = new List<JsonNode>();
        await using (var server = await Servers.StartAsync(database with { Model = ModelOf(dying, atOnce: 1) }))
        {
            using var workspace = new ModelWorkspace(Servers.NewKey(server, "w"), "any", []);
            await LabelAsync(workspace, 2);
            // One is completed, one cancelled, one under way, one waits.
            ids.Add((string)(await RunAsync(workspace.Api, TwoCandidates))["id"]!);
            for (var i = 0; i < 3; i++)
                ids.Add(
                    (await workspace.Api.PostAsync(
                        Evaluations, """{"candidates":[{"name":"ours","strategy":"built-in-only"}]}""")).Expect(201)["id"]);
            foreach (var id in ids) await EndAsync(workspace.Api, id);
            ids.Add((await workspace.Api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"]);
            await Eventually.IsTrueAsync(() => Task.FromResult(dying.Calls == 8), "the model hangs");
            foreach (var id in ids) before.Add((await workspace.Api.GetAsync($"{Evaluations}/{id}")).Expect(200).Json);
        }

        Assert.Equal(3, (int)before[4]["progress"]!["answered"]!);
        MakeOld(database, cancelled: ids[1], interrupted: ids[2], queued: ids[3]);

        await using var living = await ScriptedModel.StartAsync(Moods);
        await using var newer = await Servers.StartAsync(database with { Model = ModelOf(living, atOnce: 1) });
        using var api = Servers.NewKey(newer, "w");
        Assert.Equal(before[0].ToJsonString(), (await api.GetAsync($"{Evaluations}/{ids[0]}")).Expect(200).Json.ToJsonString());
        await EndAsync(api, ids[1], "cancelled");
        Assert.Equal("The day is over.", (string)(await EndAsync(api, ids[2], "interrupted"))["reason"]!);
        Assert.Equal(2, (int)(await EndAsync(api, ids[3]))["report"]!["conversations"]!);
        var ended = await EndAsync(api, ids[4]);
        Assert.Equal((4, 1), ((int)ended["progress"]!["answered"]!, living.Calls));
        Assert.Equal((string)before[4]["createdAt"]!, (string)ended["createdAt"]!);
        // What was paid for before is among its costs.
        var cost = ended["report"]!["candidates"]![1]!["total"]!["cost"]!;
        Assert.Equal(2, (int)cost["calls"]! - (int)cost["failed"]!);

        (await api.PostAsync($"{Evaluations}/{ids[2]}/resume", "")).Expect(200);
        await EndAsync(api, ids[2]);
        var listed = (await api.GetAsync(Evaluations)).Expect(200).Json["evaluations"]!.AsArray();
        Assert.Equal(ids, listed.Select(one => (string)one!["id"]!));
        Assert.Equal(before.Select(one => (string)one["keyId"]!), listed.Select(one => (string)one!["keyId"]!));
    }

    // The table as it was, filled from what has become of it.
    static void MakeOld(ServerOptions options, string cancelled, string interrupted, string queued)
    {
        using var database = Database.Open(options.DataDirectory, options.Database);
        using var connection = database.Dialect.OpenWriter();
        connection.Execute(database.Dialect.Translate("""
            CREATE TABLE evaluation (
                workspace_id BIGINT NOT NULL, evaluation_id TEXT NOT NULL, plan TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT, report TEXT, key_id TEXT,
                created_at BIGINT NOT NULL, finished_at BIGINT, PRIMARY KEY (workspace_id, evaluation_id)) {clustered};
            CREATE INDEX evaluation_by_status ON evaluation (status);
            INSERT INTO evaluation (workspace_id, evaluation_id, plan, status, reason, report, key_id, created_at, finished_at)
            SELECT j.workspace_id, j.job_id, j.definition, CASE j.state WHEN 4 THEN 3 ELSE 2 END, NULL, r.report, j.created_by, j.created_at,
                CASE j.state WHEN 4 THEN j.updated_at END
            FROM job j LEFT JOIN evaluation_report r ON r.workspace_id = j.workspace_id AND r.evaluation_id = j.job_id WHERE j.kind = 4;
            DELETE FROM job WHERE kind = 4;
            DROP TABLE evaluation_report;
            DELETE FROM schema_migration WHERE version = 14;
            """));
        connection.Execute(
            "DELETE FROM evaluation_answer WHERE evaluation_id IN (@cancelled, @interrupted, @queued)",
            new { cancelled, interrupted, queued });
        foreach (var (id, status, reason) in new[] { (cancelled, 4, null), (interrupted, 5, "The day is over."), (queued, 1, null) })
        {
            connection.Execute(
                "UPDATE evaluation SET status = @status, reason = @reason, report = NULL, finished_at = CASE WHEN @status = 1 THEN NULL ELSE finished_at END WHERE evaluation_id = @id",
                new { id, status, reason });
        }
    }
}
