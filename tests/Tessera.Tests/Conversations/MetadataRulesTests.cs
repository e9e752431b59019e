using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>
/// Each of the 18 properties of conversation metadata: of the wrong type, null, and at its limits. The sentences are those of the results.
/// </summary>
public sealed class MetadataRulesTests(Servers servers)
{
    const string Fail = "FAIL_BAD_PARAMS: ERROR: ";
    const string Identifier = "characters of A-Z a-z 0-9 - _";

    static readonly (string Name, int Max)[] Identifiers =
    [
        ("lobId", 256), ("groupId", 256), ("agentRoutingCode", 256), ("campaign", 256), ("companySubdivision", 256), ("entryType", 256),
        ("browserType", 64),
    ];

    static readonly string[] FreeTexts = ["lobName", "groupName", "businessRule"];

    static readonly (string Name, string Choices)[] Enums =
    [
        ("deviceType", "TABLET, PHONE, DESKTOP, WATCH or OTHER"),
        ("platform", "SMS, WEB, IOS, ANDROID, APP, LOCAL, VOICE, VOICE_IOS, VOICE_ANDROID, VOICE_ECHO, VOICE_HOMEPOD, VOICE_GGLHOME, VOICE_WEB, "
            + "APPLEBIZ, GOOGLEBIZ, GBM or WAB"),
        ("operatingSystem", "MAC_OS, LINUX, WINDOWS, ANDROID, IOS or OTHER"),
    ];

    public static IEnumerable<(string Name, string Value, string Error)> Bad =>
    [
        .. Identifiers.SelectMany(property => BadIdentifiers(property.Name, property.Max)),
        .. BadIdentifiers("eventId", 256),
        .. FreeTexts.SelectMany(BadFreeTexts),
        .. Enums.SelectMany(property => BadEnums(property.Name, property.Choices)),
        ("browserVersion", Letters(17), "$.browserVersion: expected at most 16 characters of A-Z a-z 0-9 - _ ., found 17"),
        ("browserVersion", "\"14,1\"", "$.browserVersion: expected at most 16 characters of A-Z a-z 0-9 - _ ., found ',' at position 3"),
        ("browserVersion", "true", "$.browserVersion: expected a string of at most 16 characters of A-Z a-z 0-9 - _ ., found a boolean"),
        ("companySegment", "\"Sales\"", "$.companySegment: expected an array of strings, found a string"),
        ("companySegment", "{}", "$.companySegment: expected an array of strings, found an object"),
        ("companySegment", "[null]", $"$.companySegment[0]: expected a string of at most 64 {Identifier}, found null"),
        ("companySegment", "[\"Sales\",[]]", $"$.companySegment[1]: expected a string of at most 64 {Identifier}, found an array"),
        ("companySegment", "[\"in side\"]", $"$.companySegment[0]: expected at most 64 {Identifier}, found ' ' at position 3"),
        ("companySegment", $"[{Letters(65)}]", $"$.companySegment[0]: expected at most 64 {Identifier}, found 65"),
        ("companySegment", Items(101), "$.companySegment: expected at most 100 elements, found 101"),
        ("attributes", "\"a\"", "$.attributes: expected an array of objects, found a string"),
        ("attributes", "{\"a\":\"b\"}", "$.attributes: expected an array of objects, found an object"),
        ("attributes", "[\"a\"]", "$.attributes[0]: expected an object, found a string"),
        ("attributes", "[null]", "$.attributes[0]: expected an object, found null"),
        ("attributes", "[{\"value\":\"b\"}]", "$.attributes[0].name: required, expected a string of 1 to 256 characters"),
        ("attributes", "[{\"name\":null,\"value\":\"b\"}]", "$.attributes[0].name: expected a string of 1 to 256 characters, found null"),
        ("attributes", "[{\"name\":\"\",\"value\":\"b\"}]", "$.attributes[0].name: expected 1 to 256 characters, found 0"),
        ("attributes", $"[{{\"name\":{Letters(257)},\"value\":\"b\"}}]", "$.attributes[0].name: expected 1 to 256 characters, found 257"),
        ("attributes", $"[{{\"name\":\"a\",\"value\":{Letters(1025)}}}]",
            "$.attributes[0].value: expected at most 1024 characters, found 1025"),
        ("attributes", "[{\"name\":\"a\",\"value\":true}]",
            "$.attributes[0].value: expected a string of at most 1024 characters, found a boolean"),
        ("attributes", Attributes(11), "$.attributes: expected at most 10 elements, found 11"),
    ];

    public static IEnumerable<(string Name, string Value)> Good =>
    [
        .. from property in Identifiers
           from value in new[] { Letters(property.Max - 1), Letters(property.Max), "\"AZaz09-_\"" }
           select (property.Name, value),
        .. from name in FreeTexts
           from value in new[] { Letters(255), Letters(256), Repeated("😀", 256), "\"Apply customer's discount\\n\"" }
           select (name, value),
        .. from property in Enums
           from value in property.Choices.Replace(" or ", ", ", StringComparison.Ordinal).Split(", ")
           select (property.Name, $"\"{value}\""),
        ("browserVersion", Letters(15)),
        ("browserVersion", Letters(16)),
        ("browserVersion", "\"14.1.2-b_3\""),
        ("companySegment", "[\"Sales\",\"Marketing\",\"Sales\"]"),
        ("companySegment", $"[{Letters(63)},{Letters(64)}]"),
        ("companySegment", Items(100)),
        ("attributes", Attributes(9)),
        ("attributes", Attributes(10)),
        ("attributes", $"[{{\"name\":{Letters(255)},\"value\":{Letters(1023)}}}]"),
        ("attributes", $"[{{\"name\":{Letters(256)},\"value\":{Letters(1024)}}}]"),
        ("attributes", $"[{{\"name\":{Repeated("😀", 256)},\"value\":{Repeated("😀", 1024)}}}]"),
    ];

    public static IEnumerable<string> Nullable =>
        [.. Identifiers.Select(p => p.Name), .. FreeTexts, .. Enums.Select(p => p.Name), "eventId", "browserVersion", "companySegment",
            "attributes"];

    [Theory, OnBothDatabases(From = nameof(Bad))]
    public async Task A_value_that_breaks_a_rule_fails_the_event_and_nothing_is_kept(
        Backend backend, string name, string value, string error)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var answer = (await api.PostAsync(Given.SingleMetadata, $$"""{"externalConversationId":"c-1","{{name}}":{{value}}}""")).Expect(400);

        Assert.Equal(Fail + error, (string)answer.Json["result"]!["error"]!);
        Assert.Equal(0, await api.CountAsync("TRUE"));
    }

    [Theory, OnBothDatabases(From = nameof(Good))]
    public async Task A_value_within_the_rules_is_kept_as_it_was_sent(Backend backend, string name, string value)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        await api.MetadataAsync("c-1", $$"""{"{{name}}":{{value}}}""");

        var kept = await api.SummaryAsync("TRUE");
        if (name == "attributes")
        {
            var sent = JsonNode.Parse(value)!.AsArray().ToDictionary(
                a => (string)a!["name"]!, a => (string)a!["value"]!, StringComparer.Ordinal);
            Assert.Equal(sent, kept["attributes"].Deserialize<Dictionary<string, string>>());
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), kept["metadata"]![name]), kept.ToJsonString());
        }
    }

    [Theory, OnBothDatabases(From = nameof(Nullable))]
    public async Task Null_is_allowed_and_nothing_is_known_then(Backend backend, string name)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        await api.MetadataAsync("c-1", $$"""{"{{name}}":null}""");

        var kept = await api.SummaryAsync("TRUE");
        Assert.Equal("{}", kept["metadata"]!.ToJsonString());
        Assert.Equal("{}", kept["attributes"]!.ToJsonString());
    }

    [Theory]
    [OnBothDatabases("""{}""", "externalConversationId cannot be blank")]
    [OnBothDatabases("""{"externalConversationId":null}""", "externalConversationId cannot be blank")]
    [OnBothDatabases("""{"externalConversationId":""}""", "externalConversationId cannot be blank")]
    [OnBothDatabases("""{"externlConversationId":"c-1"}""", "externalConversationId cannot be blank")]
    [OnBothDatabases("""{"externalConversationId":"a b"}""",
        "$.externalConversationId: expected 1 to 256 characters of A-Z a-z 0-9 - _, found ' ' at position 2")]
    [OnBothDatabases("""{"externalConversationId":true}""",
        "$.externalConversationId: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found a boolean")]
    [OnBothDatabases("""{"externalConversationId":["c-1"]}""",
        "$.externalConversationId: expected a string of 1 to 256 characters of A-Z a-z 0-9 - _, found an array")]
    public async Task Metadata_is_of_one_conversation(Backend backend, string body, string error)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Assert.Equal(Fail + error, (string)(await api.PostAsync(Given.SingleMetadata, body)).Expect(400).Json["result"]!["error"]!);
    }

    [Theory]
    [OnBothDatabases(256, 200)]
    [OnBothDatabases(257, 400)]
    public async Task The_id_of_the_conversation_has_256_characters_at_most(Backend backend, int length, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.SingleMetadata, new { externalConversationId = new string('x', length) })).Expect(status);
    }

    [Theory, OnBothDatabases]
    public async Task A_blank_id_is_told_in_the_words_that_are_published(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.SingleMetadata, """{"externalConversationId":" \t","eventId":"e-1"}""")).ExpectJson(
            400, """{"result":{"eventId":"e-1","error":"FAIL_BAD_PARAMS: ERROR: externalConversationId cannot be blank"}}""");
    }

    [Theory, OnBothDatabases]
    public async Task Numbers_stand_for_their_text(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.SingleMetadata, """{"externalConversationId":1389,"eventId":7,"lobId":1038,"browserVersion":14.1}"""))
            .ExpectJson(200, """{"result":{"eventId":"7","error":""}}""");

        Assert.Equal(1, await api.CountAsync("external_conversation_id = '1389' AND lob_id = '1038' AND browser_version = '14.1'"));
    }

    static IEnumerable<(string, string, string)> BadIdentifiers(string name, int max) =>
    [
        (name, Letters(max + 1), $"$.{name}: expected at most {max} {Identifier}, found {max + 1}"),
        (name, "\"a b\"", $"$.{name}: expected at most {max} {Identifier}, found ' ' at position 2"),
        (name, "\"ok\\n\"", $"$.{name}: expected at most {max} {Identifier}, found U+000A at position 3"),
        (name, "false", $"$.{name}: expected a string of at most {max} {Identifier}, found a boolean"),
        (name, "[\"a\"]", $"$.{name}: expected a string of at most {max} {Identifier}, found an array"),
        (name, "{}", $"$.{name}: expected a string of at most {max} {Identifier}, found an object"),
    ];

    static IEnumerable<(string, string, string)> BadFreeTexts(string name) =>
    [
        (name, Letters(257), $"$.{name}: expected at most 256 characters, found 257"),
        (name, Repeated("😀", 257), $"$.{name}: expected at most 256 characters, found 257"),
        (name, "\"a\\u0000\"", $"$.{name}: must not contain the character U+0000"),
        (name, "\"\\udc00\"", $"$.{name}: the string is no valid text: half of a surrogate pair stands alone"),
        (name, "true", $"$.{name}: expected a string of at most 256 characters, found a boolean"),
        (name, "[]", $"$.{name}: expected a string of at most 256 characters, found an array"),
    ];

    static IEnumerable<(string, string, string)> BadEnums(string name, string choices) =>
    [
        (name, "\"ios\"", $"$.{name}: expected {choices}, found \"ios\""),
        (name, "\"IOS \"", $"$.{name}: expected {choices}, found \"IOS \""),
        (name, "\"FRIDGE\"", $"$.{name}: expected {choices}, found \"FRIDGE\""),
        (name, Repeated("😀", 25), $"$.{name}: expected {choices}, found \"{string.Concat(Enumerable.Repeat("😀", 20))}…\""),
        (name, "3", $"$.{name}: expected {choices}, found a number"),
        (name, "[\"IOS\"]", $"$.{name}: expected {choices}, found an array"),
    ];

    static string Letters(int count) => Repeated("x", count);

    static string Repeated(string text, int count) => $"\"{string.Concat(Enumerable.Repeat(text, count))}\"";

    static string Items(int count) => JsonSerializer.Serialize(Enumerable.Range(0, count).Select(i => $"s{i}"));

    static string Attributes(int count) =>
        JsonSerializer.Serialize(Enumerable.Range(0, count).Select(i => new { name = $"n{i}", value = $"v{i}" }));
}
