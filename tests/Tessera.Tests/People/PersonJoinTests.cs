using Tessera.Tests.Harness;

namespace Tessera.Tests.People;

/// <summary>Whose metadata a conversation is asked about, and that a change of it is a change of every conversation it touches.</summary>
public sealed class PersonJoinTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task An_agent_is_joined_to_the_conversations_that_name_the_agent(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ConversationAsync("c-1", "anne", "agent-7");
        await api.ConversationAsync("c-2", "anne", "agent-8");
        await api.ConversationAsync("c-3", "anne");

        await api.AgentAsync("agent-7", """{"groupName":"Berlin","ranking":12,"attributes":[{"name":"net promoter","value":"9"}]}""");

        Assert.Equal("c-1", await IdsAsync(api, "agent.group_name = 'Berlin'"));
        Assert.Equal("c-1", await IdsAsync(api, "agent.ranking > 9"));
        Assert.Equal("c-1", await IdsAsync(api, "agent['net promoter'] = 9"));
        Assert.Equal("c-2,c-3", await IdsAsync(api, "agent.group_name != 'Berlin'"));
    }

    [Theory, OnBothDatabases]
    public async Task What_is_known_of_an_agent_comes_with_a_conversation_that_comes_later_or_changes_hands(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.AgentAsync("agent-7", """{"vendor":"Seven"}""");
        await api.AgentAsync("agent-8", """{"vendor":"Eight"}""");

        await api.ConversationAsync("c-1", "anne", "agent-7");
        Assert.Equal("c-1", await IdsAsync(api, "agent.vendor = 'Seven'"));
        // An upsert without an agent keeps the agent.
        await api.ConversationAsync("c-1", "anne");
        Assert.Equal("c-1", await IdsAsync(api, "agent.vendor = 'Seven'"));
        await api.ConversationAsync("c-1", "anne", "agent-8");
        Assert.Equal("c-1", await IdsAsync(api, "agent.vendor = 'Eight' AND agent_id = 'agent-8'"));
        await api.ConversationAsync("c-1", "anne", "agent-9");
        Assert.Equal("c-1", await IdsAsync(api, "agent.vendor IS NULL AND agent_id = 'agent-9'"));
    }

    [Theory, OnBothDatabases]
    public async Task A_customer_is_joined_to_every_conversation_that_names_the_customer(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ConversationAsync("c-1", "anne@example.com");
        await api.ConversationAsync("c-2", "anne@example.com");
        await api.ConversationAsync("c-3", "bert");

        await api.CustomerAsync(
            "c-1", "anne@example.com", """{"status":"gold","addressCountry":"DE","attributes":[{"name":"years","value":"12"}]}""");

        Assert.Equal("c-1,c-2", await IdsAsync(api, "customer.status = 'gold' AND customer.address_country = 'DE' AND customer.years > 9"));
    }

    [Theory]
    [OnBothDatabases(true)]
    [OnBothDatabases(false)]
    public async Task The_customer_that_metadata_names_goes_before_the_one_a_conversation_came_with(Backend backend, bool metadataFirst)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        if (metadataFirst) await api.CustomerAsync("c-1", "anne", """{"status":"gold"}""");
        await api.ConversationAsync("c-1", "visitor-4711");
        await api.CustomerAsync("c-2", "visitor-4711", """{"status":"unknown"}""");
        if (!metadataFirst) await api.CustomerAsync("c-1", "anne", """{"status":"gold"}""");

        Assert.Equal("c-1", await IdsAsync(api, "customer.status = 'gold' AND customer_id = 'anne'"));
        Assert.Equal("c-2", await IdsAsync(api, "customer.status = 'unknown' AND customer_id = 'visitor-4711'"));
        // What the Conversations API gave, it gives back.
        Assert.Equal(
            "visitor-4711",
            (string)(await api.GetAsync($"{Given.Conversations}?externalId=c-1")).Json["items"]![0]!["customer"]!["externalId"]!);
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_leaves_its_customer_when_metadata_names_another(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.CustomerAsync("c-1", "anne", """{"status":"gold"}""");
        await api.CustomerAsync("c-2", "anne", "{}");
        Assert.Equal("c-1,c-2", await IdsAsync(api, "customer.status = 'gold'"));

        await api.CustomerAsync("c-1", "bert", "{}");

        Assert.Equal("c-2", await IdsAsync(api, "customer.status = 'gold'"));
        Assert.Equal("c-1", await IdsAsync(api, "customer_id = 'bert' AND customer.status IS NULL"));
    }

    [Theory, OnBothDatabases]
    public async Task Metadata_of_a_customer_makes_a_conversation_that_has_not_come_yet(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        await api.CustomerAsync("c-1", "anne", """{"status":"gold"}""");

        Assert.Equal(1, await api.CountAsync("customer.status = 'gold' AND started_at IS NULL"));
        (await api.GetAsync($"{Given.Conversations}?externalId=c-1")).ExpectJson(200, """{"items":[]}""");
    }

    [Theory, OnBothDatabases]
    public async Task The_name_of_a_property_never_means_an_attribute(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.CustomerAsync(
            "c-1", "anne", """{"attributes":[{"name":"status","value":"attribute"},{"name":"Status","value":"other"}]}""");

        Assert.Equal(0, await api.CountAsync("customer.status IS SET"));
        Assert.Equal(1, await api.CountAsync("customer.Status = 'other'"));
    }

    [Theory, OnBothDatabases]
    public async Task A_change_moves_conversations_between_segments_and_is_explained(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("GOLD", "customer.status = 'gold'");
        await api.SegmentAsync("SENIOR", "agent.start_ts < '2020-01-01'");
        await api.SegmentAsync("BOTH", "SEGMENT('GOLD') AND SEGMENT('SENIOR')");
        var id = await api.ConversationAsync("c-1", "anne", "agent-7");
        await api.CustomerAsync("c-1", "anne", """{"status":"gold"}""");
        await api.AgentAsync("agent-7", """{"startTs":"2019-12-31T23:30:00.123456789+02:00"}""");

        Assert.Equal("BOTH,GLOBAL,GOLD,SENIOR", await SegmentsAsync(api, id));
        Assert.Equal(1, (int)(await api.GetAsync("/v1/segments/BOTH/conversations")).Expect(200).Json["count"]!);
        var explained = (await api.PostAsync("/v1/explain", new { query = "customer.status = 'silver'", conversationId = id })).Expect(200);
        Assert.Contains("gold", explained.Json["explanation"]!.ToJsonString(), StringComparison.Ordinal);
        var summary = await api.SummaryAsync("SEGMENT('BOTH')");
        Assert.Equal("""{"status":"gold"}""", summary["customer"]!.ToJsonString());
        Assert.Equal("""{"start_ts":"2019-12-31T21:30:00.123456Z"}""", summary["agent"]!.ToJsonString());

        await api.CustomerAsync("c-9", "anne", """{"status":null}""");

        Assert.Equal("GLOBAL,SENIOR", await SegmentsAsync(api, id));
        Assert.Equal(0, (int)(await api.GetAsync("/v1/segments/BOTH/conversations")).Expect(200).Json["count"]!);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_known_is_read_back_as_it_is_sent(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        const string Members = """
            {"startTs":"2020-01-31T09:30:00Z","languages":["en-US","de"],"concurrency":3,"ranking":-1,"emailAddress":"anne@example.com",
             "attributes":[{"name":"a","value":"ö"},{"name":"b","value":"2"}]}
            """;
        await api.AgentAsync("agent-7", Members);

        (await api.GetAsync("/v1/agents/agent-7")).ExpectJson(200, Given.With(Members, ("externalAgentId", "agent-7")));
        (await api.GetAsync("/v1/customers/agent-7")).ExpectError("404-01", "There is no metadata of the customer agent-7.");
        await api.ConversationAsync("c-1", "anne", "agent-7");
        Assert.Equal(1, await api.CountAsync("agent.languages LIKE '%de%' AND agent.languages = 'en-US,de'"));
    }

    static async Task<string> IdsAsync(Api api, string query) =>
        string.Join(',', (await api.PostAsync(Given.Preview, new { query, sampleSize = 100 })).Expect(200).Json["sample"]!.AsArray()
            .Select(conversation => (string)conversation!["externalConversationId"]!).Order(StringComparer.Ordinal));

    static async Task<string> SegmentsAsync(Api api, string conversationId) =>
        string.Join(',', (await api.PostAsync("/v1/segments/match", new { conversationId })).Expect(200).Json["segments"]!.AsArray()
            .Select(segment => (string)segment!["id"]!));
}
