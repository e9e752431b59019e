using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

public sealed class PreviewTests(Servers servers)
{
    [Theory]
    [OnBothDatabases("""{"query":"lob_id = 'bank' AND  platform='ios'"}""")]
    [OnBothDatabases("""{"query":{"type":"raw","raw":"lob_id = 'bank' AND  platform='ios'"}}""")]
    public async Task A_draft_is_counted_sampled_and_printed(Backend backend, string body)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync(
            "c-1", """{"lobId":"bank","platform":"IOS","companySegment":["a"],"attributes":[{"name":"x","value":"1"}]}""");
        await api.MetadataAsync("c-2", """{"lobId":"bank","platform":"WEB"}""");
        await api.MetadataAsync("c-3", """{"lobId":"hotel"}""");

        var answer = (await api.PostAsync(Given.Preview, body)).Expect(200);

        var found = answer.Json["sample"]![0]!;
        answer.ExpectJson(200, $$$"""
            {"count":1,"total":3,"percentage":33.33,
             "sample":[{"conversationId":"{{{found["conversationId"]}}}","externalConversationId":"c-1","receivedAt":"{{{found["receivedAt"]}}}",
                        "intentCode":"NO_INTENT","metadata":{"lobId":"bank","platform":"IOS","companySegment":["a"]},"attributes":{"x":"1"}}],
             "lints":[],"portable":true,"canonical":"lob_id = 'bank' AND platform = 'IOS'"}
            """);
    }

    [Theory, OnBothDatabases]
    public async Task Of_no_conversations_at_all_none_match(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Preview, """{"query":"lob_id IS SET"}""")).ExpectJson(
            200, """{"count":0,"total":0,"percentage":0,"sample":[],"lints":[],"portable":false,"canonical":"lob_id IS SET"}""");
    }

    [Theory]
    [OnBothDatabases("", 5)]
    [OnBothDatabases(""","sampleSize":0""", 0)]
    [OnBothDatabases(""","sampleSize":3""", 3)]
    [OnBothDatabases(""","sampleSize":100""", 12)]
    public async Task The_sample_is_as_large_as_asked_and_there_are_matches(Backend backend, string size, int expected)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 0; i < 12; i++) await api.MetadataAsync($"c-{i}", "{}");

        var answer = (await api.PostAsync(Given.Preview, $$"""{"query":"TRUE"{{size}}}""")).Expect(200);

        var sample = answer.Json["sample"]!.AsArray().Select(c => (string)c!["externalConversationId"]!).ToArray();
        Assert.Equal(
            (12, expected, expected), ((int)answer.Json["count"]!, sample.Length, sample.Distinct(StringComparer.Ordinal).Count()));
    }

    [Theory]
    [OnBothDatabases("-1")]
    [OnBothDatabases("101")]
    [OnBothDatabases("2.5")]
    [OnBothDatabases("1e99")]
    public async Task A_sample_size_out_of_range_is_refused(Backend backend, string size)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Preview, $$"""{"query":"TRUE","sampleSize":{{size}}}"""))
            .ExpectError("400-01", $"$.sampleSize: expected a whole number from 0 to 100, found {size}");
    }

    [Theory, OnBothDatabases]
    public async Task What_its_author_may_want_to_look_at_is_told(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"lobId":"bank"}""");

        var lint = Assert.Single(
            (await api.PostAsync(Given.Preview, """{"query":"lob_id = 'bnak'"}""")).Expect(200).Json["lints"]!.AsArray())!;

        Assert.Equal(
            ("value-never-seen", 9, 6, "'bank'"),
            ((string)lint["kind"]!, (int)lint["offset"]!, (int)lint["length"]!, (string)lint["suggestion"]!));
        Assert.Contains("bnak", (string)lint["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothDatabases("{}", "$.query: required, expected a string")]
    [OnBothDatabases("""{"query":null}""", "$.query: expected a string, found null")]
    [OnBothDatabases("""{"query":[]}""", "$.query: expected a string, found an array")]
    [OnBothDatabases("""{"query":{"raw":"TRUE"}}""", "$.query.type: required, expected raw")]
    [OnBothDatabases("""{"query":{"type":"sql","raw":"TRUE"}}""", "$.query.type: expected raw, found \"sql\"")]
    public async Task A_body_without_a_query_is_refused(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Preview, body)).ExpectError("400-01", message);
    }

    [Theory, OnBothDatabases]
    public async Task A_wrong_query_is_refused_with_its_place(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var refused = (await api.PostAsync(Given.Preview, """{"query":"lob_id = "}""")).ExpectError(
            "422-02", "Line 1, column 10: expected text in single quotes, or a number, but found the end of the query.");

        Assert.Equal(9, (int)refused.Json["error"]!["query"]!["offset"]!);
        (await api.PostAsync(Given.Preview, """{"query":"SEGMENT('NOWHERE')"}"""))
            .ExpectError("422-03", "query: there is no segment NOWHERE.");
    }
}
