using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>Why a query or a segment matches a conversation, or what it lacks.</summary>
public sealed class ExplainTests(Servers servers)
{
    const string Explain = "/v1/explain";

    [Theory, OnBothDatabases]
    public async Task A_match_is_explained_clause_by_clause(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(
            Explain,
            """{"query":"lob_id = 'bank' AND platform = 'ios'","metadata":{"lobId":"bank","platform":"IOS"}}""")).ExpectJson(200, """
            {"matches":true,
             "explanation":{"clause":"lob_id = 'bank' AND platform = 'IOS'","offset":0,"length":36,"truth":true,"why":"All of the 2 conditions are true.","children":[
                {"clause":"lob_id = 'bank'","offset":0,"length":15,"truth":true,"actual":"bank","why":"`lob_id` is 'bank'.","children":[]},
                {"clause":"platform = 'IOS'","offset":20,"length":16,"truth":true,"actual":"IOS","why":"`platform` is 'IOS'.","children":[]}]},
             "missedBy":[]}
            """);
    }

    [Theory, OnBothDatabases]
    public async Task A_miss_names_the_clause_that_stands_in_the_way(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = await api.ConversationAsync("c-1");
        await api.MetadataAsync("c-1", """{"lobId":"bank","platform":"WEB"}""");

        foreach (var subject in new[] { $"\"conversationId\":\"{id}\"", "\"externalConversationId\":\"c-1\"" })
        {
            var answer = (await api.PostAsync(Explain, $$"""{"query":"lob_id = 'bank' AND platform = 'ios'",{{subject}}}""")).Expect(200);

            Assert.False((bool)answer.Json["matches"]!);
            var missed = Assert.Single(answer.Json["missedBy"]!.AsArray())!;
            Assert.Equal(("platform = 'IOS'", "WEB"), ((string)missed["clause"]!, (string)missed["actual"]!));
        }
    }

    [Theory]
    [OnBothDatabases("""{"metadata":{}}""", "400-01", "$.query: required, expected a string")]
    [OnBothDatabases("""{"query":"TRUE"}""", "400-01",
        "$: expected one of conversationId, externalConversationId and metadata, found none")]
    [OnBothDatabases("""{"query":"TRUE","conversationId":"NOWHERE"}""", "404-01", "There is no conversation with id NOWHERE.")]
    [OnBothDatabases("""{"query":"TRUE","externalConversationId":"nowhere"}""", "404-01",
        "There is no conversation with externalId nowhere.")]
    [OnBothDatabases("""{"query":"SEGMENT('NOWHERE')","metadata":{}}""", "422-03", "query: there is no segment NOWHERE.")]
    [OnBothDatabases("""{"query":"FALSE FALSE","metadata":{}}""", "422-02",
        "Line 1, column 7: expected `AND`, `OR` or the end of the query, but found `FALSE`.")]
    public async Task What_can_not_be_explained_is_refused(Backend backend, string body, string code, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Explain, body)).ExpectError(code, message);
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_is_told_its_segments_and_those_it_nearly_belongs_to(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("BANK", "lob_id = 'bank'");
        await api.SegmentAsync("BANK_IOS", "SEGMENT('BANK') AND platform = 'ios'");
        await api.SegmentAsync("FAR", "lob_id = 'hotel' AND platform = 'ios'");
        var id = await api.ConversationAsync("c-1");
        await api.MetadataAsync("c-1", """{"lobId":"bank","platform":"WEB"}""");

        var answer = (await api.GetAsync($"/v1/conversations/{id}/segments")).Expect(200);

        Assert.Equal((id, "c-1"), (answer["conversationId"], answer["externalConversationId"]));
        Assert.Equal(["BANK", "GLOBAL"], answer.Json["matched"]!.AsArray().Select(segment => (string)segment!["id"]!));
        Assert.All(answer.Json["matched"]!.AsArray(), segment => Assert.True((bool)segment!["explanation"]!["truth"]!));
        var near = Assert.Single(answer.Json["nearMisses"]!.AsArray())!;
        Assert.Equal(("BANK_IOS", "Segment BANK_IOS"), ((string)near["id"]!, (string)near["name"]!));
        Assert.Equal("platform = 'IOS'", (string)Assert.Single(near["missedBy"]!.AsArray())!["clause"]!);
        (await api.GetAsync("/v1/conversations/NOWHERE/segments")).ExpectError("404-01", "There is no conversation with id NOWHERE.");
    }
}
