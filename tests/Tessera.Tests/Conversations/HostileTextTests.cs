using System.Text.Json;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>What is accepted comes back as it came, whatever it is; what could not is refused.</summary>
public sealed class HostileTextTests(Servers servers)
{
    public static IEnumerable<string> Texts =>
    [
        "'; DROP TABLE message; --",
        "\" OR \"\"=\"",
        "<script>alert(1)</script>&amp;&#0;",
        "{\"json\":\"in a string\"}\\u0041\\",
        "\u202Eright to left\u202C \u05E9\u05DC\u05D5\u05DD \u0627\u0644\u0639\u0631\u0628\u064A\u0629",
        "👩‍👩‍👧‍👦🏳️‍🌈 😀",
        "e\u0301 \u00E9 \u212B \uFB01 \u1E9E",
        "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F\u031E\u0320\u034DA",
        "\u2028\u2029\u0085\u00A0\u200B\uFEFF\uFFFD\uFFFE\uFFFF",
        "\u0001\u0007\u0008\u000B\u000C\u001B\u007F\u009F",
        "\r\n\t line\nbreaks \r only\r",
        "   spaces around   ",
        "%s %n %x %00 ${jndi:ldap://x} {{7*7}} $(id) `id`",
        "\U0010FFFF\U00010000",
    ];

    [Theory, OnBothDatabases(From = nameof(Texts))]
    public async Task Whatever_text_is_accepted_comes_back_equal(Backend backend, string text)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = (await api.PostAsync(Given.Conversations, new
        {
            externalId = text,
            agent = new { externalId = text, name = text },
            customer = new { externalId = text, name = text },
            metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text },
            timestamp = "2026-01-31T10:00:00Z",
        })).Expect(200)["id"];
        await api.MessageAsync(id, "customer", text, text);

        var conversation =
            (await api.GetAsync($"{Given.Conversations}?externalId={Uri.EscapeDataString(text)}")).Expect(200).Json["items"]![0]!;
        Assert.Equal((id, text), ((string)conversation["id"]!, (string)conversation["externalId"]!));
        Assert.Equal((text, text), ((string)conversation["agent"]!["externalId"]!, (string)conversation["agent"]!["name"]!));
        Assert.Equal((text, text), ((string)conversation["customer"]!["externalId"]!, (string)conversation["customer"]!["name"]!));
        Assert.Equal(text, (string)conversation["metadata"]![text]!);
        var messages = await api.GetAsync($"/conversation/v1/conversation/messages?externalId={Uri.EscapeDataString(text)}");
        var message = messages.Expect(200).Json["items"]![0]!;
        Assert.Equal((text, text), ((string)message["text"]!, (string)message["sender"]!["externalId"]!));
        var literal = text.Replace("'", "''", StringComparison.Ordinal);
        Assert.Equal(1, await api.CountAsync($"external_conversation_id = '{literal}' AND metadata['{literal}'] = '{literal}'"));
    }

    [Theory, OnBothDatabases(From = nameof(Texts))]
    public async Task The_intent_of_any_conversation_can_be_set(Backend backend, string text)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var externalId in new[] { text, $"a/b?c#d%2Fe%{text}" })
        {
            await api.ConversationAsync(externalId);

            (await api.PutAsync($"/v1/conversations/{Uri.EscapeDataString(externalId)}/intent", new { code = text, name = text }))
                .Expect(200);
        }

        Assert.Equal(2, await api.CountAsync($"intent_code = '{text.Replace("'", "''", StringComparison.Ordinal)}'"));
    }

    [Theory]
    [OnBothDatabases("a\\u0000b", "must not contain the character U+0000")]
    [OnBothDatabases("a\\ud800", "the string is no valid text: half of a surrogate pair stands alone")]
    [OnBothDatabases("\\udc00a", "the string is no valid text: half of a surrogate pair stands alone")]
    [OnBothDatabases("\\udc00\\ud800", "the string is no valid text: half of a surrogate pair stands alone")]
    public async Task What_no_database_or_no_JSON_could_give_back_is_refused(Backend backend, string escaped, string wrong)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");

        (await api.PostAsync($"{Given.Conversations}/{conversation}/messages", $$$"""
            {"text":"{{{escaped}}}","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}
            """)).ExpectError("400-01", $"$.text: {wrong}");
        (await api.PostAsync(Given.Conversations, $$$"""
            {"externalId":"{{{escaped}}}","customer":{"externalId":"b"},"metadata":{"a":"{{{escaped}}}"},"timestamp":"2026-01-31T10:00:00Z"}
            """)).ExpectError("400-01", $"$.externalId: {wrong}; $.metadata['a']: {wrong}");
    }

    [Theory, OnBothDatabases]
    public async Task A_member_named_by_half_a_surrogate_pair_is_refused(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Conversations, """
            {"externalId":"c-1","customer":{"externalId":"b"},"metadata":{"\ud800":"a"},"timestamp":"2026-01-31T10:00:00Z"}
            """)).ExpectError("400-01", "The body is not valid JSON: a member's name is no valid text.");
    }

    [Theory, OnBothDatabases]
    public async Task A_very_long_message_comes_back_whole(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var conversation = await api.ConversationAsync("c-1");
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i} 😀 "));

        await api.MessageAsync(conversation, "customer", "b", text);

        var answer = (await api.GetAsync($"{Given.Conversations}/{conversation}/messages")).Expect(200);
        Assert.True(text == JsonDocument.Parse(answer.Text).RootElement.GetProperty("items")[0].GetProperty("text").GetString());
    }
}
