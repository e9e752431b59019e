using System.Text.Json.Nodes;
using Dapper;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Evaluations.Cases;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Audit;

/// <summary>Feedback and labelled cases are in the log of changes.</summary>
public sealed class LabelAuditTests(Servers servers)
{
    const string Cases = "/v1/labelled-cases", File = "/v1/labelled-case-file";

    [Theory, OnBothDatabases]
    public async Task Feedback_is_noted_with_the_case_it_comes_to(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewKeyAsync(backend, api, Scopes.All);
        var set = await SetAsync(api);
        var begin = await HeadAsync(api);

        var given = (await api.PostAsync(
            $"/v1/structured-data/{set}/feedback", """{"fieldId":"q_ok","thumbs":"down","comment":"No."}""")).Expect(201);
        var id = given["id"];
        var right = (await api.PostAsync($"/v1/structured-data/{set}/feedback", """{"fieldId":"q_ok","correction":"No"}""")).Expect(200);
        var changed = (await other.PutAsync($"/v1/feedback/{id}", """{"correction":"Yes"}""")).Expect(200);
        var caseId = (string)(await api.GetAsync(Cases)).Expect(200).Json["labelledCases"]![0]!["id"]!;
        var withdrawn = (await api.DeleteAsync($"/v1/feedback/{id}")).Expect(200);

        var entries = await SinceAsync(api, begin);
        Assert.Equal(
            [
                $"created feedback {id}",
                $"changed feedback {id}", $"created labelled-case {caseId}",
                $"changed feedback {id}", $"changed labelled-case {caseId}",
                $"deleted feedback {id}", $"deleted labelled-case {caseId}",
            ],
            entries.Select(e => $"{e["action"]} {e["kind"]} {e["id"]}"));
        Assert.Equal(
            new[] { given, right, right, changed, changed, withdrawn, withdrawn }.Select(a => a.Headers["X-Request-Id"]),
            entries.Select(e => (string)e["requestId"]!));
        Assert.Equal(
            [api.KeyId, api.KeyId, api.KeyId, other.KeyId, other.KeyId, api.KeyId, api.KeyId], entries.Select(e => (string)e["keyId"]!));
        Assert.Equal(
            ("down", "No.", null),
            ((string)entries[1]["before"]!["thumbs"]!, (string)entries[1]["before"]!["comment"]!, entries[1]["before"]!["correction"]));
        Assert.Equal(("No", null), ((string)entries[1]["after"]!["correction"]!, entries[1]["after"]!["comment"]));
        Assert.Equal(other.KeyId, (string)entries[3]["after"]!["changedByKeyId"]!);
        Assert.Equal(
            ("""["No"]""", """["Yes"]"""),
            (entries[4]["before"]!["values"]!.ToJsonString(), entries[4]["after"]!["values"]!.ToJsonString()));
        foreach (var (earlier, later) in new[] { (0, 1), (1, 3), (3, 5), (2, 4), (4, 6) })
            Assert.Equal(entries[earlier]["after"]!.ToJsonString(), entries[later]["before"]!.ToJsonString());
        await AssertWholeAsync(backend, api);
    }

    [Theory, OnBothDatabases]
    public async Task A_decision_a_deletion_and_what_feedback_does_after_a_decision_are_noted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var set = await SetAsync(api);
        (await api.PostAsync($"/v1/structured-data/{set}/feedback", """{"fieldId":"q_ok","thumbs":"up"}""")).Expect(201);
        var id = (string)(await api.GetAsync(Cases)).Expect(200).Json["labelledCases"]![0]!["id"]!;
        var begin = await HeadAsync(api);

        (await api.PutAsync($"{Cases}/{id}", """{"values":["No"]}""")).Expect(200);
        (await api.PutAsync($"{Cases}/{id}", """{"values":["Perhaps"]}""")).Expect(400);
        (await api.PutAsync($"{Cases}/none", """{"values":["No"]}""")).Expect(404);
        (await api.PostAsync($"/v1/structured-data/{set}/feedback", """{"fieldId":"q_ok","correction":"No"}""")).Expect(200);
        (await api.DeleteAsync($"{Cases}/{id}")).Expect(200);
        (await api.DeleteAsync($"{Cases}/{id}")).Expect(404);

        var entries = (await SinceAsync(api, begin)).Where(e => (string)e["kind"]! == "labelled-case").ToList();
        Assert.Equal(
            ["changed agreed Yes true,Yes > decided No true,Yes", "changed decided No true,Yes > decided No true,No",
                "deleted decided No true,No > "],
            entries.Select(e => $"{e["action"]} {Told(e["before"])} > {Told(e["after"])}"));
        Assert.Equal((id, api.KeyId), ((string)entries[0]["after"]!["id"]!, (string)entries[0]["after"]!["keyId"]!));
        await AssertWholeAsync(backend, api);

        static string Told(JsonNode? one) =>
            one is null
                ? ""
                : $"{one["status"]} {one["values"]![0]} {string.Join(' ', one["opinions"]!.AsArray().Select(o => $"{o!["isRight"]!.ToJsonString()},{o["values"]![0]}"))}";
    }

    [Theory, OnBothDatabases]
    public async Task Every_label_of_an_import_that_changes_something_is_noted_and_so_is_each_that_goes_with_its_set(Backend backend)
    {
        // More than are written one by one.
        const int Lines = 20;
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_ok");
        static string Line(int number, string label) =>
            $$$"""{"externalConversationId":"e-{{{number}}}","messages":[{"text":"said {{{number}}}","sender":{"role":"customer"}}],"labels":{"q_ok":["{{{label}}}"]}}""";
        Task<Answer> ImportAsync(int yes) =>
            api.SendAsync(
                HttpMethod.Post, $"{File}?set=mine",
                string.Join('\n', Enumerable.Range(0, Lines).Select(i => Line(i, i < yes ? "Yes" : "No"))), "application/x-ndjson");

        var begin = await HeadAsync(api);
        var first = (await ImportAsync(yes: 0)).Expect(200);
        var made = await SinceAsync(api, begin);
        Assert.Equal((Lines, Lines), (made.Count, made.Select(e => (string)e["id"]!).Distinct().Count()));
        Assert.All(
            made,
            e => Assert.Equal(
                ("labelled-case", "created", "mine", first.Headers["X-Request-Id"]),
                ((string)e["kind"]!, (string)e["action"]!, (string)e["after"]!["set"]!, (string)e["requestId"]!)));
        Assert.DoesNotContain("said", string.Concat(made.Select(e => e.ToJsonString())), StringComparison.Ordinal);

        begin = await HeadAsync(api);
        (await ImportAsync(yes: 0)).Expect(200);
        Assert.Equal(begin, await HeadAsync(api));
        (await ImportAsync(yes: 3)).Expect(200);
        var changed = await SinceAsync(api, begin);
        Assert.Equal(
            [(0, "No", "Yes"), (1, "No", "Yes"), (2, "No", "Yes")],
            changed.Select((e, i) => (i, (string)e["before"]!["values"]![0]!, (string)e["after"]!["values"]![0]!)));
        Assert.All(changed, e => Assert.Contains((string)e["id"]!, made.Select(m => (string)m["id"]!)));

        begin = await HeadAsync(api);
        (await api.DeleteAsync($"{Cases}?set=mine")).ExpectJson(200, $$"""{"deleted":{{Lines}}}""");
        (await api.DeleteAsync($"{Cases}?set=mine")).Expect(200);
        var deleted = await SinceAsync(api, begin);
        Assert.Equal(made.Select(e => (string)e["id"]!).Order(), deleted.Select(e => (string)e["id"]!).Order());
        Assert.All(deleted, e => Assert.Equal("deleted", (string)e["action"]!));
        await AssertWholeAsync(backend, api);
    }

    [Theory, OnBothDatabases]
    public async Task A_large_set_goes_in_several_commits_and_every_case_of_it_is_noted(Backend backend)
    {
        const int Lines = 500;
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var field in new[] { "q_a", "q_b", "q_c" }) await api.QuestionAsync(field);
        static string Line(int number) =>
            $$$"""{"messages":[{"text":"said {{{number}}}","sender":{"role":"customer"}}],"labels":{"q_a":["Yes"],"q_b":["No"],"q_c":[]}}""";
        await ImportAsync("large", Lines);
        await ImportAsync("kept", 2);

        (await api.DeleteAsync($"{Cases}?set=large")).ExpectJson(200, $$"""{"deleted":{{3 * Lines}}}""");

        var workspace = (await servers.ServiceAsync<AccessKeyStore>(backend)).Find(api.KeyId)!.Workspace.Value;
        using var connection = (await servers.ServiceAsync<Database>(backend)).Read();
        var commits = connection.Query<(string Request, int Cases)>(
            """
            SELECT request_id, CAST(COUNT(DISTINCT object_id) AS INTEGER) FROM audit_entry
            WHERE workspace_id = @workspace AND after_change IS NULL GROUP BY request_id, changed_at ORDER BY changed_at
            """,
            new { workspace }).ToList();
        Assert.Equal([CaseStore.AtOnce, (3 * Lines) - CaseStore.AtOnce], commits.Select(commit => commit.Cases));
        Assert.Single(commits.DistinctBy(commit => commit.Request));
        // Transcripts that another set has, too, stay.
        Assert.Equal(
            2, connection.QuerySingle<long>("SELECT COUNT(*) FROM labelled_transcript WHERE workspace_id = @workspace", new { workspace }));
        Assert.Contains("said 1", (await api.GetAsync($"{File}?set=kept")).Expect(200).Text, StringComparison.Ordinal);
        await AssertWholeAsync(backend, api);

        async Task ImportAsync(string set, int lines) =>
            (await api.SendAsync(
                HttpMethod.Post, $"{File}?set={set}", string.Join('\n', Enumerable.Range(0, lines).Select(Line)),
                "application/x-ndjson")).Expect(200);
    }

    static async Task<string> SetAsync(Api api)
    {
        await api.QuestionAsync("q_ok");
        await api.SegmentAsync("ALL", "TRUE", "q_ok");
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "customer", "b", "yes please");
        return (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];
    }

    static async Task<List<JsonNode>> EntriesAsync(Api api) =>
        [.. (await api.GetAsync("/v1/audit?limit=100")).Expect(200).Json["entries"]!.AsArray().Select(entry => entry!)];

    static async Task<long> HeadAsync(Api api) => (long)(await EntriesAsync(api))[0]["sequence"]!;

    /// <summary>The entries after one, the oldest first.</summary>
    static async Task<List<JsonNode>> SinceAsync(Api api, long sequence) =>
        [.. (await EntriesAsync(api)).Where(e => (long)e["sequence"]! > sequence).Reverse()];

    async Task AssertWholeAsync(Backend backend, Api api)
    {
        var log = await servers.ServiceAsync<AuditLog>(backend);
        Assert.Null(Assert.Single(AuditVerification.Verify(log.Chains(), []), chain => chain.Workspace == api.Workspace).Broken);
    }
}
