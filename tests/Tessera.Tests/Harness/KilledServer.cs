using System.Text;
using Dapper;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Data;
using Tessera.Tests.Models;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Harness;

/// <summary>A server, as a process of its own, that is killed again and again while it works on a job by a model.</summary>
internal sealed class KilledServer(ServerOptions options)
{
    /// <summary>How often it is killed.</summary>
    public required int Kills { get; init; }

    /// <summary>It lives for less than this each time, in milliseconds.</summary>
    public required int LongestLife { get; init; }

    /// <summary>Calls of the model at a time. Those under way at a kill may be made again; these are as many as can be.</summary>
    public required int AtATime { get; init; }

    /// <summary>Has the field <c>q_said</c>, and conversations from <c>c-0</c> on to which the model answers Yes.</summary>
    public static async Task FillAsync(Api api, int conversations)
    {
        (await api.PostAsync(Given.Fields, """
            {"id":"q_said","name":"Said","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"Was it said?"}}
            """)).Expect(201);
        foreach (var lines in Enumerable.Range(0, conversations).Chunk(500))
        {
            var body = string.Concat(lines.Select(i => $$$"""
                {"conversation":{"externalId":"c-{{{i}}}","customer":{"externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"},"messages":[{"text":"{{{i}}}: yes please","sender":{"role":"customer","externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"}]}

                """));
            (await api.SendAsync(HttpMethod.Post, "/v1/import", Encoding.UTF8.GetBytes(body), "application/x-ndjson")).Expect(200);
        }
    }

    /// <summary>
    /// Begins a job and kills the server until it is left alone to end it; expects that only what was under way was asked again.
    /// </summary>
    /// <param name="calls">How many calls the job takes.</param>
    /// <param name="begin">Begins the job and gives its id.</param>
    /// <param name="end">Waits for the job's end.</param>
    public async Task WorkAsync(int calls, Func<Api, Task<string>> begin, Func<Api, string, Task> end)
    {
        var answer = Form(("Yes", "yes please", 1));
        await using var model = await ScriptedModel.StartAsync(async (_, _, http, request) =>
        {
            await Task.Delay(25, http.RequestAborted);
            await answer(http, request);
        });
        var keys = CommonOptions.OpenKeys(options.DataDirectory, options.Database);
        var (id, secret) = keys.Create(keys.FindOrCreateWorkspace("support"), Scopes.All);
        string? job = null;
        var random = new Random(7);
        for (var killed = 0; killed <= Kills; killed++)
        {
            using var process = CommandLine.Start(
                ["serve", "--urls", "http://127.0.0.1:0", .. CommandLine.Options(options)],
                ("TESSERA_MODEL_URL", model.Options.Url.ToString()), ("TESSERA_MODEL", "scripted"),
                ("TESSERA_MODEL_CONCURRENCY", $"{AtATime}"));
            using var api = new Api(await CommandLine.AddressAsync(process), "support", id, secret);
            job ??= await begin(api);
#pragma warning disable CA5394 // When to kill is nothing to guess.
            if (killed < Kills) await Task.Delay(random.Next(50, LongestLife), TestContext.Current.CancellationToken);
#pragma warning restore CA5394
            else await end(api, job);
            process.Kill(); // SIGKILL: nothing of it runs any more.
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var called = Count("model_call WHERE outcome = 0");
        Assert.Equal(calls, Count("(SELECT DISTINCT job_id, conversation_id FROM model_call WHERE outcome = 0) AS asked"));
        Assert.InRange(called - calls, 0, Kills * AtATime);
        // Most kills find calls under way, which the model answers twice and the ledger has once.
        Assert.InRange(model.Calls, called, called + (Kills * AtATime));
    }

    /// <summary>How many rows of a table there are, once it works no more.</summary>
    public int Count(string table)
    {
        using var database = Database.Open(options.DataDirectory, options.Database);
        using var connection = database.Read();
        return connection.QuerySingle<int>($"SELECT CAST(COUNT(*) AS INTEGER) FROM {table}");
    }
}
