using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>What a segment's query may be, and what is said of one that may not.</summary>
public sealed class SegmentQueryTests(Servers servers)
{
    public static IEnumerable<string> Kept =>
    [
        "TRUE",
        "  TRUE  ",
        "-- all of them\nTRUE -- really",
        "true\r\n\tAND\r\nTrUe",
        "lob_name = 'Ümläut 😀 ''quoted'' \u202Eright to left'",
        "lob_name = 'e\u0301 is not \u00E9'",
        "((lob_id='a')OR(lob_id='b'))",
        "attributes['with space'] IN ['1', '2'] AND browser_version >= '14.1'",
    ];

    public static IEnumerable<(string Raw, string Error)> Wrong =>
    [
        ("platfrom = 'IOS'", """
            {"kind":"unknown-field","line":1,"column":1,"offset":0,"length":8,
             "expected":"the name of a field","found":"`platfrom`","suggestion":"platform",
             "message":"Line 1, column 1: expected the name of a field, but found `platfrom`. Did you mean `platform`?"}
            """),
        ("", """
            {"kind":"syntax","line":1,"column":1,"offset":0,"length":0,
             "expected":"a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`","found":"the end of the query",
             "message":"Line 1, column 1: expected a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`, but found the end of the query."}
            """),
        ("TRUE AND\n  lob_id == 'x'", """
            {"kind":"syntax","line":2,"column":10,"offset":18,"length":2,"expected":"`=`","found":"`==`","suggestion":"=",
             "message":"Line 2, column 10: expected `=`, but found `==`. Did you mean `=`?"}
            """),
    ];

    [Theory, OnBothDatabases(From = nameof(Kept))]
    public async Task The_text_comes_back_to_the_byte(Backend backend, string raw)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", raw);

        Assert.Equal(raw, (string)(await api.GetAsync($"{Given.Segments}/A")).Json["query"]!["raw"]!);
        Assert.Equal(raw, (string)(await api.GetAsync(Given.Segments)).Json["segments"]![0]!["query"]!["raw"]!);
    }

    [Theory, OnBothDatabases(From = nameof(Wrong))]
    public async Task A_wrong_query_is_refused_with_the_place_and_what_was_expected(Backend backend, string raw, string error)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var query = JsonSerializer.Serialize(raw);
        var expected = JsonDocument.Parse(error).RootElement.GetProperty("message").GetString()!;

        var created = (await api.PostAsync(Given.Segments, $$$"""{"id":"A","name":"A","query":{"type":"raw","raw":{{{query}}}}}"""))
            .ExpectError("422-02", expected);
        var patched = (await api.PatchAsync($"{Given.Segments}/GLOBAL", $$$"""{"query":{"type":"raw","raw":{{{query}}}}}"""))
            .ExpectError("422-02", expected);

        Assert.Equal(Compact(error), Compact(created.Json["error"]!["query"]!.ToJsonString()));
        Assert.Equal(Compact(error), Compact(patched.Json["error"]!["query"]!.ToJsonString()));
        (await api.GetAsync($"{Given.Segments}/A")).ExpectError("404-01", "There is no segment A.");
        Assert.Equal("TRUE", (string)(await api.GetAsync($"{Given.Segments}/GLOBAL")).Json["query"]!["raw"]!);
    }

    [Theory]
    [OnBothDatabases(8192, null)]
    [OnBothDatabases(8193, "Line 1, column 1: expected at most 8,192 bytes of UTF-8, but found 8,193.")]
    public async Task A_query_may_be_8_KiB_long(Backend backend, int length, string? error)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var raw = "TRUE".PadRight(length);

        var answer = await api.PostAsync(Given.Segments, new { id = "A", name = "A", query = new { type = "raw", raw } });

        if (error is null) Assert.Equal(raw, (string)answer.Expect(201).Json["query"]!["raw"]!);
        else answer.ExpectError("422-02", error);
    }

    [Theory, OnBothDatabases]
    public async Task A_field_nobody_defined_is_refused(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_there");

        (await api.PostAsync(Given.Segments, """
            {"id":"A","name":"A","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":["q_there","q_nowhere"]}
            """)).ExpectError("422-03", "structuredDataFieldIds: there is no structured data field q_nowhere.");
        (await api.PatchAsync($"{Given.Segments}/GLOBAL", """{"structuredDataFieldIds":["q_nowhere"]}"""))
            .ExpectError("422-03", "structuredDataFieldIds: there is no structured data field q_nowhere.");
    }

    [Theory, OnBothDatabases]
    public async Task Fields_keep_their_order(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var id in new[] { "q_c", "q_a", "q_b" }) await api.QuestionAsync(id);

        await api.SegmentAsync("A", "TRUE", "q_b", "q_c", "q_a");

        Assert.Equal("""["q_b","q_c","q_a"]""", (await api.GetAsync($"{Given.Segments}/A")).Json["structuredDataFieldIds"]!.ToJsonString());
    }

    static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString();
}
