using Tessera.Tests.Harness;

namespace Tessera.Tests.Contract;

/// <summary>The bodies of the documents, endpoint by endpoint.</summary>
internal static class BodyTables
{
    static readonly Property[] SegmentProperties =
    [
        new("name", Kind.Text) { Required = true, Min = 1, Max = 256 },
        new("query", Kind.Object) { Required = true },
        new("query.type", Kind.Word) { Required = true, Words = ["raw"] },
        new("query.raw", Kind.Query)
        {
            Required = true,
            Own = [("\"FALSE\"", ""), ("7", "422-02"), ("\"\"", "422-02"), ("\"lob_id = \"", "422-02"), ("\" \"", "422-02"),
                ("\"unknown_field = 'a'\"", "422-02"), ("\"SEGMENT('NOWHERE')\"", "422-03")],
        },
        new("structuredDataFieldIds", Kind.Texts)
        {
            Letters = Letters.Identifier, Each = (1, 256), UnknownCode = "422-03",
            Own = [("[\"q_secret\",\"q_secret\"]", ""), ("[\"q_unknown\"]", "422-03")],
        },
    ];

    static readonly Property[] FieldProperties =
    [
        new("name", Kind.Text) { Required = true, Min = 1, Max = 256 },
        new("categoryId", Kind.Word) { Required = true, Words = ["OUTCOME", "CUSTOM"] },
        new("active", Kind.Flag),
        new("segmentIds", Kind.Texts)
        {
            Letters = Letters.Identifier, Each = (1, 256), UnknownCode = "422-03",
            Own = [("[\"GLOBAL\"]", ""), ("[\"UNKNOWN\"]", "422-03")],
        },
    ];

    static readonly Property[] QuestionProperties =
    [
        .. FieldProperties,
        new("question", Kind.Object) { Required = true },
        new("question.question", Kind.Text) { Required = true, Min = 1, Max = 4096 },
        new("phrases", Kind.Object) { Nullable = true, Own = [("{}", "")] },
        new("phrases.yes", Kind.Texts) { Max = 100, Each = (1, 1024) },
        new("phrases.no", Kind.Texts) { Max = 100, Each = (1, 1024) },
    ];

    static readonly Property[] EntityProperties =
    [
        .. FieldProperties,
        new("entity", Kind.Object) { Required = true },
        new("entity.name", Kind.Text) { Required = true, Min = 1, Max = 256 },
        new("entity.description", Kind.Text) { Required = true, Max = 4096 },
        new("entity.examples", Kind.Texts) { Max = 100, Each = (1, 1024) },
    ];

    static readonly Property[] Attributes =
    [
        new("attributes", Kind.Objects)
        {
            Nullable = true,
            Own = [("[]", ""), ("[null]", Property.Refused), ("[{}]", Property.Refused), (Pairs(9), ""), (Pairs(10), ""),
                (Pairs(11), Property.Refused)],
        },
        new("attributes[0].name", Kind.Text) { Required = true, Min = 1, Max = 256 },
        new("attributes[0].value", Kind.Text) { Nullable = true, Max = 1024 },
    ];

    static readonly Property[] ConversationMetadata =
    [
        new("externalConversationId", Kind.Text) { Required = true, Min = 1, Max = 256, Letters = Letters.Identifier },
        Free("eventId", 256) with { Letters = Letters.Identifier },
        Free("lobId", 256) with { Letters = Letters.Identifier },
        Free("lobName", 256),
        Free("groupId", 256) with { Letters = Letters.Identifier },
        Free("groupName", 256),
        Free("agentRoutingCode", 256) with { Letters = Letters.Identifier },
        Free("campaign", 256) with { Letters = Letters.Identifier },
        OneOf("deviceType", "TABLET", "PHONE", "DESKTOP", "WATCH", "OTHER"),
        OneOf(
            "platform", "SMS", "WEB", "IOS", "ANDROID", "APP", "LOCAL", "VOICE", "VOICE_IOS", "VOICE_ANDROID", "VOICE_ECHO",
            "VOICE_HOMEPOD", "VOICE_GGLHOME", "VOICE_WEB", "APPLEBIZ", "GOOGLEBIZ", "GBM", "WAB"),
        new("companySegment", Kind.Texts) { Nullable = true, Letters = Letters.Identifier, Each = (0, 64), Max = 100 },
        Free("companySubdivision", 256) with { Letters = Letters.Identifier },
        Free("businessRule", 256),
        Free("entryType", 256) with { Letters = Letters.Identifier },
        OneOf("operatingSystem", "MAC_OS", "LINUX", "WINDOWS", "ANDROID", "IOS", "OTHER"),
        Free("browserType", 64) with { Letters = Letters.Identifier },
        Free("browserVersion", 16) with { Letters = Letters.Version },
        .. Attributes,
    ];

    static readonly Property[] AgentMetadata =
    [
        new("externalAgentId", Kind.Text) { Required = true, Min = 1, Max = 256, Letters = Letters.Identifier },
        new("startTs", Kind.Time) { Nullable = true },
        .. new[]
        {
            "eventId", "lobId", "groupId", "supervisorId", "categoryLabel", "accountAccessLevel", "jobTitle", "jobRole", "workShift",
        }
            .Select(path => Free(path, 256) with { Letters = Letters.Identifier }),
        .. new[] { "lobName", "groupName", "agentName", "agentLocation", "supervisorName", "vendor" }.Select(path => Free(path, 256)),
        new("languages", Kind.Texts) { Nullable = true, Letters = Letters.Language, Each = (0, 16), Max = 100 },
        new("concurrency", Kind.Whole) { Nullable = true },
        new("ranking", Kind.Whole) { Nullable = true },
        new("emailAddress", Kind.Email) { Nullable = true },
        .. Attributes,
    ];

    static readonly Property[] CustomerMetadata =
    [
        new("externalConversationId", Kind.Text) { Required = true, Min = 1, Max = 256, Letters = Letters.Identifier },
        new("externalCustomerId", Kind.Text) { Required = true, Min = 1, Max = 256, Letters = Letters.CustomerId },
        .. new[] { "eventId", "status", "userId" }.Select(path => Free(path, 256) with { Letters = Letters.Identifier }),
        Free("phoneNumber", 32) with { Letters = Letters.Phone },
        new("emailAddress", Kind.Email) { Nullable = true },
        Free("addressCountry", 128) with { Letters = Letters.Identifier },
        Free("addressState", 128) with { Letters = Letters.Identifier },
        Free("addressZipcode", 16) with { Letters = Letters.Identifier },
        .. Attributes,
    ];

    static readonly Property[] Message =
    [
        new("text", Kind.Text) { Required = true, Min = 1 },
        new("sender", Kind.Object) { Required = true },
        new("sender.role", Kind.Word) { Required = true, Words = ["agent", "customer", "system"] },
        new("sender.externalId", Kind.Text) { Required = true, Min = 1, Max = 512 },
        new("timestamp", Kind.Time) { Required = true },
    ];

    /// <summary>Every body.</summary>
    public static readonly BodyTable[] All =
    [
        new($"POST {Given.Segments}", """{"id":"S-{n}","name":"Support","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""",
            [new Property("id", Kind.Text) { Required = true, Min = 1, Max = 256, Letters = Letters.Identifier }, .. SegmentProperties]),
        new($"PATCH {Given.Segments}/{{segment}}", """{"name":"Support","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""",
            [.. SegmentProperties.Select(
                property => property with { Required = property.Required && property.Path.Contains('.', StringComparison.Ordinal) })]),
        new($"POST {Given.Fields}",
            """
            {"id":"q_{n}","name":"Offered","categoryId":"OUTCOME","type":"QUESTION","active":true,"question":{"question":"Was it offered?"},
             "phrases":{"yes":["yes"],"no":["no"]},"segmentIds":[]}
            """,
            [
                new Property("id", Kind.Text) { Required = true, Min = 1, Max = 256, Letters = Letters.Identifier, Prefix = "q_" },
                new Property("type", Kind.Word) { Required = true, Words = ["QUESTION"], Own = [("\"ENTITY\"", Property.Refused)] },
                .. QuestionProperties,
            ]) { Variant = "question" },
        new($"POST {Given.Fields}",
            """
            {"id":"e_{n}","name":"Product","categoryId":"CUSTOM","type":"ENTITY","active":true,
             "entity":{"name":"product","description":"What was bought","examples":["a shoe"]},"segmentIds":[]}
            """,
            [
                new Property("id", Kind.Text) { Required = true, Min = 1, Max = 256, Letters = Letters.Identifier, Prefix = "e_" },
                new Property("type", Kind.Word) { Required = true, Words = ["ENTITY"], Own = [("\"QUESTION\"", Property.Refused)] },
                .. EntityProperties,
            ]) { Variant = "entity" },
        new($"PUT {Given.Fields}/{{field}}",
            """
            {"name":"Offered","categoryId":"OUTCOME","type":"QUESTION","active":true,"question":{"question":"Was it offered?"},
             "phrases":{"yes":["yes"],"no":["no"]},"segmentIds":[]}
            """,
            [new Property("type", Kind.Word) { Required = true, Words = ["QUESTION"], Own = [("\"ENTITY\"", Property.Refused)] },
                .. QuestionProperties]),
        new($"POST {Given.Vocabularies}", """{"phrase":"IEEE","soundsLike":["I triple E"]}""",
            new("phrase", Kind.Text) { Required = true, Min = 1, Max = 256, Own = [("\" \"", Property.Refused)] },
            new("soundsLike", Kind.Texts) { Required = true, Max = 5, Each = (1, 40), Own = [("[\" \"]", Property.Refused)] }),
        new($"PATCH {Given.RedactionEntities}/{{entity}}",
            """{"policies":{"customerImmediate":true,"customerDelayed":true,"agentImmediate":true,"autoTranscribe":true,"voice":true}}""",
            [
                new Property("policies", Kind.Object) { Required = true, Own = [("{}", "")] },
                .. new[] { "customerImmediate", "customerDelayed", "agentImmediate", "autoTranscribe", "voice" }.Select(
                    policy => new Property($"policies.{policy}", Kind.Flag)),
            ]),
        new(
            $"POST {Given.SingleMetadata}", """{"externalConversationId":"c-{n}","attributes":[{"name":"plan","value":"gold"}]}""",
            ConversationMetadata)
        {
            Envelope = Envelope.Result,
        },
        new(
            $"POST {Given.SingleAgent}", """{"externalAgentId":"a-{n}","attributes":[{"name":"plan","value":"gold"}]}""",
            AgentMetadata) { Envelope = Envelope.Result },
        new(
            $"POST {Given.SingleCustomer}",
            """{"externalConversationId":"c-{n}","externalCustomerId":"b-{n}","attributes":[{"name":"plan","value":"gold"}]}""",
            CustomerMetadata)
        {
            Envelope = Envelope.Result,
        },
        new($"POST {Given.Conversations}",
            """
            {"externalId":"c {n}","agent":{"externalId":"a","name":"Ada"},"customer":{"externalId":"b","name":"Grace"},"metadata":{"queue":"a"},
             "timestamp":"2026-01-31T10:00:00Z"}
            """,
            new("externalId", Kind.Text) { Required = true, Min = 1, Max = 512 },
            new("agent", Kind.Object) { Nullable = true },
            new("agent.externalId", Kind.Text) { Required = true, Min = 1, Max = 512 },
            Free("agent.name", 1024),
            new("customer", Kind.Object) { Required = true },
            new("customer.externalId", Kind.Text) { Required = true, Min = 1, Max = 512 },
            Free("customer.name", 1024),
            new("metadata", Kind.Map)
            {
                Nullable = true,
                Own = [(Members(99), ""), (Members(100), ""), (Members(101), Property.Refused), ("{\"\":\"a\"}", Property.Refused)],
            },
            Free("metadata.queue", 4096),
            new("timestamp", Kind.Time) { Required = true }),
        new($"POST {Given.Conversations}/{{conversation}}/messages",
            """{"text":"Hello","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}""", Message),
        new($"POST {Given.Conversations}/{{conversation}}/messages/batch",
            """{"messages":[{"text":"Hello","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}]}""",
            [
                new Property("messages", Kind.Objects)
                {
                    Required = true,
                    Own = [("[]", Property.Refused), ("[null]", Property.Refused), (Messages(299), ""), (Messages(300), ""),
                        (Messages(301), Property.Refused)],
                },
                .. Message.Select(property => property with { Path = $"messages[0].{property.Path}" }),
            ]),
        new($"POST {Given.Conversations}/{{conversation}}/authenticate", """{"streamId":"s","customerExternalId":"b","auth":{"token":"t"}}""",
            new("streamId", Kind.Text) { Min = 1, Max = 256 },
            new("customerExternalId", Kind.Text) { Required = true, Min = 1, Max = 512 },
            new("auth", Kind.Object) { Required = true, Own = [("{}", Property.Refused), ("{\"headers\":{}}", "")] }),
        new($"POST {Given.StructuredData}", """{"conversationId":"{conversation}","agentExternalId":"a"}""",
            Free("agentExternalId", 512) with { Min = 1 }),
    ];

    /// <summary>The lists that have pages.</summary>
    public static readonly string[] Lists = [Given.Segments, Given.Fields, Given.Vocabularies, Given.RedactionEntities];

    /// <summary>The bodies that a second endpoint takes many of.</summary>
    public static readonly (string One, string Many)[] Batches =
    [
        ($"POST {Given.SingleMetadata}", Given.ManyMetadata),
        ($"POST {Given.SingleAgent}", Given.ManyAgents),
        ($"POST {Given.SingleCustomer}", Given.ManyCustomers),
    ];

    static Property Free(string path, int max) => new(path, Kind.Text) { Nullable = true, Max = max };

    static Property OneOf(string path, params string[] words) => new(path, Kind.Word) { Nullable = true, Words = words };

    static string Pairs(int count) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"name":"n{{i}}","value":"v"}"""))}]";

    static string Members(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"n{i}\":\"v\""))}}}";

    static string Messages(int count) =>
        $"[{string.Join(',', Enumerable.Repeat("""{"text":"Hello","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}""", count))}]";
}
