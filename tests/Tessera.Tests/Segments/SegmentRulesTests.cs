using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>Every property of a segment: missing, null, of the wrong type, and at its limits.</summary>
public sealed class SegmentRulesTests(Servers servers)
{
    const string Whole = """{"id":"A","name":"All","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""";
    const string IdRule = "expected 1 to 256 characters of A-Z a-z 0-9 - _";
    const string Text = "expected a string of 1 to 256 characters";

    public static IEnumerable<(string Member, string? Value, string Message)> Bad =>
    [
        ("id", null, "$.id: required, expected a string of 1 to 256 characters of A-Z a-z 0-9 - _"),
        ("id", "null", "$.id: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found null"),
        ("id", "true", "$.id: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found a boolean"),
        ("id", "[]", "$.id: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found an array"),
        ("id", "{}", "$.id: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found an object"),
        ("id", "\"\"", $"$.id: {IdRule}, found 0"),
        ("id", Letters(257), $"$.id: {IdRule}, found 257"),
        ("id", "\"a b\"", $"$.id: {IdRule}, found ' ' at position 2"),
        ("id", "\"a.b\"", $"$.id: {IdRule}, found '.' at position 2"),
        ("id", "\"ä\"", $"$.id: {IdRule}, found 'ä' at position 1"),
        ("id", "\"a\\n\"", $"$.id: {IdRule}, found U+000A at position 2"),
        ("id", "\"😀\"", $"$.id: {IdRule}, found U+D83D at position 1"),
        ("id", "1.5", $"$.id: {IdRule}, found '.' at position 2"),
        ("name", null, $"$.name: required, {Text}"),
        ("name", "null", $"$.name: {Text}, found null"),
        ("name", "false", $"$.name: {Text}, found a boolean"),
        ("name", "\"\"", "$.name: expected 1 to 256 characters, found 0"),
        ("name", Letters(257), "$.name: expected 1 to 256 characters, found 257"),
        ("name", Repeated("😀", 257), "$.name: expected 1 to 256 characters, found 257"),
        ("name", "\"a\\u0000b\"", "$.name: must not contain the character U+0000"),
        ("name", "\"a\\ud800b\"", "$.name: the string is no valid text: half of a surrogate pair stands alone"),
        ("query", null, "$.query: required, expected an object"),
        ("query", "null", "$.query: expected an object, found null"),
        ("query", "\"TRUE\"", "$.query: expected an object, found a string"),
        ("query", "[]", "$.query: expected an object, found an array"),
        ("query", """{"raw":"TRUE"}""", "$.query.type: required, expected raw"),
        ("query", """{"type":null,"raw":"TRUE"}""", "$.query.type: expected raw, found null"),
        ("query", """{"type":1,"raw":"TRUE"}""", "$.query.type: expected raw, found a number"),
        ("query", """{"type":"RAW","raw":"TRUE"}""", "$.query.type: expected raw, found \"RAW\""),
        ("query", """{"type":"sql","raw":"TRUE"}""", "$.query.type: expected raw, found \"sql\""),
        ("query", """{"type":"raw"}""", "$.query.raw: required, expected a string"),
        ("query", """{"type":"raw","raw":null}""", "$.query.raw: expected a string, found null"),
        ("query", """{"type":"raw","raw":["TRUE"]}""", "$.query.raw: expected a string, found an array"),
        ("query", """{"type":"raw","raw":"lob_id = '\u0000'"}""", "$.query.raw: must not contain the character U+0000"),
        ("query", "{}", "$.query.type: required, expected raw; $.query.raw: required, expected a string"),
        ("structuredDataFieldIds", "null", "$.structuredDataFieldIds: expected an array of strings, found null"),
        ("structuredDataFieldIds", "\"q_a\"", "$.structuredDataFieldIds: expected an array of strings, found a string"),
        ("structuredDataFieldIds", "{}", "$.structuredDataFieldIds: expected an array of strings, found an object"),
        ("structuredDataFieldIds", "[\"q_a\",null]",
            "$.structuredDataFieldIds[1]: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found null"),
        ("structuredDataFieldIds", "[\"\"]", $"$.structuredDataFieldIds[0]: {IdRule}, found 0"),
        ("structuredDataFieldIds", "[\"q a\"]", $"$.structuredDataFieldIds[0]: {IdRule}, found ' ' at position 2"),
        ("structuredDataFieldIds", $"[{Letters(257)}]", $"$.structuredDataFieldIds[0]: {IdRule}, found 257"),
    ];

    // A patch may leave out what it keeps, and its id stands in the path.
    public static IEnumerable<(string Member, string Value, string Message)> BadInPatch =>
        Bad.Where(row => row.Value is not null && row.Member != "id").Select(row => (row.Member, row.Value!, row.Message));

    public static IEnumerable<(string Member, string Value)> Good =>
    [
        ("id", "\"a\""),
        ("id", "\"AZaz09-_\""),
        ("id", Letters(255)),
        ("id", Letters(256)),
        ("name", "\"x\""),
        ("name", Letters(255)),
        ("name", Letters(256)),
        ("name", Repeated("😀", 256)),
        ("name", "\" \\t\\n \\u202e'\\\"; DROP TABLE segment; --<b>\""),
    ];

    [Theory, OnBothDatabases(From = nameof(Bad))]
    public async Task A_create_that_breaks_a_rule_is_refused(Backend backend, string member, string? value, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, With(member, value))).ExpectError("400-01", message);
    }

    [Theory, OnBothDatabases(From = nameof(BadInPatch))]
    public async Task A_patch_that_breaks_a_rule_is_refused_and_changes_nothing(
        Backend backend, string member, string value, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(Given.Segments, Whole)).Expect(201);

        (await api.PatchAsync($"{Given.Segments}/A", $$"""{"{{member}}":{{value}}}""")).ExpectError("400-01", message);

        (await api.GetAsync($"{Given.Segments}/A")).ExpectJson(200, Whole);
    }

    [Theory, OnBothDatabases(From = nameof(Good))]
    public async Task A_value_within_the_rules_comes_back_as_it_was_sent(Backend backend, string member, string value)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var segment = With(member, value);

        (await api.PostAsync(Given.Segments, segment)).ExpectJson(201, segment);

        (await api.GetAsync($"{Given.Segments}/{(string)JsonNode.Parse(segment)!["id"]!}")).ExpectJson(200, segment);
    }

    [Theory, OnBothDatabases]
    public async Task All_that_is_wrong_is_told_at_once_up_to_five_places(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, """{"name":7,"query":{},"structuredDataFieldIds":[null,1.5,{},""]}""")).ExpectError(
            "400-01",
            "$.id: required, expected a string of 1 to 256 characters of A-Z a-z 0-9 - _; "
            + "$.query.type: required, expected raw; $.query.raw: required, expected a string; "
            + "$.structuredDataFieldIds[0]: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found null; "
            + "$.structuredDataFieldIds[1]: expected 1 to 256 characters of A-Z a-z 0-9 - _, found '.' at position 2; and 2 more");
    }

    [Theory]
    [OnBothDatabases("""{"id":"A","id":"B","name":"All","query":{"type":"raw","raw":"TRUE"}}""", "id")]
    [OnBothDatabases("""{"id":"A","name":"All","query":{"type":"raw","raw":"TRUE","raw":"FALSE"}}""", "raw")]
    [OnBothDatabases("""{"id":"A","name":"All","query":{"type":"raw","raw":"TRUE"},"\u0069d":"B"}""", "id")]
    public async Task A_member_that_stands_there_twice_is_refused(Backend backend, string body, string member)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, body))
            .ExpectError("400-01", $"The body is not valid JSON: Duplicate property '{member}' encountered during deserialization.");
    }

    static string With(string member, string? value)
    {
        var segment = JsonNode.Parse(Whole)!.AsObject();
        segment.Remove(member);
        var rest = segment.ToJsonString();
        if (value is null) return rest;
        // In the order of an answer, so that whole texts compare; and as text, for half surrogate pairs have no other form.
        string[] order = ["id", "name", "query", "structuredDataFieldIds"];
        return "{" + string.Join(",", order.Select(name => $"\"{name}\":{(name == member ? value : segment[name]!.ToJsonString())}")) + "}";
    }

    static string Letters(int count) => Repeated("x", count);

    static string Repeated(string text, int count) => JsonSerializer.Serialize(string.Concat(Enumerable.Repeat(text, count)));
}
