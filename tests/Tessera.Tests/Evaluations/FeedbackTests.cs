using System.Text.Json.Nodes;
using Tessera.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Evaluations;

/// <summary>What people say of values, and the labelled cases it becomes.</summary>
public sealed class FeedbackTests(Servers servers)
{
    const string Cases = "/v1/labelled-cases", File = "/v1/labelled-case-file";

    /// <summary>A set with an account number (found), a question (Yes) and a second question (Not Found).</summary>
    static async Task<(string Set, string Conversation)> SetAsync(Api api)
    {
        await api.EntityAsync("e_account", "4411223344");
        await api.QuestionAsync("q_ok");
        await api.QuestionAsync("q_other", yes: "never said");
        await api.SegmentAsync("ALL", "TRUE", "e_account", "q_ok", "q_other");
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "agent", "a", "Your account number?");
        await api.MessageAsync(conversation, "customer", "b", "It is 9900 112233, yes please.", minute: 1);
        return ((await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"], conversation);
    }

    static Task<Answer> GiveAsync(Api api, string set, string body) => api.PostAsync($"/v1/structured-data/{set}/feedback", body);

    static async Task<JsonArray> CasesAsync(Api api, string query = "") =>
        (await api.GetAsync($"{Cases}?{query}")).Expect(200).Json["labelledCases"]!.AsArray();

    [Theory, OnBothDatabases]
    public async Task Thumbs_and_corrections_become_labelled_cases(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (set, conversation) = await SetAsync(api);

        var up = (await GiveAsync(api, set, """{"fieldId":"q_ok","thumbs":"up","comment":"indeed"}""")).Expect(201).Json;
        Assert.Equal(
            ("q_ok", "Yes", "up", "indeed", api.KeyId),
            ((string)up["fieldId"]!, (string)up["value"]!, (string)up["thumbs"]!, (string)up["comment"]!, (string)up["keyId"]!));
        var corrected =
            (await GiveAsync(api, set, """{"fieldId":"e_account","thumbs":"down","correction":"9900112234"}""")).Expect(201).Json;
        Assert.Equal(
            ("9900 112233", "9900112234", 1),
            ((string)corrected["value"]!, (string)corrected["correction"]!, (int)corrected["fieldVersion"]!));
        // That it's wrong says not yet what is right.
        var down = (await GiveAsync(api, set, """{"fieldId":"q_other","thumbs":"down"}""")).Expect(201).Json;
        Assert.Equal(("Not Found", null), ((string)down["value"]!, down["case"]));

        var cases = await CasesAsync(api);
        Assert.Equal(["e_account", "q_ok"], cases.Select(c => (string)c!["fieldId"]!).Order());
        Assert.All(
            cases,
            c => Assert.Equal(
                ("feedback", conversation, "c-1", "agreed", "feedback"),
                ((string)c!["set"]!, (string)c["conversationId"]!, (string)c["externalConversationId"]!, (string)c["status"]!,
                    (string)c["origin"]!)));
        Assert.Equal("""["9900112234"]""", cases.Single(c => (string)c!["fieldId"]! == "e_account")!["values"]!.ToJsonString());
        Assert.Equal((string)up["case"]!["id"]!, (string)cases.Single(c => (string)c!["fieldId"]! == "q_ok")!["id"]!);

        Assert.Equal(3, (await api.GetAsync($"/v1/structured-data/{set}/feedback")).Expect(200).Json["feedback"]!.AsArray().Count);
        Assert.Equal(2, (await api.GetAsync("/v1/feedback?thumbs=down")).Expect(200).Json["feedback"]!.AsArray().Count);
        Assert.Single(
            (await api.GetAsync($"/v1/feedback?fieldId=q_ok&conversationId={conversation}")).Expect(200).Json["feedback"]!.AsArray());
        Assert.Equal(up.ToJsonString(), (await api.GetAsync($"/v1/feedback/{up["id"]}")).Expect(200).Json.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task Feedback_is_replaced_changed_and_withdrawn_and_its_case_follows(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (set, _) = await SetAsync(api);

        var first = (await GiveAsync(api, set, """{"fieldId":"e_account","thumbs":"up"}""")).Expect(201);
        Assert.Equal("""["9900 112233"]""", Assert.Single(await CasesAsync(api))!["values"]!.ToJsonString());
        var second = (await GiveAsync(api, set, """{"fieldId":"e_account","correction":"Not Found"}""")).Expect(200);
        Assert.Equal((first["id"], null), (second["id"], second.Json["thumbs"]));
        Assert.Equal("[]", Assert.Single(await CasesAsync(api))!["values"]!.ToJsonString());
        (await api.PutAsync($"/v1/feedback/{first["id"]}", """{"thumbs":"down"}""")).Expect(200);
        Assert.Empty(await CasesAsync(api));
        (await api.PutAsync($"/v1/feedback/{first["id"]}", """{"correction":"123"}""")).Expect(200);
        Assert.Equal("""["123"]""", Assert.Single(await CasesAsync(api))!["values"]!.ToJsonString());

        (await api.DeleteAsync($"/v1/feedback/{first["id"]}")).Expect(200);
        Assert.Empty(await CasesAsync(api));
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
            (await api.SendAsync(method, $"/v1/feedback/{first["id"]}")).ExpectError("404-01", $"There is no feedback {first["id"]}.");
        (await api.PutAsync($"/v1/feedback/{first["id"]}", """{"thumbs":"down"}""")).Expect(404);
    }

    [Theory, OnBothDatabases]
    public async Task Two_that_disagree_are_shown_and_left_out_until_it_is_settled(Backend backend)
    {
        using var one = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewKeyAsync(backend, one, Scopes.All);
        var (set, _) = await SetAsync(one);

        (await GiveAsync(one, set, """{"fieldId":"e_account","thumbs":"up"}""")).Expect(201);
        // The same value in another form.
        var agrees = (await GiveAsync(other, set, """{"fieldId":"e_account","correction":"9900-112233"}""")).Expect(201);
        Assert.Equal("agreed", (string)agrees.Json["case"]!["status"]!);
        var differs = (await GiveAsync(other, set, """{"fieldId":"e_account","correction":"777"}""")).Expect(200);
        Assert.Equal("disputed", (string)differs.Json["case"]!["status"]!);
        var disputed = Assert.Single(await CasesAsync(one, "status=disputed"))!;
        Assert.Equal("[]", disputed["values"]!.ToJsonString());
        Assert.Equal(["9900 112233", "777"], disputed["opinions"]!.AsArray().Select(o => (string)o!["values"]![0]!));
        Assert.Equal("", (await one.GetAsync($"{File}")).Expect(200).Text);

        // To reject what another holds for right is to disagree, too.
        (await GiveAsync(other, set, """{"fieldId":"e_account","thumbs":"down"}""")).Expect(200);
        Assert.Equal(
            [true, false],
            Assert.Single(await CasesAsync(one, "status=disputed"))!["opinions"]!.AsArray().Select(o => (bool)o!["isRight"]!));

        // Who changes another's word has said it.
        var mine = (await one.GetAsync("/v1/feedback")).Expect(200).Json["feedback"]![0]!;
        var changed = (await other.PutAsync($"/v1/feedback/{mine["id"]}", """{"correction":"777"}""")).Expect(200).Json;
        Assert.Equal(
            (one.KeyId, other.KeyId, "agreed"),
            ((string)changed["keyId"]!, (string)changed["changedByKeyId"]!, (string)changed["case"]!["status"]!));

        // A decision stands, whatever is said later.
        var decided = (await one.PutAsync($"{Cases}/{disputed["id"]}", """{"values":["888","889"]}""")).Expect(200).Json;
        Assert.Equal(("decided", one.KeyId), ((string)decided["status"]!, (string)decided["keyId"]!));
        (await GiveAsync(one, set, """{"fieldId":"e_account","thumbs":"up"}""")).Expect(200);
        var after = (await one.GetAsync($"{Cases}/{disputed["id"]}")).Expect(200).Json;
        Assert.Equal(("decided", """["888","889"]"""), ((string)after["status"]!, after["values"]!.ToJsonString()));
    }

    [Theory, OnBothDatabases]
    public async Task An_authors_last_word_counts_also_on_another_set_and_agents_parts_are_apart(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (set, conversation) = await SetAsync(api);
        var again = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];
        var part =
            (await api.PostAsync(Given.StructuredData, new { conversationId = conversation, agentExternalId = "a" })).Expect(200)["id"];

        (await GiveAsync(api, set, """{"fieldId":"e_account","thumbs":"up"}""")).Expect(201);
        (await GiveAsync(api, again, """{"fieldId":"e_account","correction":"777"}""")).Expect(201);
        Assert.Equal(
            ("agreed", """["777"]"""),
            Assert.Single(await CasesAsync(api)) is { } c ? ((string)c["status"]!, c["values"]!.ToJsonString()) : default);
        (await GiveAsync(api, part, """{"fieldId":"e_account","thumbs":"up"}""")).Expect(201);
        Assert.Equal([null, "a"], (await CasesAsync(api)).Select(c => (string?)c!["agentExternalId"]));
    }

    [Theory]
    [OnBothDatabases("""{"fieldId":"e_account"}""", "400-01", "$: expected thumbs, a correction, or both")]
    [OnBothDatabases("""{"fieldId":"e_account","thumbs":"sideways"}""", "400-01", "$.thumbs: expected up or down, found \"sideways\"")]
    [OnBothDatabases(
        """{"fieldId":"e_account","thumbs":"up","correction":"7"}""", "400-01", "$.correction: expected none, as thumbs are up")]
    [OnBothDatabases("""{"thumbs":"up"}""", "400-01", "$.fieldId: required, expected a string of 1 to 256 characters of A-Z a-z 0-9 - _")]
    [OnBothDatabases(
        """{"fieldId":"q_ok","correction":"Perhaps"}""", "400-01", "$.correction: expected Yes, No or Not Found, as it answers a question")]
    [OnBothDatabases(
        """{"fieldId":"e_account","correction":" "}""", "400-01", "$.correction: expected a value or Not Found, found white space")]
    [OnBothDatabases("""{"fieldId":"e_account","correction":""}""", "400-01", "$.correction: expected 1 to 4096 characters, found 0")]
    [OnBothDatabases(
        """{"fieldId":"e_unknown","thumbs":"up"}""", "422-03", "fieldId: the structured data SET has no value of a field e_unknown.")]
    [OnBothDatabases(
        """{"fieldId":"e_account","correction":"4111 1111 1111 1111"}""", "422-01",
        "correction: the workspace's redaction takes such values out of messages, so none can be right.")]
    public async Task What_cannot_be_said_is_refused(Backend backend, string body, string code, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (set, _) = await SetAsync(api);

        (await GiveAsync(api, set, body)).ExpectError(code, message.Replace("SET", set, StringComparison.Ordinal));
        Assert.Empty((await api.GetAsync("/v1/feedback")).Expect(200).Json["feedback"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task Texts_have_limits_and_comments_are_redacted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (set, _) = await SetAsync(api);
        foreach (var length in new[] { 4095, 4096, 4097 })
        {
            var taken = length > 4096 ? 400 : 200;
            var text = string.Concat(Enumerable.Repeat("word ", length))[..(length - 1)] + "x";
            await GiveAsync(api, set, """{"fieldId":"e_account","thumbs":"up"}""");
            (await api.PostAsync($"/v1/structured-data/{set}/feedback", new { fieldId = "e_account", correction = text })).Expect(taken);
            (await api.PostAsync(
                $"/v1/structured-data/{set}/feedback", new { fieldId = "e_account", thumbs = "down", comment = text })).Expect(taken);
        }

        var given = (await GiveAsync(
            api, set, """{"fieldId":"e_account","thumbs":"down","comment":"It is the card 4111 1111 1111 1111."}""")).Expect(200);
        Assert.DoesNotContain("4111", given["comment"], StringComparison.Ordinal);
        (await GiveAsync(api, "nowhere", """{"fieldId":"e_account","thumbs":"up"}""")).ExpectError(
            "404-01", "There is no structured data nowhere.");
        (await api.GetAsync("/v1/structured-data/nowhere/feedback")).ExpectError("404-01", "There is no structured data nowhere.");
        (await api.GetAsync("/v1/feedback?thumbs=both")).ExpectError("400-01", "thumbs: expected one of up, down, found both.");
        (await api.GetAsync("/v1/feedback?fieldId=%00")).Expect(400);
    }

    [Theory, OnBothDatabases]
    public async Task Feedback_has_pages(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (set, _) = await SetAsync(api);
        foreach (var field in new[] { "e_account", "q_ok", "q_other" })
            (await GiveAsync(api, set, $$"""{"fieldId":"{{field}}","thumbs":"up"}""")).Expect(201);
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await api.GetAsync($"/v1/feedback?limit=1&cursor={cursor}")).Expect(200).Json;
            seen.AddRange(page["feedback"]!.AsArray().Select(f => (string)f!["fieldId"]!));
            cursor = (string?)page["nextCursor"];
        }

        Assert.Equal(["e_account", "q_ok", "q_other"], seen);
    }
}
