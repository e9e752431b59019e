using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Contract;

/// <summary>
/// The documents' own examples, and the places where they contradict themselves: each is taken, or refused with a reason.
/// </summary>
public sealed class DocumentedExampleTests(Servers servers)
{
    const string Question = "\"name\":\"Promotion offered\",\"categoryId\":\"OUTCOME\",\"type\":\"QUESTION\",\"active\":true,\"question\":{\"question\":\"Was a promotion offered?\"}";
    const string Entity = "\"name\":\"Product\",\"categoryId\":\"OUTCOME\",\"type\":\"ENTITY\",\"active\":true,"
        + "\"entity\":{\"name\":\"Product\",\"description\":\"What the customer has\",\"examples\":[\"Internet plan\"]}";

    public static IEnumerable<(string Why, string Request, string Body, int Status)> Examples =>
    [
        ("a segment", $"POST {Given.Segments}",
            """{"id":"USER_SUPPORT","name":"Support","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""", 201),
        ("a segment without its fields", $"POST {Given.Segments}",
            """{"id":"USER_SUPPORT","name":"Support","query":{"type":"raw","raw":"TRUE"}}""", 201),
        ("a segment of one field", $"POST {Given.Segments}",
            """{"id":"A","name":"A","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":["q_secret"]}""", 201),
        ("a patch of the fields alone", $"PATCH {Given.Segments}/{{segment}}", """{"structuredDataFieldIds":[]}""", 200),
        ("an empty patch, as the schema requires nothing", $"PATCH {Given.Segments}/{{segment}}", "{}", 200),
        ("a segment without anything, which the schema would take", $"POST {Given.Segments}", "{}", 400),
        ("the id of the segment made with the workspace", $"POST {Given.Segments}",
            """{"id":"GLOBAL","name":"Global","query":{"type":"raw","raw":"TRUE"}}""", 409),
        ("mobile groups on iOS", $"POST {Given.Segments}", Query("group_id IN ['mobile_support', 'mobile_tech'] AND platform = 'ios'"),
            201),
        ("up- and cross-selling", $"POST {Given.Segments}",
            Query("intent_code IN ['UPGRADE_INQUIRY', 'ADDITIONAL_SERVICE', 'PREMIUM_FEATURES'] AND company_subdivision = 'inside_sales'"),
            201),
        ("a complaint of high priority, over several lines", $"POST {Given.Segments}",
            Query("intent_code = 'COMPLAINT' AND campaign = 'holiday_season'\\n AND business_rule = 'high_priority'"), 201),
        ("billing in two lines of business", $"POST {Given.Segments}",
            Query("intent_code = 'BILLING' AND lob_id IN ['wireless_service', 'broadband_service']"), 201),
        ("a question without segmentIds, which the schema requires", $"POST {Given.Fields}",
            $$"""{"id":"q_promotion_was_offered",{{Question}} }""", 201),
        ("an entity without segmentIds", $"POST {Given.Fields}", $$"""{"id":"e_product",{{Entity}} }""", 201),
        ("a field with segmentIds", $"POST {Given.Fields}", $$"""{"id":"e_product",{{Entity}},"segmentIds":["GLOBAL"]}""", 201),
        ("an entity with a stray question", $"POST {Given.Fields}", $$"""{"id":"e_product",{{Entity}},"question":{"question":"Which?"} }""",
            201),
        ("a category of one's own", $"POST {Given.Fields}",
            $$"""{"id":"e_product",{{Entity.Replace("OUTCOME", "CUSTOM", StringComparison.Ordinal)}} }""", 201),
        ("an entity's id on a question", $"POST {Given.Fields}", $$"""{"id":"e_product",{{Question}} }""", 422),
        ("an update without segmentIds and id", $"PUT {Given.Fields}/{{field}}", $"{{{Question}}}", 200),
        ("a vocabulary", $"POST {Given.Vocabularies}", """{"phrase":"IEEE","soundsLike":["I triple E"]}""", 201),
        ("a vocabulary whose members are swapped, which nobody can see", $"POST {Given.Vocabularies}",
            """{"phrase":"I triple E","soundsLike":["IEEE"]}""", 201),
        ("policies of an entity", $"PATCH {Given.RedactionEntities}/{{entity}}",
            """{"policies":{"customerImmediate":true,"agentImmediate":true,"customerDelayed":false,"autoTranscribe":true,"voice":true}}""",
            200),
        ("one policy", $"PATCH {Given.RedactionEntities}/{{entity}}", """{"policies":{"voice":true}}""", 200),
        ("an older shape of the same", $"PATCH {Given.RedactionEntities}/{{entity}}", """{"active":true}""", 400),
        ("metadata with everything", $"POST {Given.SingleMetadata}", ConversationMetadata("issue1389"), 200),
        ("metadata of the id alone", $"POST {Given.SingleMetadata}", """{"externalConversationId":"issue1389"}""", 200),
        ("metadata without its id", $"POST {Given.SingleMetadata}", """{"lobId":"1038"}""", 400),
        ("metadata in a batch, the second key misspelt", $"POST {Given.ManyMetadata}",
            $$"""{"items":[{{ConversationMetadata("issue1389")}},{"externlConversationId":"issue1390"}]}""", 200),
        ("a batch of misspelt keys alone", $"POST {Given.ManyMetadata}", """{"items":[{"externlConversationId":"issue1390"}]}""", 400),
        ("a batch without items", $"POST {Given.ManyMetadata}", """{"items":[]}""", 400),
        ("a body without items, which the schema would take", $"POST {Given.ManyMetadata}", "{}", 400),
        ("an agent with everything", $"POST {Given.SingleAgent}",
            """{"externalAgentId":"agent-1","eventId":"eventId-1","lobId":"1038","lobName":"manufacturing","groupId":"group59","groupName":"groupXYZ","startTs":"2026-01-31T00:00:00.000000000Z","agentName":"Ann Other","agentLocation":"San Mateo","languages":["en-us","de"],"concurrency":3,"categoryLabel":"category","accountAccessLevel":"level-1","ranking":2,"supervisorId":"s-1","supervisorName":"Bo","jobTitle":"specialist","jobRole":"agent","workShift":"day","emailAddress":"ann@example.com","vendor":"house","attributes":[{"name":"attr1","value":"value1"}]}""", 200),
        ("a job title of two words, which the pattern forbids", $"POST {Given.SingleAgent}",
            """{"externalAgentId":"agent-1","jobTitle":"Senior Agent"}""", 400),
        ("customers of the two ids alone, and with nulls", $"POST {Given.ManyCustomers}",
            """{"items":[{"externalConversationId":"issue1389","externalCustomerId":"customer_1"},{"externalConversationId":"issue1390","externalCustomerId":"a.b@c","eventId":null,"status":null,"phoneNumber":null,"emailAddress":null,"attributes":null}]}""", 200),
        ("a phone number with a space, which the pattern forbids", $"POST {Given.SingleCustomer}",
            """{"externalConversationId":"issue1389","externalCustomerId":"c","phoneNumber":"+1 5550100"}""", 400),
        ("authentication whose token stands outside of auth", $"POST {Given.Conversations}/{{conversation}}/authenticate",
            """{"customerExternalId":"customer-1","token":"t"}""", 400),
        ("authentication", $"POST {Given.Conversations}/{{conversation}}/authenticate",
            """{"streamId":"s-1","customerExternalId":"customer-1","auth":{"token":"t"}}""", 204),
        ("a conversation", $"POST {Given.Conversations}",
            """{"externalId":"id-111","agent":{"externalId":"agent-1","name":"Ann"},"customer":{"externalId":"customer-1","name":"Bo"},"metadata":{"organizationalGroup":"some-group","subdivision":"some-subdivision","queue":"some-queue"},"timestamp":"2026-01-31T16:11:59.000000000Z"}""", 200),
        ("a conversation that a bot began", $"POST {Given.Conversations}",
            """{"externalId":"id-112","customer":{"externalId":"customer-1"},"metadata":{"CUSTOMER_TIMEZONE":"America/New_York"},"timestamp":"2026-01-31T16:11:59Z"}""",
            200),
        ("a time without a zone", $"POST {Given.Conversations}",
            """{"externalId":"id-113","customer":{"externalId":"customer-1"},"timestamp":"2026-01-31T16:11:59"}""", 200),
        ("a time that ends in K", $"POST {Given.Conversations}",
            """{"externalId":"id-114","customer":{"externalId":"customer-1"},"timestamp":"2026-01-31T16:11:59K"}""", 400),
        ("a message", $"POST {Given.Conversations}/{{conversation}}/messages",
            """{"text":"Hello, I would like to upgrade","sender":{"role":"customer","externalId":"customer-1"},"timestamp":"2026-01-31T16:12:00Z"}""",
            200),
        ("a message whose sender is a number", $"POST {Given.Conversations}/{{conversation}}/messages",
            """{"text":"Hello","sender":{"role":"agent","externalId":123},"timestamp":"2026-01-31T16:12:00Z"}""", 200),
        ("a message of the system", $"POST {Given.Conversations}/{{conversation}}/messages",
            """{"text":"Joined","sender":{"role":"system","externalId":"system"},"timestamp":"2026-01-31T16:12:00.123456Z"}""", 200),
        ("a batch of messages", $"POST {Given.Conversations}/{{conversation}}/messages/batch",
            """{"messages":[{"text":"a","sender":{"role":"agent","externalId":"1"},"timestamp":"2026-01-31T16:12:00Z"},{"text":"b","sender":{"role":"customer","externalId":"2"},"timestamp":"2026-01-31T16:12:00Z"}]}""", 200),
        ("structured data by the server's id", $"POST {Given.StructuredData}", """{"conversationId":"{conversation}"}""", 200),
        ("structured data by the client's id", $"POST {Given.StructuredData}", """{"externalConversationId":"{external}"}""", 200),
        ("structured data of one agent", $"POST {Given.StructuredData}",
            """{"conversationId":"{conversation}","agentExternalId":"agent-1"}""", 200),
        ("structured data by an issue, which only the vendor's platform has", $"POST {Given.StructuredData}", """{"issueId":"123"}""", 404),
        ("structured data by two ids", $"POST {Given.StructuredData}",
            """{"conversationId":"{conversation}","externalConversationId":"{external}"}""", 400),
        ("structured data of nothing", $"POST {Given.StructuredData}", "{}", 400),
        ("the id of the documents' samples", $"POST {Given.StructuredData}", """{"conversationId":"01BX5ZZKBKACTAV9WEVGEMMVRZ"}""", 404),
    ];

    public static IEnumerable<string> Whys => Examples.Select(example => example.Why);

    [Theory, OnBothDatabases(From = nameof(Whys))]
    public async Task An_example_is_answered_as_decided(Backend backend, string why)
    {
        var (_, request, body, status) = Examples.Single(example => example.Why == why);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        var parts = request.Split(' ');

        (await api.SendAsync(new HttpMethod(parts[0]), objects.Fill(parts[1]), objects.Fill(body))).Expect(status);
    }

    [Theory, OnBothDatabases]
    public async Task A_create_is_201_a_delete_200_and_empty_and_both_show_every_member(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_promotion_was_offered");
        var segment = """{"id":"USER_SUPPORT","name":"Support","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""";

        (await api.PostAsync(Given.Segments, segment)).ExpectJson(201, segment);
        var listed = (await api.GetAsync($"{Given.Segments}?limit=100")).Expect(200).Json["segments"]!.AsArray();
        Assert.All(listed, one => Assert.NotNull(one!["structuredDataFieldIds"]));
        Assert.Equal("[]", (await api.GetAsync($"{Given.Fields}/q_promotion_was_offered")).Expect(200).Json["segmentIds"]!.ToJsonString());
        Assert.Equal("", (await api.DeleteAsync($"{Given.Segments}/USER_SUPPORT")).Expect(200).Text);
        Assert.Equal("", (await api.DeleteAsync($"{Given.Fields}/q_promotion_was_offered")).Expect(200).Text);
    }

    [Theory, OnBothDatabases]
    public async Task The_vendors_own_query_finds_what_its_ingestion_can_send(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("issue1389", """{"groupId":"mobile_tech","platform":"IOS","businessRule":"Apply customer's discount"}""");

        Assert.Equal(1, await api.CountAsync("group_id IN ['mobile_support', 'mobile_tech'] AND platform = 'ios'"));
        Assert.Equal(1, await api.CountAsync("business_rule = 'Apply customer''s discount'"));
    }

    [Theory, OnBothDatabases]
    public async Task Success_has_a_blank_error_and_the_senders_event_id(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.SingleMetadata, ConversationMetadata("issue1389"))).ExpectJson(
            200, """{"result":{"eventId":"eventId-1388","error":""}}""");
    }

    static string Query(string raw) => $$$"""{"id":"SAMPLE","name":"Sample","query":{"type":"raw","raw":"{{{raw}}}"}}""";

    static string ConversationMetadata(string id) => $$"""
        {"externalConversationId":"{{id}}","eventId":"eventId-1388","lobId":"1038","lobName":"manufacturing","groupId":"group59","groupName":"groupXYZ",
         "agentRoutingCode":"route-13988","campaign":"campaign-A","deviceType":"TABLET","platform":"IOS","companySegment":["Sales","Marketing"],
         "companySubdivision":"Operating","businessRule":"Apply customer's discount","entryType":"reactive","operatingSystem":"MAC_OS","browserType":"Safari",
         "browserVersion":"14.1.2","attributes":[{"name":"attr1","value":"value1"}]}
        """;
}
