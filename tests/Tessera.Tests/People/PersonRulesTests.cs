using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.People;

/// <summary>
/// Each property of customer and agent metadata: of the wrong type, null, and at its limits. What events share is tested with those of
/// conversations.
/// </summary>
public sealed class PersonRulesTests(Servers servers)
{
    const string Fail = "FAIL_BAD_PARAMS: ERROR: ";
    const string P = "characters of A-Z a-z 0-9 - _";

    static readonly (string Kind, string Name, int Max)[] Identifiers =
    [
        ("customer", "status", 256), ("customer", "userId", 256), ("customer", "addressCountry", 128), ("customer", "addressState", 128),
        ("customer", "addressZipcode", 16), ("agent", "lobId", 256), ("agent", "groupId", 256), ("agent", "supervisorId", 256),
        ("agent", "categoryLabel", 256), ("agent", "accountAccessLevel", 256), ("agent", "jobTitle", 256), ("agent", "jobRole", 256),
        ("agent", "workShift", 256),
    ];

    static readonly string[] FreeTexts = ["lobName", "groupName", "agentName", "agentLocation", "supervisorName", "vendor"];

    public static IEnumerable<(string Kind, string Name, string Value, string Error)> Bad =>
    [
        .. Identifiers.SelectMany(p => new (string, string, string, string)[]
        {
            (p.Kind, p.Name, Letters(p.Max + 1), $"expected at most {p.Max} {P}, found {p.Max + 1}"),
            (p.Kind, p.Name, "\"a b\"", $"expected at most {p.Max} {P}, found ' ' at position 2"),
            (p.Kind, p.Name, "[]", $"expected a string of at most {p.Max} {P}, found an array"),
        }),
        .. FreeTexts.Select(name => ("agent", name, Letters(257), "expected at most 256 characters, found 257")),
        .. from kind in new[] { "customer", "agent" }
           from value in new[]
           {
               "\"anne\"", "\"anne@\"", "\"@example.com\"", "\"a@b@example.com\"", "\"a nne@example.com\"", "\"anne@example..com\"",
               "\"anne@-example.com\"",
           }
           select (kind, "emailAddress", value, "expected an e-mail address of at most 254 characters, found another text"),
        ("agent", "emailAddress", Letters(255), "expected an e-mail address of at most 254 characters, found 255"),
        ("agent", "emailAddress", "{}", "expected an e-mail address of at most 254 characters, found an object"),
        ("customer", "phoneNumber", "\"030 5550100\"", "expected at most 32 characters of 0-9 - . ( ) +, found ' ' at position 4"),
        ("customer", "phoneNumber", "\"" + new string('1', 33) + "\"", "expected at most 32 characters of 0-9 - . ( ) +, found 33"),
        ("agent", "languages", "\"en\"", "expected an array of strings, found a string"),
        ("agent", "languages", "[\"en_US\"]", "expected at most 16 characters of A-Z a-z 0-9 -, found '_' at position 3"),
        ("agent", "languages", $"[\"en\",{Letters(17)}]", "expected at most 16 characters of A-Z a-z 0-9 -, found 17"),
        ("agent", "languages", JsonSerializer.Serialize(Enumerable.Repeat("en", 101)), "expected at most 100 elements, found 101"),
        .. from name in new[] { "concurrency", "ranking" }
           from bad in new[] { ("1.5", "1.5"), ("\"3\"", "a string"), ("true", "a boolean"), ("1e40", "1e40"), ("[]", "an array") }
           select ("agent", name, bad.Item1, $"expected a whole number, found {bad.Item2}"),
        ("agent", "startTs", "\"yesterday\"",
            "expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none, found \"yesterday\""),
        ("agent", "startTs", "17",
            "expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none, found a number"),
        ("customer", "attributes", Attributes(11), "expected at most 10 elements, found 11"),
    ];

    public static IEnumerable<(string Kind, string Name, string Value, string Kept)> Good =>
    [
        .. from p in Identifiers
            from value in new[] { Letters(p.Max - 1), Letters(p.Max), "\"AZaz09-_\"" }
            select (p.Kind, p.Name, value, value),
        .. from name in FreeTexts
            from value in new[] { Letters(255), Letters(256), $"\"{string.Concat(Enumerable.Repeat("😀", 256))}\"" }
            select ("agent", name, value, value),
        .. from kind in new[] { "customer", "agent" }
           from value in new[]
           {
               "\"a.b+c@example.co.uk\"", "\"ö@exämple.de\"", "\"a@localhost\"", $"\"{new string('a', 241)}@example.com\"",
               $"\"{new string('a', 242)}@example.com\"",
           }
           select (kind, "emailAddress", value, value),
        ("customer", "phoneNumber", "\"+49(30)555-01.00\"", "\"+49(30)555-01.00\""),
        ("customer", "phoneNumber", "\"" + new string('1', 32) + "\"", "\"" + new string('1', 32) + "\""),
        ("agent", "languages", "[\"en-US\",\"\",\"de\"]", "[\"en-US\",\"de\"]"),
        ("agent", "languages", $"[{Letters(15)},{Letters(16)}]", $"[{Letters(15)},{Letters(16)}]"),
        ("agent", "concurrency", "0", "0"),
        ("agent", "concurrency", "3.0", "3"),
        ("agent", "ranking", "-12345678901234567890", "-12345678901234567890"),
        ("agent", "ranking", "1e3", "1000"),
        ("agent", "startTs", "\"2019-12-01T10:20:30.123456789+01:00\"", "\"2019-12-01T09:20:30.123456Z\""),
        ("agent", "startTs", "\"2019-12-01T10:20:30\"", "\"2019-12-01T10:20:30Z\""),
    ];

    public static IEnumerable<(string Kind, string Name)> All =>
    [
        .. Identifiers.Select(p => (p.Kind, p.Name)), .. FreeTexts.Select(name => ("agent", name)), ("customer", "phoneNumber"),
        ("customer", "emailAddress"), ("agent", "emailAddress"), ("agent", "languages"), ("agent", "concurrency"), ("agent", "ranking"),
        ("agent", "startTs"),
    ];

    [Theory, OnBothDatabases(From = nameof(Bad))]
    public async Task A_value_that_breaks_a_rule_fails_the_event_and_nothing_is_kept(
        Backend backend, string kind, string name, string value, string error)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var answer = (await SendAsync(api, kind, $$"""{"{{name}}":{{value}}}""")).Expect(400);

        var place = name == "languages" && value[0] == '[' && !error.Contains("elements", StringComparison.Ordinal)
            ? $"$.languages[{JsonNode.Parse(value)!.AsArray().Count - 1}]" : $"$.{name}";
        Assert.Equal($"{Fail}{place}: {error}", (string)answer.Json["result"]!["error"]!);
        (await api.GetAsync($"/v1/{kind}s/p-1")).Expect(404);
        Assert.Equal(0, await api.CountAsync("TRUE"));
    }

    [Theory, OnBothDatabases(From = nameof(Good))]
    public async Task A_value_within_the_rules_is_kept(Backend backend, string kind, string name, string value, string kept)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await SendAsync(api, kind, $$"""{"{{name}}":{{value}}}""")).Expect(200);

        Assert.Equal(JsonNode.Parse(kept)!.ToJsonString(), (await api.GetAsync($"/v1/{kind}s/p-1")).Expect(200).Json[name]!.ToJsonString());
    }

    [Theory, OnBothDatabases(From = nameof(All))]
    public async Task Null_clears_and_what_is_absent_stays(Backend backend, string kind, string name)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var good = Good.First(property => property.Kind == kind && property.Name == name).Value;
        (await SendAsync(
            api, kind, $$"""{"{{name}}":{{good}},"attributes":[{"name":"a","value":"1"},{"name":"b","value":"2"}]}""")).Expect(200);
        (await SendAsync(api, kind, """{"attributes":[{"name":"a","value":null}]}""")).Expect(200);
        Assert.NotNull((await api.GetAsync($"/v1/{kind}s/p-1")).Expect(200).Json[name]);

        (await SendAsync(api, kind, $$"""{"{{name}}":null}""")).Expect(200);

        var id = kind == "customer" ? "externalCustomerId" : "externalAgentId";
        (await api.GetAsync($"/v1/{kind}s/p-1")).ExpectJson(200, $$"""{"{{id}}":"p-1","attributes":[{"name":"b","value":"2"}]}""");
    }

    [Theory]
    [OnBothDatabases(Given.SingleCustomer, """{"externalCustomerId":"p-1"}""", "externalConversationId cannot be blank")]
    [OnBothDatabases(Given.SingleCustomer, """{"externalConversationId":"c-1"}""", "externalCustomerId cannot be blank")]
    [OnBothDatabases(
        Given.SingleCustomer, """{"externalConversationId":" ","externalCustomerId":null}""",
        "externalConversationId cannot be blank; externalCustomerId cannot be blank")]
    [OnBothDatabases(Given.SingleCustomer, """{"externalConversationId":"c 1","externalCustomerId":"a:b"}""",
        $"$.externalConversationId: expected 1 to 256 {P}, found ' ' at position 2; $.externalCustomerId: expected 1 to 256 characters of A-Z a-z 0-9 - _ . @, found ':' at position 2")]
    [OnBothDatabases(Given.SingleAgent, "{}", "externalAgentId cannot be blank")]
    [OnBothDatabases(
        Given.SingleAgent, """{"externalAgentId":"anne@example.com"}""",
        $"$.externalAgentId: expected 1 to 256 {P}, found '@' at position 5")]
    public async Task An_event_is_of_somebody(Backend backend, string path, string body, string error)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Assert.Equal(Fail + error, (string)(await api.PostAsync(path, body)).Expect(400).Json["result"]!["error"]!);
    }

    [Theory]
    [OnBothDatabases(256, 200)]
    [OnBothDatabases(257, 400)]
    public async Task The_ids_have_256_characters_at_most(Backend backend, int length, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var id = new string('x', length);

        (await api.PostAsync(Given.SingleAgent, new { externalAgentId = id })).Expect(status);
        (await api.PostAsync(Given.SingleCustomer, new { externalConversationId = "c-1", externalCustomerId = id })).Expect(status);
    }

    [Theory, OnBothDatabases]
    public async Task Good_events_are_kept_beside_bad_ones(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.ManyCustomers, """
            {"items":[{"externalConversationId":"c-1","externalCustomerId":"p-1","eventId":"e-1","status":null},
                      {"externalConversationId":"c-2","eventId":"e-2"}]}
            """)).ExpectJson(200, """
            {"errorCount":1,"results":[{"eventId":"e-1","error":""},{"eventId":"e-2","error":"FAIL_BAD_PARAMS: ERROR: externalCustomerId cannot be blank"}]}
            """);
        (await api.PostAsync(Given.ManyAgents, """{"items":[{"eventId":"e-1"},7]}""")).Expect(400);
        (await api.PostAsync(Given.ManyAgents, """{"items":[]}""")).ExpectError("400-01", "$.items: expected 1 to 1000 items, found none.");
        (await api.PostAsync(Given.ManyAgents, new { items = new int[1001] })).ExpectError(
            "413-01", "$.items: expected 1 to 1000 items, found 1001.");
        (await api.PostAsync(Given.SingleAgent, "{")).Expect(400);
        Assert.Equal("c-1", (string)(await api.SummaryAsync("customer_id = 'p-1'"))["externalConversationId"]!);
    }

    [Theory, OnBothDatabases]
    public async Task An_event_id_is_looked_for_among_events_of_its_kind(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var status in new[] { "one", "two", "one" })
        {
            await api.CustomerAsync("c-1", "p-1", $$"""{"eventId":"e-{{status}}","status":"{{status}}"}""");
            await api.AgentAsync("p-1", $$"""{"eventId":"e-{{status}}","vendor":"{{status}}"}""");
        }

        // The third is the first again, and does nothing.
        Assert.Equal("two", (await api.GetAsync("/v1/customers/p-1"))["status"]);
        Assert.Equal("two", (await api.GetAsync("/v1/agents/p-1"))["vendor"]);
        await api.CustomerAsync("c-2", "p-1", """{"eventId":"e-one","status":"one"}""");
        Assert.Equal("one", (await api.GetAsync("/v1/customers/p-1"))["status"]);
    }

    [Theory, OnBothDatabases]
    public async Task A_hundred_different_attributes_are_kept(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 0; i < 100; i += 10) await api.AgentAsync("p-1", $$"""{"attributes":{{Attributes(10, i)}}}""");

        var refused = (await SendAsync(api, "agent", $$"""{"vendor":"x","attributes":{{Attributes(1, 100)}}}""")).Expect(400);

        Assert.Equal(
            $"{Fail}Of one customer or agent at most 100 different attributes are kept.", (string)refused.Json["result"]!["error"]!);
        Assert.Null((await api.GetAsync("/v1/agents/p-1")).Json["vendor"]);
    }

    static Task<Answer> SendAsync(Api api, string kind, string members) => kind == "customer"
        ? api.PostAsync(Given.SingleCustomer, Given.With(members, ("externalConversationId", "c-1"), ("externalCustomerId", "p-1")))
        : api.PostAsync(Given.SingleAgent, Given.With(members, ("externalAgentId", "p-1")));

    static string Letters(int count) => $"\"{new string('x', count)}\"";

    static string Attributes(int count, int from = 0) =>
        JsonSerializer.Serialize(Enumerable.Range(from, count).Select(i => new { name = $"n{i}", value = "v" }));
}
