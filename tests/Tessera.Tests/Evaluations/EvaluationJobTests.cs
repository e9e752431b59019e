using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Access;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Evaluations.MoodCases;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Evaluations;

/// <summary>An evaluation is a job like others: listed with them, paused, cancelled and resumed as either.</summary>
public sealed class EvaluationJobTests(Servers servers)
{
    const string Evaluations = EvaluationsPath;

    [Theory, OnBothDatabases]
    public async Task An_evaluation_is_listed_among_the_jobs(Backend backend)
    {
        await using var model = await ScriptedModel.StartAsync(Moods);
        await using var server = await StartAsync(backend, model);
        using var workspace = WorkspaceOf(server);
        var api = workspace.Api;
        await LabelAsync(workspace, 3);
        var backFill = await api.PausedBackFillAsync("ALL");

        var ended = await RunAsync(api, TwoCandidates);

        var job = Assert.Single((await api.GetAsync("/v1/jobs?kind=evaluation")).Expect(200).Json["items"]!.AsArray())!;
        Assert.Equal(
            ((string)ended["id"]!, "evaluation", "done", "normal"),
            ((string)job["id"]!, (string)job["kind"]!, (string)job["state"]!, (string)job["priority"]!));
        Assert.Equal((6, 6, api.KeyId), ((int)job["done"]!, (int)job["total"]!, (string)job["createdBy"]!));
        Assert.Equal(
            ((string)ended["createdAt"]!, (string)ended["finishedAt"]!, (string)ended["keyId"]!),
            ((string)job["createdAt"]!, (string)job["updatedAt"]!, api.KeyId));
        Assert.Equal(2, (await api.GetAsync("/v1/jobs")).Expect(200).Json["items"]!.AsArray().Count);
        (await api.PostAsync($"/v1/jobs/{job["id"]}/cancel", "")).ExpectError("409-01", "The job is done: there is nothing to cancel.");

        // Neither is taken for the other.
        (await api.GetAsync($"/v1/back-fills/{job["id"]}")).ExpectError("404-01", $"There is no back-fill {job["id"]}.");
        foreach (var action in new[] { "cancel", "resume" })
            (await api.PostAsync($"{Evaluations}/{backFill}/{action}", "")).ExpectError("404-01", $"There is no evaluation {backFill}.");
        Assert.Equal("paused", (await api.GetAsync($"/v1/jobs/{backFill}")).Expect(200)["state"]);
        using var other = Servers.NewKey(server, "other");
        Assert.Empty((await other.GetAsync("/v1/jobs")).Expect(200).Json["items"]!.AsArray());
        (await other.PostAsync($"{Evaluations}/{job["id"]}/cancel", "")).ExpectError("404-01", $"There is no evaluation {job["id"]}.");
    }

    [Theory]
    [OnBothDatabases("/v1/jobs")]
    [OnBothDatabases(Evaluations)]
    public async Task Paused_it_keeps_what_was_under_way_and_resumed_it_asks_for_the_rest(Backend backend, string resumedAs)
    {
        var gate = new TaskCompletionSource();
        await using var model = await ScriptedModel.StartAsync(async (_, _, http, request) =>
        {
            await gate.Task.WaitAsync(http.RequestAborted);
            await Moods(http, request);
        });
        await using var server = await StartAsync(backend, model);
        using var workspace = WorkspaceOf(server);
        var api = workspace.Api;
        await LabelAsync(workspace, 6);
        var id = (await api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
        await Eventually.IsTrueAsync(() => Task.FromResult(model.Calls == 4), "four cases are put to the model");

        Assert.Equal("pausing", (await api.PostAsync($"/v1/jobs/{id}/pause", "")).Expect(200)["state"]);
        Assert.Equal("running", (await api.GetAsync($"{Evaluations}/{id}")).Expect(200)["status"]);
        gate.SetResult();
        var paused = await EndAsync(api, id, "interrupted");

        Assert.Equal(
            ("Somebody has paused its job.", 4, 4), ((string)paused["reason"]!, (int)paused["progress"]!["answered"]!, model.Calls));
        Assert.Equal((true, null), (paused["finishedAt"] is not null, paused["report"]));
        var job = (await api.GetAsync($"/v1/jobs/{id}")).Expect(200).Json;
        Assert.Equal(("paused", 4, 12), ((string)job["state"]!, (int)job["done"]!, (int)job["total"]!));

        (await api.PostAsync($"{resumedAs}/{id}/resume", "")).Expect(200);
        var ended = await EndAsync(api, id);
        Assert.Equal((12, 12, null), ((int)ended["progress"]!["answered"]!, model.Calls, ended["reason"]));
        Assert.Equal(12, (await workspace.UsageAsync()).Calls);
    }

    [Theory, OnBothDatabases]
    public async Task Cancelled_as_a_job_it_stays_cancelled_until_that_is_replayed(Backend backend)
    {
        await using var model = await ScriptedModel.StartAsync(
            async (call, _, http, request) => await (call == 1 ? Hangs : Moods)(http, request));
        await using var server = await StartAsync(backend, model, atOnce: 1);
        using var workspace = WorkspaceOf(server);
        var api = workspace.Api;
        await LabelAsync(workspace, 2);
        var id = (await api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
        await Eventually.IsTrueAsync(() => Task.FromResult(model.Calls == 2), "the model hangs");

        (await api.PostAsync($"/v1/jobs/{id}/cancel", "")).Expect(200);
        Assert.Equal("cancelled", (await api.GetAsync($"{Evaluations}/{id}")).Expect(200)["status"]);
        // Who asks for a pause now comes too late.
        await api.PostAsync($"/v1/jobs/{id}/pause", "");
        await Eventually.IsTrueAsync(async () => await StateAsync(api, id) == "cancelled", "the job is cancelled");
        Assert.Equal("cancelled", (await api.PostAsync($"{Evaluations}/{id}/resume", "")).Expect(200)["status"]);

        (await api.PostAsync($"/v1/jobs/{id}/replay", "")).Expect(200);
        var ended = await EndAsync(api, id);
        Assert.Equal((4, 5), ((int)ended["progress"]!["answered"]!, model.Calls));
    }

    [Theory]
    [OnBothDatabases("/v1/jobs")]
    [OnBothDatabases(Evaluations)]
    public async Task What_was_interrupted_is_a_job_that_failed_and_can_be_cancelled(Backend backend, string cancelledAs)
    {
        await using var model = await ScriptedModel.StartAsync(Moods);
        await using var server = await StartAsync(backend, model);
        using var workspace = WorkspaceOf(server);
        var api = workspace.Api;
        await LabelAsync(workspace, 2);
        (await api.PutAsync("/v1/usage/budget", """{"daily":{"tokens":1}}""")).Expect(200);
        var id = (await api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
        var interrupted = await EndAsync(api, id, "interrupted");

        var job = Assert.Single((await api.GetAsync("/v1/jobs?state=failed")).Expect(200).Json["items"]!.AsArray())!;
        Assert.Equal((id, (string)interrupted["reason"]!), ((string)job["id"]!, (string)job["reason"]!));
        (await api.PostAsync($"/v1/jobs/{id}/pause", "")).ExpectError("409-01", "The job is failed: there is nothing to pause.");
        (await api.PostAsync($"{cancelledAs}/{id}/cancel", "")).Expect(200);
        Assert.Equal("cancelled", (await api.PostAsync($"{Evaluations}/{id}/resume", "")).Expect(200)["status"]);
        Assert.Equal(("cancelled", 0), (await StateAsync(api, id), model.Calls));
    }

    [Theory, OnBothDatabases]
    public async Task Without_its_model_it_is_interrupted_and_with_it_goes_on(Backend backend)
    {
        var database = servers.NewDatabase(backend);
        await using var dying = await ScriptedModel.StartAsync(
            async (call, _, http, request) => await (call < 1 ? Moods : Hangs)(http, request));
        string id;
        await using (var server = await Servers.StartAsync(database with { Model = ModelOf(dying, atOnce: 1) }))
        {
            using var workspace = WorkspaceOf(server);
            await LabelAsync(workspace, 2);
            id = (await workspace.Api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
            await Eventually.IsTrueAsync(() => Task.FromResult(dying.Calls == 2), "the model hangs");
        }

        await using (var without = await Servers.StartAsync(database))
        {
            using var api = Servers.NewKey(without, "w");
            Assert.Equal("now: no language model scripted is configured.", (string)(await EndAsync(api, id, "interrupted"))["reason"]!);
        }

        await using var living = await ScriptedModel.StartAsync(Moods);
        await using var again = await Servers.StartAsync(database with { Model = ModelOf(living, atOnce: 1) });
        using var key = Servers.NewKey(again, "w");
        Assert.Equal("interrupted", (await key.GetAsync($"{Evaluations}/{id}")).Expect(200)["status"]);
        (await key.PostAsync($"{Evaluations}/{id}/resume", "")).Expect(200);
        Assert.Equal((4, 3), ((int)(await EndAsync(key, id))["progress"]!["answered"]!, living.Calls));
    }

    [Theory, OnBothDatabases]
    public async Task One_that_takes_longer_than_a_turn_has_as_many_as_it_needs(Backend backend)
    {
        var clock = new ManualClock();
        await using var model = await ScriptedModel.StartAsync(async (_, _, http, request) =>
        {
            clock.Advance(TimeSpan.FromSeconds(6));
            await Moods(http, request);
        });
        await using var server = await StartAsync(backend, model, atOnce: 1, clock);
        using var workspace = WorkspaceOf(server);
        await LabelAsync(workspace, 3);

        var ended = await RunAsync(workspace.Api, TwoCandidates);

        Assert.Equal((6, 6), ((int)ended["progress"]!["answered"]!, model.Calls));
        // One for each answer, also between those to one case, and one for the report.
        var job = server.Services.GetRequiredService<Tessera.Jobs.JobStore>()
            .Find(server.Services.GetRequiredService<AccessKeyStore>().FindOrCreateWorkspace("w"), (string)ended["id"]!);
        Assert.Equal(7, job!.Fence);
    }

    [Theory, OnBothDatabases]
    public async Task A_model_that_stays_away_interrupts_at_the_eighth_attempt(Backend backend)
    {
        await using var model = await ScriptedModel.StartAsync(
            async (call, _, http, request) => await (call < 8 ? Status(503) : Moods)(http, request));
        var clock = new ManualClock();
        await using var server = await StartAsync(backend, model, atOnce: 1, clock);
        using var workspace = WorkspaceOf(server);
        var api = workspace.Api;
        await LabelAsync(workspace, 1);
        var id = (await api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
        for (var attempt = 1; attempt < 8; attempt++)
        {
            await Eventually.IsTrueAsync(
                async () => (int)(await api.GetAsync($"/v1/jobs/{id}")).Expect(200).Json["attempts"]! == attempt,
                $"attempt {attempt} has failed");
            var waiting = (await api.GetAsync($"{Evaluations}/{id}")).Expect(200).Json;
            Assert.Equal(("running", attempt), ((string)waiting["status"]!, model.Calls));
            Assert.StartsWith("now: ", (string)waiting["reason"]!, StringComparison.Ordinal);
            clock.Advance(TimeSpan.FromSeconds(64));
        }

        var interrupted = await EndAsync(api, id, "interrupted");
        Assert.StartsWith("Given up after 8 attempts. now: ", (string)interrupted["reason"]!, StringComparison.Ordinal);
        (await api.PostAsync($"{Evaluations}/{id}/resume", "")).Expect(200);
        await EndAsync(api, id);
        Assert.Equal(10, model.Calls);
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("2", 2)]
    [InlineData("16", 16)]
    [InlineData("120", 120)]
    [InlineData("121", null)]
    public async Task A_model_that_says_when_to_come_again_is_asked_then(string retryAfter, int? seconds)
    {
        await using var model = await ScriptedModel.StartAsync(Status(429, retryAfter: retryAfter));
        var clock = new ManualClock();
        await using var server = await StartAsync(Backend.Sqlite, model, atOnce: 1, clock);
        using var workspace = WorkspaceOf(server);
        await LabelAsync(workspace, 1);
        var id = (await workspace.Api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];

        JsonNode job = null!;
        await Eventually.IsTrueAsync(
            async () => (job = (await workspace.Api.GetAsync($"/v1/jobs/{id}")).Expect(200).Json)["reason"] is not null,
            "the model has refused");

        Assert.Equal(seconds is null ? "failed" : "waiting", (string)job["state"]!);
        if (seconds is { } most)
            Assert.InRange(
                DateTimeOffset.Parse((string)job["dueAt"]!) - clock.GetUtcNow(), TimeSpan.FromSeconds(most == 1 ? 0.5 : most),
                TimeSpan.FromSeconds(most));
    }

    Task<WebApplication> StartAsync(Backend backend, ScriptedModel model, int atOnce = 8, TimeProvider? clock = null)
    {
        var options = model.Options with { Concurrency = atOnce, Retries = 0, ParkAfter = int.MaxValue, Timeout = TimeSpan.FromMinutes(1) };
        return Servers.StartAsync(
            servers.NewDatabase(backend) with
            {
                Model = Llm.LanguageModel.Of(options, TimeProvider.System),
                Clock = clock ?? TimeProvider.System,
            });
    }

    static ModelWorkspace WorkspaceOf(WebApplication server) => new(Servers.NewKey(server, "w"), "any", []);

    static async Task<string> StateAsync(Api api, string id) => (await api.GetAsync($"/v1/jobs/{id}")).Expect(200)["state"];
}
