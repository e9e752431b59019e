using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Data;
using Tessera.Markets.Watching;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>
/// When the standing jobs of market segments have turns: they sleep until something is to be done for them. A turn is a change of the job's
/// row, and jobs that are due have their turns in the order of their times.
/// </summary>
public sealed class WatchWakingTests(Servers servers)
{
    const string Large = "We are a bank with 900 employees.";
    const string Small = "We are an airline with 20 employees.";

    readonly ManualClock clock = new();

    [Theory, OnBothDatabases]
    public async Task What_concerns_one_market_segment_gives_the_others_no_turn(Backend backend)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        var idle = new List<string>();
        foreach (var lob in (string[])["one", "two", "three"]) idle.Add(await ActivatedAsync(api, lob));
        var concerned = await ActivatedAsync(api, "four");
        var asleep = await AsleepAsync(api, [.. idle]);
        await AsleepAsync(api, concerned);

        for (var minute = 0; minute < 59; minute++) clock.Advance(TimeSpan.FromMinutes(1));
        var id = await api.SaidAsync("c-1", Large, lob: "none");
        await api.CustomerAsync("c-1", "ada", """{"status":"gold"}""");
        await api.MessageAsync(id, "customer", "c", Small, minute: 1);
        await api.SegmentAsync("MINE", "TRUE");
        (await api.PostAsync($"/v1/conversations/{id}/end", "")).Expect(200);
        await api.SaidAsync("c-2", Large, lob: "four");
        await api.ScoredAsync(concerned, 1);
        Assert.Equal(asleep, await JobsAsync(api, [.. idle]));

        // What might have been missed is found all the same.
        clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(async () => (await JobsAsync(api, [.. idle])).Except(asleep).Count() == idle.Count, "all have a turn");
        foreach (var oId in idle) Assert.Equal(0, await api.CountAsync($"fit['{oId}'] IS SET"));
    }

    [Theory, OnBothDatabases]
    public async Task A_score_wakes_who_asks_for_it_and_not_who_gave_it(Backend backend)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        var giver = await ActivatedAsync(api, "sales");
        var asker = await api.MarketAsync(name: "Asker");
        await api.ActivateAsync(asker, $"fit['{giver}'] >= 8");
        var last = await ActivatedAsync(api, "last");
        await AsleepAsync(api, giver, asker, last);

        clock.Advance(WatchRun.Pause);
        await api.SaidAsync("c-1", Large);
        await api.ScoredAsync(giver, 1);
        await api.ScoredAsync(asker, 1);
        var asleep = await AsleepAsync(api, giver, asker);

        // By the time this is scored whatever was written before has been looked at.
        clock.Advance(WatchRun.Pause);
        await api.SaidAsync("c-2", Large, lob: "last");
        await api.ScoredAsync(last, 1);
        Assert.Equal(asleep, await JobsAsync(api, giver, asker));

        // One that leaves takes the other along.
        await api.MetadataAsync("c-1", """{"lobId":"none"}""");
        await api.ScoredAsync(giver, 0);
        await api.ScoredAsync(asker, 0);
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_that_changes_wakes_who_watches_by_it(Backend backend)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        await api.SegmentAsync("MINE", "lob_id = 'none'");
        var oId = await api.MarketAsync();
        await api.ActivateAsync(oId, "SEGMENT('MINE')");
        await api.SaidAsync("c-1", Large);
        await AsleepAsync(api, oId);

        clock.Advance(WatchRun.Pause);
        (await api.PatchAsync($"{Given.Segments}/MINE", new { query = new { type = "raw", raw = "lob_id = 'sales'" } })).Expect(200);

        await api.ScoredAsync(oId, 1);
    }

    [Theory]
    [OnBothDatabases(256)]
    [OnBothDatabases(257)]
    public async Task However_many_leave_at_once_lose_their_scores(Backend backend, int conversations)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        await api.SegmentAsync("MINE", "TRUE");
        var oId = await api.MarketAsync();
        var lines = Enumerable.Range(0, conversations)
            .Select(
                i => $$$"""{"conversation":{"externalId":"c-{{{i}}}","customer":{"externalId":"c"},"timestamp":"2026-01-31T10:00:00Z"}}""");
        (await api.SendAsync(HttpMethod.Post, "/v1/import?fingerprint=f-1", string.Join('\n', lines), "application/x-ndjson")).Expect(200);
        await api.ActivateAsync(oId, "SEGMENT('MINE')");
        await api.ScoredAsync(oId, conversations);
        await AsleepAsync(api, oId);

        clock.Advance(WatchRun.Pause);
        (await api.PatchAsync($"{Given.Segments}/MINE", new { query = new { type = "raw", raw = "lob_id = 'none'" } })).Expect(200);

        await api.ScoredAsync(oId, 0);
    }

    [Theory, OnBothDatabases]
    public async Task What_nobody_was_woken_for_when_the_server_ended_is_found_at_the_next_start(Backend backend)
    {
        var options = servers.NewDatabase(backend) with { Clock = clock };
        string oId, other;
        DateTimeOffset quiet;
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            (oId, other) = (await ActivatedAsync(api, "sales"), await ActivatedAsync(api, "other"));
            await AsleepAsync(api, oId, other);
            var id = await api.SaidAsync("c-1", "It rains.");
            clock.Advance(WatchRun.Pause);
            await api.ScoredAsync(oId, 1);
            await AsleepAsync(api, oId, other);
            quiet = clock.GetUtcNow() + FitStore.Quiet;
            await api.MessageAsync(id, "customer", "c", Large, minute: 1);
            await api.SaidAsync("c-2", Small);
        }

        clock.Advance(WatchRun.Pause);
        await using var again = await Servers.StartAsync(options);
        using var after = Servers.NewKey(again, "support");
        await after.ScoredAsync(oId, 2);
        Assert.Equal(1, await after.CountAsync($"fit['{oId}'] = 5.5"));
        await Eventually.IsTrueAsync(
            async () => (DateTimeOffset)(await after.JobAsync(oId))["dueAt"]! == quiet, "the job is due when it has been quiet");
        clock.Advance(FitStore.Quiet);
        await Eventually.IsTrueAsync(async () => await after.CountAsync($"fit['{oId}'] = 9.4") == 1, "what was said is scored");
        // Nothing came for this one.
        Assert.Equal(1, Turns(again, other));
    }

    [Theory, OnBothDatabases]
    public async Task As_many_market_segments_as_there_may_be_are_woken_at_once_and_sleep_again(Backend backend)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        for (var i = 0; i < MarketWatching.Most; i++) await ActivatedAsync(api, "sales");
        await Eventually.IsTrueAsync(() => Task.FromResult(Asleep(server) == MarketWatching.Most), "all sleep");
        var before = Turns(server);

        clock.Advance(WatchRun.Pause);
        var id = await api.SaidAsync("c-1", Large);
        await Eventually.IsTrueAsync(
            async () => (await api.GetAsync($"/v1/conversations/{id}/fits")).Expect(200).Json["items"]!
                .AsArray().Count == MarketWatching.Most
                && Asleep(server) == MarketWatching.Most,
            "all have scored it and sleep");

        // Whoever is looked at while it scores looks once more.
        Assert.InRange(Turns(server) - before, MarketWatching.Most, 2 * MarketWatching.Most);
    }

    static async Task<string> ActivatedAsync(Api api, string lob)
    {
        var oId = await api.MarketAsync(name: lob);
        await api.ActivateAsync(oId, $"lob_id = '{lob}'");
        return oId;
    }

    // Their jobs, once they have nothing to do and know of nothing that becomes due.
    static async Task<string[]> AsleepAsync(Api api, params string[] oIds)
    {
        foreach (var oId in oIds)
        {
            await Eventually.IsTrueAsync(
                async () => await api.JobAsync(oId) is var job && (string)job["state"]! == "waiting"
                    && (DateTimeOffset)job["dueAt"]! - (DateTimeOffset)job["updatedAt"]! == WatchRun.Sleep,
                "the job sleeps");
        }

        return await JobsAsync(api, oIds);
    }

    static async Task<string[]> JobsAsync(Api api, params string[] oIds) =>
        await Task.WhenAll(oIds.Select(async oId => (await api.JobAsync(oId)).ToJsonString()));

    static long Asleep(WebApplication server) =>
        Number(
            server,
            $"SELECT COUNT(*) FROM job WHERE kind = 3 AND state = 1 AND due_at = updated_at + {(long)WatchRun.Sleep.TotalMicroseconds}");

    static long Turns(WebApplication server, string? oId = null) =>
        Number(server, $"SELECT CAST(SUM(fence) AS BIGINT) FROM job WHERE kind = 3 AND ('{oId}' = '' OR subject = '{oId}')");

    static long Number(WebApplication server, string sql)
    {
        using var connection = server.Services.GetRequiredService<Database>().Read();
        return connection.QuerySingle<long>(sql);
    }
}
