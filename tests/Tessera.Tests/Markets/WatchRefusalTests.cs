using Tessera.Markets.Watching;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>What keeps a market segment from watching, and others from changing what it watches by.</summary>
public sealed class WatchRefusalTests(Servers servers)
{
    const string Question = """{"questions":[{"question":"Is it large?","rationale":"","fitType":"GOOD","weight":"HIGH"}]}""";

    [Theory, OnBothDatabases]
    public async Task What_belongs_to_a_market_segment_is_changed_by_it_alone(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MarketAsync(Question);
        await api.ActivateAsync(oId);
        var (segment, field) = ($"FIT_{oId}", $"q_{oId}_1");
        var segmentIs = $"{segment} belongs to the market segment {oId}, which watches conversations by it: it changes with POST /v1/market-segments/{oId}/activate and goes with its deactivation.";
        var fieldIs = $"{field} is a question of the market segment {oId}, which watches conversations by it: it changes with that and goes with its deactivation.";
        var entity = """{"id":"e_mine","name":"Mine","categoryId":"CUSTOM","type":"ENTITY","entity":{"name":"mine","description":"","examples":[]},"segmentIds":["SEGMENT"]}""".Replace("SEGMENT", segment, StringComparison.Ordinal);

        (await api.PatchAsync($"{Given.Segments}/{segment}", new { name = "Mine" })).ExpectError("409-01", segmentIs);
        (await api.DeleteAsync($"{Given.Segments}/{segment}")).ExpectError("409-01", segmentIs);
        (await api.PostAsync($"/v1/segments/{segment}/versions/1/restore", "")).ExpectError("409-01", segmentIs);
        (await api.PostAsync(Given.Fields, entity)).ExpectError("409-01", segmentIs);
        (await api.PutAsync(
            $"{Given.Fields}/{field}",
            """{"name":"Mine","categoryId":"CUSTOM","type":"QUESTION","question":{"question":"Mine?"}}""")).ExpectError("409-01", fieldIs);
        (await api.DeleteAsync($"{Given.Fields}/{field}")).ExpectError("409-01", fieldIs);
        (await api.PostAsync($"/v1/structured-data-fields/{field}/versions/1/restore", "")).ExpectError("409-01", fieldIs);
        (await api.PutAsync($"/v1/market-segments/{oId}/questions", """{"questions":[]}""")).ExpectError(
            "409-01", $"The segment {oId} watches conversations by its questions: one must be left, or it be deactivated first.");

        Assert.Equal([field], (await api.GetAsync($"/v1/market-segments/{oId}")).Expect(200).Json["activation"]!.FieldIds());
        Assert.Equal("Is it large?", (string)(await api.GetAsync($"{Given.Fields}/{field}")).Expect(200).Json["question"]!["question"]!);
    }

    [Theory, OnBothDatabases]
    public async Task An_activation_that_can_not_be_changes_nothing(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MarketAsync(Question);
        var empty = await api.MakeIdAsync("segment", new { name = "Empty" });
        await api.SegmentAsync("ASKS", $"fit['{oId}'] >= 8");

        (await api.TryActivateAsync("sg_none", "TRUE")).ExpectError("404-01", "There is no segment sg_none.");
        (await api.TryActivateAsync(empty, "TRUE")).ExpectError(
            "422-01", $"The segment {empty} has no questions to score conversations by.");
        Assert.Equal("422-02", (await api.TryActivateAsync(oId, "lob_id =")).ErrorCode);
        (await api.TryActivateAsync(oId, "SEGMENT('NONE')")).ExpectError("422-03", "query.raw: there is no segment NONE.");
        (await api.TryActivateAsync(oId, $"SEGMENT('FIT_{oId}')")).ExpectError(
            "422-02", $"query.raw: segments can't refer to themselves, not even through others: FIT_{oId} -> FIT_{oId}.");
        (await api.TryActivateAsync(oId, $"fit['{oId}'] IS NOT SET")).ExpectError(
            "422-02", Circle($"FIT_{oId}", Shown("fit", oId), $"FIT_{oId}"));
        (await api.TryActivateAsync(oId, "SEGMENT('ASKS')")).ExpectError(
            "422-02", Circle($"FIT_{oId}", "ASKS", Shown("fit", oId), $"FIT_{oId}"));
        (await api.TryActivateAsync(oId, $"data['q_{oId}_1'] = 'Yes'")).ExpectError(
            "422-02", Circle($"FIT_{oId}", Shown("data", $"q_{oId}_1"), $"FIT_{oId}"));
        (await api.PostAsync($"/v1/market-segments/{oId}/activate", "{}")).Expect(400);
        (await api.PostAsync($"/v1/market-segments/{oId}/deactivate", "")).ExpectError("404-01", $"The segment {oId} isn't active.");
        await api.QuestionAsync($"q_{oId}_1");
        (await api.TryActivateAsync(oId, "TRUE")).ExpectError("409-01", $"There is a structured data field q_{oId}_1 already.");
        (await api.DeleteAsync($"{Given.Fields}/q_{oId}_1")).Expect(200);
        await api.SegmentAsync($"FIT_{oId}", "TRUE");
        (await api.TryActivateAsync(oId, "TRUE")).ExpectError("409-01", $"There is a segment FIT_{oId} already.");

        Assert.Null((await api.GetAsync($"/v1/market-segments/{oId}")).Expect(200).Json["activation"]);
        Assert.Empty((await api.GetAsync(Given.Fields)).Expect(200).Json["structuredDataFields"]!.AsArray());
        Assert.Empty((await api.GetAsync("/v1/jobs")).Expect(200).Json["items"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task Market_segments_can_not_ask_for_each_others_verdicts_in_a_circle(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (a, b, c) = (await api.MarketAsync(Question, "A"), await api.MarketAsync(Question, "B"), await api.MarketAsync(Question, "C"));
        await api.ActivateAsync(a, "lob_id = 'sales'");
        await api.ActivateAsync(b, $"fit['{a}'] >= 8");
        // In a row is no circle; nor is asking for one that doesn't watch yet.
        await api.ActivateAsync(b, $"fit['{a}'] >= 8 OR fit['{c}'] < 3 OR data['q_{c}_1'] = 'Yes'");

        (await api.TryActivateAsync(a, $"NOT fit['{b}'] >= 8")).ExpectError(
            "422-02", Circle($"FIT_{a}", Shown("fit", b), $"FIT_{b}", Shown("fit", a), $"FIT_{a}"));
        (await api.TryActivateAsync(c, $"data['q_{b}_1'] = 'No'")).ExpectError(
            "422-02", Circle($"FIT_{c}", Shown("data", $"q_{b}_1"), $"FIT_{b}", Shown("fit", c), $"FIT_{c}"));
        (await api.TryActivateAsync(c, $"SEGMENT('FIT_{b}')")).ExpectError(
            "422-02", Circle($"FIT_{c}", $"FIT_{b}", Shown("fit", c), $"FIT_{c}"));

        Assert.Equal(
            "lob_id = 'sales'", (string)(await api.GetAsync($"/v1/market-segments/{a}")).Expect(200).Json["activation"]!["query"]!);
        Assert.Null((await api.GetAsync($"/v1/market-segments/{c}")).Expect(200).Json["activation"]);
        // Without the other half it may.
        await api.ActivateAsync(b, "TRUE");
        await api.ActivateAsync(a, $"fit['{b}'] >= 8");
        (await api.TryActivateAsync(b, $"fit['{a}'] >= 8")).ExpectError(
            "422-02", Circle($"FIT_{b}", Shown("fit", a), $"FIT_{a}", Shown("fit", b), $"FIT_{b}"));
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_that_a_market_segment_watches_by_can_not_come_to_ask_for_its_verdicts(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (a, b) = (await api.MarketAsync(Question, "A"), await api.MarketAsync(Question, "B"));
        await api.SegmentAsync("FREE", $"fit['{a}'] >= 8");
        await api.SegmentAsync("INNER", $"fit['{a}'] >= 8");
        (await api.PatchAsync($"{Given.Segments}/INNER", new { query = new { type = "raw", raw = "lob_id = 'sales'" } })).Expect(200);
        await api.SegmentAsync("OUTER", "SEGMENT('INNER')");
        await api.ActivateAsync(a, "SEGMENT('OUTER')");
        await api.ActivateAsync(b, $"fit['{a}'] >= 8");
        var own = Circle("INNER", Shown("fit", a), $"FIT_{a}", "OUTER", "INNER");

        (await api.PatchAsync(
            $"{Given.Segments}/INNER", new { query = new { type = "raw", raw = $"fit['{a}'] IS SET" } })).ExpectError("422-02", own);
        (await api.PostAsync("/v1/segments/INNER/versions/1/restore", "")).ExpectError("422-02", own);
        (await api.PatchAsync(
            $"{Given.Segments}/OUTER", new { query = new { type = "raw", raw = $"data['q_{b}_1'] = 'Yes'" } })).ExpectError(
            "422-02", Circle("OUTER", Shown("data", $"q_{b}_1"), $"FIT_{b}", Shown("fit", a), $"FIT_{a}", "OUTER"));

        Assert.Equal("lob_id = 'sales'", (string)(await api.GetAsync($"{Given.Segments}/INNER")).Expect(200).Json["query"]!["raw"]!);
        // Nobody watches by it.
        (await api.PatchAsync($"{Given.Segments}/FREE", new { query = new { type = "raw", raw = $"fit['{b}'] >= 8" } })).Expect(200);
        // One that people made under such a name gives no verdicts.
        await api.SegmentAsync("FIT_mine", "data['q_mine_1'] = 'Yes' OR fit.mine >= 8");
    }

    [Theory, OnBothDatabases]
    public async Task So_many_market_segments_watch_and_no_more(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var all = new List<string>();
        for (var i = 0; i <= MarketWatching.Most; i++) all.Add(await api.MarketAsync(Question, $"M {i}"));
        foreach (var oId in all.Take(MarketWatching.Most)) await api.ActivateAsync(oId, "FALSE");

        (await api.TryActivateAsync(all[^1], "FALSE")).ExpectError(
            "422-01", $"The workspace has {MarketWatching.Most} active market segments, the most there may be.");
        // One that is active counts once.
        await api.ActivateAsync(all[0], "lob_id = 'none'");
        (await api.PostAsync($"/v1/market-segments/{all[0]}/deactivate", "")).Expect(204);
        await api.ActivateAsync(all[^1], "FALSE");
    }

    [Theory, OnBothDatabases]
    public async Task Long_questions_are_shortened_in_names_and_fields(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var length in (int[])[255, 256, 257])
        {
            var question = new string('a', length - 1) + "?";
            var oId = await api.MarketAsync(
                $$"""{"questions":[{"question":"{{question}}","rationale":"{{new string('b', 4096)}}","fitType":"GOOD","weight":"HIGH"}]}""");
            await api.ActivateAsync(oId, "FALSE");

            var field = (await api.GetAsync($"{Given.Fields}/q_{oId}_1")).Expect(200).Json;

            Assert.Equal(length <= 256 ? question : $"{new string('a', 255)}…", (string)field["name"]!);
            Assert.Equal(4096, ((string)field["question"]!["question"]!).Length);
        }
    }

    static string Circle(params string[] steps) =>
        $"query.raw: a market segment's own scores and answers can't decide whom it scores, not even through others: {string.Join(" -> ", steps)}.";

    // Ids with a hyphen aren't words.
    static string Shown(string family, string name) =>
        name.Contains('-', StringComparison.Ordinal) ? $"{family}['{name}']" : $"{family}.{name}";
}
