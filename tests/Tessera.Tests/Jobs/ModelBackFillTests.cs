using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Jobs;

/// <summary>Back-fills by a language model: paid for once, parked while it can't be had, and exact in what they report.</summary>
public sealed class ModelBackFillTests(ModelWorkspaces workspaces) : IClassFixture<ModelWorkspaces>
{
    static readonly Step Right = Form(ModelWorkspace.Right);

    [Theory, OnBothDatabases]
    public async Task Each_conversation_is_paid_for_once_and_the_estimate_says_how_often(Backend backend)
    {
        const int Conversations = 12;
        using var workspace = await workspaces.NewAsync(backend, Right);
        await workspace.DefineAsync();
        for (var i = 0; i < Conversations; i++) await workspace.ConversationAsync($"c-{i}", ModelWorkspace.Thanks);

        var made = (await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json;
        var done = await workspace.Api.DoneAsync(made);

        var estimate = made["estimate"]!;
        Assert.Equal(
            (Conversations, Conversations, Conversations),
            ((int)estimate["conversations"]!, (int)estimate["sampled"]!, (int)estimate["calls"]!));
        Assert.True(
            (double)estimate["minutes"]! > 0 && (decimal)estimate["cost"]! > 0 && (int)estimate["inputTokens"]! > Conversations * 100);
        Assert.Equal("e_mood:12 q_happy:12", Added(done));
        Assert.Equal(
            $$"""{"calls":{{Conversations}},"inputTokens":{{Conversations * 100}},"outputTokens":{{Conversations * 10}},"cost":0.00144}""",
            done["spent"]!.ToJsonString());
        Assert.Equal((Conversations, Conversations), (workspace.Requests.Count, (await workspace.UsageAsync()).Calls));

        // All is known now: another one is free, and says so before.
        var again = (await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json;
        Assert.Equal(0, (int)again["estimate"]!["calls"]!);
        Assert.Equal(0, (int)(await workspace.Api.DoneAsync(again))["spent"]!["calls"]!);
        var anew = (await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"],"regenerate":true}""")).Expect(201).Json;
        Assert.Equal(Conversations, (int)anew["estimate"]!["calls"]!);
        Assert.Equal(Conversations, (int)(await workspace.Api.DoneAsync(anew))["spent"]!["calls"]!);
    }

    [Theory, OnBothDatabases]
    public async Task What_a_back_fill_has_cost_is_in_the_usage_by_job(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Right, Status(401), Right);
        await workspace.ExtractAsync();
        await workspace.ConversationAsync("c-2", ModelWorkspace.Thanks);
        await workspace.ConversationAsync("c-3", ModelWorkspace.Thanks);

        // A request made a call of its own; of the first back-fill's two one is refused, and so the second one makes that again.
        var first = (await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json;
        var spent = (await workspace.Api.DoneAsync(first))["spent"]!;
        var second = (await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json;
        await workspace.Api.DoneAsync(second);
        var usage = (await workspace.Api.GetAsync("/v1/usage?groupBy=job")).Expect(200).Json;

        Assert.Equal(
            [$"{first["job"]!["id"]} 2 1 100 10 0.00012", $"{second["job"]!["id"]} 1 0 100 10 0.00012"],
            usage["groups"]!.AsArray()
                .Select(g => $"{g!["group"]} {g["calls"]} {g["failed"]} {g["inputTokens"]} {g["outputTokens"]} {g["cost"]}"));
        Assert.Equal((2, 0.00012m), ((int)spent["calls"]!, (decimal)spent["cost"]!));
        Assert.Equal((4, 0.00036m), ((int)usage["total"]!["calls"]!, (decimal)usage["total"]!["cost"]!));
        Assert.Empty(
            (await workspace.Api.GetAsync(
                "/v1/usage?groupBy=job&from=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z")).Expect(200).Json["groups"]!
                .AsArray());
        (await workspace.Api.GetAsync("/v1/usage?groupBy=jobs")).ExpectError(
            "400-01", "groupBy: expected one of day, model, segment, field, job, outcome, found jobs.");
    }

    [Theory, OnBothDatabases]
    public async Task A_spent_budget_parks_a_back_fill_and_more_of_it_lets_it_go_on(Backend backend)
    {
        const int Conversations = 10;
        using var workspace = await workspaces.NewAsync(backend, Right);
        await workspace.DefineAsync();
        for (var i = 0; i < Conversations; i++) await workspace.ConversationAsync($"c-{i}", ModelWorkspace.Thanks);
        // A call reserves the longest answer, 4,096 tokens, and its prompt.
        (await workspace.Api.PutAsync("/v1/usage/budget", """{"daily":{"tokens":5000}}""")).Expect(200);

        var id = (string)(await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json["job"]!["id"]!;
        var parked = await workspace.Api.BackFillAsync(
            id, b => (string?)b["job"]!["reason"] is { } reason && reason.Contains("budget", StringComparison.Ordinal), "parked");

        Assert.Equal("waiting", (string)parked["job"]!["state"]!);
        Assert.Equal(0, (int)parked["job"]!["attempts"]!);
        Assert.True((int)parked["job"]!["done"]! < Conversations);
        Assert.NotNull((string?)parked["job"]!["dueAt"]);
        (await workspace.Api.PutAsync("/v1/usage/budget", "{}")).Expect(200);
        // It would wait for some minutes: pausing and resuming has it try at once.
        (await workspace.Api.PostAsync($"/v1/jobs/{id}/pause", "")).Expect(200);
        (await workspace.Api.PostAsync($"/v1/jobs/{id}/resume", "")).Expect(200);
        var done = await workspace.Api.DoneAsync(id);

        Assert.Equal("e_mood:10 q_happy:10", Added(done));
        Assert.Equal((Conversations, Conversations), (workspace.Requests.Count, (int)done["spent"]!["calls"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_the_model_fails_on_is_tried_again_at_the_end_and_given_up_alone(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, (http, request) =>
            ((string)request["messages"]![1]!["content"]!).Contains("unlucky", StringComparison.Ordinal)
                ? Status(500)(http, request)
                : Right(http, request));
        await workspace.DefineAsync();
        var unlucky = await workspace.ConversationAsync("c-0", "unlucky");
        for (var i = 1; i < 8; i++) await workspace.ConversationAsync($"c-{i}", ModelWorkspace.Thanks);

        var done = await workspace.Api.DoneAsync(
            (await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json);

        Assert.Equal((8, 1, 0), ((int)done["job"]!["done"]!, (int)done["givenUp"]!, (int)done["retrying"]!));
        Assert.Equal("e_mood:7 q_happy:7", Added(done));
        var failed = Assert.Single(done["samples"]!.AsArray(), s => (string)s!["fate"]! == "failed")!;
        Assert.Equal(unlucky, (string)failed["conversationId"]!);
        Assert.Contains("500", (string)failed["reason"]!, StringComparison.Ordinal);
        // Three attempts, each repeated once by the client.
        Assert.Equal(
            6, workspace.Requests.Count(r => ((string)r["messages"]![1]!["content"]!).Contains("unlucky", StringComparison.Ordinal)));
    }

    [Theory, OnBothDatabases]
    public async Task A_model_that_refuses_fails_the_values_and_not_the_back_fill(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Status(401));
        await workspace.DefineAsync();
        for (var i = 0; i < 3; i++) await workspace.ConversationAsync($"c-{i}", ModelWorkspace.Thanks);

        var done = await workspace.Api.DoneAsync(
            (await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json);

        Assert.Equal([3, 3], done["fields"]!.AsArray().Select(f => (int)f!["values"]!["failed"]!));
        Assert.Equal((3, 0), ((int)done["job"]!["done"]!, (int)done["givenUp"]!));
        Assert.Equal(5, done["samples"]!.AsArray().Count);
    }

    [Theory, OnBothDatabases]
    public async Task A_pause_lets_calls_under_way_finish_and_a_resumed_back_fill_pays_for_none_of_them_again(Backend backend)
    {
        const int Conversations = 40;
        using var workspace = await workspaces.NewAsync(backend, SlowlyRight);
        await workspace.DefineAsync();
        for (var i = 0; i < Conversations; i++) await workspace.ConversationAsync($"c-{i}", ModelWorkspace.Thanks);
        (await workspace.Api.PutAsync("/v1/usage/budget", """{"daily":{"tokens":1000000}}""")).Expect(200);

        var id = (string)(await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json["job"]!["id"]!;
        await workspace.Api.BackFillAsync(id, _ => !workspace.Requests.IsEmpty, "begun");
        (await workspace.Api.PostAsync($"/v1/jobs/{id}/pause", "")).Expect(200);
        var paused = await workspace.Api.BackFillAsync(id, b => (string)b["job"]!["state"]! == "paused", "paused");
        Assert.Equal(workspace.Requests.Count, (int)paused["job"]!["done"]!);

        (await workspace.Api.PostAsync($"/v1/jobs/{id}/resume", "")).Expect(200);
        var done = await workspace.Api.DoneAsync(id);

        Assert.Equal("e_mood:40 q_happy:40", Added(done));
        Assert.Equal((Conversations, Conversations), (workspace.Requests.Count, (int)done["spent"]!["calls"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_cancelled_back_fill_stops_at_once_and_keeps_what_is_done(Backend backend)
    {
        const int Conversations = 100;
        using var workspace = await workspaces.NewAsync(backend, (http, request) =>
            ((string)request["messages"]![1]!["content"]!).Contains("quick", StringComparison.Ordinal)
                ? Right(http, request)
                : Hangs(http, request));
        await workspace.DefineAsync();
        await workspace.ConversationAsync("c-0", "Thanks, I'm over the moon, quick.");
        for (var i = 1; i < Conversations; i++) await workspace.ConversationAsync($"c-{i}", ModelWorkspace.Thanks);

        var id = (string)(await workspace.Api.PostAsync("/v1/back-fills", """{"segmentIds":["ALL"]}""")).Expect(201).Json["job"]!["id"]!;
        await workspace.Api.BackFillAsync(id, b => (int)b["job"]!["done"]! == 1, "one conversation far");
        (await workspace.Api.PostAsync($"/v1/jobs/{id}/cancel", "")).Expect(200);
        var cancelled = await workspace.Api.BackFillAsync(id, b => (string)b["job"]!["state"]! == "cancelled", "cancelled");

        Assert.Equal(1, (int)cancelled["job"]!["done"]!);
        Assert.Equal(1, await workspace.Api.CountAsync("data.q_happy = 'Yes'"));
        Assert.True(workspace.Requests.Count < Conversations);
    }

    static async Task SlowlyRight(HttpContext http, JsonNode request)
    {
        await Task.Delay(50);
        await Right(http, request);
    }

    static string Added(JsonNode backFill) =>
        string.Join(
            ' ',
            backFill["fields"]!.AsArray().Where(f => (int)f!["values"]!["added"]! > 0)
                .Select(f => $"{f!["fieldId"]}:{f["values"]!["added"]}"));
}
