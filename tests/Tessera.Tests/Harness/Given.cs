using System.Text.Json;

namespace Tessera.Tests.Harness;

/// <summary>What tests set up again and again, each through the API and expected to succeed.</summary>
internal static class Given
{
    public const string Segments = "/configuration/v1/segments";
    public const string Fields = "/configuration/v1/structured-data-fields";
    public const string Vocabularies = "/configuration/v1/custom-vocabularies";
    public const string RedactionEntities = "/configuration/v1/redaction-entities";
    public const string Conversations = "/conversation/v1/conversations";
    public const string SingleMetadata = "/metadata-ingestion/v1/single-convo-metadata";
    public const string ManyMetadata = "/metadata-ingestion/v1/many-convo-metadata";
    public const string SingleCustomer = "/metadata-ingestion/v1/single-customer-metadata";
    public const string ManyCustomers = "/metadata-ingestion/v1/many-customer-metadata";
    public const string SingleAgent = "/metadata-ingestion/v1/single-agent-metadata";
    public const string ManyAgents = "/metadata-ingestion/v1/many-agent-metadata";
    public const string StructuredData = "/autosummary/v1/structured-data";
    public const string Preview = "/v1/segments/preview";
    public const string Intents = "/v1/intents";

    /// <summary>A segment of a query, which lists these fields.</summary>
    public static async Task SegmentAsync(this Api api, string id, string raw, params string[] fieldIds) =>
        (await api.PostAsync(Segments, new
        {
            id, name = $"Segment {id}", query = new { type = "raw", raw }, structuredDataFieldIds = fieldIds,
        })).Expect(201);

    /// <summary>A question, answered by being said.</summary>
    public static async Task QuestionAsync(this Api api, string id, string yes = "yes please", string no = "no thanks") =>
        (await api.PostAsync(Fields, new
        {
            id, name = $"Field {id}", categoryId = "OUTCOME", type = "QUESTION",
            question = new { question = "Was it said?" }, phrases = new { yes = new[] { yes }, no = new[] { no } },
        })).Expect(201);

    /// <summary>An entity: an account number.</summary>
    public static async Task EntityAsync(this Api api, string id, params string[] examples) =>
        (await api.PostAsync(Fields, new
        {
            id, name = $"Field {id}", categoryId = "CUSTOM", type = "ENTITY",
            entity = new { name = "account number", description = "The customer's account number.", examples },
        })).Expect(201);

    /// <summary>A back-fill of a segment that waits to be resumed; gives its id.</summary>
    public static async Task<string> PausedBackFillAsync(this Api api, string segmentId) =>
        (string)(await api.PostAsync(
            "/v1/back-fills", new { segmentIds = new[] { segmentId }, paused = true })).Expect(201).Json["job"]!["id"]!;

    /// <summary>A custom vocabulary; gives its id.</summary>
    public static async Task<string> VocabularyAsync(this Api api, string phrase, params string[] soundsLike) =>
        (await api.PostAsync(Vocabularies, new { phrase, soundsLike })).Expect(201)["id"];

    /// <summary>Has an entity redacted from messages, or not.</summary>
    public static async Task RedactAsync(this Api api, string entity, bool on = true) =>
        (await api.PatchAsync($"{RedactionEntities}/{entity}", new { policies = new { autoTranscribe = on } })).Expect(200);

    /// <summary>The texts of a conversation's messages, in their order.</summary>
    public static async Task<string[]> TextsAsync(this Api api, string conversationId) =>
        [.. (await api.GetAsync($"{Conversations}/{conversationId}/messages")).Expect(200).Json["items"]!.AsArray()
            .Select(item => (string)item!["text"]!)];

    /// <summary>An intent that customers mean by saying such things.</summary>
    public static async Task IntentAsync(this Api api, string code, params string[] examples) =>
        (await api.PostAsync(Intents, new { code, name = $"Intent {code}", examples })).Expect(201);

    /// <summary>A conversation; gives its id.</summary>
    public static async Task<string> ConversationAsync(this Api api, string externalId) =>
        (await api.PostAsync(Conversations, new
        {
            externalId, customer = new { externalId = "customer-1" }, timestamp = "2026-01-31T10:00:00Z",
        })).Expect(200)["id"];

    /// <summary>A message, in the minute given of an hour; gives its id.</summary>
    public static async Task<string> MessageAsync(
        this Api api, string conversationId, string role, string sender, string text, int minute = 0) =>
        (await api.PostAsync($"{Conversations}/{conversationId}/messages", new
        {
            text, sender = new { role, externalId = sender }, timestamp = $"2026-01-31T10:{minute:00}:00Z",
        })).Expect(200)["id"];

    /// <summary>Metadata of a conversation: a JSON object without its externalConversationId.</summary>
    public static async Task MetadataAsync(this Api api, string externalId, string members) =>
        (await api.PostAsync(SingleMetadata, With(members, ("externalConversationId", externalId)))).Expect(200);

    /// <summary>Metadata of a conversation's customer: a JSON object without the two ids.</summary>
    public static async Task CustomerAsync(this Api api, string externalId, string customer, string members) =>
        (await api.PostAsync(
            SingleCustomer, With(members, ("externalConversationId", externalId), ("externalCustomerId", customer)))).Expect(200);

    /// <summary>Metadata of an agent: a JSON object without the id.</summary>
    public static async Task AgentAsync(this Api api, string agent, string members) =>
        (await api.PostAsync(SingleAgent, With(members, ("externalAgentId", agent)))).Expect(200);

    /// <summary>A conversation with a customer and, where one is given, an agent; gives its id.</summary>
    public static async Task<string> ConversationAsync(this Api api, string externalId, string customer, string? agent = null)
    {
        var timestamp = "2026-01-31T10:00:00Z";
        object body = agent is null
            ? new { externalId, customer = new { externalId = customer }, timestamp }
            : new { externalId, customer = new { externalId = customer }, agent = new { externalId = agent }, timestamp };
        return (await api.PostAsync(Conversations, body)).Expect(200)["id"];
    }

    /// <summary>A JSON object with further texts in front.</summary>
    public static string With(string members, params (string Name, string Value)[] texts)
    {
        var rest = members.Trim()[1..];
        var comma = rest.TrimStart().StartsWith('}') ? "" : ",";
        return $"{{{string.Join(',', texts.Select(text => $"\"{text.Name}\":{JsonSerializer.Serialize(text.Value)}"))}{comma}{rest}";
    }

    /// <summary>How many conversations a query matches now.</summary>
    public static async Task<int> CountAsync(this Api api, string query) =>
        (int)(await api.PostAsync(Preview, new { query, sampleSize = 0 })).Expect(200).Json["count"]!;

    /// <summary>The one conversation a query matches, as a list of conversations gives it.</summary>
    public static async Task<System.Text.Json.Nodes.JsonNode> SummaryAsync(this Api api, string query) =>
        Assert.Single((await api.PostAsync(Preview, new { query })).Expect(200).Json["sample"]!.AsArray())!;
}
