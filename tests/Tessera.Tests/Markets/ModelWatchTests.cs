using Tessera.Llm;
using Tessera.Markets.Watching;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Markets;

/// <summary>Market segments that watch conversations by a language model, on a server of the tests.</summary>
public sealed class ModelWatchTests(Servers servers, ModelWorkspaces workspaces) : IClassFixture<ModelWorkspaces>
{
    const string Questions = """
        {"questions":[{"question":"Does the company run its own fleet?","rationale":"Yes where vehicles are named.","fitType":"GOOD","weight":"HIGH"},
                      {"question":"Is the company of this size: 500+ employees?","rationale":"","fitType":"GOOD","weight":"HIGH"}]}
        """;

    static readonly Step Fleet = Says("""
        {"q1":{"answer":"Yes","confidence":"MEDIUM","passage":2,"quote":"forty lorries","reason":""},"q2":{"answer":"Not Found","confidence":"LOW","passage":0,"quote":"","reason":""}}
        """);

    [Theory, OnBothDatabases]
    public async Task A_conversation_is_scored_by_the_model_once_and_qualification_says_the_same_for_free(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Fleet);
        var api = workspace.Api;
        var oId = await api.MarketAsync(Questions);
        var id = await SayAsync(workspace, "We drive forty lorries, with 900 employees.");
        var fields = (await api.ActivateAsync(oId, "TRUE")).FieldIds();
        await api.ScoredAsync(oId, 1);

        var qualified = await api.SameAsQualifiedAsync(oId, id);

        // (4 × 6 + 4 × 10) / 80 of 4.5 above the middle: what the model leaves open is found without it.
        Assert.Equal((9.1, 0, "model:scripted"), ((double)qualified["score"]!, (int)qualified["usage"]!, (string)qualified["answerer"]!));
        Assert.Equal(["model:scripted", "built-in"], (await api.FitAsync(id))["answers"]!.AsArray().Select(a => (string)a!["answeredBy"]!));
        Assert.Equal(1, await api.CountAsync($"fit['{oId}'] >= 8 AND data['{fields[0]}'] = 'Yes'"));
        (await api.PostAsync(Given.StructuredData, new { conversationId = id })).Expect(200);
        Assert.Single(workspace.Requests);
        Assert.Equal([oId], await GroupsAsync(workspace, "segment"));
        Assert.Equal(fields, await GroupsAsync(workspace, "field"));

        // Asked again only where somebody says so.
        (await api.PostAsync($"{Given.StructuredData}?regenerate=true", new { conversationId = id })).Expect(200);
        Assert.Equal(2, workspace.Requests.Count);
    }

    [Theory]
    [OnBothDatabases("""{"strategy":"built-in-only"}""")]
    [OnBothDatabases("""{"fields":{"FIELD":"built-in-only"}}""")]
    public async Task Nothing_of_a_field_leaves_the_machine_where_the_policy_says_so(Backend backend, string policy)
    {
        using var workspace = await workspaces.NewAsync(backend, Fleet);
        var oId = await workspace.Api.MarketAsync(
            """{"questions":[{"question":"Does the company run its own fleet?","rationale":"","fitType":"GOOD","weight":"HIGH"}]}""");
        await workspace.PolicyAsync(policy.Replace("FIELD", $"q_{oId}_1", StringComparison.Ordinal));
        var id = await SayAsync(workspace, "We drive forty lorries.");
        await workspace.Api.ActivateAsync(oId, "TRUE");
        await workspace.Api.ScoredAsync(oId, 1);

        Assert.Equal(5.5, (double)(await workspace.Api.SameAsQualifiedAsync(oId, id))["score"]!);
        Assert.Empty(workspace.Requests);
    }

    [Theory, OnBothDatabases]
    public async Task A_spent_budget_parks_the_watching_and_answers_503_elsewhere(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Fleet);
        var api = workspace.Api;
        var oId = await api.MarketAsync(Questions);
        var id = await SayAsync(workspace, "We drive forty lorries.");
        (await api.PutAsync("/v1/usage/budget", """{"daily":{"tokens":100}}""")).Expect(200);
        await api.ActivateAsync(oId, "TRUE");
        await Eventually.IsTrueAsync(
            async () => (string?)(await api.JobAsync(oId))["reason"] is { } reason && reason.Contains("budget", StringComparison.Ordinal),
            "it is parked");

        Assert.Equal(0, (int)(await api.JobAsync(oId))["attempts"]!);
        (await api.PostAsync(Given.StructuredData, new { conversationId = id })).Expect(503);
        Assert.Equal(0, await api.CountAsync($"fit['{oId}'] IS SET"));
        (await api.PutAsync("/v1/usage/budget", "{}")).Expect(200);
        // It would wait for the next day: whoever activates it anew wants it now.
        await api.ActivateAsync(oId, "TRUE");
        await api.ScoredAsync(oId, 1);
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_that_the_model_fails_on_is_scored_by_what_is_known_after_some_attempts(Backend backend)
    {
        var clock = new ManualClock();
        await using var model = await ScriptedModel.StartAsync(Status(503));
        var options = model.Options with { Retries = 0, ParkAfter = int.MaxValue };
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with
        {
            Clock = clock,
            Model = new LanguageModel(new OpenAiCompatibleChatClient(options, TimeProvider.System), options),
        });
        using var api = Servers.NewKey(server, "support");
        var oId = await api.MarketAsync(Questions);
        var id = await api.SaidAsync("c-1", "We drive forty lorries, with 900 employees.");
        await api.ActivateAsync(oId);
        for (var attempt = 1; attempt <= WatchRun.MostAttempts; attempt++)
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(model.Calls == attempt), $"attempt {attempt} is made");
            Assert.Equal(0, await api.CountAsync($"fit['{oId}'] IS SET"));
            await Eventually.IsTrueAsync(async () => (string)(await api.JobAsync(oId))["state"]! == "waiting", "the job waits");
            clock.Advance(WatchProgress.FirstWait * (1 << (attempt - 1)));
        }

        await api.ScoredAsync(oId, 1);
        Assert.Equal(7.8, (double)(await api.FitAsync(id))["score"]!);
        Assert.Equal(
            (WatchRun.MostAttempts, "900 employees"),
            (model.Calls, (string)(await api.FitAsync(id))["answers"]![1]!["evidence"]!["quote"]!));
        Assert.Equal("market-watch", (string)(await api.JobAsync(oId))["kind"]!);
    }

    [Theory, OnBothDatabases]
    public async Task What_two_market_segments_ask_of_a_conversation_is_asked_in_one_call(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Fleet);
        var (one, other) = (await workspace.Api.MarketAsync(Questions), await workspace.Api.MarketAsync(Questions, "Others"));
        await workspace.Api.ActivateAsync(one, "lob_id = 'sales'");
        await workspace.Api.ActivateAsync(other, "lob_id = 'sales'");
        var id = await SayAsync(workspace, "We drive forty lorries.");
        await workspace.Api.MetadataAsync("c-1", """{"lobId":"sales"}""");

        (await workspace.Api.PostAsync(Given.StructuredData, new { conversationId = id })).Expect(200);

        Assert.Single(workspace.Requests);
        Assert.Equal(2, (await workspace.Api.GetAsync($"/v1/conversations/{id}/fits")).Expect(200).Json["items"]!.AsArray().Count);
        Assert.Equal(1, await workspace.Api.CountAsync($"fit['{one}'] = 6.9 AND fit['{other}'] = 6.9"));
    }

    static async Task<string> SayAsync(ModelWorkspace workspace, string text)
    {
        var id = await workspace.Api.ConversationAsync("c-1");
        await workspace.Api.MessageAsync(id, "agent", "a", $"Welcome to SCRIPT:{workspace.Script}. How large is your fleet?", minute: 1);
        await workspace.Api.MessageAsync(id, "customer", "c", text, minute: 2);
        return id;
    }

    static async Task<string[]> GroupsAsync(ModelWorkspace workspace, string by) =>
        [.. (await workspace.Api.GetAsync($"/v1/usage?groupBy={by}")).Expect(200).Json["groups"]!.AsArray()
            .Select(g => (string)g!["group"]!).Order(StringComparer.Ordinal)];
}
