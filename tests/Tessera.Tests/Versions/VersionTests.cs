using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Versions;

/// <summary>What definitions were, version by version, and the way back.</summary>
public sealed class VersionTests(Servers servers)
{
    const string Segment = $"{Given.Segments}/A";
    const string Versions = "/v1/segments/A/versions";
    const string FieldVersions = "/v1/structured-data-fields/q_a/versions";

    [Theory, OnBothDatabases]
    public async Task A_version_has_its_author_its_time_and_what_it_matches_now(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var (id, platform) in new[] { ("c-1", "IOS"), ("c-2", "IOS"), ("c-3", "ANDROID"), ("c-4", "WEB") })
            await api.MetadataAsync(id, $$"""{"platform":"{{platform}}"}""");
        await api.SegmentAsync("A", "platform = 'IOS'");
        await PatchAsync(api, "platform IN ['ANDROID', 'WEB']");
        var request = await PatchAsync(api, "platform IN ['ANDROID', 'IOS']");
        (await api.PatchAsync(Segment, """{"name":"Renamed"}""")).Expect(200);

        var versions = (await api.GetAsync(Versions)).Expect(200).Json["versions"]!.AsArray();

        Assert.Equal(
            ["4 3 0 0", "3 3 2 1", "2 2 2 2", "1 2 2 0"],
            versions.Select(
                v => $"{v!["version"]} {v["conversations"]!["count"]} {v["conversations"]!["entered"]} {v["conversations"]!["left"]}"));
        var third = versions[1]!;
        Assert.Equal((api.KeyId, request), ((string)third["keyId"]!, (string)third["requestId"]!));
        Assert.InRange(
            DateTimeOffset.Parse((string)third["time"]!, null), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(
            ("Segment A", "platform IN ['ANDROID', 'IOS']"),
            ((string)third["definition"]!["name"]!, (string)third["definition"]!["query"]!["raw"]!));
        Assert.Equal(third.ToJsonString(), (await api.GetAsync($"{Versions}/3")).Expect(200).Json.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task Pages_lead_through_the_versions_from_the_newest(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");
        for (var i = 0; i < 4; i++) await PatchAsync(api, $"platform = 'P{i}'");

        var first = (await api.GetAsync($"{Versions}?limit=2")).Expect(200).Json;
        var second = (await api.GetAsync($"{Versions}?limit=2&cursor={first["nextCursor"]}")).Expect(200).Json;
        var back = (await api.GetAsync($"{Versions}?limit=2&cursor={second["prevCursor"]}")).Expect(200).Json;

        Assert.Equal(("5,4", "3,2", "5,4"), (Numbers(first), Numbers(second), Numbers(back)));
    }

    [Theory, OnBothDatabases]
    public async Task A_diff_tells_values_text_clauses_and_conversations_apart(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"platform":"IOS","lobId":"a"}""");
        await api.MetadataAsync("c-2", """{"platform":"IOS","lobId":"b"}""");
        await api.SegmentAsync("A", "platform = 'IOS' AND lob_id = 'a'");
        (await api.PatchAsync(
            Segment, """{"name":"Ünder","query":{"type":"raw","raw":"platform = 'IOS' AND lob_id = 'b'"}}""")).Expect(200);

        (await api.GetAsync($"{Versions}/1/diff/2")).ExpectJson(200, """
            {"from":1,"to":2,
             "changes":[{"path":"name","before":"Segment A","after":"Ünder"},
                        {"path":"query.raw","before":"platform = 'IOS' AND lob_id = 'a'","after":"platform = 'IOS' AND lob_id = 'b'"}],
             "query":{"text":[{"kind":"same","text":"platform = 'IOS' AND lob_id = '"},{"kind":"removed","text":"a"},{"kind":"added","text":"b"},{"kind":"same","text":"'"}],
                      "clauses":{"kept":["platform = 'IOS'"],"removed":["lob_id = 'a'"],"added":["lob_id = 'b'"]}},
             "conversations":{"count":1,"entered":1,"left":1}}
            """);
        (await api.GetAsync($"{Versions}/2/diff/2")).ExpectJson(
            200, """{"from":2,"to":2,"changes":[],"conversations":{"count":1,"entered":0,"left":0}}""");
    }

    [Theory, OnBothDatabases]
    public async Task Restoring_makes_a_new_version_of_the_old_one(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("A", "platform = 'IOS'", "q_a");
        var first = (await api.GetAsync(Segment)).Text;
        (await api.PatchAsync(Segment, """{"name":"B","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""")).Expect(200);

        (await api.SendAsync(HttpMethod.Post, $"{Versions}/1/restore", null, ("If-Match", "\"1\""))).Expect(412);
        var restored = (await api.SendAsync(HttpMethod.Post, $"{Versions}/1/restore", null, ("If-Match", "\"2\""))).Expect(200);

        Assert.Equal((first, "\"3\""), (restored.Text, restored.Headers["ETag"]));
        Assert.Equal(first, (await api.GetAsync(Segment)).Text);
        Assert.Equal("3,2,1", Numbers((await api.GetAsync(Versions)).Json));
    }

    [Theory, OnBothDatabases]
    public async Task What_was_deleted_comes_back_and_counts_on(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "platform = 'IOS'");
        (await api.DeleteAsync(Segment)).Expect(200);
        Assert.Equal("1", Numbers((await api.GetAsync(Versions)).Expect(200).Json));

        var restored = (await api.PostAsync($"{Versions}/1/restore", "")).Expect(200);

        Assert.Equal("\"2\"", restored.Headers["ETag"]);
        (await api.GetAsync(Segment)).Expect(200);
        await api.MetadataAsync("c-1", """{"platform":"IOS"}""");
        Assert.Equal(1, (int)(await api.GetAsync("/v1/segments/A/conversations")).Json["count"]!);
    }

    [Theory, OnBothDatabases]
    public async Task A_version_that_no_longer_fits_is_refused_and_counted_without_what_is_gone(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("B", "TRUE");
        await api.SegmentAsync("A", "SEGMENT('B')");
        await PatchAsync(api, "TRUE");
        (await api.PatchAsync(Segment, """{"structuredDataFieldIds":["q_a"]}""")).Expect(200);
        (await api.DeleteAsync($"{Given.Segments}/B")).Expect(200);
        (await api.DeleteAsync($"{Given.Fields}/q_a")).Expect(200);

        (await api.PostAsync($"{Versions}/1/restore", "")).ExpectError("422-03", "query.raw: there is no segment B.");
        (await api.PostAsync($"{Versions}/3/restore", "")).ExpectError(
            "422-03", "structuredDataFieldIds: there is no structured data field q_a.");
        Assert.Null((await api.GetAsync($"{Versions}/1")).Expect(200).Json["conversations"]);
        Assert.Null((await api.GetAsync($"{Versions}/2/diff/1")).Expect(200).Json["conversations"]);
    }

    [Theory, OnBothDatabases]
    public async Task Fields_have_versions_too(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a", "yes please", "no thanks");
        await api.SegmentAsync("A", "TRUE", "q_a");
        var first = (await api.GetAsync($"{Given.Fields}/q_a")).Text;
        (await api.PutAsync(
            $"{Given.Fields}/q_a",
            """{"name":"B","categoryId":"CUSTOM","type":"QUESTION","active":false,"question":{"question":"B?"}}""")).Expect(200);

        Assert.Equal("2,1", Numbers((await api.GetAsync(FieldVersions)).Expect(200).Json));
        Assert.Equal("Field q_a", (string)(await api.GetAsync($"{FieldVersions}/1")).Expect(200).Json["definition"]!["name"]!);
        (await api.GetAsync($"{FieldVersions}/1/diff/2")).ExpectJson(200, """
            {"from":1,"to":2,"changes":[
              {"path":"name","before":"Field q_a","after":"B"},
              {"path":"categoryId","before":"OUTCOME","after":"CUSTOM"},
              {"path":"active","before":true,"after":false},
              {"path":"question.question","before":"Was it said?","after":"B?"},
              {"path":"phrases","before":{"yes":["yes please"],"no":["no thanks"]}}]}
            """);
        Assert.Equal(first, (await api.PostAsync($"{FieldVersions}/1/restore", "")).Expect(200).Text);
        (await api.DeleteAsync($"{Given.Fields}/q_a")).Expect(200);
        Assert.Equal("[]", (await api.PostAsync($"{FieldVersions}/1/restore", "")).Expect(200).Json["segmentIds"]!.ToJsonString());
        Assert.Equal("4,3,2,1", Numbers((await api.GetAsync(FieldVersions)).Json));
    }

    [Theory]
    [OnBothDatabases("/v1/segments/NONE/versions", "There is no segment NONE.")]
    [OnBothDatabases("/v1/segments/A/versions/0", "There is no version 0 of A.")]
    [OnBothDatabases("/v1/segments/A/versions/2", "There is no version 2 of A.")]
    [OnBothDatabases("/v1/segments/A/versions/-1", "There is no version -1 of A.")]
    [OnBothDatabases("/v1/segments/A/versions/x", "There is no version x of A.")]
    [OnBothDatabases("/v1/segments/A/versions/99999999999", "There is no version 99999999999 of A.")]
    [OnBothDatabases("/v1/segments/A/versions/1/diff/2", "There is no version 2 of A.")]
    [OnBothDatabases("/v1/structured-data-fields/q_none/versions", "There is no structured data field q_none.")]
    [OnBothDatabases("/v1/structured-data-fields/q_none/versions/1", "There is no version 1 of q_none.")]
    public async Task What_isnt_there_is_not_found(Backend backend, string path, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");

        (await api.GetAsync(path)).ExpectError("404-01", message);
    }

    static async Task<string> PatchAsync(Api api, string raw) =>
        (await api.PatchAsync(Segment, new { query = new { type = "raw", raw } })).Expect(200).Headers["X-Request-Id"];

    static string Numbers(JsonNode page) => string.Join(',', page["versions"]!.AsArray().Select(v => v!["version"]));
}
