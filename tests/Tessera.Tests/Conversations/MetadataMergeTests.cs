using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>What becomes of a conversation's metadata as one event follows another.</summary>
public sealed class MetadataMergeTests(Servers servers)
{
    [Theory]
    [OnBothDatabases("""{"groupId":"g"}""", """{"lobId":"bank","groupId":"g","platform":"IOS","companySegment":["a","b"]}""",
        """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"lobId":"hotel"}""", """{"lobId":"hotel","platform":"IOS","companySegment":["a","b"]}""", """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"lobId":null}""", """{"platform":"IOS","companySegment":["a","b"]}""", """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"lobId":"","platform":""}""", """{"companySegment":["a","b"]}""", """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"companySegment":["c"]}""", """{"lobId":"bank","platform":"IOS","companySegment":["c"]}""",
        """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"companySegment":["c",""]}""", """{"lobId":"bank","platform":"IOS","companySegment":["c"]}""",
        """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"companySegment":[]}""", """{"lobId":"bank","platform":"IOS"}""", """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"companySegment":null}""", """{"lobId":"bank","platform":"IOS"}""", """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"attributes":[{"name":"y","value":"3"},{"name":"z","value":"4"}]}""",
        """{"lobId":"bank","platform":"IOS","companySegment":["a","b"]}""", """{"x":"1","y":"3","z":"4"}""")]
    [OnBothDatabases("""{"attributes":[{"name":"x","value":null}]}""",
        """{"lobId":"bank","platform":"IOS","companySegment":["a","b"]}""", """{"y":"2"}""")]
    [OnBothDatabases("""{"attributes":[{"name":"x","value":""},{"name":"y"}]}""",
        """{"lobId":"bank","platform":"IOS","companySegment":["a","b"]}""", "{}")]
    [OnBothDatabases("""{"attributes":[]}""", """{"lobId":"bank","platform":"IOS","companySegment":["a","b"]}""", """{"x":"1","y":"2"}""")]
    [OnBothDatabases("""{"attributes":null}""", """{"lobId":"bank","platform":"IOS","companySegment":["a","b"]}""", "{}")]
    [OnBothDatabases("""{"attributes":[{"name":"x","value":"8"},{"name":"x","value":"9"}]}""",
        """{"lobId":"bank","platform":"IOS","companySegment":["a","b"]}""", """{"x":"9","y":"2"}""")]
    public async Task An_event_changes_what_it_names_and_nothing_else(Backend backend, string change, string metadata, string attributes)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """
            {"lobId":"bank","platform":"IOS","companySegment":["a","b"],"attributes":[{"name":"x","value":"1"},{"name":"y","value":"2"}]}
            """);

        await api.MetadataAsync("c-1", change);

        var kept = await api.SummaryAsync("TRUE");
        Assert.Equal(metadata, kept["metadata"]!.ToJsonString());
        Assert.Equal(attributes, kept["attributes"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task Events_of_one_batch_about_one_conversation_are_applied_in_their_order(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.ManyMetadata, """
            {"items":[{"externalConversationId":"c-1","lobId":"a"},{"externalConversationId":"c-1","groupId":"g"},{"externalConversationId":"c-1","lobId":"b"}]}
            """)).Expect(200);

        Assert.Equal("""{"lobId":"b","groupId":"g"}""", (await api.SummaryAsync("TRUE"))["metadata"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task What_is_answered_is_visible_to_queries(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 1; i <= 20; i++)
        {
            await api.MetadataAsync($"c-{i}", $$"""{"lobId":"round-{{i}}"}""");
            Assert.Equal((i, 1), (await api.CountAsync("TRUE"), await api.CountAsync($"lob_id = 'round-{i}'")));
        }
    }

    [Theory, OnBothDatabases]
    public async Task Metadata_before_its_conversation_joins_it_when_it_comes(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"lobId":"bank"}""");
        var early = await api.SummaryAsync("lob_id = 'bank'");
        Assert.Null(early["startedAt"]);

        var id = await api.ConversationAsync("c-1");

        Assert.Equal(id, (string)early["conversationId"]!);
        var joined = await api.SummaryAsync("lob_id = 'bank'");
        Assert.Equal((id, "2026-01-31T10:00:00Z"), ((string)joined["conversationId"]!, (string)joined["startedAt"]!));
        Assert.Equal((string)early["receivedAt"]!, (string)joined["receivedAt"]!);
        Assert.Equal(1, await api.CountAsync("TRUE"));
    }

    [Theory, OnBothDatabases]
    public async Task Until_its_conversation_comes_only_segments_know_of_it(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"lobId":"bank"}""");
        var id = (string)(await api.SummaryAsync("TRUE"))["conversationId"]!;

        (await api.GetAsync($"{Given.Conversations}?externalId=c-1")).ExpectJson(200, """{"items":[]}""");
        (await api.GetAsync($"{Given.Conversations}/{id}")).ExpectError("404-01", $"There is no conversation with id {id}.");
        (await api.GetAsync($"{Given.Conversations}/{id}/messages")).ExpectError("404-01", $"There is no conversation with id {id}.");
        (await api.GetAsync("/conversation/v1/conversation/messages?externalId=c-1"))
            .ExpectError("404-01", "There is no conversation with externalId c-1.");
        (await api.PostAsync(Given.StructuredData, new { externalConversationId = "c-1" })).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_keeps_a_hundred_different_attributes(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 0; i < 100; i += 10) await api.MetadataAsync("c-1", Attributes(i, 10));

        var refused = (await api.PostAsync(Given.SingleMetadata, Event("e-101", Attributes(100, 1)))).Expect(400);

        const string Error =
            "FAIL_BAD_PARAMS: ERROR: A conversation keeps at most 100 different attributes, and as many entries of its metadata map.";
        Assert.Equal(Error, (string)refused.Json["result"]!["error"]!);
        Assert.Equal(100, (await api.SummaryAsync("TRUE"))["attributes"]!.AsObject().Count);
        // What was refused has not happened: the same event is no repetition of one that did.
        var again = (await api.PostAsync(Given.SingleMetadata, Event("e-101", Attributes(100, 1)))).Expect(400);
        Assert.Equal(Error, (string)again.Json["result"]!["error"]!);
        await api.MetadataAsync("c-1", """{"attributes":[{"name":"n0","value":null}]}""");
        (await api.PostAsync(Given.SingleMetadata, Event("e-101", Attributes(100, 1)))).Expect(200);
        Assert.Equal(1, await api.CountAsync("attributes.n100 = 'v'"));
    }

    static string Attributes(int from, int count) =>
        $$"""{"attributes":[{{string.Join(',', Enumerable.Range(from, count).Select(i => $"{{\"name\":\"n{i}\",\"value\":\"v\"}}"))}}]}""";

    static string Event(string eventId, string members) => $$"""{"externalConversationId":"c-1","eventId":"{{eventId}}",{{members[1..]}}""";
}
