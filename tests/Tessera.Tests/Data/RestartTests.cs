using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Data;

/// <summary>What was acknowledged is there after a restart, however the process ended.</summary>
public sealed class RestartTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_restart_knows_all_that_was_known(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        string[] queries =
        [
            "TRUE", "lob_id = 'bank'", "company_segment = 's2'", "attributes.n >= 10", "metadata.queue = 'gold'", "intent_code = 'BILLING'",
            "started_at IS SET", "agent_id = 'agent-3'", "SEGMENT('BANK') AND NOT SEGMENT('LATE')",
        ];
        List<int> before;
        string members, fields;
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            await FillAsync(api);
            before = await CountsAsync(api, queries);
            members = (await api.GetAsync("/v1/segments/GLOBAL/conversations?limit=100")).Expect(200).Text;
            fields = (await api.GetAsync(Given.Fields)).Expect(200).Text + (await api.GetAsync(Given.Segments)).Expect(200).Text;
        }

        await using var again = await Servers.StartAsync(options);
        using var after = Servers.NewKey(again, "support");
        Assert.Equal(before, await CountsAsync(after, queries));
        Assert.Equal(members, (await after.GetAsync("/v1/segments/GLOBAL/conversations?limit=100")).Expect(200).Text);
        Assert.Equal(
            fields, (await after.GetAsync(Given.Fields)).Expect(200).Text + (await after.GetAsync(Given.Segments)).Expect(200).Text);
        Assert.Equal(
            "q_a", (string)(await after.PostAsync("/v1/segments/match", """{"lobId":"bank"}""")).Json["structuredDataFields"]![0]!["id"]!);
        Assert.DoesNotContain(0, before);
    }

    [Theory, OnBothDatabases]
    public async Task A_time_of_arrival_is_the_same_to_queries_before_and_after(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        string query;
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            await api.ConversationAsync("c-1");
            query = $"received_at = '{(string)(await api.SummaryAsync("TRUE"))["receivedAt"]!}'";
            Assert.Equal(1, await api.CountAsync(query));
        }

        await using var again = await Servers.StartAsync(options);
        using var after = Servers.NewKey(again, "support");
        Assert.Equal(1, await after.CountAsync(query));
    }

    [Theory, OnBothDatabases]
    public async Task What_was_acknowledged_survives_the_killing_of_the_process(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var keys = CommonOptions.OpenKeys(options.DataDirectory, options.Database);
        var (id, secret) = keys.Create(keys.FindOrCreateWorkspace("support"), Scopes.All);
        var acknowledged = new ConcurrentBag<string>();
        using (var process = CommandLine.Start(
            ["serve", "--urls", "http://127.0.0.1:0", "--limit", "key-rate=0", "--limit", "workspace-rate=0",
                .. CommandLine.Options(options)]))
        {
            using var api = new Api(await CommandLine.AddressAsync(process), "support", id, secret);
            var senders = Enumerable.Range(0, 8).Select(sender => SendUntilItBreaksAsync(api, sender, acknowledged)).ToArray();
            await Eventually.IsTrueAsync(() => Task.FromResult(acknowledged.Count >= 500), "500 writes are acknowledged");
            process.Kill(); // SIGKILL: nothing of it runs any more.
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(senders);
        }

        await using var server = await Servers.StartAsync(options);
        using var after = Servers.NewKey(server, "support");
        foreach (var externalId in acknowledged)
            Assert.Equal(1, await after.CountAsync($"external_conversation_id = '{externalId}' AND lob_id = 'lob-{externalId}'"));
        // A write that was killed before its answer may be there too: one for each sender, and whole.
        Assert.InRange(await after.CountAsync("lob_id IS SET"), acknowledged.Count, acknowledged.Count + 8);
        Assert.Equal(await after.CountAsync("TRUE"), await after.CountAsync("lob_id IS SET"));
    }

    static async Task SendUntilItBreaksAsync(Api api, int sender, ConcurrentBag<string> acknowledged)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var externalId = $"{sender}-{i}";
                await api.MetadataAsync(externalId, $$"""{"lobId":"lob-{{externalId}}"}""");
                acknowledged.Add(externalId);
            }
        }
        catch (HttpRequestException)
        {
            // The process is gone.
        }
    }

    static async Task FillAsync(Api api)
    {
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("BANK", "lob_id = 'bank'", "q_a");
        await api.SegmentAsync("LATE", "started_at > '2026-02-01'");
        for (var i = 0; i < 30; i++)
        {
            if (i % 2 == 0)
            {
                (await api.PostAsync(Given.Conversations, new
                {
                    externalId = $"c-{i}",
                    agent = new { externalId = $"agent-{i % 5}" },
                    customer = new { externalId = "b" },
                    metadata = new { queue = i % 4 == 0 ? "gold" : "tin" },
                    timestamp = "2026-01-31T10:00:00Z",
                })).Expect(200);
            }

            await api.MetadataAsync($"c-{i}", $$"""
                {"lobId":"{{(i % 3 == 0 ? "bank" : "hotel")}}","companySegment":["s{{i % 4}}"],"attributes":[{"name":"n","value":"{{i}}"}]}
                """);
            if (i % 7 == 0) (await api.PutAsync($"/v1/conversations/c-{i}/intent", """{"code":"BILLING"}""")).Expect(200);
        }
    }

    static async Task<List<int>> CountsAsync(Api api, IEnumerable<string> queries)
    {
        var counts = new List<int>();
        foreach (var query in queries) counts.Add(await api.CountAsync(query));
        return counts;
    }
}
