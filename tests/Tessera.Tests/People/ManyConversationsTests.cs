using System.Text.Json;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Data;
using Tessera.People;
using Tessera.Query.Evaluation;
using Tessera.Query.Tests;
using Tessera.Segments;
using Tessera.Tests.Harness;

namespace Tessera.Tests.People;

/// <summary>People with more conversations than are evaluated again in one turn, and the index against the database.</summary>
public sealed class ManyConversationsTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(MetadataStore.PageSize - 1)]
    [OnBothDatabases(MetadataStore.PageSize)]
    [OnBothDatabases(MetadataStore.PageSize + 1)]
    [OnBothDatabases((2 * MetadataStore.PageSize) + 1)]
    public async Task All_conversations_of_an_agent_are_as_the_agent_is_when_the_answer_comes(Backend backend, int conversations)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await ImportAsync(api, conversations, _ => "agent-1");
        Assert.Equal(conversations, await api.CountAsync("agent_id = 'agent-1'"));

        await api.AgentAsync("agent-1", """{"vendor":"one"}""");
        Assert.Equal(conversations, await api.CountAsync("agent.vendor = 'one'"));
        await api.AgentAsync("agent-1", """{"vendor":"two"}""");

        Assert.Equal((0, conversations), (await api.CountAsync("agent.vendor = 'one'"), await api.CountAsync("agent.vendor = 'two'")));
        await Eventually.IsTrueAsync(async () => (int)(await api.GetAsync("/v1/status")).Expect(200).Json["index"]!["lag"]! == 0, "no lag");
    }

    [Theory, OnBothDatabases]
    public async Task Many_agents_of_one_batch_with_many_conversations_are_all_brought_up_to_date(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await ImportAsync(api, 1_000, i => $"agent-{i % 30}");

        (await api.PostAsync(
            Given.ManyAgents,
            new { items = Enumerable.Range(0, 30).Select(i => new { externalAgentId = $"agent-{i}", ranking = i }) })).Expect(200);

        Assert.Equal(1_000, await api.CountAsync("agent.ranking IS SET"));
        Assert.Equal(1_000 / 30 * 10, await api.CountAsync("agent.ranking > 19"));
    }

    [Theory, OnBothDatabases]
    public async Task A_write_does_not_wait_for_all_conversations_of_an_agent(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await ImportAsync(api, 8_000, _ => "agent-1");
        Assert.Equal(8_000, await api.CountAsync("agent.vendor IS NULL"));

        var agent = api.AgentAsync("agent-1", """{"vendor":"one"}""");
        var writes = 0;
        for (; !agent.IsCompleted; writes++) await api.MetadataAsync($"other-{writes}", """{"lobId":"a"}""");

        await agent;
        Assert.Equal(8_000, await api.CountAsync("agent.vendor = 'one'"));
        // Thirty-two turns: had all been done in one, no write had come in between.
        Assert.True(writes >= 4, $"{writes} writes while an agent's conversations were evaluated again");
    }

    [Theory, OnBothDatabases]
    public async Task The_database_and_the_index_say_the_same_of_people(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        Assert.Equal(0, await api.CountAsync("TRUE"));
        // Side by side, so that changes of people and of their conversations meet in the same commits.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => ChangeAsync(api, new Generator(seed), 30)));

        var workspace = (await servers.ServiceAsync<AccessKeyStore>(backend)).FindWorkspace(api.Workspace)!.Value;
        var live = await (await servers.ServiceAsync<LiveWorkspaces>(backend)).GetAsync(workspace, TestContext.Current.CancellationToken);
        Assert.True(live.Filled);
        var stored = new StoredConversations(await servers.ServiceAsync<Database>(backend), workspace);
        var refilled = new LiveWorkspace(await servers.ServiceAsync<Database>(backend), workspace);
        refilled.Fill(TestContext.Current.CancellationToken);
        var matched = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var query = new Generator(seed).Query();
            var found = Ids(live.Conversations.After(query, _ => null, null, 100, CancellationToken.None));
            matched += found.Count;
            Assert.Equal(found, Ids(stored.After(query, _ => null, null, 100, CancellationToken.None)));
            Assert.Equal(found, Ids(refilled.Conversations.After(query, _ => null, null, 100, CancellationToken.None)));
        }

        foreach (var text in new[] { "customer.status = '5'", "customer.turns > 3", "agent.vendor = 'bank'", "agent.turns IS SET",
            "customer_id = 'customer-1'" })
        {
            var query = SegmentQuery.TryCompile(text, out _)!;
            var count = live.Conversations.Count(query, _ => null, CancellationToken.None);
            Assert.Equal(count, stored.Count(query, _ => null, CancellationToken.None));
            matched += count;
        }

        Assert.InRange(matched, 500, int.MaxValue);
    }

    [Theory, OnBothDatabases]
    public async Task A_restart_finds_people_joined_as_they_were(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        string[] queries = ["customer.status = 'gold'", "agent.ranking = 3", "customer_id = 'anne'"];
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            await api.ConversationAsync("c-1", "visitor", "agent-1");
            await api.CustomerAsync("c-1", "anne", """{"status":"gold"}""");
            await api.AgentAsync("agent-1", """{"ranking":3}""");
            foreach (var query in queries) Assert.Equal(1, await api.CountAsync(query));
        }

        await using var again = await Servers.StartAsync(options);
        using var later = Servers.NewKey(again, "support");
        foreach (var query in queries) Assert.Equal(1, await later.CountAsync(query));
    }

    [Theory, OnBothDatabases]
    public async Task What_changes_while_the_index_is_filled_is_in_it_afterwards(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            await ImportAsync(api, 3_000, i => $"agent-{i % 10}");
        }

        await using var again = await Servers.StartAsync(options);
        using var later = Servers.NewKey(again, "support");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => later.AgentAsync($"agent-{i}", $$"""{"ranking":{{i}}}""")));

        await Eventually.IsTrueAsync(
            async () => (await later.GetAsync("/v1/status")).Expect(200).Json["index"] is { } index && index["state"]!.ToString() == "ready"
                && (int)index["lag"]! == 0,
            "the index is filled");
        for (var i = 0; i < 10; i++) Assert.Equal(300, await later.CountAsync($"agent.ranking = {i} AND agent_id = 'agent-{i}'"));
    }

    static async Task ChangeAsync(Api api, Generator generator, int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            var (conversation, customer, agent) =
                ($"c-{generator.Next(30)}", $"customer-{generator.Next(9)}", $"agent-{generator.Next(5)}");
            await (generator.Next(5) switch
            {
                0 => api.ConversationAsync(conversation, customer, agent),
                1 => api.ConversationAsync(conversation, customer),
                2 => api.CustomerAsync(conversation, customer, Members("status", generator)),
                3 => api.CustomerAsync(conversation, customer, Attribute("turns", generator)),
                _ => api.AgentAsync(agent, generator.Chance(0.5) ? Attribute("turns", generator) : Members("vendor", generator)),
            });
        }
    }

    static string Members(string name, Generator generator) => $$"""{"{{name}}":"{{generator.Pick(["bank", "5", "x"])}}"}""";

    static string Attribute(string name, Generator generator) =>
        $$"""{"attributes":[{"name":"{{name}}","value":"{{generator.Pick(["bank", "5", "30", ""])}}"}]}""";

    static List<string> Ids(IEnumerable<ConversationFacts> conversations) => [.. conversations.Select(facts => facts.ConversationId)];

    static async Task ImportAsync(Api api, int count, Func<int, string> agent)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(Importer.MostLines))
        {
            var lines = string.Concat(chunk.Select(i => JsonSerializer.Serialize(new
            {
                conversation = new
                {
                    externalId = $"c-{i}", customer = new { externalId = $"customer-{i}" }, agent = new { externalId = agent(i) },
                    timestamp = "2026-01-31T10:00:00Z",
                },
            }) + "\n"));
            (await api.SendAsync(HttpMethod.Post, "/v1/import", lines, "application/x-ndjson")).Expect(200);
        }
    }
}
