using System.Text.Json.Nodes;
using Tessera.Tests.Harness;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Models;

/// <summary>Which extractor is asked, what is kept, and what it may cost.</summary>
public sealed class ModelPolicyTests(ModelWorkspaces workspaces) : IClassFixture<ModelWorkspaces>
{
    static readonly Step Right = Form(ModelWorkspace.Right);

    [Theory, OnBothDatabases]
    public async Task A_repeat_costs_nothing_and_says_the_same_under_a_new_id(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Right);
        var first = await workspace.ExtractAsync();
        var body = new { externalConversationId = "c-1" };
        var second = (await workspace.Api.PostAsync(Given.StructuredData, body)).Expect(200);
        var again = (await workspace.Api.PostAsync($"{Given.StructuredData}?regenerate=true", body)).Expect(200);

        Assert.Equal(3, new[] { first["id"], second["id"], again["id"] }.Distinct().Count());
        Assert.Equal(first.Json["structuredDataMetrics"]!.ToJsonString(), second.Json["structuredDataMetrics"]!.ToJsonString());
        Assert.Equal((await workspace.ValuesAsync(first)).ToJsonString(), (await workspace.ValuesAsync(second)).ToJsonString());
        Assert.Equal((2, 200, 20, 0), await workspace.UsageAsync());
        (await workspace.Api.PostAsync($"{Given.StructuredData}?regenerate=maybe", body)).ExpectError(
            "400-01", "regenerate: expected true or false.");
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_field_or_a_further_message_is_asked_anew_and_what_failed_too(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(
            backend, Form(ModelWorkspace.Right[0]), Form(ModelWorkspace.Right[0]), Form(ModelWorkspace.Right[1]), Right);
        // The entity is missing, also after the repair: its failure isn't kept, and it alone is asked again.
        var conversation = (await workspace.ExtractAsync()).Expect(200)["conversationId"];
        var id = (await workspace.Api.PostAsync(Given.StructuredData, new { externalConversationId = "c-1" })).Expect(200)["id"];
        Assert.Equal((3, 1), (workspace.Requests.Count, Entries(workspace.Requests.Last())));
        Assert.Equal(
            ["found", "found"],
            (await workspace.Api.GetAsync($"/v1/structured-data/{id}")).Json["values"]!.AsArray().Select(v => (string)v!["outcome"]!));

        await workspace.Api.MessageAsync(conversation, "agent", "a", "Goodbye.", minute: 3);
        (await workspace.Api.PostAsync(Given.StructuredData, new { externalConversationId = "c-1" })).Expect(200);
        Assert.Equal((4, 2), (workspace.Requests.Count, Entries(workspace.Requests.Last())));
    }

    [Theory, OnBothDatabases]
    public async Task Each_policy_asks_as_it_says(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Form(("teal", "teal", 3)), Form(("9900112233", "9900112233", 3)));
        var api = workspace.Api;
        await api.EntityAsync("e_account", "4411223344");
        await api.SegmentAsync("ALL", "TRUE", "e_account");
        await workspace.ConversationAsync("c-1", "My account number is 9900112233, and teal.");

        async Task<JsonNode> ValueAsync(string policy)
        {
            await workspace.PolicyAsync(policy);
            return (await workspace.ValuesAsync(
                await api.PostAsync($"{Given.StructuredData}?regenerate=true", new { externalConversationId = "c-1" })))[0]!;
        }

        var ours = await ValueAsync("{}");
        Assert.Equal(
            ("9900112233", "built-in", 0), ((string)ours["value"]!, (string)ours["extractor"]!["name"]!, workspace.Requests.Count));
        var only = await ValueAsync("""{"strategy":"model-first","fields":{"e_account":"built-in-only"}}""");
        Assert.Equal(("built-in", 0), ((string)only["extractor"]!["name"]!, workspace.Requests.Count));
        var both = await ValueAsync("""{"strategy":"both"}""");
        Assert.Equal(
            ("teal", "model:scripted", 1), ((string)both["value"]!, (string)both["extractor"]!["name"]!, workspace.Requests.Count));
        Assert.Equal(
            ("9900112233", false, "built-in"),
            ((string)both["other"]!["value"]!, (bool)both["other"]!["agrees"]!, (string)both["other"]!["extractor"]!["name"]!));
        Assert.True((bool)(await ValueAsync("""{"strategy":"both"}"""))["other"]!["agrees"]!);
        var models = await ValueAsync("""{"fields":{"e_account":"model-first"}}""");
        Assert.Equal(("model:scripted", null), ((string)models["extractor"]!["name"]!, models["other"]));
    }

    [Theory, OnBothDatabases]
    public async Task What_has_no_ground_is_given_out_only_where_the_workspace_wants_it(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Form(("Yes", "I adore it", 3), ("in love", "in love", 3)));
        var held = await workspace.ExtractAsync();
        Assert.Equal(["Not Found", "Not Found"], held.Json["structuredDataMetrics"]!.AsArray().Select(m => (string)m!["value"]!));
        var claim = (await workspace.ValuesAsync(held))[1]!["claim"]!;
        Assert.Equal(("in love", "in love", 3), ((string)claim["value"]!, (string)claim["quote"]!, (int)claim["message"]!));

        await workspace.PolicyAsync("""{"strategy":"model-first","giveUngrounded":true}""");
        var given = await workspace.Api.PostAsync(Given.StructuredData, new { externalConversationId = "c-1" });
        Assert.Equal(["Yes", "in love"], given.Json["structuredDataMetrics"]!.AsArray().Select(m => (string)m!["value"]!));
        Assert.All(await workspace.ValuesAsync(given), v => Assert.Equal(("ungrounded", null), ((string)v!["outcome"]!, v["evidence"])));
    }

    [Theory, OnBothDatabases]
    public async Task Where_the_model_alone_is_asked_the_built_in_extractor_says_nothing(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Form(("Not Found", "", 0)));
        await workspace.Api.EntityAsync("e_account", "4411223344");
        await workspace.Api.SegmentAsync("ALL", "TRUE", "e_account");
        await workspace.PolicyAsync("""{"strategy":"model-only"}""");
        await workspace.ConversationAsync("c-1", "My account number is 9900112233.");

        var value =
            (await workspace.ValuesAsync(await workspace.Api.PostAsync(Given.StructuredData, new { externalConversationId = "c-1" })))[0]!;

        Assert.Equal(
            ("not found", "model:scripted", 1),
            ((string)value["outcome"]!, (string)value["extractor"]!["name"]!, workspace.Requests.Count));
    }

    [Theory, OnBothDatabases]
    public async Task The_model_sees_what_redaction_has_left(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Right);
        await workspace.DefineAsync();
        var conversation = await workspace.ConversationAsync("c-1", ModelWorkspace.Thanks);
        await workspace.Api.MessageAsync(
            conversation, "customer", "b", "My card is 4111 1111 1111 1111 and my SSN is 078-05-1120.", minute: 3);

        (await workspace.Api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200);

        var prompt = Assert.Single(workspace.Requests)!.ToJsonString();
        Assert.Contains("My card is ", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("078-05", prompt, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Policies_that_can_t_be_are_refused(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Right);
        foreach (var policy in new[] { """{"strategy":"best"}""", """{"fields":{"e_a":"best"}}""", """{"fields":{"":"both"}}""",
            """{"giveUngrounded":"yes"}""", "[]" })
            Assert.Equal("400-01", (await workspace.Api.PutAsync("/v1/extraction/policy", policy)).Expect(400).ErrorCode);
        (await workspace.Api.GetAsync("/v1/extraction/policy")).ExpectJson(
            200, """{"strategy":"built-in-first","fields":{},"giveUngrounded":false,"model":"scripted"}""");
    }

    [Theory, OnBothDatabases]
    public async Task A_budget_is_never_passed_by_fifty_requests_at_once(Backend backend)
    {
        const int Conversations = 50;
        using var workspace = await workspaces.NewAsync(backend, async (http, request) =>
        {
            await Task.Delay(20);
            await Right(http, request);
        });
        await workspace.DefineAsync();
        for (var i = 0; i < Conversations; i++) await workspace.ConversationAsync($"c-{i}", ModelWorkspace.Thanks);
        // A call reserves its prompt and the longest answer, 4,096 tokens: some fit, fifty don't.
        (await workspace.Api.PutAsync("/v1/usage/budget", """{"daily":{"tokens":20000},"monthly":{"cost":0.5}}""")).Expect(200);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Conversations)
                .Select(i => workspace.Api.PostAsync(Given.StructuredData, new { externalConversationId = $"c-{i}" })));

        var made = answers.Count(a => (int)a.Status == 200);
        Assert.Equal(
            Conversations - made, answers.Count(a => (int)a.Status == 503 && a.ErrorMessage.Contains("budget", StringComparison.Ordinal)));
        Assert.InRange(made, 3, Conversations - 1);
        var usage = (await workspace.Api.GetAsync("/v1/usage?groupBy=outcome")).Expect(200).Json;
        Assert.Equal(
            (made * 110, made), ((int)usage["total"]!["inputTokens"]! + (int)usage["total"]!["outputTokens"]!, workspace.Requests.Count));
        var budget = (await workspace.Api.GetAsync("/v1/usage/budget")).Expect(200).Json;
        Assert.Equal(
            (20000, made * 110, 0.5m),
            ((int)budget["daily"]!["tokens"]!, (int)budget["daily"]!["spentTokens"]!, (decimal)budget["monthly"]!["cost"]!));
        // What was reserved and not spent is there again.
        var refused = Array.FindIndex(answers, a => (int)a.Status == 503);
        (await workspace.Api.PostAsync(Given.StructuredData, new { externalConversationId = $"c-{refused}" })).Expect(200);
    }

    [Theory]
    [InlineData("""{"daily":{"tokens":-1}}""", false)]
    [InlineData("""{"daily":{"tokens":0}}""", true)]
    [InlineData("""{"daily":{"tokens":1000000000000}}""", true)]
    [InlineData("""{"daily":{"tokens":1000000000001}}""", false)]
    [InlineData("""{"daily":{"tokens":1.5}}""", false)]
    [InlineData("""{"monthly":{"cost":0.000001}}""", true)]
    [InlineData("""{"monthly":{"cost":0.0000001}}""", false)]
    [InlineData("""{"monthly":{"cost":"5"}}""", false)]
    [InlineData("""{"monthly":{"cost":1e999}}""", false)]
    [InlineData("""{"monthly":null}""", true)]
    [InlineData("""{"monthly":7}""", false)]
    public async Task Budgets_have_bounds(string budget, bool works)
    {
        using var workspace = await workspaces.NewAsync(Backend.Sqlite, Right);
        (await workspace.Api.PutAsync("/v1/usage/budget", budget)).Expect(works ? 200 : 400);
    }

    [Theory, OnBothDatabases]
    public async Task Usage_is_parted_by_day_model_segment_field_and_outcome(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Right, Status(401));
        await workspace.ExtractAsync();
        await workspace.ConversationAsync("c-2", ModelWorkspace.Thanks);
        (await workspace.Api.PostAsync(Given.StructuredData, new { externalConversationId = "c-2" })).Expect(200);

        async Task<string> GroupsAsync(string by) => string.Join(' ', (await workspace.Api.GetAsync($"/v1/usage?groupBy={by}")).Expect(200).Json["groups"]!.AsArray()
            .Select(g => $"{g!["group"]}:{g["calls"]}:{g["failed"]}:{g["inputTokens"]}:{g["outputTokens"]}:{g["cost"]}"));

        Assert.Equal($"{DateTime.UtcNow:yyyy-MM-dd}:2:1:100:10:0.00012", await GroupsAsync("day"));
        Assert.Equal("scripted:2:1:100:10:0.00012", await GroupsAsync("model"));
        Assert.Equal("ALL:2:1:100:10:0.00012", await GroupsAsync("segment"));
        Assert.Equal("e_mood:2:1:50:5:0.00006 q_happy:2:1:50:5:0.00006", await GroupsAsync("field"));
        Assert.Equal("answered:1:0:100:10:0.00012 refused:1:1:0:0:0", await GroupsAsync("outcome"));
        (await workspace.Api.GetAsync("/v1/usage?groupBy=mood")).Expect(400);
        (await workspace.Api.GetAsync("/v1/usage?from=yesterday")).Expect(400);
        (await workspace.Api.GetAsync("/v1/usage?from=2026-01-01T00:00:00Z&until=2027-01-02T00:00:00Z")).Expect(200);
        (await workspace.Api.GetAsync("/v1/usage?from=2026-01-01T00:00:00Z&until=2027-01-02T00:00:01Z")).Expect(400);
        (await workspace.Api.GetAsync("/v1/usage?from=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00Z")).Expect(400);
    }

    [Theory, OnBothDatabases]
    public async Task A_long_conversation_is_read_in_parts_and_the_last_word_counts(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, (http, request) =>
        {
            // Each part says what it has itself: the number of the last message that names a mood.
            var lines = ((string)request["messages"]![1]!["content"]!).Split('\n')
                .Where(l => l.StartsWith("{\"message\"", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l)!).ToList();
            var last = lines.LastOrDefault(l => ((string)l["text"]!).Contains("mood is", StringComparison.Ordinal));
            var mood = last is null
                ? ("Not Found", "", 0)
                : (((string)last["text"]!).Split("mood is ")[1][..6], (string)last["text"]!, (int)last["message"]!);
            return Form(("Not Found", "", 0), mood)(http, request);
        });
        await workspace.DefineAsync();
        var conversation = await workspace.ConversationAsync("c-1", "Hello.");
        foreach (var i in Enumerable.Range(0, 40))
        {
            var said = i is 5 or 30
                ? $"SCRIPT:{workspace.Script}. Now the mood is mood{i:00}."
                : $"SCRIPT:{workspace.Script}. {new string('x', 4000)}";
            await workspace.Api.MessageAsync(conversation, "customer", "b", said, minute: 3 + i);
        }

        var values = await workspace.ValuesAsync(
            await workspace.Api.PostAsync(Given.StructuredData, new { conversationId = conversation }));

        Assert.Equal(["not found", "found"], values.Select(v => (string)v!["outcome"]!));
        Assert.Equal("mood30", (string)values[1]!["value"]!);
        Assert.InRange(workspace.Requests.Count, 3, 8);
    }

    static int Entries(JsonNode request) => request["response_format"]!["json_schema"]!["schema"]!["required"]!.AsArray().Count;
}
