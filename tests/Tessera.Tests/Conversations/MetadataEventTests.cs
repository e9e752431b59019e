using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>An event that comes again: with the same content it does nothing, with other content it is applied.</summary>
public sealed class MetadataEventTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_repeated_event_does_nothing_even_after_another_changed_the_value(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"eventId":"e-1","lobId":"first"}""");
        await api.MetadataAsync("c-1", """{"eventId":"e-2","lobId":"second"}""");

        (await api.PostAsync(Given.SingleMetadata, """{"lobId":"first","eventId":"e-1","externalConversationId":"c-1"}"""))
            .ExpectJson(200, """{"result":{"eventId":"e-1","error":""}}""");

        Assert.Equal(1, await api.CountAsync("lob_id = 'second'"));
    }

    [Theory]
    [OnBothDatabases("""{"lobId":"other"}""")]
    [OnBothDatabases("""{"lobId":null}""")]
    [OnBothDatabases("{}")]
    [OnBothDatabases("""{"lobId":"first","groupId":"g"}""")]
    [OnBothDatabases("""{"lobId":"first","groupId":null}""")]
    [OnBothDatabases("""{"groupId":"first"}""")]
    [OnBothDatabases("""{"lobId":"first","companySegment":[]}""")]
    [OnBothDatabases("""{"lobId":"first","companySegment":null}""")]
    [OnBothDatabases("""{"lobId":"first","companySegment":["s"]}""")]
    [OnBothDatabases("""{"lobId":"first","attributes":null}""")]
    [OnBothDatabases("""{"lobId":"first","attributes":[{"name":"a","value":"b"}]}""")]
    [OnBothDatabases("""{"lobId":"first","attributes":[{"name":"a","value":null}]}""")]
    public async Task The_same_id_with_other_content_is_applied(Backend backend, string members)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"eventId":"e-1","lobId":"first"}""");
        await api.MetadataAsync("c-1", """
            {"lobId":"between","groupId":"between","companySegment":["between"],"attributes":[{"name":"a","value":"between"}]}
            """);
        var before = (await api.SummaryAsync("TRUE")).ToJsonString();

        await api.MetadataAsync("c-1", members == "{}" ? """{"eventId":"e-1"}""" : $$"""{"eventId":"e-1",{{members[1..]}}""");

        var after = (await api.SummaryAsync("TRUE")).ToJsonString();
        if (members == "{}") Assert.Equal(before, after);
        else Assert.NotEqual(before, after);
        // And it is now the one that repeats: the first is news again.
        await api.MetadataAsync("c-1", """{"eventId":"e-1","lobId":"first"}""");
        Assert.Equal(1, await api.CountAsync("lob_id = 'first'"));
    }

    [Theory, OnBothDatabases]
    public async Task The_same_event_about_another_conversation_is_applied(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"eventId":"e-1","lobId":"bank"}""");

        await api.MetadataAsync("c-2", """{"eventId":"e-1","lobId":"bank"}""");

        Assert.Equal(2, await api.CountAsync("lob_id = 'bank'"));
    }

    [Theory, OnBothDatabases]
    public async Task An_event_without_an_id_is_never_a_repetition(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"lobId":"first"}""");
        await api.MetadataAsync("c-1", """{"lobId":"second"}""");

        await api.MetadataAsync("c-1", """{"lobId":"first"}""");

        Assert.Equal(1, await api.CountAsync("lob_id = 'first'"));
    }

    [Theory, OnBothDatabases]
    public async Task An_event_twice_in_one_batch_is_applied_once(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.ManyMetadata, """
            {"items":[
                {"externalConversationId":"c-1","eventId":"e-1","lobId":"first"},
                {"externalConversationId":"c-1","eventId":"e-2","lobId":"second"},
                {"externalConversationId":"c-1","eventId":"e-1","lobId":"first"}
            ]}
            """)).ExpectJson(200, """
            {"errorCount":0,"results":[{"eventId":"e-1","error":""},{"eventId":"e-2","error":""},{"eventId":"e-1","error":""}]}
            """);

        Assert.Equal(1, await api.CountAsync("lob_id = 'second'"));
    }

    [Theory, OnBothDatabases]
    public async Task Within_a_batch_events_follow_one_another(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        // The id stands for the last content that was applied: so the third is news again, and the fourth isn't.
        (await api.PostAsync(Given.ManyMetadata, """
            {"items":[
                {"externalConversationId":"c-1","eventId":"e-1","lobId":"first","groupId":"kept"},
                {"externalConversationId":"c-1","eventId":"e-1","lobId":"second"},
                {"externalConversationId":"c-1","eventId":"e-1","lobId":"first","groupId":"kept"},
                {"externalConversationId":"c-1","eventId":"e-1","lobId":"first","groupId":"kept"},
                {"externalConversationId":"c-1","lobName":"last"},
                {"externalConversationId":"c-2","lobName":"last"}
            ]}
            """)).Expect(200);

        Assert.Equal(1, await api.CountAsync("lob_id = 'first' AND group_id = 'kept' AND lob_name = 'last'"));
        Assert.Equal(2, await api.CountAsync("lob_name = 'last'"));
        await api.MetadataAsync("c-1", """{"lobId":"third"}""");
        await api.MetadataAsync("c-1", """{"eventId":"e-1","lobId":"first","groupId":"kept"}""");
        Assert.Equal(1, await api.CountAsync("lob_id = 'third'"));
    }
}
