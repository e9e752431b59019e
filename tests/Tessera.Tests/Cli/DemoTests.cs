using Tessera.Cli;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Cli;

/// <summary>The demo shows what its README says, by the program as it is.</summary>
public sealed class DemoTests(Servers servers)
{
    static readonly Dictionary<string, int> Counts = new(StringComparer.Ordinal)
    {
        ["GLOBAL"] = 71, ["BILLING_DISPUTES"] = 11, ["CANCELLATIONS"] = 20, ["FLIGHT_CHANGES"] = 9, ["ENERGY_READINGS"] = 11,
        ["WAITED_AND_UNHAPPY"] = 15, ["OLD_SAFARI"] = 9, ["OCTOBER_DISCOUNTS"] = 8, ["LEFT_AS_MOVING"] = 14,
    };

    [Theory, OnBothDatabases]
    public async Task Its_segments_have_the_conversations_and_its_insight_the_reasons_that_its_README_tells(Backend backend)
    {
        await using var server = await Server.CreateAsync(servers.NewDatabase(backend), TestContext.Current.CancellationToken);
        await server.StartAsync(TestContext.Current.CancellationToken);
        await DemoWorkspace.ShowAsync(server.Services, server.Urls.First(), TestContext.Current.CancellationToken);
        using var api = Servers.NewKey(server, "demo");

        foreach (var (segment, count) in Counts)
            Assert.Equal(
                (segment, count), (segment, (int)(await api.GetAsync($"/v1/segments/{segment}/conversations")).Expect(200).Json["count"]!));

        var (competitor, fault, moving) = (0, 0, 0);
        foreach (var conversation in (await api.GetAsync(
            "/v1/segments/LEFT_AS_MOVING/conversations?limit=100")).Expect(200).Json["conversations"]!
            .AsArray())
        {
            var body = new { conversationId = (string)conversation!["conversationId"]! };
            var values = (await api.PostAsync("/autosummary/v1/structured-data", body)).Expect(200).Json["structuredDataMetrics"]!.AsArray()
                .ToDictionary(m => (string)m!["id"]!, m => (string)m!["value"]!, StringComparer.Ordinal);
            competitor += values["e_competitor_name"] == "Not Found" ? 0 : 1;
            fault += values["q_service_fault"] == "Yes" ? 1 : 0;
            moving += values["q_moving_home"] == "Yes" ? 1 : 0;
            Assert.DoesNotContain("e_customer_name", values.Keys);
        }

        Assert.Equal((7, 4, 3), (competitor, fault, moving));
    }

    [Theory, OnBothDatabases]
    public async Task It_is_loaded_once(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        for (var start = 0; start < 2; start++)
        {
            await using var server = await Server.CreateAsync(options, TestContext.Current.CancellationToken);
            await server.StartAsync(TestContext.Current.CancellationToken);
            await DemoWorkspace.ShowAsync(server.Services, server.Urls.First(), TestContext.Current.CancellationToken);
            using var api = Servers.NewKey(server, "demo");
            Assert.Equal(71, await api.CountAsync("TRUE"));
        }
    }
}
