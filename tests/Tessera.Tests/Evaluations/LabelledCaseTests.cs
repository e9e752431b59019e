using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Evaluations;

/// <summary>Labelled cases come from files too, go out to files, and are deleted.</summary>
public sealed class LabelledCaseTests(Servers servers)
{
    const string Cases = "/v1/labelled-cases", File = "/v1/labelled-case-file";
    const string Transcript = """{"externalConversationId":"elsewhere-1","messages":[{"text":"Your account?","sender":{"role":"agent"}},{"text":"It's 5512345678","sender":{"role":"customer"}}],"labels":{"e_account":["55 1234 5678"],"q_ok":[]}}""";

    static Task<Answer> ImportAsync(Api api, string lines, string query = "") =>
        api.SendAsync(HttpMethod.Post, $"{File}{query}", lines, "application/x-ndjson");

    static async Task<JsonArray> CasesAsync(Api api, string query = "limit=100") =>
        (await api.GetAsync($"{Cases}?{query}")).Expect(200).Json["labelledCases"]!.AsArray();

    static async Task DefineAsync(Api api)
    {
        await api.EntityAsync("e_account", "4411223344");
        await api.QuestionAsync("q_ok");
    }

    [Theory, OnBothDatabases]
    public async Task Labels_of_stored_conversations_and_of_transcripts_are_imported(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);
        var conversation = await api.ConversationAsync("c-1");

        (await ImportAsync(api, $$$"""
            {"conversationId":"{{{conversation}}}","labels":{"e_account":["123","124"]}}

            {"externalConversationId":"c-1","agentExternalId":"a","labels":{"q_ok":["Yes"]}}
            {{{Transcript}}}
            """, "?set=mine")).ExpectJson(200, """{"imported":3,"labels":4,"errors":[]}""");

        var cases = await CasesAsync(api, "set=mine");
        Assert.Equal(
            [$"{conversation}  e_account 123,124", $"{conversation} a q_ok Yes", "transcript  e_account 55 1234 5678", "transcript  q_ok "],
            cases.Select(
                c => $"{(string?)c!["conversationId"] ?? "transcript"} {c["agentExternalId"]} {c["fieldId"]} {string.Join(',', c["values"]!.AsArray())}"));
        Assert.All(
            cases, c => Assert.Equal(("import", "agreed", api.KeyId), ((string)c!["origin"]!, (string)c["status"]!, (string)c["keyId"]!)));
        Assert.Equal("elsewhere-1", (string)cases[2]!["externalConversationId"]!);

        // The same again replaces; another set is another matter.
        await ImportAsync(api, $$$"""{"conversationId":"{{{conversation}}}","labels":{"e_account":["Not Found"]}}""", "?set=mine");
        Assert.Equal(4, (await CasesAsync(api)).Count);
        Assert.Equal("[]", (await CasesAsync(api, "set=mine&fieldId=e_account"))[0]!["values"]!.ToJsonString());
        await ImportAsync(api, Transcript);
        Assert.Equal(6, (await CasesAsync(api)).Count);
        Assert.Equal(2, (await CasesAsync(api, "set=imported")).Count);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_exported_is_imported_elsewhere_as_it_was(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "customer", "b", "My card is 4111 1111 1111 1111, account 99887766.");
        await ImportAsync(
            api, $$$"""{"conversationId":"{{{conversation}}}","labels":{"e_account":["99887766"],"q_ok":["No"]}}""" + "\n" + Transcript,
            "?set=mine");

        var exported = (await api.GetAsync($"{File}?set=mine")).Expect(200);
        Assert.Equal("application/x-ndjson", exported.Headers["Content-Type"]);
        var lines = exported.Text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["elsewhere-1", "c-1"], lines.Select(line => (string)line["externalConversationId"]!));
        Assert.Equal("""{"e_account":["99887766"],"q_ok":["No"]}""", lines[1]["labels"]!.ToJsonString());
        // What redaction took out isn't there to be exported.
        Assert.DoesNotContain("4111", exported.Text, StringComparison.Ordinal);

        using var other = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(other);
        (await ImportAsync(other, exported.Text, "?set=mine")).ExpectJson(200, """{"imported":2,"labels":4,"errors":[]}""");
        var again = (await other.GetAsync($"{File}?set=mine")).Expect(200).Text.TrimEnd('\n').Split('\n')
            .Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(
            lines.Select(line => $"{line["externalConversationId"]}{line["messages"]!.ToJsonString()}{line["labels"]!.ToJsonString()}")
                .Order(),
            again.Select(line => $"{line["externalConversationId"]}{line["messages"]!.ToJsonString()}{line["labels"]!.ToJsonString()}")
                .Order());
    }

    [Theory, OnBothDatabases]
    public async Task Transcripts_are_redacted_before_they_are_stored(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);
        await ImportAsync(
            api, """{"messages":[{"text":"The card is 4111 1111 1111 1111","sender":{"role":"customer"}}],"labels":{"e_account":[]}}""");

        var exported = (await api.GetAsync($"{File}")).Expect(200).Text;
        Assert.DoesNotContain("4111", exported, StringComparison.Ordinal);
        Assert.Contains("The card is ", exported, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Bad_lines_are_told_and_hurt_no_others(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);
        string[] lines =
        [
            "nonsense", "[]", "{}", """{"labels":{"e_account":["1"]}}""", """{"conversationId":"NOWHERE","labels":{"e_account":["1"]}}""",
            """{"messages":[{"text":"a","sender":{"role":"bot"}}],"labels":{"e_account":["1"]}}""", Label("\"e_unknown\":[\"1\"]"),
            Label("\"q_ok\":[\"Perhaps\"]"), Label("\"q_ok\":[\"Yes\",\"No\"]"), Label("\"e_account\":\"1\""), Label(""),
            Label("\"e_account\":[\"4111 1111 1111 1111\"]"), Transcript,
        ];

        var outcome = (await ImportAsync(api, string.Join('\n', lines))).Expect(200).Json;

        Assert.Equal((1, 2), ((int)outcome["imported"]!, (int)outcome["labels"]!));
        string[] expected =
        [
            "1 The body is not valid JSON", "2 $: expected an object, found an array",
            "3 $.labels: required, expected an object; $: expected a conversationId",
            "4 $: expected a conversationId, an externalConversationId, or messages",
            "5 there is no conversation NOWHERE, and no messages are given",
            "6 $.messages[0].sender.role: expected agent, customer or system, found \"bot\"", "7 $.labels: there is no field e_unknown",
            "8 $.labels.q_ok: expected Yes, No or Not Found", "9 $.labels.q_ok: expected one answer",
            "10 $.labels.e_account: expected an array of strings, found a string", "11 $.labels: expected 1 to 1000 members, found 0",
            "12 $.labels.e_account: the workspace's redaction takes such values out",
        ];
        var errors = outcome["errors"]!.AsArray().Select(e => $"{e!["line"]} {e["reason"]}").ToList();
        Assert.Equal(expected.Length, errors.Count);
        Assert.All(expected.Zip(errors), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));

        static string Label(string labels) => $$$"""{"messages":[{"text":"a","sender":{"role":"agent"}}],"labels":{{{{labels}}}}}""";
    }

    [Theory, OnBothDatabases]
    public async Task Files_and_names_have_limits(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);
        await api.ConversationAsync("c-1");
        foreach (var count in new[] { 499, 500, 501 })
            (await ImportAsync(
                api,
                string.Join(
                    '\n',
                    Enumerable.Repeat("""{"externalConversationId":"c-1","labels":{"e_account":["1"]}}""", count)))).Expect(count > 500
                ? 413
                : 200);
        foreach (var count in new[] { 19, 20, 21 })
        {
            var values = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{i}\""));
            var outcome =
                (await ImportAsync(api, $$$"""{"externalConversationId":"c-1","labels":{"e_account":[{{{values}}}]}}""")).Expect(200).Json;
            Assert.Equal(count > 20 ? 0 : 1, (int)outcome["imported"]!);
        }

        foreach (var length in new[] { 1, 63, 64, 65 })
            (await ImportAsync(api, Transcript, $"?set={new string('s', length)}")).Expect(length > 64 ? 400 : 200);
        (await ImportAsync(api, Transcript, "?set=feedback")).ExpectError(
            "400-01", "set: feedback is the set of feedback alone; expected another name.");
        (await api.PostAsync($"{File}", Transcript)).Expect(415);
        (await api.GetAsync($"{Cases}?status=sure")).ExpectError(
            "400-01", "status: expected one of agreed, disputed, decided, found sure.");
    }

    [Theory, OnBothDatabases]
    public async Task Cases_are_decided_and_deleted_one_by_one_and_by_set(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);
        await ImportAsync(api, Transcript, "?set=mine");
        var cases = await CasesAsync(api);
        var (account, question) = ((string)cases[0]!["id"]!, (string)cases[1]!["id"]!);

        (await api.PutAsync($"{Cases}/{question}", """{"values":["Maybe"]}""")).ExpectError(
            "400-01", "$.values: expected Yes, No or Not Found, as it answers a question");
        (await api.PutAsync($"{Cases}/{question}", """{"values":["Yes","No"]}""")).ExpectError(
            "400-01", "$.values: expected one answer, or none for Not Found");
        (await api.PutAsync($"{Cases}/{question}", "{}")).Expect(400);
        Assert.Equal(
            """["Yes"]""",
            (await api.PutAsync($"{Cases}/{question}", """{"values":["Yes"]}""")).Expect(200).Json["values"]!.ToJsonString());
        Assert.Equal(
            "[]", (await api.PutAsync($"{Cases}/{account}", """{"values":["Not Found"]}""")).Expect(200).Json["values"]!.ToJsonString());

        (await api.DeleteAsync($"{Cases}/{account}")).Expect(200);
        (await api.DeleteAsync($"{Cases}/{account}")).ExpectError("404-01", $"There is no labelled case {account}.");
        (await api.GetAsync($"{Cases}/{account}")).Expect(404);
        (await api.DeleteAsync(Cases)).ExpectError("400-01", "set: required in the query string.");
        (await api.DeleteAsync($"{Cases}?set=mine")).ExpectJson(200, """{"deleted":1}""");
        Assert.Empty(await CasesAsync(api));
        Assert.Equal("", (await api.GetAsync($"{File}")).Expect(200).Text);
    }
}
