using System.Diagnostics;
using System.Text;
using Dapper;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Data;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Evaluations;

/// <summary>The server is killed again and again while it works on an evaluation.</summary>
public sealed class KilledEvaluationTests(Servers servers)
{
    const int Conversations = 200;
    const int Candidates = 2;
    const int Answers = Conversations * Candidates;
    const int Kills = 8;

    // Calls under way at a kill may be made again; these are as many as can be.
    const int AtATime = 4;

    [Theory, OnBothDatabases]
    public async Task Every_answer_is_kept_once_and_only_what_was_under_way_is_asked_again(Backend backend)
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
        string? evaluation = null;
#pragma warning disable CA5394 // When to kill is nothing to guess.
        var random = new Random(7);
        for (var started = 0; started <= Kills; started++)
        {
            using var process = Serve(options, model);
            using var api = new Api(await CommandLine.AddressAsync(process), "support", id, secret);
            evaluation ??= await BeginAsync(api);
            if (started < Kills) await Task.Delay(random.Next(50, 600), TestContext.Current.CancellationToken);
            else await AssertReportAsync(api, evaluation);
            process.Kill(); // SIGKILL: nothing of it runs any more.
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
#pragma warning restore CA5394

        using var database = Database.Open(options.DataDirectory, options.Database);
        using var connection = database.Read();
        Assert.Equal(Answers, connection.QuerySingle<int>("SELECT CAST(COUNT(*) AS INTEGER) FROM evaluation_answer"));
        var (calls, asked) = connection.QuerySingle<(int, int)>(
            "SELECT CAST(COUNT(*) AS INTEGER), CAST(COUNT(DISTINCT job_id || conversation_id) AS INTEGER) FROM model_call WHERE outcome = 0");
        Assert.Equal(Answers, asked);
        Assert.InRange(calls - Answers, 0, Kills * AtATime);
        Assert.InRange(model.Calls, calls, calls + (Kills * AtATime));
    }

    static Process Serve(ServerOptions options, ScriptedModel model) => CommandLine.Start(
        ["serve", "--urls", "http://127.0.0.1:0", .. CommandLine.Options(options)],
        ("TESSERA_MODEL_URL", model.Options.Url.ToString()), ("TESSERA_MODEL", "scripted"), ("TESSERA_MODEL_CONCURRENCY", $"{AtATime}"));

    static async Task<string> BeginAsync(Api api)
    {
        (await api.PostAsync(Given.Fields, """
            {"id":"q_said","name":"Said","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"Was it said?"}}
            """)).Expect(201);
        var conversations = string.Concat(Enumerable.Range(0, Conversations).Select(i => $$$"""
            {"conversation":{"externalId":"c-{{{i}}}","customer":{"externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"},"messages":[{"text":"{{{i}}}: yes please","sender":{"role":"customer","externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"}]}

            """));
        (await api.SendAsync(HttpMethod.Post, "/v1/import", Encoding.UTF8.GetBytes(conversations), "application/x-ndjson")).Expect(200);
        var labels = string.Join('\n', Enumerable.Range(0, Conversations).Select(i => $$$"""{"externalConversationId":"c-{{{i}}}","labels":{"q_said":["Yes"]}}"""));
        (await api.SendAsync(HttpMethod.Post, "/v1/labelled-case-file?set=said", labels, "application/x-ndjson")).Expect(200);
        return (await api.PostAsync(MoodCases.EvaluationsPath, MoodCases.TwoCandidates)).Expect(201)["id"];
    }

    static async Task AssertReportAsync(Api api, string id)
    {
        var ended = await MoodCases.EndAsync(api, id);
        Assert.Equal((Answers, Answers), ((int)ended["progress"]!["answered"]!, (int)ended["progress"]!["total"]!));
        Assert.All(ended["report"]!["candidates"]!.AsArray(), candidate => Assert.Equal((Conversations, 0), ((int)candidate!["total"]!["right"]!, (int)candidate["total"]!["failed"]!)));
        var job = (await api.GetAsync($"/v1/jobs/{id}")).Expect(200).Json;
        Assert.Equal(("done", Answers, Answers), ((string)job["state"]!, (int)job["done"]!, (int)job["total"]!));
    }
}
