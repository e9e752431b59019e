using System.Text.Json.Nodes;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Audit;

/// <summary><c>GET /v1/audit</c>: every change of a definition or a key, with its author.</summary>
public sealed class AuditLogTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_new_workspace_begins_with_itself_its_segment_and_its_key(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var entries = await EntriesAsync(api);

        Assert.Equal(
            [$"3 created access-key {api.KeyId}", "2 created segment GLOBAL", $"1 created workspace {api.Workspace}"],
            entries.Select(Line));
        Assert.Equal("""["ingest","read","config","extract","generate","admin"]""", entries[0]["after"]!["scopes"]!.ToJsonString());
        Assert.All(entries, entry => Assert.Null(entry["keyId"]));
        Assert.All(entries, entry => Assert.Null(entry["requestId"]));
        Assert.All(entries, entry => Assert.Null(entry["before"]));
        Assert.DoesNotContain(api.Secret, string.Concat(entries.Select(e => e.ToJsonString())), StringComparison.Ordinal);
        Assert.DoesNotContain("hash", entries[0]["after"]!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, OnBothDatabases]
    public async Task A_change_names_the_key_the_request_and_what_was_before_and_after(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("A", "TRUE", "q_a");

        var before = DateTimeOffset.UtcNow;
        var patched = (await api.PatchAsync(
            $"{Given.Segments}/A", """{"name":"Ünläuft","query":{"type":"raw","raw":"platform = 'IOS'"}}""")).Expect(200);
        var deleted = (await api.DeleteAsync($"{Given.Segments}/A")).Expect(200);

        var entries = await EntriesAsync(api, "?kind=segment&id=A");
        Assert.Equal(["deleted", "changed", "created"], entries.Select(e => (string)e["action"]!));
        var change = entries[1];
        Assert.Equal((api.KeyId, patched.Headers["X-Request-Id"]), ((string)change["keyId"]!, (string)change["requestId"]!));
        Assert.Equal(("Segment A", "TRUE"), ((string)change["before"]!["name"]!, (string)change["before"]!["query"]!["raw"]!));
        Assert.Equal(("Ünläuft", "platform = 'IOS'"), ((string)change["after"]!["name"]!, (string)change["after"]!["query"]!["raw"]!));
        Assert.Equal("""["q_a"]""", change["after"]!["structuredDataFieldIds"]!.ToJsonString());
        Assert.InRange(DateTimeOffset.Parse((string)change["time"]!, null), before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(deleted.Headers["X-Request-Id"], (string)entries[0]["requestId"]!);
        Assert.Equal(change["after"]!.ToJsonString(), entries[0]["before"]!.ToJsonString());
        Assert.Null(entries[0]["after"]);
    }

    [Theory, OnBothDatabases]
    public async Task Segments_that_a_field_takes_along_are_noted_with_the_same_request(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("A", "TRUE", "q_a");
        await api.SegmentAsync("B", "TRUE", "q_a");

        var deleted = (await api.DeleteAsync($"{Given.Fields}/q_a")).Expect(200);

        var entries = (await EntriesAsync(api)).Take(3).ToList();
        Assert.Equal(
            ["changed segment B", "changed segment A", "deleted structured-data-field q_a"],
            entries.Select(e => Line(e)[(Line(e).IndexOf(' ') + 1)..]));
        Assert.All(entries, entry => Assert.Equal(deleted.Headers["X-Request-Id"], (string)entry["requestId"]!));
    }

    [Theory, OnBothDatabases]
    public async Task What_is_refused_leaves_no_trace(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var count = (await EntriesAsync(api)).Count;

        (await api.PostAsync(Given.Segments, """{"id":"GLOBAL","name":"G","query":{"type":"raw","raw":"TRUE"}}""")).Expect(409);
        (await api.PostAsync(Given.Segments, """{"id":"A","name":"A","query":{"type":"raw","raw":"SEGMENT('NONE')"}}""")).Expect(422);
        (await api.PatchAsync($"{Given.Segments}/NONE", """{"name":"A"}""")).Expect(404);
        (await api.DeleteAsync($"{Given.Segments}/GLOBAL")).Expect(409);
        (await api.DeleteAsync($"{Given.Fields}/q_none")).Expect(404);

        Assert.Equal(count, (await EntriesAsync(api)).Count);
    }

    [Theory, OnBothDatabases]
    public async Task Rotating_and_revoking_a_key_is_noted_without_its_secrets(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewKeyAsync(backend, api, Scopes.Read);
        var keys = await servers.ServiceAsync<AccessKeyStore>(backend);
        var secret = keys.Rotate(other.KeyId, TimeSpan.FromHours(1))!;
        Assert.True(keys.Revoke(other.KeyId));

        var entries = await EntriesAsync(api, $"?kind=access-key&id={other.KeyId}");

        Assert.Equal(["changed", "changed", "created"], entries.Select(e => (string)e["action"]!));
        Assert.NotNull(entries[0]["after"]!["revokedAt"]);
        Assert.Null(entries[0]["before"]!["revokedAt"]);
        Assert.NotNull(entries[1]["after"]!["previousSecretUntil"]);
        Assert.DoesNotContain(secret, string.Concat(entries.Select(e => e.ToJsonString())), StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Pages_lead_through_the_log_and_back(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 0; i < 4; i++) await api.SegmentAsync($"S{i}", "TRUE");

        var first = (await api.GetAsync("/v1/audit?limit=3")).Expect(200).Json;
        var second = (await api.GetAsync($"/v1/audit?limit=3&cursor={first["nextCursor"]}")).Expect(200).Json;
        var third = (await api.GetAsync($"/v1/audit?limit=3&cursor={second["nextCursor"]}")).Expect(200).Json;
        var back = (await api.GetAsync($"/v1/audit?limit=3&cursor={third["prevCursor"]}")).Expect(200).Json;

        Assert.Equal("7,6,5 4,3,2 1", $"{Numbers(first)} {Numbers(second)} {Numbers(third)}");
        Assert.Equal(Numbers(second), Numbers(back));
        Assert.Null(first["prevCursor"]);
        Assert.Null(third["nextCursor"]);

        static string Numbers(JsonNode page) => string.Join(',', page["entries"]!.AsArray().Select(e => e!["sequence"]));
    }

    [Theory, OnBothDatabases]
    public async Task Times_narrow_it_down_from_the_first_to_before_the_second(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");
        var time = (string)(await EntriesAsync(api))[0]["time"]!;

        Assert.Contains("A", (await EntriesAsync(api, $"?from={time}")).Select(e => (string)e["id"]!));
        Assert.DoesNotContain("A", (await EntriesAsync(api, $"?until={time}")).Select(e => (string)e["id"]!));
    }

    [Theory]
    [OnBothDatabases(
        "from=yesterday", "400-03",
        "from: expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none, found yesterday.")]
    [OnBothDatabases("limit=101", "400-01", "limit: expected a whole number from 1 to 100, found 101.")]
    [OnBothDatabases("cursor=eA", "400-01", "cursor: expected nextCursor or prevCursor of an earlier answer.")]
    [OnBothDatabases("cursor=PmE", "400-01", "cursor: expected nextCursor or prevCursor of an earlier answer.")]
    public async Task A_bad_question_is_told_what_is_expected(Backend backend, string query, string code, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"/v1/audit?{query}")).ExpectError(code, message);
    }

    [Theory, OnBothDatabases]
    public async Task An_unknown_kind_is_told_which_there_are(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var message = (await api.GetAsync("/v1/audit?kind=key")).Expect(400).ErrorMessage;

        Assert.StartsWith("kind: expected one of workspace, access-key, segment, ", message, StringComparison.Ordinal);
        Assert.EndsWith(", found key.", message, StringComparison.Ordinal);
        foreach (var kind in Enum.GetValues<AuditedKind>()) Assert.Contains(AuditKinds.NameOf(kind), message, StringComparison.Ordinal);
    }

    static async Task<List<JsonNode>> EntriesAsync(Api api, string query = "") =>
        [.. (await api.GetAsync("/v1/audit" + query)).Expect(200).Json["entries"]!.AsArray().Select(entry => entry!)];

    static string Line(JsonNode entry) => $"{entry["sequence"]} {entry["action"]} {entry["kind"]} {entry["id"]}";
}
