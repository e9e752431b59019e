using Microsoft.AspNetCore.Builder;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Jobs;

/// <summary>Conversations end, by word or by silence, and are extracted then.</summary>
public sealed class ConversationEndTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_conversation_that_is_ended_is_extracted_once_and_a_message_makes_it_go_on(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_said");
        await api.SegmentAsync("ALL", "TRUE", "q_said");
        var id = await api.ConversationAsync("c-1");
        await api.MessageAsync(id, "customer", "a", "yes please");
        Assert.Equal(0, await api.CountAsync("ended_at IS SET"));

        var ended = (await api.PostAsync($"/v1/conversations/{id}/end", "")).Expect(200);
        Assert.Equal(1, await api.CountAsync($"ended_at = '{ended["endedAt"]}'"));
        await DoneAsync(api, ended["jobId"]);
        Assert.Equal(1, await api.CountAsync("data.q_said = 'Yes'"));

        var again = (await api.PostAsync($"/v1/conversations/{id}/end", "")).Expect(200);
        Assert.Equal((ended["endedAt"], null), (again["endedAt"], (string?)again.Json["jobId"]));

        await api.MessageAsync(id, "customer", "a", "no thanks", minute: 1);
        Assert.Equal(0, await api.CountAsync("ended_at IS SET"));
        await DoneAsync(api, (await api.PostAsync($"/v1/conversations/{id}/end", "")).Expect(200)["jobId"]);
        Assert.Equal(1, await api.CountAsync("data.q_said = 'No' AND ended_at IS SET"));
    }

    [Theory, OnBothDatabases]
    public async Task Only_a_conversation_that_has_come_can_end(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", "{}");
        (await api.PostAsync("/v1/conversations/none/end", "")).ExpectError("404-01", "There is no conversation with id none.");
        var announced = (string)(await api.SummaryAsync("TRUE"))["conversationId"]!;
        (await api.PostAsync($"/v1/conversations/{announced}/end", "")).ExpectError(
            "404-01", $"There is no conversation with id {announced}.");
    }

    [Theory, OnBothDatabases]
    public async Task A_silence_ends_a_conversation_when_it_is_as_long_as_configured_and_not_before(Backend backend)
    {
        var clock = new ManualClock();
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = await DefineAsync(server, """{"endAfterSilenceMinutes":30}""");
        var quiet = await api.ConversationAsync("quiet");
        await api.MessageAsync(quiet, "customer", "a", "yes please");
        var loud = await api.ConversationAsync("loud");
        await api.MessageAsync(loud, "customer", "a", "yes please");
        clock.Advance(TimeSpan.FromMinutes(29));
        await api.MessageAsync(loud, "customer", "a", "and another thing", minute: 2);
        await Task.Delay(600, TestContext.Current.CancellationToken);
        Assert.Equal(0, await api.CountAsync("ended_at IS SET"));

        clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(async () => await api.CountAsync("data.q_said IS SET") == 1, "the quiet one is extracted");
        Assert.Equal("quiet", (string)(await api.SummaryAsync("ended_at IS SET"))["externalConversationId"]!);

        clock.Advance(TimeSpan.FromMinutes(29));
        await Eventually.IsTrueAsync(async () => await api.CountAsync("data.q_said IS SET") == 2, "the loud one is extracted");
        Assert.Equal(2, await api.CountAsync("ended_at IS SET"));
    }

    [Theory, OnBothDatabases]
    public async Task Silences_go_on_over_a_restart(Backend backend)
    {
        var clock = new ManualClock();
        var options = servers.NewDatabase(backend) with { Clock = clock };
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = await DefineAsync(server, """{"endAfterSilenceMinutes":1}""");
            await api.MessageAsync(await api.ConversationAsync("c-1"), "customer", "a", "yes please");
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        await using var again = await Servers.StartAsync(options);
        using var after = Servers.NewKey(again, "support");
        await Eventually.IsTrueAsync(async () => await after.CountAsync("data.q_said = 'Yes'") == 1, "it is extracted");
    }

    [Theory]
    [InlineData("0", 400)]
    [InlineData("1", 200)]
    [InlineData("10080", 200)]
    [InlineData("10081", 400)]
    [InlineData("null", 200)]
    [InlineData("\"30\"", 400)]
    public async Task A_silence_is_from_a_minute_to_a_week(string minutes, int status)
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        (await api.PutAsync("/v1/extraction/policy", $$"""{"endAfterSilenceMinutes":{{minutes}}}""")).Expect(status);
    }

    static async Task<Api> DefineAsync(WebApplication server, string policy)
    {
        var api = Servers.NewKey(server, "support");
        await api.QuestionAsync("q_said");
        await api.SegmentAsync("ALL", "TRUE", "q_said");
        (await api.PutAsync("/v1/extraction/policy", policy)).Expect(200);
        return api;
    }

    static Task DoneAsync(Api api, string jobId) => Eventually.IsTrueAsync(
        async () => (await api.GetAsync($"/v1/jobs/{jobId}")).Expect(200)["state"] == "done", $"job {jobId} is done");
}
