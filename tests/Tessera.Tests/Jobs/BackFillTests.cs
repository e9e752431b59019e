using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Jobs;

/// <summary>Extraction of conversations that are there already, by the built-in extractor.</summary>
public sealed class BackFillTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_back_fill_extracts_every_conversation_of_its_segments_and_reports_what_became_of_the_values(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_said");
        await api.EntityAsync("e_account", "12345678");
        await api.SegmentAsync("SHOP", "lob_id = 'shop'", "q_said", "e_account");
        await api.SegmentAsync("BANK", "lob_id = 'bank'", "q_said");
        var first = await ConversationAsync(api, "c-1", "shop", "yes please, my account number is 87654321");
        await ConversationAsync(api, "c-2", "shop", "no thanks");
        await ConversationAsync(api, "c-3", "bank", "yes please");
        await ConversationAsync(api, "c-4", "shop", "well");
        await ConversationAsync(api, "c-5", "other", "yes please");

        var made = (await api.PostAsync("/v1/back-fills", new { segmentIds = new[] { "SHOP", "BANK" } })).Expect(201).Json;
        Assert.Equal(
            (4, true, 0, 0m),
            ((int)made["estimate"]!["conversations"]!, (bool)made["estimate"]!["isExact"]!, (int)made["estimate"]!["calls"]!,
                (decimal)made["estimate"]!["cost"]!));
        var done = await api.DoneAsync(made);

        Assert.Equal(
            (4, 4, 0, 0), ((int)done["job"]!["done"]!, (int)done["job"]!["total"]!, (int)done["retrying"]!, (int)done["givenUp"]!));
        Assert.Equal("e_account added 1 absent 2, q_said added 3 absent 1", Report(done));
        Assert.Equal(4, done["samples"]!.AsArray().Count);
        Assert.Equal(
            (2, 1, 1),
            (await api.CountAsync("data.q_said = 'Yes'"), await api.CountAsync("data.q_said = 'No'"),
                await api.CountAsync("data.e_account = '87654321'")));
        // The other conversation said so too, but nobody asked.
        Assert.Equal(2, await api.CountAsync("data.q_said IS NOT SET"));

        // A second one finds what has changed meanwhile, and what has not.
        await api.MessageAsync(first, "customer", "customer-1", "no thanks", minute: 5);
        var again = await api.DoneAsync((await api.PostAsync("/v1/back-fills", new { segmentIds = new[] { "SHOP" } })).Expect(201).Json);
        Assert.Equal(3, (int)again["job"]!["done"]!);
        Assert.Equal("e_account unchanged 1 absent 2, q_said changed 1 unchanged 1 absent 1", Report(again));
        var sample = Assert.Single(again["samples"]!.AsArray())!;
        Assert.Equal("changed q_said Yes No", $"{sample["fate"]} {sample["fieldId"]} {sample["before"]} {sample["after"]}");
    }

    [Theory, OnBothDatabases]
    public async Task Only_the_fields_and_the_time_that_are_asked_for_are_extracted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_one");
        await api.QuestionAsync("q_two");
        await api.SegmentAsync("ALL", "TRUE", "q_one", "q_two");
        foreach (var day in new[] { 9, 10, 11 })
        {
            var id = (await api.PostAsync(
                Given.Conversations,
                new
                {
                    externalId = $"c-{day}", customer = new { externalId = "a" }, timestamp = $"2026-01-{day:00}T00:00:00Z",
                })).Expect(200)["id"];
            await api.MessageAsync(id, "customer", "a", "yes please");
        }

        var made = await api.PostAsync("/v1/back-fills", """
            {"segmentIds":["ALL"],"fieldIds":["q_two"],"startedFrom":"2026-01-10T00:00:00Z","startedUntil":"2026-01-11T00:00:00Z"}
            """);
        var done = await api.DoneAsync(made.Expect(201).Json);

        Assert.Equal("q_two added 1", Report(done));
        Assert.Equal("c-10", (string)(await api.SummaryAsync("data.q_two IS SET"))["externalConversationId"]!);
        Assert.Equal(0, await api.CountAsync("data.q_one IS SET"));
    }

    [Theory, OnBothDatabases]
    public async Task A_part_of_the_conversations_is_the_same_part_every_time_and_a_larger_part_has_it(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_said");
        await api.SegmentAsync("ALL", "TRUE", "q_said");
        for (var i = 0; i < 60; i++) await ConversationAsync(api, $"c-{i}", "shop", "yes please");

        async Task<string> ExtractedAsync(double rate)
        {
            var done = await api.DoneAsync(
                (await api.PostAsync("/v1/back-fills", new { segmentIds = new[] { "ALL" }, sampleRate = rate })).Expect(201).Json);
            Assert.Equal(rate >= 1, (bool)done["estimate"]!["isExact"]!);
            return Report(done);
        }

        var third = int.Parse((await ExtractedAsync(0.3)).Split("added ")[1]);
        Assert.InRange(third, 6, 32);
        Assert.Equal(third, await api.CountAsync("data.q_said IS SET"));
        Assert.Equal($"q_said unchanged {third}", await ExtractedAsync(0.3));
        var half = await ExtractedAsync(0.6);
        Assert.Contains($"unchanged {third}", half, StringComparison.Ordinal);
        Assert.Equal(
            $"q_said added {60 - await api.CountAsync("data.q_said IS SET")} unchanged {await api.CountAsync("data.q_said IS SET")}",
            await ExtractedAsync(1));
    }

    [Theory, OnBothDatabases]
    public async Task A_second_stage_sees_what_the_first_extracted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_said");
        await api.EntityAsync("e_account", "12345678");
        await api.SegmentAsync("FIRST", "lob_id = 'shop'", "q_said");
        await api.SegmentAsync("SECOND", "data.q_said = 'Yes'", "e_account");
        var yes = await ConversationAsync(api, "c-1", "shop", "yes please, my account number is 87654321");
        await ConversationAsync(api, "c-2", "shop", "no thanks, my account number is 11112222");

        await api.DoneAsync((await api.PostAsync("/v1/back-fills", new { segmentIds = new[] { "FIRST" } })).Expect(201).Json);
        Assert.Equal("[\"FIRST\",\"GLOBAL\",\"SECOND\"]", await SegmentsAsync(api, yes));
        var second = await api.DoneAsync((await api.PostAsync("/v1/back-fills", new { segmentIds = new[] { "SECOND" } })).Expect(201).Json);

        Assert.Equal("e_account added 1", Report(second));
        var summary = await api.SummaryAsync("data.e_account IS SET");
        Assert.Equal("""{"e_account":"87654321","q_said":"Yes"}""", summary["data"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task A_paused_back_fill_waits_and_each_change_of_state_is_checked(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_said");
        await api.SegmentAsync("ALL", "TRUE", "q_said");
        await ConversationAsync(api, "c-1", "shop", "yes please");
        var id = await api.PausedBackFillAsync("ALL");
        Assert.Equal("paused", await StateAsync(api, id));
        (await api.PostAsync($"/v1/jobs/{id}/replay", "")).ExpectError(
            "409-01", "The job is paused: only one that failed or was cancelled is replayed.");

        (await api.PostAsync($"/v1/jobs/{id}/cancel", "")).Expect(200);
        Assert.Equal("cancelled", await StateAsync(api, id));
        (await api.PostAsync($"/v1/jobs/{id}/resume", "")).ExpectError(
            "409-01", "The job is cancelled: only one that is paused is resumed.");
        (await api.PostAsync($"/v1/jobs/{id}/cancel", "")).ExpectError("409-01", "The job is cancelled: there is nothing to cancel.");
        Assert.Equal(0, await api.CountAsync("data.q_said IS SET"));

        (await api.PostAsync($"/v1/jobs/{id}/replay", "")).Expect(200);
        await api.DoneAsync(id);
        Assert.Equal(1, await api.CountAsync("data.q_said IS SET"));
        (await api.PostAsync($"/v1/jobs/{id}/pause", "")).ExpectError("409-01", "The job is done: there is nothing to pause.");
        (await api.GetAsync("/v1/jobs/none")).ExpectError("404-01", "There is no job none.");
        (await api.GetAsync("/v1/back-fills/none")).ExpectError("404-01", "There is no back-fill none.");
    }

    [Theory, OnBothDatabases]
    public async Task Jobs_are_listed_by_kind_and_state_page_by_page(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("ALL", "TRUE");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add(await api.PausedBackFillAsync("ALL"));
        (await api.PostAsync($"/v1/jobs/{ids[1]}/cancel", "")).Expect(200);

        async Task<JsonNode> ListAsync(string query) => (await api.GetAsync($"/v1/jobs?{query}")).Expect(200).Json;
        static IEnumerable<string> Ids(JsonNode list) => list["items"]!.AsArray().Select(job => (string)job!["id"]!);

        Assert.Equal(ids, Ids(await ListAsync("kind=back-fill")));
        Assert.Equal([ids[0], ids[2]], Ids(await ListAsync("state=paused")));
        Assert.Empty(Ids(await ListAsync("kind=conversation-end")));
        var page = await ListAsync("limit=2");
        Assert.Equal(ids[..2], Ids(page));
        Assert.Equal(ids[2..], Ids(await ListAsync($"limit=2&cursor={page["nextCursor"]}")));
        (await api.GetAsync("/v1/jobs?kind=x")).ExpectError(
            "400-01", "kind: expected one of back-fill, conversation-end, market-watch, evaluation, found x.");
        (await api.GetAsync("/v1/jobs?state=x")).ExpectError(
            "400-01", "state: expected one of waiting, running, paused, done, failed, cancelled, found x.");
    }

    [Theory]
    [InlineData("""{}""", 400)]
    [InlineData("""{"segmentIds":[]}""", 400)]
    [InlineData("""{"segmentIds":["NONE"]}""", 422)]
    [InlineData("""{"segmentIds":["ALL"],"fieldIds":["q_none"]}""", 422)]
    [InlineData("""{"segmentIds":["ALL"],"fieldIds":[]}""", 400)]
    [InlineData("""{"segmentIds":["ALL"],"fieldIds":null}""", 200)]
    [InlineData("""{"segmentIds":["ALL"],"sampleRate":0}""", 400)]
    [InlineData("""{"segmentIds":["ALL"],"sampleRate":0.000001}""", 200)]
    [InlineData("""{"segmentIds":["ALL"],"sampleRate":0.0000001}""", 400)]
    [InlineData("""{"segmentIds":["ALL"],"sampleRate":1}""", 200)]
    [InlineData("""{"segmentIds":["ALL"],"sampleRate":1.000001}""", 400)]
    [InlineData("""{"segmentIds":["ALL"],"startedFrom":"2026-01-02T00:00:00Z","startedUntil":"2026-01-02T00:00:00Z"}""", 400)]
    [InlineData("""{"segmentIds":["ALL"],"startedFrom":"2026-01-02T00:00:00Z","startedUntil":"2026-01-02T00:00:00.000001Z"}""", 200)]
    [InlineData("""{"segmentIds":["ALL"],"startedFrom":"yesterday"}""", 400)]
    [InlineData("""{"segmentIds":["ALL"],"priority":"urgent"}""", 400)]
    [InlineData("""{"segmentIds":["ALL"],"priority":"high","regenerate":true}""", 200)]
    public async Task What_is_asked_for_is_checked(string body, int status)
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        await api.SegmentAsync("ALL", "TRUE");
        (await api.PostAsync("/v1/back-fill-estimates", body)).Expect(status);
    }

    [Theory]
    [InlineData(99, 422)]
    [InlineData(100, 422)]
    [InlineData(101, 400)]
    public async Task A_back_fill_names_a_hundred_segments_at_most(int count, int status)
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        (await api.PostAsync(
            "/v1/back-fill-estimates", new { segmentIds = Enumerable.Range(0, count).Select(i => $"S{i}") })).Expect(status);
    }

    [Theory, OnBothDatabases]
    public async Task An_agents_part_says_nothing_of_the_whole_conversation(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_said");
        await api.SegmentAsync("ALL", "TRUE", "q_said");
        var id = await ConversationAsync(api, "c-1", "shop", "yes please");
        await api.MessageAsync(id, "agent", "agent-1", "Good.", minute: 1);

        (await api.PostAsync(Given.StructuredData, new { conversationId = id, agentExternalId = "agent-1" })).Expect(200);
        Assert.Equal(0, await api.CountAsync("data.q_said IS SET"));
        (await api.PostAsync(Given.StructuredData, new { conversationId = id })).Expect(200);
        Assert.Equal(1, await api.CountAsync("data.q_said = 'Yes'"));
    }

    static async Task<string> ConversationAsync(Api api, string externalId, string lob, string said)
    {
        var id = await api.ConversationAsync(externalId);
        await api.MetadataAsync(externalId, $$"""{"lobId":"{{lob}}"}""");
        await api.MessageAsync(id, "customer", "customer-1", said);
        return id;
    }

    static async Task<string> StateAsync(Api api, string id) => (await api.GetAsync($"/v1/jobs/{id}")).Expect(200)["state"];

    static async Task<string> SegmentsAsync(Api api, string conversationId) =>
        new JsonArray(
            [.. (await api.PostAsync("/v1/segments/match", new { conversationId })).Expect(200).Json["segments"]!.AsArray()
                .Select(s => JsonValue.Create((string)s!["id"]!))]).ToJsonString();

    /// <summary>The counts that aren't zero, by field.</summary>
    static string Report(JsonNode backFill) => string.Join(", ", backFill["fields"]!.AsArray().Select(field =>
        $"{field!["fieldId"]} {string.Join(' ', field["values"]!.AsObject().Where(count => (long)count.Value! > 0).Select(count => $"{count.Key} {count.Value}"))}"));
}
