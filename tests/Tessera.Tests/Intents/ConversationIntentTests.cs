using Tessera.Tests.Harness;

namespace Tessera.Tests.Intents;

/// <summary>ASAPP's AutoSummary API for intents.</summary>
public sealed class ConversationIntentTests(Servers servers)
{
    const string Ask = "/autosummary/v1/intent";

    [Theory, OnBothDatabases]
    public async Task An_intent_is_asked_by_either_id_and_by_both_methods(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = await api.ConversationAsync("c 1");
        (await api.PutAsync("/v1/conversations/c%201/intent", """{"code":"BILLING","name":"Billing"}""")).Expect(200);
        var expected = $$$"""{"conversationId":"{{{id}}}","intent":{"code":"BILLING","name":"Billing"}}""";

        (await api.PostAsync(Ask, new { conversationId = id })).ExpectJson(200, expected);
        (await api.PostAsync(Ask, new { externalConversationId = "c 1" })).ExpectJson(200, expected);
        (await api.GetAsync($"{Ask}/{id}")).ExpectJson(200, expected);
        (await api.GetAsync("/v1/conversations/c%201/intent")).ExpectJson(
            200, $$$"""{"conversationId":"{{{id}}}","intent":{"code":"BILLING","name":"Billing"},"source":"given"}""");
    }

    [Theory, OnBothDatabases]
    public async Task Without_an_intent_the_code_is_NO_INTENT(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = await api.ConversationAsync("c-1");

        (await api.PostAsync(Ask, new { conversationId = id }))
            .ExpectJson(200, $$$"""{"conversationId":"{{{id}}}","intent":{"code":"NO_INTENT","name":"NO_INTENT"}}""");
    }

    [Theory, OnBothDatabases]
    public async Task A_name_that_nobody_gave_is_the_code(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = await api.ConversationAsync("c-1");
        (await api.PutAsync("/v1/conversations/c-1/intent", """{"code":"BILLING"}""")).Expect(200);

        (await api.GetAsync($"{Ask}/{id}")).ExpectJson(
            200, $$$"""{"conversationId":"{{{id}}}","intent":{"code":"BILLING","name":"BILLING"}}""");
    }

    [Theory]
    [OnBothDatabases("{}", "400-01", "$: expected exactly one of conversationId, externalConversationId and issueId, found 0")]
    [OnBothDatabases(
        """{"conversationId":"A","externalConversationId":"B"}""", "400-01",
        "$: expected exactly one of conversationId, externalConversationId and issueId, found 2")]
    [OnBothDatabases("""{"conversationId":"A"}""", "404-01", "There is no conversation with id A.")]
    [OnBothDatabases("""{"externalConversationId":"A"}""", "404-01", "There is no conversation with externalId A.")]
    [OnBothDatabases("""{"issueId":"A"}""", "404-01", "There is no conversation with issueId A.")]
    public async Task A_conversation_that_is_not_named_or_not_there_is_refused(Backend backend, string body, string code, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Ask, body)).ExpectError(code, message);
        (await api.GetAsync($"{Ask}/A")).ExpectError("404-01", "There is no conversation with id A.");
        (await api.GetAsync("/v1/conversations/A/intent")).ExpectError("404-01", "There is no conversation with externalId A.");
    }
}
