using System.Text.Json;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Redaction;

/// <summary>What is stored of messages, whichever way they come.</summary>
public sealed class RedactedMessagesTests(Servers servers)
{
    const string Card = "4111 1111 1111 1111";

    [Theory, OnBothDatabases]
    public async Task A_message_is_stored_without_what_is_redacted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        var id = await api.MessageAsync(conversation, "customer", "b", $"😀 it's {Card}, my e-mail is a@b.com");

        Assert.Equal(
            "😀 it's [CREDIT_CARD_NUMBER], my e-mail is a@b.com",
            (await api.GetAsync($"{Given.Conversations}/{conversation}/messages/{id}")).Expect(200)["text"]);
        Assert.Equal(["😀 it's [CREDIT_CARD_NUMBER], my e-mail is a@b.com"], await api.TextsAsync(conversation));
    }

    [Theory, OnBothDatabases]
    public async Task A_policy_holds_for_the_messages_after_its_answer(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        await api.MessageAsync(conversation, "customer", "b", $"{Card} a@b.com", minute: 1);
        await api.RedactAsync("CREDIT_CARD_NUMBER", on: false);
        await api.RedactAsync("EMAIL");
        await api.MessageAsync(conversation, "customer", "b", $"{Card} a@b.com", minute: 2);

        Assert.Equal(["[CREDIT_CARD_NUMBER] a@b.com", $"{Card} [EMAIL]"], await api.TextsAsync(conversation));
    }

    [Theory, OnBothDatabases]
    public async Task A_policy_of_one_workspace_is_none_of_another(Backend backend)
    {
        using var one = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewWorkspaceAsync(backend);
        await one.RedactAsync("EMAIL");
        var conversation = await other.ConversationAsync("c-1");

        await other.MessageAsync(conversation, "customer", "b", "a@b.com");

        Assert.Equal(["a@b.com"], await other.TextsAsync(conversation));
    }

    [Theory, OnBothDatabases]
    public async Task An_answer_is_known_by_a_question_that_came_in_an_earlier_request(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        await api.MessageAsync(conversation, "agent", "a", "What is your PIN?", minute: 1);
        await api.MessageAsync(conversation, "customer", "b", "one moment", minute: 2);
        await api.MessageAsync(conversation, "customer", "b", "4321", minute: 3);
        await api.MessageAsync(conversation, "agent", "a", "So that's 4321, thank you.", minute: 4);
        await api.MessageAsync(conversation, "agent", "a", "And your order number?", minute: 5);
        await api.MessageAsync(conversation, "customer", "b", "5571", minute: 6);

        Assert.Equal(
            ["What is your PIN?", "one moment", "[PIN]", "So that's [PIN], thank you.", "And your order number?", "5571"],
            await api.TextsAsync(conversation));
    }

    [Theory]
    [OnBothDatabases(10, "[PIN]")]
    [OnBothDatabases(11, "[PIN]")]
    [OnBothDatabases(12, "4321")]
    public async Task A_question_reaches_over_eleven_messages(Backend backend, int between, string stored)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "agent", "a", "What is your PIN?", minute: 1);
        for (var i = 0; i < between; i++) await api.MessageAsync(conversation, "customer", "b", "one moment", minute: 2 + i);

        await api.MessageAsync(conversation, "customer", "b", "4321", minute: 40);

        Assert.Equal(stored, (await api.TextsAsync(conversation))[^1]);
    }

    [Theory, OnBothDatabases]
    public async Task A_batch_is_read_in_the_order_of_its_times(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages/batch", new
        {
            messages = new[]
            {
                Message("customer", "4111", 3), Message("agent", "go on", 4), Message("agent", "And the card number, please?", 2),
                Message("customer", "eleven eleven eleven eleven eleven eleven", 5),
            },
        })).Expect(200);

        Assert.Equal(
            ["And the card number, please?", "[CREDIT_CARD_NUMBER]", "go on", "[CREDIT_CARD_NUMBER]"], await api.TextsAsync(conversation));
    }

    [Theory]
    [OnBothDatabases("4111 1111|go on|1111 1111", "[CREDIT_CARD_NUMBER]|go on|[CREDIT_CARD_NUMBER]")]
    [OnBothDatabases(
        "4111|ok|1111|ok|1111|ok|1111", "[CREDIT_CARD_NUMBER]|ok|[CREDIT_CARD_NUMBER]|ok|[CREDIT_CARD_NUMBER]|ok|[CREDIT_CARD_NUMBER]")]
    [OnBothDatabases("4111 1111|go on|1111 1112", "4111 1111|go on|1111 1112")]
    [OnBothDatabases("order 4111 1111|go on|1111 1111", "order 4111 1111|go on|1111 1111")]
    public async Task A_card_in_pieces_that_nobody_asked_for_is_known_once_it_is_whole(Backend backend, string said, string stored)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var (batch, single) = (await api.ConversationAsync("c-1"), await api.ConversationAsync("c-2"));
        var texts = said.Split('|');
        // What is stored stays; the message that makes the number whole is redacted.
        string[] oneByOne = [.. texts.SkipLast(1), stored.Split('|').Last()];

        (await api.PostAsync($"{Given.Conversations}/{batch}/messages/batch", new
        {
            messages = texts.Select((text, i) => Message(i % 2 == 0 ? "customer" : "agent", text, i)),
        })).Expect(200);
        for (var i = 0; i < texts.Length; i++) await api.MessageAsync(single, i % 2 == 0 ? "customer" : "agent", "a", texts[i], minute: i);

        Assert.Equal(stored.Split('|'), await api.TextsAsync(batch));
        Assert.Equal(oneByOne, await api.TextsAsync(single));
    }

    [Theory, OnBothDatabases]
    public async Task An_import_is_redacted_too(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var line = JsonSerializer.Serialize(new
        {
            conversation = new { externalId = "c-1", customer = new { externalId = "b" }, timestamp = "2026-01-31T10:00:00Z" },
            messages = new[]
            {
                Message("agent", "Your PIN?", 1), Message("customer", "four three two one", 2), Message("system", $"card {Card} stored", 3),
            },
        });

        (await api.SendAsync(HttpMethod.Post, "/v1/import", line, "application/x-ndjson")).Expect(200);

        var texts = (await api.GetAsync("/conversation/v1/conversation/messages?externalId=c-1")).Expect(200).Json["items"]!.AsArray()
            .Select(item => (string)item!["text"]!);
        Assert.Equal(["Your PIN?", "[PIN]", "card [CREDIT_CARD_NUMBER] stored"], texts);
    }

    [Theory, OnBothDatabases]
    public async Task Structured_data_is_found_in_what_is_stored(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.EntityAsync("e_account", "44172290");
        await api.SegmentAsync("S", "TRUE", "e_account");
        var conversation = await api.ConversationAsync("c-1");
        await api.MessageAsync(conversation, "customer", "b", $"Card {Card}, and my account number is 99001122.");

        var kept = await ValueAsync();
        await api.RedactAsync("ACCOUNT_NUMBER");
        var hidden = await api.ConversationAsync("c-2");
        await api.MessageAsync(hidden, "customer", "b", "My account number is 99001122.");
        var gone = (await api.PostAsync(Given.StructuredData, new { conversationId = hidden })).Expect(200);

        Assert.Equal("99001122", kept);
        Assert.DoesNotContain("99001122", gone.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("99001122", string.Join(' ', await api.TextsAsync(hidden)), StringComparison.Ordinal);

        async Task<string> ValueAsync()
        {
            var set = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];
            var value = (await api.GetAsync($"/v1/structured-data/{set}")).Expect(200).Json["values"]![0]!;
            var text = Assert.Single(await api.TextsAsync(conversation));
            Assert.Equal((string)value["evidence"]!["quote"]!, text[(int)value["evidence"]!["start"]!..(int)value["evidence"]!["end"]!]);
            return (string)value["value"]!;
        }
    }

    [Theory, OnBothDatabases]
    public async Task Messages_sent_at_once_lose_nothing_and_hide_everything(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => api.MessageAsync(conversation, "customer", "b", $"{i}: {Card}", minute: i)));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}: [CREDIT_CARD_NUMBER]"), await api.TextsAsync(conversation));
    }

    static object Message(string role, string text, int minute) =>
        new { text, sender = new { role, externalId = role }, timestamp = $"2026-01-31T10:{minute:00}:00Z" };
}
