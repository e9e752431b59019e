using Tessera.Markets.Watching;
using Tessera.Tests.Harness;
using Tessera.Tests.Jobs;
using Tessera.Tests.Models;

namespace Tessera.Tests.Markets;

/// <summary>
/// Which sets of structured data give a score, and what the standing job of a market segment does when somebody stops it.
/// </summary>
public sealed class WatchedSetTests(Servers servers, ModelWorkspaces workspaces) : IClassFixture<ModelWorkspaces>
{
    [Theory, OnBothDatabases]
    public async Task Only_a_set_of_the_whole_conversation_and_all_questions_gives_a_score(Backend backend)
    {
        // The clock stands still, so the job doesn't look again by itself.
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = new ManualClock() });
        using var api = Servers.NewKey(server, "support");
        var oId = await api.MarketAsync();
        var fields = (await api.ActivateAsync(oId)).FieldIds();
        await Eventually.IsTrueAsync(
            async () => await api.JobAsync(oId) is var job && (string)job["state"]! == "waiting"
                && (string)job["dueAt"]! != (string)job["createdAt"]!, "the job waits");
        var id = await api.SaidAsync("c-1", "We are a bank with 900 employees.");

        (await api.PostAsync(Given.StructuredData, new { conversationId = id, agentExternalId = "a" })).Expect(200);
        await api.DoneAsync(
            (await api.PostAsync(
                "/v1/back-fills", new { segmentIds = new[] { $"FIT_{oId}" }, fieldIds = new[] { fields[0] } })).Expect(201).Json);
        await api.SegmentAsync("MINE", "TRUE", fields);
        await api.DoneAsync((await api.PostAsync("/v1/back-fills", """{"segmentIds":["MINE"]}""")).Expect(201).Json);
        Assert.Equal(1, await api.CountAsync($"data['{fields[0]}'] = 'Yes' AND data['{fields[1]}'] = 'No' AND fit['{oId}'] IS NOT SET"));

        (await api.PostAsync(Given.StructuredData, new { conversationId = id })).Expect(200);

        Assert.Equal(1, await api.CountAsync($"fit['{oId}'] = 9.4"));
        await api.SameAsQualifiedAsync(oId, id);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_said_while_a_conversation_is_read_is_scored_soon(Backend backend)
    {
        Api? api = null;
        var id = "";
        var fleet = Steps.Says("""{"q1":{"answer":"Yes","confidence":"HIGH","passage":2,"quote":"forty lorries","reason":""}}""");
        using var workspace = await workspaces.NewAsync(backend, async (http, request) =>
        {
            await api!.MessageAsync(id, "customer", "c", "No, they are hired.", minute: 3);
            await fleet(http, request);
        });
        api = workspace.Api;
        var oId = await api.MarketAsync(
            """{"questions":[{"question":"Does the company run its own fleet?","rationale":"","fitType":"GOOD","weight":"HIGH"}]}""");
        id = await api.ConversationAsync("c-1");
        await api.MessageAsync(id, "agent", "a", $"Welcome to SCRIPT:{workspace.Script}. How large is your fleet?", minute: 1);
        await api.MessageAsync(id, "customer", "c", "We drive forty lorries.", minute: 2);

        await api.ActivateAsync(oId, "TRUE");
        await api.ScoredAsync(oId, 1);

        var fit = await api.FitAsync(id);
        Assert.Equal((10, false), ((double)fit["score"]!, (bool)fit["isCurrent"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_job_that_was_paused_or_cancelled_scores_nothing_until_it_is_activated_again(Backend backend)
    {
        var clock = new ManualClock();
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        var oId = await api.MarketAsync();
        await api.ActivateAsync(oId);
        var scored = 0;
        foreach (var (ask, state) in ((string, string)[])[("pause", "paused"), ("cancel", "cancelled")])
        {
            var job = (await LastJobAsync(api))["id"]!.ToString();
            await Eventually.IsTrueAsync(async () => (string)(await LastJobAsync(api))["state"]! == "waiting", "the job waits");
            (await api.PostAsync($"/v1/jobs/{job}/{ask}", "")).Expect(200);
            await Eventually.IsTrueAsync(async () => (string)(await LastJobAsync(api))["state"]! == state, $"the job is {state}");
            await api.SaidAsync($"c-{ask}", "We are a bank with 900 employees.");
            clock.Advance(WatchRun.Pause);
            Assert.Equal(scored, await api.CountAsync($"fit['{oId}'] IS SET"));

            await api.ActivateAsync(oId);
            await api.ScoredAsync(oId, ++scored);
        }

        // A deactivation ends one that is paused, too.
        await Eventually.IsTrueAsync(async () => (string)(await LastJobAsync(api))["state"]! == "waiting", "the job waits");
        (await api.PostAsync($"/v1/jobs/{(await LastJobAsync(api))["id"]}/pause", "")).Expect(200);
        (await api.PostAsync($"/v1/market-segments/{oId}/deactivate", "")).Expect(204);
        await Eventually.IsTrueAsync(async () => (string)(await LastJobAsync(api))["state"]! == "done", "the job is done");
    }

    static async Task<System.Text.Json.Nodes.JsonNode> LastJobAsync(Api api) =>
        (await api.GetAsync("/v1/jobs?kind=market-watch")).Expect(200).Json["items"]!.AsArray()[^1]!;
}
