using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

public sealed class MessageTests(Servers servers)
{
    const string Hello = """{"text":"Hello","sender":{"role":"agent","externalId":"agent-1"},"timestamp":"2026-01-31T10:00:00Z"}""";

    [Theory]
    [OnBothDatabases("agent")]
    [OnBothDatabases("customer")]
    [OnBothDatabases("system")]
    public async Task A_message_is_kept_and_read_back(Backend backend, string role)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        var id = await api.MessageAsync(conversation, role, "sender-1", "Hello!", minute: 5);

        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", id);
        var message = (await api.GetAsync($"{Given.Conversations}/{conversation}/messages/{id}")).Expect(200);
        var created = message["createdTimestamp"];
        Assert.InRange(DateTimeOffset.Parse(created), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        var expected = $$$"""
            {"messageId":"{{{id}}}","text":"Hello!","sender":{"role":"{{{role}}}","externalId":"sender-1"},
             "createdTimestamp":"{{{created}}}","clientTimestamp":"2026-01-31T10:05:00Z"}
            """;
        message.ExpectJson(200, expected);
        (await api.GetAsync($"{Given.Conversations}/{conversation}/messages")).ExpectJson(200, $$"""{"items":[{{expected}}]}""");
    }

    [Theory]
    [OnBothDatabases("/conversation/v1/conversation/messages")]
    [OnBothDatabases("/conversation/v1/conversations/messages")]
    public async Task Both_spellings_list_the_messages_of_an_external_id(Backend backend, string path)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("with space & more");
        await api.MessageAsync(conversation, "customer", "customer-1", "Hi");

        Assert.Equal(
            (await api.GetAsync($"{Given.Conversations}/{conversation}/messages")).Expect(200).Text,
            (await api.GetAsync($"{path}?externalId={Uri.EscapeDataString("with space & more")}")).Expect(200).Text);
    }

    [Theory, OnBothDatabases]
    public async Task Messages_stand_in_the_order_they_were_said_and_then_came(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "agent", "agent-1", "third, first of its minute", minute: 9);
        await api.MessageAsync(conversation, "customer", "customer-1", "first", minute: 1);
        await api.MessageAsync(conversation, "customer", "customer-1", "fourth, second of its minute", minute: 9);
        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages/batch", """
            {"messages":[
                {"text":"fifth","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:09:00Z"},
                {"text":"second","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:02:00Z"},
                {"text":"sixth","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:09:00.000000999Z"},
                {"text":"seventh","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T12:09:00.000001+02:00"}
            ]}
            """)).Expect(200);

        Assert.Equal(
            ["first", "second", "third, first of its minute", "fourth, second of its minute", "fifth", "sixth", "seventh"],
            await TextsAsync(api, conversation));
    }

    [Theory, OnBothDatabases]
    public async Task A_number_stands_for_a_senders_id(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        (await api.PostAsync(
            $"{Given.Conversations}/{conversation}/messages", Hello.Replace("\"agent-1\"", "123", StringComparison.Ordinal))).Expect(200);

        var message = (await api.GetAsync($"{Given.Conversations}/{conversation}/messages")).Json["items"]![0]!;
        Assert.Equal("123", (string)message["sender"]!["externalId"]!);
    }

    [Theory]
    [OnBothDatabases("text", null, "$.text: required, expected a string of 1 or more characters")]
    [OnBothDatabases("text", "null", "$.text: expected a string of 1 or more characters, found null")]
    [OnBothDatabases("text", "\"\"", "$.text: expected 1 or more characters, found 0")]
    [OnBothDatabases("text", "{}", "$.text: expected a string of 1 or more characters, found an object")]
    [OnBothDatabases("sender", null, "$.sender: required, expected an object")]
    [OnBothDatabases("sender", "\"agent\"", "$.sender: expected an object, found a string")]
    [OnBothDatabases("sender", """{"role":"agent"}""", "$.sender.externalId: required, expected a string of 1 to 512 characters")]
    [OnBothDatabases("sender", """{"externalId":"a"}""", "$.sender.role: required, expected agent, customer or system")]
    [OnBothDatabases("sender", """{"role":null,"externalId":"a"}""", "$.sender.role: expected agent, customer or system, found null")]
    [OnBothDatabases("sender", """{"role":"Agent","externalId":"a"}""",
        "$.sender.role: expected agent, customer or system, found \"Agent\"")]
    [OnBothDatabases("sender", """{"role":"bot","externalId":""}""",
        "$.sender.role: expected agent, customer or system, found \"bot\"; $.sender.externalId: expected 1 to 512 characters, found 0")]
    [OnBothDatabases("timestamp", null,
        "$.timestamp: required, expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none")]
    public async Task A_message_that_breaks_a_rule_is_refused_alone_and_in_a_batch(
        Backend backend, string member, string? value, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");
        var wrong = JsonNode.Parse(Hello)!.AsObject();
        if (value is null) wrong.Remove(member);
        else wrong[member] = JsonNode.Parse(value);

        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages", wrong.ToJsonString())).ExpectError("400-01", message);
        (await api.PostAsync(
            $"{Given.Conversations}/{conversation}/messages/batch", $$"""{"messages":[{{Hello}},{{wrong.ToJsonString()}}]}"""))
            .ExpectError("400-01", message.Replace("$.", "$.messages[1].", StringComparison.Ordinal));

        Assert.Empty(await TextsAsync(api, conversation));
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(299)]
    [OnBothDatabases(300)]
    public async Task A_batch_is_answered_with_an_empty_object_and_keeps_its_order(Backend backend, int count)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages/batch", Batch(count))).ExpectJson(200, "{}");

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"message {i}"), await TextsAsync(api, conversation));
    }

    [Theory]
    [OnBothDatabases(0)]
    [OnBothDatabases(301)]
    public async Task A_batch_has_1_to_300_messages(Backend backend, int count)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages/batch", Batch(count)))
            .ExpectError("400-01", $"$.messages: expected 1 to 300 messages, found {count}");

        Assert.Empty(await TextsAsync(api, conversation));
    }

    [Theory]
    [OnBothDatabases("{}", "$.messages: required, expected an array")]
    [OnBothDatabases("""{"messages":null}""", "$.messages: expected an array, found null")]
    [OnBothDatabases("""{"messages":["Hello"]}""", "$.messages[0]: expected an object, found a string")]
    public async Task A_batch_of_another_shape_is_refused(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages/batch", body)).ExpectError("400-01", message);
    }

    [Theory, OnBothDatabases]
    public async Task Of_a_conversation_that_is_not_there_there_are_no_messages(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        const string Path = $"{Given.Conversations}/NOWHERE/messages";

        (await api.PostAsync(Path, Hello)).ExpectError("404-01", "There is no conversation with id NOWHERE.");
        (await api.PostAsync($"{Path}/batch", Batch(1))).ExpectError("404-01", "There is no conversation with id NOWHERE.");
        (await api.GetAsync(Path)).ExpectError("404-01", "There is no conversation with id NOWHERE.");
        (await api.GetAsync($"{Path}/M1")).ExpectError("404-01", "Conversation NOWHERE has no message M1.");
        (await api.GetAsync("/conversation/v1/conversation/messages?externalId=nowhere"))
            .ExpectError("404-01", "There is no conversation with externalId nowhere.");
    }

    [Theory, OnBothDatabases]
    public async Task A_message_is_found_in_its_own_conversation_only(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (one, other) = (await api.ConversationAsync("c-1"), await api.ConversationAsync("c-2"));
        var id = await api.MessageAsync(one, "agent", "agent-1", "Hello");

        (await api.GetAsync($"{Given.Conversations}/{other}/messages/{id}"))
            .ExpectError("404-01", $"Conversation {other} has no message {id}.");
    }

    static string Batch(int count) => $$"""
        {"messages":[{{string.Join(',', Enumerable.Range(0, count).Select(i => Hello.Replace("Hello", $"message {i}", StringComparison.Ordinal)))}}]}
        """;

    static async Task<string[]> TextsAsync(Api api, string conversation) =>
        [.. (await api.GetAsync($"{Given.Conversations}/{conversation}/messages")).Expect(200).Json["items"]!.AsArray()
            .Select(m => (string)m!["text"]!)];
}
