using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary><c>GET /v1/values</c>: which values a field has.</summary>
public sealed class ValuesTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(
        "field=platform",
        """{"field":"platform","count":5,"values":[{"value":"IOS","count":2},{"value":"ANDROID","count":1},{"value":"WEB","count":1}]}""")]
    [OnBothDatabases("field=platform&limit=1", """{"field":"platform","count":5,"values":[{"value":"IOS","count":2}]}""")]
    [OnBothDatabases("field=platform&prefix=w", """{"field":"platform","count":5,"values":[{"value":"WEB","count":1}]}""")]
    [OnBothDatabases(
        "field=platform&query=lob_id%3D%27bank%27",
        """{"field":"platform","count":2,"values":[{"value":"IOS","count":1},{"value":"WEB","count":1}]}""")]
    [OnBothDatabases("field=platform&query=FALSE", """{"field":"platform","count":0,"values":[]}""")]
    [OnBothDatabases(
        "field=company_segment", """{"field":"company_segment","count":5,"values":[{"value":"a","count":2},{"value":"b","count":1}]}""")]
    [OnBothDatabases("field=attributes.size", """{"field":"attributes.size","count":5,"values":[{"value":"10","count":1}]}""")]
    [OnBothDatabases("field=attributes%5B%27a%20b%27%5D", """{"field":"attributes['a b']","count":5,"values":[{"value":"x","count":1}]}""")]
    [OnBothDatabases(
        "field=intent_code&query=SEGMENT(%27BANK%27)", """{"field":"intent_code","count":2,"values":[{"value":"NO_INTENT","count":2}]}""")]
    public async Task The_most_frequent_come_first_and_ties_by_code_point(Backend backend, string asked, string expected)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("BANK", "lob_id = 'bank'");
        await api.MetadataAsync(
            "c-1", """{"lobId":"bank","platform":"IOS","companySegment":["a","b","a"],"attributes":[{"name":"size","value":"10"}]}""");
        await api.MetadataAsync(
            "c-2", """{"lobId":"bank","platform":"WEB","companySegment":["a"],"attributes":[{"name":"a b","value":"x"}]}""");
        await api.MetadataAsync("c-3", """{"lobId":"hotel","platform":"IOS"}""");
        await api.MetadataAsync("c-4", """{"platform":"ANDROID"}""");
        await api.MetadataAsync("c-5", "{}");

        (await api.GetAsync($"/v1/values?{asked}")).ExpectJson(200, expected);
    }

    [Theory]
    [OnBothDatabases("", "400-01", "field: required in the query string.")]
    [OnBothDatabases(
        "field=platfrom", "422-03",
        "field: Line 1, column 1: expected the name of a field, but found `platfrom`. Did you mean `platform`?")]
    [OnBothDatabases(
        "field=platform%20lob_id", "422-03", "field: Line 1, column 10: expected the end of the field's name, but found `lob_id`.")]
    [OnBothDatabases("field=started_at", "422-01", "field: started_at is a time, and times aren't counted by value.")]
    [OnBothDatabases("field=platform&query=SEGMENT(%27NONE%27)", "422-03", "query: there is no segment NONE.")]
    [OnBothDatabases("field=platform&limit=0", "400-01", "limit: expected a whole number from 1 to 1000, found 0.")]
    [OnBothDatabases("field=platform&limit=1001", "400-01", "limit: expected a whole number from 1 to 1000, found 1001.")]
    [OnBothDatabases("field=platform&limit=x", "400-01", "limit: expected a whole number from 1 to 1000, found x.")]
    public async Task What_can_not_be_answered_is_refused(Backend backend, string asked, string code, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"/v1/values?{asked}")).ExpectError(code, message);
    }

    [Theory, OnBothDatabases]
    public async Task A_query_that_is_none_is_refused_as_a_preview_refuses_it(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var preview = await api.PostAsync(Given.Preview, """{"query":"lob_id ="}""");
        var values = await api.GetAsync("/v1/values?field=platform&query=lob_id%20%3D");

        Assert.Equal((422, 422), ((int)preview.Status, (int)values.Status));
        Assert.Equal((string)preview.Json["error"]!["message"]!, (string)values.Json["error"]!["message"]!);
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(1000)]
    public async Task The_least_and_the_largest_limit_are_taken(Backend backend, int limit)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"/v1/values?field=platform&limit={limit}")).ExpectJson(200, """{"field":"platform","count":0,"values":[]}""");
    }

    [Theory]
    [OnBothDatabases("prefix", 1024, 200)]
    [OnBothDatabases("prefix", 1025, 400)]
    [OnBothDatabases("field", 1024, 422)]
    [OnBothDatabases("field", 1025, 400)]
    public async Task Texts_have_a_longest_length(Backend backend, string name, int length, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var field = name == "field" ? "" : "&field=platform";
        (await api.GetAsync($"/v1/values?{name}={new string('x', length)}{field}")).Expect(status);
    }
}
