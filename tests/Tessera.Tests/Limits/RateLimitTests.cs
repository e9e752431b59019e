using System.Net;
using Tessera.Limits;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Limits;

/// <summary>How many requests of a key and of a workspace are let in.</summary>
public sealed class RateLimitTests(Servers servers)
{
    static readonly ServerLimits Small = new()
    {
        KeyRate = 2, KeyBurst = 5, WorkspaceRate = 4, WorkspaceBurst = 8, WorkspaceConcurrency = 2,
    };

    [Theory, OnBothDatabases]
    public async Task A_key_may_send_its_burst_and_then_its_rate(Backend backend)
    {
        var clock = new ManualClock();
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock, Limits = Small });
        using var api = Servers.NewKey(server, "support");

        for (var left = 4; left >= 0; left--)
        {
            var answer = (await api.GetAsync("/v1/health")).Expect(200);
            Assert.Equal(("5", $"{left}"), (answer.Headers["RateLimit-Limit"], answer.Headers["RateLimit-Remaining"]));
            Assert.Equal($"{Math.Ceiling((5 - left) / 2.0)}", answer.Headers["RateLimit-Reset"]);
        }

        Refused(await api.GetAsync("/v1/health"));
        Refused(await api.PostAsync(Given.Segments, "{"));
        clock.Advance(TimeSpan.FromSeconds(0.5) - TimeSpan.FromTicks(10));
        Refused(await api.GetAsync("/v1/health"), fullIn: 2);
        clock.Advance(TimeSpan.FromTicks(10));
        (await api.GetAsync("/v1/health")).Expect(200);
        Refused(await api.GetAsync("/v1/health"));
        clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 5; i++) (await api.GetAsync("/v1/health")).Expect(200);
        Refused(await api.GetAsync("/v1/health"));

        static void Refused(Answer answer, int fullIn = 3)
        {
            answer.ExpectError("429-01", "This key may send 2 requests a second, and 5 at once.");
            Assert.Equal(("1", "5", "0", $"{fullIn}"), (
                answer.Headers["Retry-After"], answer.Headers["RateLimit-Limit"], answer.Headers["RateLimit-Remaining"],
                answer.Headers["RateLimit-Reset"]));
        }
    }

    [Theory, OnBothDatabases]
    public async Task The_keys_of_a_workspace_share_its_rate_and_others_are_not_touched(Backend backend)
    {
        var clock = new ManualClock();
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock, Limits = Small });
        using var one = Servers.NewKey(server, "support");
        using var two = Servers.NewKey(server, "support");
        using var three = Servers.NewKey(server, "support");
        using var stranger = Servers.NewKey(server, "sales");

        for (var i = 0; i < 4; i++) (await one.GetAsync("/v1/health")).Expect(200);
        for (var i = 0; i < 4; i++) (await two.GetAsync("/v1/health")).Expect(200);

        (await three.GetAsync("/v1/health")).ExpectError("429-01", "This workspace's keys may send 4 requests a second, and 8 at once.");
        (await one.GetAsync("/v1/health")).Expect(429);
        (await stranger.GetAsync("/v1/health")).Expect(200);
        clock.Advance(TimeSpan.FromSeconds(0.25));
        // What was refused for the workspace's sake took nothing from the key.
        Assert.Equal("0", (await three.GetAsync("/v1/health")).Expect(200).Headers["RateLimit-Remaining"]);
        clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 5; i++) (await three.GetAsync("/v1/health")).Expect(200);
        Assert.Equal(
            "This key may send 2 requests a second, and 5 at once.", (await three.GetAsync("/v1/health")).Expect(429).ErrorMessage);
    }

    [Theory, OnBothDatabases]
    public async Task Who_has_no_key_and_who_asks_after_health_is_not_counted(Backend backend)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = new ManualClock(), Limits = Small });
        using var api = Servers.NewKey(server, "support");
        for (var i = 0; i < 10; i++)
        {
            using var healthz = Api.Request(HttpMethod.Get, "/healthz");
            Assert.False((await api.SendAsync(healthz)).Expect(200).Headers.ContainsKey("RateLimit-Limit"));
            using var keyless = Api.Request(HttpMethod.Get, "/v1/health", ("asapp-api-id", api.KeyId), ("asapp-api-secret", "wrong"));
            (await api.SendAsync(keyless)).Expect(401);
        }

        Assert.Equal("4", (await api.GetAsync("/v1/health")).Expect(200).Headers["RateLimit-Remaining"]);
    }

    [Theory, OnBothDatabases]
    public async Task A_workspace_has_so_many_requests_under_way_and_no_more(Backend backend)
    {
        var limits = new ServerLimits().WithoutRates() with { WorkspaceConcurrency = 2 };
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Limits = limits });
        using var api = Servers.NewKey(server, "support");
        using var stranger = Servers.NewKey(server, "sales");
        var rest = new TaskCompletionSource();
        var one = SlowAsync();
        Assert.False((await api.GetAsync("/v1/health")).Expect(200).Headers.ContainsKey("RateLimit-Limit"));
        var two = SlowAsync();

        Answer refused = null!;
        await Eventually.IsTrueAsync(
            async () =>
            {
                // Either may have come while the other and the question below were the two under way. It comes on a new connection, so
                // that the question would always be before it.
                if (one.IsCompleted || two.IsCompleted)
                {
                    if (one.IsCompleted) one = SlowAsync();
                    if (two.IsCompleted) two = SlowAsync();
                    await Task.Delay(250);
                }

                return (refused = await api.GetAsync("/v1/health")).Status == HttpStatusCode.TooManyRequests;
            },
            "two are under way");

        refused.ExpectError("429-01", "This workspace may have 2 requests under way at a time.");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        (await stranger.GetAsync("/v1/health")).Expect(200);
        rest.SetResult();
        (await one).Expect(200);
        (await two).Expect(200);
        (await api.GetAsync("/v1/health")).Expect(200);

        async Task<Answer> SlowAsync()
        {
            using var request = Api.Request(HttpMethod.Post, Given.Preview, ("asapp-api-id", api.KeyId), ("asapp-api-secret", api.Secret));
            request.Content = new SlowContent("""{"query":"TRUE"}""", rest.Task);
            return await api.SendAsync(request);
        }
    }

    [Fact]
    public void The_documented_defaults_hold()
    {
        var limits = new ServerLimits();

        Assert.Equal((100, 200), (limits.KeyRate, limits.KeyBurst));
        Assert.Equal((1024 * 1024, 8 * 1024 * 1024), (limits.BodyBytes, limits.BatchBytes));
    }

    [Theory, OnBothDatabases]
    public async Task An_import_through_a_server_that_is_in_no_hurry_goes_on_until_it_is_done(Backend backend)
    {
        var options = servers.NewDatabase(backend) with { Limits = new ServerLimits { KeyRate = 2, KeyBurst = 2 } };
        await using var server = await Servers.StartAsync(options);
        using var api = Servers.NewKey(server, "support");
        var file = Path.Combine(options.DataDirectory, "conversations.ndjson");
        await File.WriteAllLinesAsync(
            file,
            Enumerable.Range(0, 1500)
                .Select(
                    i => $$$"""{"conversation":{"externalId":"c-{{{i}}}","customer":{"externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"}}"""),
            TestContext.Current.CancellationToken);

        (await CommandLine.RunAsync("import", file, "--url", api.Address.ToString(), "--key", $"{api.KeyId}.{api.Secret}")).Expect(0);

        using var fresh = Servers.NewKey(server, "support");
        Assert.Equal(1500, await fresh.CountAsync("TRUE"));
    }
}
