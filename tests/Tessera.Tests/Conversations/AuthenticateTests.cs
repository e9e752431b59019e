using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

public sealed class AuthenticateTests(Servers servers)
{
    [Theory]
    [OnBothDatabases("""{"customerExternalId":"customer-1","auth":{"token":"t"}}""")]
    [OnBothDatabases("""{"customerExternalId":12,"streamId":"s","auth":{"headers":{"a":"b"}}}""")]
    [OnBothDatabases(
        """{"customerExternalId":"somebody else","auth":{"body":{},"cookies":[],"headers":[{"name":"a","value":"b"}],"token":""}}""")]
    public async Task Credentials_are_taken_and_nothing_is_answered(Backend backend, string body)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = await api.ConversationAsync("c-1");
        var before = (await api.GetAsync($"{Given.Conversations}/{id}")).Text;

        Assert.Equal("", (await api.PostAsync($"{Given.Conversations}/{id}/authenticate", body)).Expect(204).Text);

        Assert.Equal(before, (await api.GetAsync($"{Given.Conversations}/{id}")).Text);
    }

    [Theory]
    // As the documents' own sample has it.
    [OnBothDatabases("""{"customerExternalId":"customer-1","token":"t"}""", "$.auth: required, expected an object")]
    [OnBothDatabases(
        """{"customerExternalId":"customer-1","auth":{}}""",
        "$.auth: expected at least one of body, cookies, headers and token, found none")]
    [OnBothDatabases("""{"customerExternalId":"customer-1","auth":null}""", "$.auth: expected an object, found null")]
    [OnBothDatabases("""{"customerExternalId":"customer-1","auth":{"token":[]}}""", "$.auth.token: expected a string, found an array")]
    [OnBothDatabases("""{"auth":{"token":"t"}}""", "$.customerExternalId: required, expected a string of 1 to 512 characters")]
    [OnBothDatabases("""{"customerExternalId":"","auth":{"token":"t"}}""", "$.customerExternalId: expected 1 to 512 characters, found 0")]
    public async Task Others_are_refused(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = await api.ConversationAsync("c-1");

        (await api.PostAsync($"{Given.Conversations}/{id}/authenticate", body)).ExpectError("400-01", message);
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_that_has_not_come_is_not_found(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", "{}");
        var id = (string)(await api.SummaryAsync("TRUE"))["conversationId"]!;

        (await api.PostAsync($"{Given.Conversations}/{id}/authenticate", """{"customerExternalId":"a","auth":{"token":"t"}}"""))
            .ExpectError("404-01", $"There is no conversation with id {id}.");
    }
}
