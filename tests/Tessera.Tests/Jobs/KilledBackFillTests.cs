using System.Diagnostics;
using System.Text;
using Dapper;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Data;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Jobs;

/// <summary>The server is killed again and again while it works on a back-fill by a model.</summary>
public sealed class KilledBackFillTests(Servers servers)
{
    // Calls under way at a kill may be made again; these are as many as can be.
    static readonly int AtATime = 2 * Environment.ProcessorCount;

    [Theory]
    [InlineData(Backend.Sqlite, 5000, 50)]
    [InlineData(Backend.Postgres, 1000, 10)]
    public async Task Every_conversation_is_extracted_once_and_the_report_is_exact(Backend backend, int conversations, int kills)
    {
        var answer = Form(("Yes", "yes please", 1));
        await using var model = await ScriptedModel.StartAsync(async (_, _, http, request) =>
        {
            await Task.Delay(25, http.RequestAborted);
            await answer(http, request);
        });
        var options = servers.NewDatabase(backend);
        var keys = CommonOptions.OpenKeys(options.DataDirectory, options.Database);
        var (id, secret) = keys.Create(keys.FindOrCreateWorkspace("support"), Scopes.All);
        string? job = null;
#pragma warning disable CA5394 // When to kill is nothing to guess.
        var random = new Random(5);
#pragma warning restore CA5394
        var killed = 0;
        for (var finished = false; !finished;)
        {
            using var process = Serve(options, model);
            using var api = new Api(await CommandLine.AddressAsync(process), "support", id, secret);
            job ??= await BeginAsync(api, conversations);
            if (killed < kills)
            {
#pragma warning disable CA5394
                await Task.Delay(random.Next(50, 1200), TestContext.Current.CancellationToken);
#pragma warning restore CA5394
                killed++;
            }
            else
            {
                await Eventually.IsTrueAsync(async () => (await api.GetAsync($"/v1/jobs/{job}")).Expect(200)["state"] == "done", "the back-fill is done", TimeSpan.FromMinutes(5));
                await AssertReportAsync(api, job, conversations);
                finished = true;
            }

            process.Kill(); // SIGKILL: nothing of it runs any more.
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var database = Database.Open(options.DataDirectory, options.Database);
        using var connection = database.Read();
        Assert.Equal((conversations, conversations), connection.QuerySingle<(int, int)>("SELECT CAST(COUNT(*) AS INTEGER), CAST(COUNT(DISTINCT conversation_id) AS INTEGER) FROM structured_data"));
        var (calls, called) = connection.QuerySingle<(int, int)>("SELECT CAST(COUNT(*) AS INTEGER), CAST(COUNT(DISTINCT conversation_id) AS INTEGER) FROM model_call WHERE outcome = 0");
        Assert.Equal(conversations, called);
        Assert.InRange(calls - conversations, 0, kills * AtATime);
        // Most kills find calls under way, which the model answers twice and the ledger has once.
        Assert.InRange(model.Calls, calls, calls + (kills * AtATime));
    }

    static Process Serve(ServerOptions options, ScriptedModel model) => CommandLine.Start(
        ["serve", "--urls", "http://127.0.0.1:0", .. CommandLine.Options(options)],
        ("TESSERA_MODEL_URL", model.Options.Url.ToString()), ("TESSERA_MODEL", "scripted"), ("TESSERA_MODEL_CONCURRENCY", $"{AtATime}"));

    static async Task<string> BeginAsync(Api api, int conversations)
    {
        (await api.PostAsync(Given.Fields, """
            {"id":"q_said","name":"Said","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"Was it said?"}}
            """)).Expect(201);
        await api.SegmentAsync("ALL", "TRUE", "q_said");
        foreach (var lines in Enumerable.Range(0, conversations).Chunk(500))
        {
            var body = string.Concat(lines.Select(i => $$$"""
                {"conversation":{"externalId":"c-{{{i}}}","customer":{"externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"},"messages":[{"text":"{{{i}}}: yes please","sender":{"role":"customer","externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"}]}

                """));
            (await api.SendAsync(HttpMethod.Post, "/v1/import", Encoding.UTF8.GetBytes(body), "application/x-ndjson")).Expect(200);
        }

        return (string)(await api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json["job"]!["id"]!;
    }

    static async Task AssertReportAsync(Api api, string job, int conversations)
    {
        var done = (await api.GetAsync($"/v1/back-fills/{job}")).Expect(200).Json;
        Assert.Equal((conversations, conversations, 0, 0), ((int)done["job"]!["done"]!, (int)done["job"]!["total"]!, (int)done["givenUp"]!, (int)done["retrying"]!));
        Assert.Equal(conversations, (int)Assert.Single(done["fields"]!.AsArray())!["values"]!["added"]!);
        Assert.Equal(conversations, await api.CountAsync("data.q_said = 'Yes'"));
    }
}
