using Tessera.Tests.Harness;

namespace Tessera.Tests.StructuredData;

public sealed class StructuredDataTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task The_active_fields_of_all_matching_segments_are_answered_once_in_the_order_of_segments_and_lists(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var id in new[] { "q_1", "q_2", "q_3", "q_4", "q_never" }) await api.QuestionAsync(id);
        await api.SegmentAsync("B", "lob_id = 'bank'", "q_3", "q_1");
        await api.SegmentAsync("A", "TRUE", "q_2", "q_1");
        await api.SegmentAsync("C", "platform = 'IOS'", "q_4", "q_3", "q_2");
        await api.SegmentAsync("D", "lob_id = 'hotel'", "q_never");
        var conversation = await api.ConversationAsync("c-1");
        await api.MetadataAsync("c-1", """{"lobId":"bank","platform":"IOS"}""");
        await api.MessageAsync(conversation, "customer", "b", "Yes please, I would.");

        var answer = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200);

        answer.ExpectJson(200, $$"""
            {"conversationId":"{{conversation}}","id":"{{answer["id"]}}","structuredDataMetrics":[
                {"id":"q_2","name":"Field q_2","value":"Yes"},{"id":"q_1","name":"Field q_1","value":"Yes"},
                {"id":"q_3","name":"Field q_3","value":"Yes"},{"id":"q_4","name":"Field q_4","value":"Yes"}
            ]}
            """);
    }

    [Theory, OnBothDatabases]
    public async Task An_inactive_field_is_never_answered(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_on");
        (await api.PostAsync(Given.Fields, """
            {"id":"q_off","name":"Off","categoryId":"OUTCOME","type":"QUESTION","active":false,"question":{"question":"?"},"segmentIds":["GLOBAL"]}
            """)).Expect(201);
        await api.SegmentAsync("S", "TRUE", "q_off", "q_on");
        var conversation = await api.ConversationAsync("c-1");

        Assert.Equal("q_on:Not Found", await ValuesAsync(api, new { conversationId = conversation }));
    }

    [Theory, OnBothDatabases]
    public async Task Without_a_matching_segment_the_list_is_empty(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("S", "lob_id = 'bank'", "q_a");
        (await api.PatchAsync(
            $"{Given.Segments}/GLOBAL", """{"query":{"type":"raw","raw":"FALSE"},"structuredDataFieldIds":["q_a"]}""")).Expect(200);
        var conversation = await api.ConversationAsync("c-1");

        var answer = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200);

        answer.ExpectJson(200, $$"""{"conversationId":"{{conversation}}","id":"{{answer["id"]}}","structuredDataMetrics":[]}""");
    }

    [Theory, OnBothDatabases]
    public async Task Each_request_makes_a_new_set_of_what_is_known_by_then(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a", yes: "works now", no: "still broken");
        await api.SegmentAsync("S", "lob_id = 'bank'", "q_a");
        var conversation = await api.ConversationAsync("c-1");
        var request = new { conversationId = conversation };
        var first = (await api.PostAsync(Given.StructuredData, request)).Expect(200);
        Assert.Empty(first.Json["structuredDataMetrics"]!.AsArray());

        await api.MetadataAsync("c-1", """{"lobId":"bank"}""");
        Assert.Equal("q_a:Not Found", await ValuesAsync(api, request));
        await api.MessageAsync(conversation, "customer", "b", "It is still broken.", minute: 1);
        Assert.Equal("q_a:No", await ValuesAsync(api, request));
        (await api.PatchAsync($"{Given.Segments}/S", """{"query":{"type":"raw","raw":"FALSE"}}""")).Expect(200);
        var last = (await api.PostAsync(Given.StructuredData, request)).Expect(200);

        Assert.Empty(last.Json["structuredDataMetrics"]!.AsArray());
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", last["id"]);
        Assert.NotEqual(first["id"], last["id"]);
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_is_named_by_its_id_or_the_clients(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("1389");

        Assert.Equal(conversation, (await api.PostAsync(Given.StructuredData, new { conversationId = conversation }))["conversationId"]);
        Assert.Equal(conversation, (await api.PostAsync(Given.StructuredData, new { externalConversationId = "1389" }))["conversationId"]);
        Assert.Equal(conversation, (await api.PostAsync(Given.StructuredData, new { externalConversationId = 1389 }))["conversationId"]);
    }

    [Theory]
    [OnBothDatabases("""{"conversationId":"NOWHERE"}""", "There is no conversation with id NOWHERE.")]
    [OnBothDatabases("""{"externalConversationId":"no where"}""", "There is no conversation with externalId no where.")]
    [OnBothDatabases("""{"issueId":"7"}""", "There is no conversation with issueId 7.")]
    public async Task An_unknown_conversation_is_404(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.StructuredData, body)).ExpectError("404-01", message);
    }

    [Theory]
    [OnBothDatabases("{}", 0)]
    [OnBothDatabases("""{"conversationId":null}""", 0)]
    [OnBothDatabases("""{"conversationId":"A","externalConversationId":"b"}""", 2)]
    [OnBothDatabases("""{"conversationId":"A","issueId":"b","externalConversationId":null}""", 2)]
    [OnBothDatabases("""{"conversationId":"A","externalConversationId":"b","issueId":"c"}""", 3)]
    public async Task Exactly_one_id_is_asked_for(Backend backend, string body, int found)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.StructuredData, body)).ExpectError(
            "400-01", $"$: expected exactly one of conversationId, externalConversationId and issueId, found {found}");
    }

    [Theory, OnBothDatabases]
    public async Task Of_an_agent_only_that_agents_part_is_read_but_segments_see_the_whole(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a", yes: "solved", no: "not possible");
        await api.SegmentAsync("S", "agent_id IS NOT SET", "q_a");
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "customer", "b", "My line is dead.", minute: 0);
        await api.MessageAsync(conversation, "agent", "ann", "That is not possible to repair from here.", minute: 1);
        await api.MessageAsync(conversation, "agent", "bob", "I have solved it for you.", minute: 2);

        Assert.Equal("q_a:No", await ValuesAsync(api, new { conversationId = conversation, agentExternalId = "ann" }));
        Assert.Equal("q_a:Yes", await ValuesAsync(api, new { conversationId = conversation, agentExternalId = "bob" }));
        Assert.Equal("q_a:Not Found", await ValuesAsync(api, new { conversationId = conversation, agentExternalId = "nobody" }));
    }

    static async Task<string> ValuesAsync(Api api, object request) => string.Join(
        ',', (await api.PostAsync(Given.StructuredData, request)).Expect(200).Json["structuredDataMetrics"]!.AsArray()
            .Select(metric => $"{metric!["id"]}:{metric["value"]}"));
}
