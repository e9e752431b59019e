using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

public sealed class IntentTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task An_intent_is_set_replaced_and_asked_by_segments(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = await api.ConversationAsync("c-1");
        Assert.Equal(1, await api.CountAsync("intent_code = 'NO_INTENT' AND intent_name IS NOT SET"));

        (await api.PutAsync("/v1/conversations/c-1/intent", """{"code":"BILLING","name":"Billing"}"""))
            .ExpectJson(
                200,
                $$$"""{"conversationId":"{{{id}}}","intent":{"code":"BILLING","name":"Billing"},"enteredSegments":[],"leftSegments":[]}""");
        Assert.Equal(1, await api.CountAsync("intent_code = 'BILLING' AND intent_name = 'Billing'"));

        (await api.PutAsync("/v1/conversations/c-1/intent", """{"code":"UPGRADE"}"""))
            .ExpectJson(200, $$$"""{"conversationId":"{{{id}}}","intent":{"code":"UPGRADE"},"enteredSegments":[],"leftSegments":[]}""");
        Assert.Equal(1, await api.CountAsync("intent_code = 'UPGRADE' AND intent_name IS NOT SET"));
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_of_which_only_metadata_came_has_an_intent_too(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", "{}");

        (await api.PutAsync("/v1/conversations/c-1/intent", """{"code":"BILLING"}""")).Expect(200);
        await api.ConversationAsync("c-1");

        Assert.Equal(1, await api.CountAsync("intent_code = 'BILLING' AND started_at IS SET"));
    }

    [Theory]
    [OnBothDatabases("{}", "$.code: required, expected a string of 1 to 256 characters")]
    [OnBothDatabases("""{"code":null}""", "$.code: expected a string of 1 to 256 characters, found null")]
    [OnBothDatabases("""{"code":""}""", "$.code: expected 1 to 256 characters, found 0")]
    [OnBothDatabases("""{"code":"BILLING","name":""}""", "$.name: expected 1 to 256 characters, found 0")]
    public async Task An_intent_that_breaks_a_rule_is_refused(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.ConversationAsync("c-1");

        (await api.PutAsync("/v1/conversations/c-1/intent", body)).ExpectError("400-01", message);
    }

    [Theory, OnBothDatabases]
    public async Task Of_an_unknown_conversation_no_intent_is_set(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PutAsync("/v1/conversations/nowhere/intent", """{"code":"BILLING"}"""))
            .ExpectError("404-01", "There is no conversation with externalId nowhere.");

        Assert.Equal(0, await api.CountAsync("TRUE"));
    }
}
