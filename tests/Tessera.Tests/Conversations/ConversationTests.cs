using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

public sealed class ConversationTests(Servers servers)
{
    const string Whole = """
        {"externalId":"id-111","agent":{"externalId":"agent-1","name":"Ann"},"customer":{"externalId":"customer-1","name":"Bob"},
         "metadata":{"queue":"gold","subdivision":"north"},"timestamp":"2026-01-31T10:00:00Z"}
        """;

    [Theory, OnBothDatabases]
    public async Task A_conversation_is_made_and_read_back(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var id = (await api.PostAsync(Given.Conversations, Whole)).Expect(200)["id"];

        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", id);
        var conversation = $$$"""
            {"id":"{{{id}}}","externalId":"id-111","agent":{"externalId":"agent-1","name":"Ann"},
             "customer":{"externalId":"customer-1","name":"Bob"},"metadata":{"queue":"gold","subdivision":"north"}}
            """;
        (await api.GetAsync($"{Given.Conversations}/{id}")).ExpectJson(200, conversation);
        (await api.GetAsync($"{Given.Conversations}?externalId=id-111")).ExpectJson(200, $$"""{"items":[{{conversation}}]}""");
    }

    [Theory, OnBothDatabases]
    public async Task Only_what_was_given_is_given_out(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var id = await api.ConversationAsync("c-1");

        (await api.GetAsync($"{Given.Conversations}/{id}"))
            .ExpectJson(200, $$$"""{"id":"{{{id}}}","externalId":"c-1","customer":{"externalId":"customer-1"}}""");
    }

    [Theory, OnBothDatabases]
    public async Task Sent_again_it_is_the_same_conversation_and_what_is_new_is_merged_in(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = (await api.PostAsync(Given.Conversations, Whole)).Expect(200)["id"];

        var again = (await api.PostAsync(Given.Conversations, """
            {"externalId":"id-111","customer":{"externalId":"customer-2"},"metadata":{"queue":null,"priority":"7","subdivision":"south"},
             "timestamp":"2026-02-01T00:00:00Z"}
            """)).Expect(200)["id"];

        Assert.Equal(id, again);
        (await api.GetAsync($"{Given.Conversations}/{id}")).ExpectJson(200, $$$"""
            {"id":"{{{id}}}","externalId":"id-111","agent":{"externalId":"agent-1","name":"Ann"},
             "customer":{"externalId":"customer-2"},"metadata":{"priority":"7","subdivision":"south"}}
            """);
        Assert.Equal((1, 1), (await api.CountAsync("TRUE"), await api.CountAsync("started_at = '2026-02-01' AND metadata.priority = 7")));
    }

    [Theory, OnBothDatabases]
    public async Task What_is_known_of_it_can_be_asked_by_segments(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Conversations, Whole)).Expect(200);

        Assert.Equal(1, await api.CountAsync("""
            external_conversation_id = 'id-111' AND agent_id = 'agent-1' AND customer_id = 'customer-1' AND metadata.queue = 'gold'
            AND metadata['subdivision'] LIKE 'n%' AND started_at = '2026-01-31T10:00:00Z' AND received_at > '2026-01-01' AND intent_code = 'NO_INTENT'
            """));
    }

    [Theory, OnBothDatabases]
    public async Task An_unknown_external_id_lists_nothing_and_an_unknown_id_is_404(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"{Given.Conversations}?externalId=nowhere")).ExpectJson(200, """{"items":[]}""");
        (await api.GetAsync($"{Given.Conversations}/01BX5ZZKBKACTAV9WEVGEMMVRZ"))
            .ExpectError("404-01", "There is no conversation with id 01BX5ZZKBKACTAV9WEVGEMMVRZ.");
    }

    [Theory]
    [OnBothDatabases("", "externalId: required in the query string.")]
    [OnBothDatabases("?externalId=", "externalId: required in the query string.")]
    [OnBothDatabases("?externalid=", "externalId: required in the query string.")]
    [OnBothDatabases("?externalId=a%00b", "externalId: must not contain the character U+0000.")]
    public async Task A_list_asks_for_an_external_id(Backend backend, string query, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync(Given.Conversations + query)).ExpectError("400-01", message);
        (await api.GetAsync("/conversation/v1/conversation/messages" + query)).ExpectError("400-01", message);
    }

    [Theory]
    [OnBothDatabases("""{"externalId":null}""", "$.externalId: expected a string of 1 to 512 characters, found null")]
    [OnBothDatabases("""{"externalId":""}""", "$.externalId: expected 1 to 512 characters, found 0")]
    [OnBothDatabases("""{"externalId":{}}""", "$.externalId: expected a string of 1 to 512 characters, found an object")]
    [OnBothDatabases("""{"customer":null}""", "$.customer: expected an object, found null")]
    [OnBothDatabases("""{"customer":"Bob"}""", "$.customer: expected an object, found a string")]
    [OnBothDatabases("""{"customer":{}}""", "$.customer.externalId: required, expected a string of 1 to 512 characters")]
    [OnBothDatabases("""{"customer":{"externalId":""}}""", "$.customer.externalId: expected 1 to 512 characters, found 0")]
    [OnBothDatabases("""{"customer":{"externalId":"b","name":[]}}""",
        "$.customer.name: expected a string of at most 1024 characters, found an array")]
    [OnBothDatabases("""{"agent":{"name":"Ann"}}""", "$.agent.externalId: required, expected a string of 1 to 512 characters")]
    [OnBothDatabases("""{"agent":[]}""", "$.agent: expected an object, found an array")]
    [OnBothDatabases("""{"metadata":[]}""", "$.metadata: expected an object, found an array")]
    [OnBothDatabases("""{"metadata":{"a":true}}""", "$.metadata['a']: expected a string of at most 4096 characters, found a boolean")]
    [OnBothDatabases("""{"metadata":{"":"a"}}""", "$.metadata['']: the name: expected 1 to 256 characters, found 0")]
    [OnBothDatabases("""{"metadata":{"a\u0000":"b"}}""", "$.metadata['a\0']: the name: must not contain the character U+0000")]
    [OnBothDatabases("""{"timestamp":null}""",
        "$.timestamp: expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none, found null")]
    [OnBothDatabases("""{"timestamp":1769854500}""",
        "$.timestamp: expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none, found a number")]
    public async Task A_conversation_that_breaks_a_rule_is_refused(Backend backend, string wrong, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var body = System.Text.Json.Nodes.JsonNode.Parse(Whole)!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(wrong)!.AsObject()) body[name] = value?.DeepClone();

        (await api.PostAsync(Given.Conversations, body.ToJsonString())).ExpectError("400-01", message);

        Assert.Equal(0, await api.CountAsync("TRUE"));
    }

    [Theory]
    [OnBothDatabases("externalId", "$.externalId: required, expected a string of 1 to 512 characters")]
    [OnBothDatabases("customer", "$.customer: required, expected an object")]
    [OnBothDatabases("timestamp",
        "$.timestamp: required, expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none")]
    public async Task What_is_required_is_missed(Backend backend, string member, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var body = System.Text.Json.Nodes.JsonNode.Parse(Whole)!.AsObject();
        body.Remove(member);

        (await api.PostAsync(Given.Conversations, body.ToJsonString())).ExpectError("400-01", message);
    }

    [Theory]
    [OnBothDatabases(511)]
    [OnBothDatabases(512)]
    public async Task An_external_id_may_be_512_characters_of_any_kind(Backend backend, int length)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var externalId = string.Concat(Enumerable.Repeat("😀", length));

        var id = await api.ConversationAsync(externalId);

        Assert.Equal(externalId, (await api.GetAsync($"{Given.Conversations}/{id}")).Expect(200)["externalId"]);
        Assert.Equal(
            id, (string)(await api.GetAsync(
                $"{Given.Conversations}?externalId={Uri.EscapeDataString(externalId)}")).Json["items"]![0]!["id"]!);
    }

    [Theory, OnBothDatabases]
    public async Task Its_metadata_map_has_a_hundred_entries_at_most(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Conversations, With(Enumerable.Range(0, 100)))).Expect(200);

        (await api.PostAsync(Given.Conversations, With(Enumerable.Range(0, 101))))
            .ExpectError("400-01", "$.metadata: expected at most 100 members, found 101");
        (await api.PostAsync(Given.Conversations, With([100]))).ExpectError(
            "422-01", "A conversation keeps at most 100 different attributes, and as many entries of its metadata map.");

        static object With(IEnumerable<int> names) => new
        {
            externalId = "c-1",
            customer = new { externalId = "b" },
            timestamp = "2026-01-31T10:00:00Z",
            metadata = names.ToDictionary(i => $"n{i}", i => $"v{i}", StringComparer.Ordinal),
        };
    }
}
