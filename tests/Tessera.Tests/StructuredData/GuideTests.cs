using Tessera.Tests.Harness;

namespace Tessera.Tests.StructuredData;

/// <summary>The form of a guide page that clients may still be written after, and what AutoSummary has beside structured data.</summary>
public sealed class GuideTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task Asked_by_GET_it_answers_as_by_POST_with_the_answers_of_questions_in_both_members(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.EntityAsync("e_b");
        await api.SegmentAsync("ALL", "TRUE", "q_a", "e_b");
        var id = await api.ConversationAsync("c-1");
        await api.MessageAsync(id, "agent", "agent-1", "Do you want it?");
        await api.MessageAsync(id, "customer", "customer-1", "yes please", 1);

        var first = (await api.GetAsync($"{Given.StructuredData}/{id}")).Expect(200);
        var other = (await api.GetAsync($"{Given.StructuredData}/{id}")).Expect(200);

        Assert.Equal("""
            [{"id":"q_a","name":"Field q_a","value":"Yes","answer":"Yes"},{"id":"e_b","name":"Field e_b","value":"Not Found"}]
            """, first.Json["structuredDataMetrics"]!.ToJsonString());
        Assert.Equal(id, first["conversationId"]);
        Assert.NotEqual(first["id"], other["id"]);
        (await api.GetAsync($"/v1/structured-data/{first["id"]}")).Expect(200);
        Assert.DoesNotContain(
            "answer", (await api.PostAsync(Given.StructuredData, new { conversationId = id })).Expect(200).Text, StringComparison.Ordinal);
        (await api.GetAsync($"{Given.StructuredData}/NOWHERE")).ExpectError("404-01", "There is no conversation with id NOWHERE.");
    }

    [Theory]
    [OnBothDatabases("POST", "/autosummary/v1/free-text-summaries")]
    [OnBothDatabases("GET", "/autosummary/v1/free-text-summaries/01BX5ZZKBKACTAV9WEVGEMMVRZ")]
    [OnBothDatabases("POST", "/autosummary/v1/feedback/free-text-summaries/01BX5ZZKBKACTAV9WEVGEMMVRZ")]
    public async Task There_are_no_summaries_in_prose(Backend backend, string method, string path)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null)).ExpectError(
            "404-01", $"There is nothing at {method} {path}.");
    }

    [Theory]
    [OnBothDatabases("abc", "found 'a' at position 1")]
    [OnBothDatabases("ABC-1", "found '-' at position 4")]
    [OnBothDatabases("", "found 0")]
    public async Task An_id_that_is_not_of_the_documented_pattern_is_refused(Backend backend, string id, string found)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.StructuredData, new { conversationId = id }))
            .ExpectError("400-01", $"$.conversationId: expected 1 to 256 characters of A-Z 0-9, {found}");
    }

    [Theory]
    [OnBothDatabases("\"01BX5ZZKBKACTAV9WEVGEMMVRZ\"", 200)]
    [OnBothDatabases("null", 200)]
    [OnBothDatabases("{}", 400)]
    [OnBothDatabases("\"lower\"", 400)]
    public async Task An_id_that_is_sent_with_a_conversation_is_checked_and_ignored(Backend backend, string id, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var made = await api.ConversationAsync("c-1");

        var answer = (await api.PostAsync(
            Given.Conversations,
            $$$"""{"id":{{{id}}},"externalId":"c-1","customer":{"externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}"""))
            .Expect(status);

        if (status == 200) Assert.Equal(made, answer["id"]);
    }
}
