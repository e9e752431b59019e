using Tessera.Markets.Watching;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>Market segments watch conversations: what matches is scored, whenever it comes to match, and by what is asked now.</summary>
public sealed class WatchTests(Servers servers)
{
    const string Large = "We are a bank with 900 employees.";
    const string Small = "We are an airline with 20 employees.";

    [Theory, OnBothDatabases]
    public async Task A_drafted_segment_scores_what_matches_as_qualification_does(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = (string)(await api.PostAsync("/api/v2/segment/generate", """
            {"segments":[{"sources":[{"type":"TEXT","value":"Our customers are banks in Spain with 500+ employees."}]}]}
            """)).Expect(200).Json["data"]![0]!["oId"]!;
        await api.VocabularyAsync("900", "nine hundred");
        var good = await api.SaidAsync("good", "I am calling from a bank in Spain, we have nine hundred employees.");
        var bad = await api.SaidAsync("bad", Small);
        var silent = await api.ConversationAsync("silent");
        await api.MetadataAsync("silent", """{"lobId":"sales"}""");
        var other = await api.SaidAsync("other", Large, lob: "support");

        var activation = await api.ActivateAsync(oId);
        await api.ScoredAsync(oId, 3);

        foreach (var id in (string[])[good, bad, silent]) await api.SameAsQualifiedAsync(oId, id);
        Assert.Equal("good", (string)(await api.SummaryAsync($"fit['{oId}'] >= 8"))["externalConversationId"]!);
        Assert.Equal("silent", (string)(await api.SummaryAsync($"fit['{oId}'] = 5.5"))["externalConversationId"]!);
        Assert.Empty((await api.GetAsync($"/v1/conversations/{other}/fits")).Expect(200).Json["items"]!.AsArray());
        var fit = await api.FitAsync(good);
        var evidence = Assert.Single(
            fit["answers"]!.AsArray(),
            a => ((string?)a!["evidence"]?["quote"])?.Contains("employees", StringComparison.Ordinal) == true)!["evidence"]!;
        Assert.Equal("nine hundred employees", (string)evidence["quote"]!);
        Assert.Equal(evidence["quote"]!.ToString(), (await api.TextsAsync(good))[0][(int)evidence["start"]!..(int)evidence["end"]!]);
        Assert.True((bool)fit["isCurrent"]!);

        // Definitions like any other, with their values.
        var field = (string)Assert.Single(
            fit["answers"]!.AsArray(), a => (string?)a!["evidence"]?["quote"] == "nine hundred employees")!["fieldId"]!;
        Assert.Contains(field, activation.FieldIds());
        Assert.Equal(1, await api.CountAsync($"data['{field}'] = 'Yes'"));
        Assert.Equal("QUESTION", (string)(await api.GetAsync($"{Given.Fields}/{field}")).Expect(200).Json["type"]!);
        Assert.Equal([$"FIT_{oId}"], (await api.GetAsync($"{Given.Fields}/{field}")).Json["segmentIds"]!.AsArray().Select(s => (string)s!));
        var set = (await api.GetAsync($"/v1/structured-data/{fit["structuredDataId"]}")).Expect(200).Json["values"]!.AsArray();
        Assert.Equal(
            ("Yes", "HIGH"),
            set.Where(v => (string)v!["fieldId"]! == field).Select(v => ((string)v!["value"]!, (string)v["confidence"]!)).Single());
        var metrics = (await api.PostAsync(Given.StructuredData, new { conversationId = good })).Expect(200).Json["structuredDataMetrics"]!
            .AsArray();
        Assert.Contains(metrics, m => (string)m!["id"]! == field && (string)m["value"]! == "Yes");
        var nothing =
            (await api.PostAsync(Given.StructuredData, new { conversationId = silent })).Expect(200).Json["structuredDataMetrics"]!
            .AsArray();
        Assert.All(nothing, m => Assert.Equal("Not Found", (string)m!["value"]!));

        var shown = (await api.GetAsync($"/v1/market-segments/{oId}")).Expect(200).Json["activation"]!;
        Assert.Equal(
            ("lob_id = 'sales'", $"FIT_{oId}", 3, 3),
            ((string)shown["query"]!, (string)shown["segmentId"]!, (int)shown["matching"]!, (int)shown["scored"]!));
        Assert.Equal(activation.FieldIds(), shown.FieldIds());
        await Eventually.IsTrueAsync(async () => (string)(await api.JobAsync(oId))["state"]! == "waiting", "the job waits");
        var job = await api.JobAsync(oId);
        Assert.Equal((3, 3, "low"), ((int)job["done"]!, (int)job["total"]!, (string)job["priority"]!));
        var audited = (await api.GetAsync($"/v1/audit?kind=market-watch&id={oId}")).Expect(200).Json["entries"]!.AsArray();
        Assert.Equal("created", (string)Assert.Single(audited)!["action"]!);
        Assert.Equal(
            1, (int)(await api.GetAsync($"/v1/segments/FIT_{oId}/versions")).Expect(200).Json["versions"]!.AsArray().Single()!["version"]!);
    }

    [Theory, OnBothDatabases]
    public async Task Scored_conversations_are_listed_best_first_page_by_page(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MarketAsync();
        await api.SaidAsync("small", Small);
        await api.SaidAsync("large", Large);
        await api.SaidAsync("unknown", "It rains.");
        await api.ActivateAsync(oId, "TRUE");
        await api.ScoredAsync(oId, 3);

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await api.GetAsync($"/v1/market-segments/{oId}/fits?limit=2&cursor={cursor}")).Expect(200).Json;
            seen.AddRange(page["items"]!.AsArray().Select(i => (string)i!["externalConversationId"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);

        Assert.Equal(["large", "unknown", "small"], seen);
        (await api.GetAsync($"/v1/market-segments/{oId}/fits?limit=101")).ExpectError(
            "400-01", "limit: expected a whole number from 1 to 100, found 101.");
        var never = await api.MarketAsync();
        (await api.GetAsync($"/v1/market-segments/{never}/fits")).ExpectError("404-01", $"The segment {never} isn't active.");
        (await api.GetAsync("/v1/market-segments/sg_none/fits")).ExpectError("404-01", "There is no segment sg_none.");
        (await api.GetAsync("/v1/conversations/none/fits")).ExpectError("404-01", "There is no conversation with id none.");
    }

    [Theory, OnBothDatabases]
    public async Task Whatever_makes_a_conversation_match_has_it_scored_and_one_that_leaves_loses_its_score(Backend backend)
    {
        var clock = new ManualClock();
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        var oId = await api.MarketAsync();
        var id = await api.ConversationAsync("c-1", "ada");
        await api.MessageAsync(id, "customer", "ada", Large);
        await api.ActivateAsync(oId, "lob_id = 'sales' OR customer.status = 'gold'");
        await IdleAsync(api, oId);
        Assert.Equal(0, await api.CountAsync($"fit['{oId}'] IS SET"));

        await api.MetadataAsync("c-1", """{"lobId":"sales"}""");
        clock.Advance(WatchRun.Pause);
        await api.ScoredAsync(oId, 1);
        Assert.Equal(9.4, (double)(await api.SameAsQualifiedAsync(oId, id))["score"]!);

        await api.MetadataAsync("c-1", """{"lobId":"support"}""");
        await IdleAsync(api, oId);
        clock.Advance(WatchRun.Pause);
        await api.ScoredAsync(oId, 0);
        Assert.Empty((await api.GetAsync($"/v1/conversations/{id}/fits")).Expect(200).Json["items"]!.AsArray());

        await api.CustomerAsync("c-1", "ada", """{"status":"gold"}""");
        await IdleAsync(api, oId);
        clock.Advance(WatchRun.Pause);
        await api.ScoredAsync(oId, 1);
    }

    [Theory, OnBothDatabases]
    public async Task A_message_in_a_scored_conversation_has_it_scored_anew_after_a_quiet_minute(Backend backend)
    {
        var clock = new ManualClock();
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Clock = clock });
        using var api = Servers.NewKey(server, "support");
        var oId = await api.MarketAsync();
        var id = await api.SaidAsync("c-1", "It rains.");
        await api.ActivateAsync(oId);
        await api.ScoredAsync(oId, 1);
        Assert.Equal(5.5, (double)(await api.FitAsync(id))["score"]!);
        await IdleAsync(api, oId);

        await api.MessageAsync(id, "customer", "c", Large, minute: 1);
        Assert.False((bool)(await api.FitAsync(id))["isCurrent"]!);
        var due = clock.GetUtcNow() + FitStore.Quiet;
        await Eventually.IsTrueAsync(
            async () => (DateTimeOffset)(await api.JobAsync(oId))["dueAt"]! == due, "the job is due when it has been quiet");
        clock.Advance(FitStore.Quiet - TimeSpan.FromSeconds(1));
        Assert.Equal(5.5, (double)(await api.FitAsync(id))["score"]!);

        clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(async () => await api.CountAsync($"fit['{oId}'] = 9.4") == 1, "it is scored anew");
        await api.SameAsQualifiedAsync(oId, id);
        Assert.True((bool)(await api.FitAsync(id))["isCurrent"]!);

        // The messages of an import count as well.
        await api.ConversationAsync("c-2");
        await api.MetadataAsync("c-2", """{"lobId":"sales"}""");
        await IdleAsync(api, oId);
        clock.Advance(WatchRun.Pause);
        await api.ScoredAsync(oId, 2);
        (await api.SendAsync(HttpMethod.Post, "/v1/import?fingerprint=f-1", $$"""
            {"conversation":{"externalId":"c-2","customer":{"externalId":"c"},"timestamp":"2026-01-31T10:00:00Z"},"messages":[{"text":"{{Large}}","sender":{"role":"customer","externalId":"c"},"timestamp":"2026-01-31T10:00:00Z"}]}
            """.Trim(), "application/x-ndjson")).Expect(200);
        await IdleAsync(api, oId);
        clock.Advance(FitStore.Quiet);
        await Eventually.IsTrueAsync(async () => await api.CountAsync($"fit['{oId}'] = 9.4") == 2, "the imported one is scored anew");
    }

    [Theory, OnBothDatabases]
    public async Task What_is_asked_and_watched_can_change_and_what_stays_keeps_its_field(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MarketAsync();
        var id = await api.SaidAsync("c-1", Large);
        var helped = await api.SaidAsync("c-2", Small, lob: "support");
        var first = (await api.ActivateAsync(oId)).FieldIds();
        await api.ScoredAsync(oId, 1);
        Assert.Equal([$"q_{oId}_1", $"q_{oId}_2"], first);

        // One stays and weighs otherwise, one goes, one is new.
        (await api.PutAsync($"/v1/market-segments/{oId}/questions", """
            {"questions":[{"question":"Is the company's main business one of these: banks?","rationale":"","fitType":"BAD","weight":"INSTANT_DISQUALIFIER"},
                          {"question":"Is the company of this size: 500+ employees?","rationale":"A number of employees counts.","fitType":"GOOD","weight":"LOW"},
                          {"question":"Was it ever asked?","rationale":"","fitType":"GOOD","weight":"LOW","archivedAt":"2026-01-31T10:00:00Z"}]}
            """)).Expect(200);
        var shown = (await api.GetAsync($"/v1/market-segments/{oId}")).Expect(200).Json["activation"]!;
        Assert.Equal([$"q_{oId}_3", $"q_{oId}_1"], shown.FieldIds());
        (await api.GetAsync($"{Given.Fields}/q_{oId}_2")).Expect(404);
        await Eventually.IsTrueAsync(async () => await api.CountAsync($"fit['{oId}'] <= 3") == 1, "it is scored anew");
        await api.SameAsQualifiedAsync(oId, id);

        (await api.PostAsync("/api/v2/segment/update", new { oId, name = "No banks" })).Expect(200);
        Assert.Equal("Fit: No banks", (string)(await api.GetAsync($"{Given.Segments}/FIT_{oId}")).Expect(200).Json["name"]!);
        Assert.True((bool)(await api.FitAsync(id))["isCurrent"]!);

        var again = await api.ActivateAsync(oId, "lob_id = 'support'");
        Assert.Equal([$"q_{oId}_3", $"q_{oId}_1"], again.FieldIds());
        await Eventually.IsTrueAsync(
            async () => await api.CountAsync($"fit['{oId}'] IS SET AND lob_id = 'support'") == 1, "the other one is scored");
        await api.ScoredAsync(oId, 1);
        await api.SameAsQualifiedAsync(oId, helped);
    }

    [Theory]
    [OnBothDatabases("deactivate")]
    [OnBothDatabases("delete")]
    [OnBothDatabases("decline")]
    public async Task The_end_of_watching_takes_segment_fields_and_scores_along(Backend backend, string how)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MarketAsync();
        var id = await api.SaidAsync("c-1", Large);
        var activation = await api.ActivateAsync(oId);
        await api.SegmentAsync("MINE", "TRUE", activation.FieldIds()[0]);
        await api.ScoredAsync(oId, 1);
        await api.SegmentAsync("GOOD_ONES", $"SEGMENT('FIT_{oId}') AND fit['{oId}'] >= 8");
        (await EndAsync()).ExpectError("409-01", $"FIT_{oId} can't be deleted: the queries of GOOD_ONES refer to it.");
        await api.ScoredAsync(oId, 1);
        (await api.DeleteAsync($"{Given.Segments}/GOOD_ONES")).Expect(200);

        var ended = await EndAsync();

        ended.Expect(how == "deactivate" ? 204 : 200);
        Assert.Equal(0, await api.CountAsync($"fit['{oId}'] IS SET"));
        Assert.Empty((await api.GetAsync($"/v1/conversations/{id}/fits")).Expect(200).Json["items"]!.AsArray());
        (await api.GetAsync($"{Given.Segments}/FIT_{oId}")).Expect(404);
        foreach (var field in activation.FieldIds()) (await api.GetAsync($"{Given.Fields}/{field}")).Expect(404);
        Assert.Empty((await api.GetAsync($"{Given.Segments}/MINE")).Expect(200).Json["structuredDataFieldIds"]!.AsArray());
        (await api.PostAsync($"/v1/market-segments/{oId}/deactivate", "")).Expect(404);
        await Eventually.IsTrueAsync(async () => (string)(await api.JobAsync(oId))["state"]! == "done", "its job is done");
        if (how == "delete") (await api.TryActivateAsync(oId, "TRUE")).ExpectError("404-01", $"There is no segment {oId}.");
        else Assert.Null((await api.GetAsync($"/v1/market-segments/{oId}")).Expect(200).Json["activation"]);
        if (how == "decline")
            (await api.TryActivateAsync(oId, "TRUE")).ExpectError(
                "409-01", $"The segment {oId} was declined: it can't watch conversations.");
        if (how != "deactivate") return;

        // It can begin anew, with the same fields under their next versions.
        Assert.Equal(activation.FieldIds(), (await api.ActivateAsync(oId)).FieldIds());
        await api.ScoredAsync(oId, 1);

        Task<Answer> EndAsync() => how switch
        {
            "deactivate" => api.PostAsync($"/v1/market-segments/{oId}/deactivate", ""),
            "delete" => api.DeleteAsync($"/api/v2/segment/delete?oId={oId}"),
            _ => api.PostAsync($"/v1/market-segments/{oId}/decline", ""),
        };
    }

    [Theory]
    [OnBothDatabases(MarketWatching.ClearedAtOnce - 1)]
    [OnBothDatabases(MarketWatching.ClearedAtOnce)]
    [OnBothDatabases(MarketWatching.ClearedAtOnce + 1)]
    public async Task Of_many_conversations_the_scores_go_in_a_job(Backend backend, int conversations)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MarketAsync();
        var lines = Enumerable.Range(0, conversations)
            .Select(
                i => $$$"""{"conversation":{"externalId":"c-{{{i}}}","customer":{"externalId":"c"},"timestamp":"2026-01-31T10:00:00Z"}}""");
        (await api.SendAsync(HttpMethod.Post, "/v1/import?fingerprint=f-1", string.Join('\n', lines), "application/x-ndjson")).Expect(200);
        await api.ActivateAsync(oId, "TRUE");
        await api.ScoredAsync(oId, conversations);

        (await api.PostAsync($"/v1/market-segments/{oId}/deactivate", "")).Expect(204);

        await api.ScoredAsync(oId, 0);
        await Eventually.IsTrueAsync(async () => (string)(await api.JobAsync(oId))["state"]! == "done", "its job is done");
    }

    [Theory, OnBothDatabases]
    public async Task A_restart_goes_on_watching(Backend backend)
    {
        var clock = new ManualClock();
        var options = servers.NewDatabase(backend) with { Clock = clock };
        string oId;
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            oId = await api.MarketAsync();
            await api.SaidAsync("c-1", Large);
            await api.ActivateAsync(oId);
            await api.ScoredAsync(oId, 1);
            await api.SaidAsync("c-2", Small);
        }

        clock.Advance(WatchRun.Pause);
        await using var again = await Servers.StartAsync(options);
        using var after = Servers.NewKey(again, "support");
        await after.ScoredAsync(oId, 2);
        await after.SaidAsync("c-3", Large);
        await IdleAsync(after, oId);
        clock.Advance(WatchRun.Pause);
        await after.ScoredAsync(oId, 3);
        (await after.PatchAsync($"{Given.Segments}/FIT_{oId}", new { name = "Mine" })).Expect(409);
    }

    [Theory, OnBothDatabases]
    public async Task Other_workspaces_see_and_change_nothing_of_it(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MarketAsync();
        var id = await api.SaidAsync("c-1", Large);
        await other.SaidAsync("c-1", Large);
        await api.ActivateAsync(oId);
        await api.ScoredAsync(oId, 1);

        Assert.Equal(0, await other.CountAsync($"fit['{oId}'] IS SET"));
        (await other.GetAsync($"/v1/conversations/{id}/fits")).Expect(404);
        (await other.GetAsync($"/v1/market-segments/{oId}/fits")).Expect(404);
        (await other.TryActivateAsync(oId, "TRUE")).Expect(404);
        (await other.PostAsync($"/v1/market-segments/{oId}/deactivate", "")).Expect(404);
        Assert.Empty((await other.GetAsync("/v1/jobs?kind=market-watch")).Expect(200).Json["items"]!.AsArray());
        await api.ScoredAsync(oId, 1);
    }

    // A turn is over and the next one waits.
    static Task IdleAsync(Api api, string oId) => Eventually.IsTrueAsync(
        async () => await api.JobAsync(oId) is var job && (string)job["state"]! == "waiting"
            && string.CompareOrdinal((string)job["dueAt"]!, (string)job["createdAt"]!) > 0,
        "the job waits");
}
