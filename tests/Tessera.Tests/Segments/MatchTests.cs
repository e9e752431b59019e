using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>Which segments a conversation, or metadata that is tried out, belongs to.</summary>
public sealed class MatchTests(Servers servers)
{
    const string Match = "/v1/segments/match";

    [Theory]
    [OnBothDatabases("""{"lobId":"bank"}""", "BANK,GLOBAL")]
    [OnBothDatabases("""{"externalConversationId":"c-9","lobId":"bank","platform":"IOS"}""", "BANK,GLOBAL,IOS")]
    [OnBothDatabases("""{"metadata":{"platform":"IOS"}}""", "GLOBAL,IOS")]
    [OnBothDatabases("""{"metadata":{"lobId":"bank"},"intent":{"code":"BILLING"}}""", "BANK,BILLING,GLOBAL")]
    [OnBothDatabases("""{"lobId":"bank","intent":{"code":"BILLING","name":null}}""", "BANK,BILLING,GLOBAL")]
    [OnBothDatabases("""{"attributes":[{"name":"tier","value":"9"}]}""", "GLOBAL,TIER")]
    [OnBothDatabases("{}", "GLOBAL")]
    public async Task Metadata_is_tried_out_and_not_kept(Backend backend, string body, string segments)
    {
        using var api = await WithSegmentsAsync(backend);

        Assert.Equal(segments, await SegmentsAsync(api, body));
        Assert.Equal(0, await api.CountAsync("TRUE"));
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_is_matched_by_what_is_known_of_it(Backend backend)
    {
        using var api = await WithSegmentsAsync(backend);
        var id = await api.ConversationAsync("c-1");
        Assert.Equal("GLOBAL", await SegmentsAsync(api, $$"""{"conversationId":"{{id}}"}"""));

        await api.MetadataAsync("c-1", """{"lobId":"bank"}""");
        (await api.PutAsync("/v1/conversations/c-1/intent", """{"code":"BILLING","name":"Billing"}""")).Expect(200);

        Assert.Equal("BANK,BILLING,GLOBAL", await SegmentsAsync(api, $$"""{"conversationId":"{{id}}"}"""));
    }

    [Theory, OnBothDatabases]
    public async Task The_fields_that_would_be_asked_are_told_with_who_asks(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.QuestionAsync("q_b");
        await api.SegmentAsync("X", "TRUE", "q_b", "q_a");
        await api.SegmentAsync("Y", "TRUE", "q_a");

        (await api.PostAsync(Match, "{}")).ExpectJson(200, """
            {"segments":[
                {"id":"GLOBAL","name":"Global","structuredDataFieldIds":[]},
                {"id":"X","name":"Segment X","structuredDataFieldIds":["q_b","q_a"]},
                {"id":"Y","name":"Segment Y","structuredDataFieldIds":["q_a"]}],
             "structuredDataFields":[
                {"id":"q_b","name":"Field q_b","segmentIds":["X"]},
                {"id":"q_a","name":"Field q_a","segmentIds":["X","Y"]}]}
            """);
    }

    [Theory]
    [OnBothDatabases("""{"conversationId":"NOWHERE"}""", "404-01", "There is no conversation with id NOWHERE.")]
    [OnBothDatabases("""{"conversationId":null}""", "400-01",
        "$.conversationId: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found null")]
    [OnBothDatabases("""{"metadata":[]}""", "400-01", "$.metadata: expected an object, found an array")]
    [OnBothDatabases("""{"metadata":{"lobId":"a b"}}""", "400-01",
        "$.metadata.lobId: expected at most 256 characters of A-Z a-z 0-9 - _, found ' ' at position 2")]
    [OnBothDatabases("""{"intent":{}}""", "400-01", "$.intent.code: required, expected a string of 1 to 256 characters")]
    public async Task What_can_not_be_matched_is_refused(Backend backend, string body, string code, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Match, body)).ExpectError(code, message);
    }

    async Task<Api> WithSegmentsAsync(Backend backend)
    {
        var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("BANK", "lob_id = 'bank'");
        await api.SegmentAsync("IOS", "platform = 'ios'");
        await api.SegmentAsync("BILLING", "intent_code = 'BILLING'");
        await api.SegmentAsync("TIER", "attributes.tier > 3");
        return api;
    }

    static async Task<string> SegmentsAsync(Api api, string body) =>
        string.Join(
            ',', (await api.PostAsync(Match, body)).Expect(200).Json["segments"]!.AsArray().Select(segment => (string)segment!["id"]!));
}
