using Tessera.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Access;

/// <summary>
/// An endpoint, an example of a request to it, and the scopes one of which its key needs. <c>{…}</c> are ids of <see cref="Objects"/>.
/// </summary>
internal sealed record Endpoint(string Method, string Path, Scopes AnyOf, string? Body = null)
{
    public const Scopes ReadOrConfig = Scopes.Read | Scopes.Config;
    public const Scopes ReadOrExtract = Scopes.Read | Scopes.Extract;

    /// <summary>Every endpoint that needs a key.</summary>
    public static readonly Endpoint[] All =
    [
        new("GET", "/v1/health", Scopes.None),
        new("GET", "/configuration/v1/segments", ReadOrConfig),
        new("POST", "/configuration/v1/segments", Scopes.Config, """{"id":"NEW","name":"New","query":{"type":"raw","raw":"TRUE"}}"""),
        new("GET", "/configuration/v1/segments/{segment}", ReadOrConfig),
        new("PATCH", "/configuration/v1/segments/{segment}", Scopes.Config, """{"name":"Renamed"}"""),
        new("DELETE", "/configuration/v1/segments/{segment}", Scopes.Config),
        new("GET", "/configuration/v1/structured-data-fields", ReadOrConfig),
        new("POST", "/configuration/v1/structured-data-fields", Scopes.Config,
            """{"id":"q_new","name":"New","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"New?"}}"""),
        new("GET", "/configuration/v1/structured-data-fields/{field}", ReadOrConfig),
        new("PUT", "/configuration/v1/structured-data-fields/{field}", Scopes.Config,
            """{"name":"Renamed","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"Renamed?"}}"""),
        new("DELETE", "/configuration/v1/structured-data-fields/{field}", Scopes.Config),
        new("GET", "/configuration/v1/custom-vocabularies", ReadOrConfig),
        new("POST", "/configuration/v1/custom-vocabularies", Scopes.Config, """{"phrase":"IEEE","soundsLike":["I triple E"]}"""),
        new("GET", "/configuration/v1/custom-vocabularies/{vocabulary}", ReadOrConfig),
        new("DELETE", "/configuration/v1/custom-vocabularies/{vocabulary}", Scopes.Config),
        new("GET", "/configuration/v1/redaction-entities", ReadOrConfig),
        new("GET", "/configuration/v1/redaction-entities/{entity}", ReadOrConfig),
        new("PATCH", "/configuration/v1/redaction-entities/{entity}", Scopes.Config, """{"policies":{"autoTranscribe":false}}"""),
        new("POST", "/metadata-ingestion/v1/single-convo-metadata", Scopes.Ingest, """{"externalConversationId":"{external}"}"""),
        new("POST", "/metadata-ingestion/v1/many-convo-metadata", Scopes.Ingest, """{"items":[{"externalConversationId":"{external}"}]}"""),
        new("POST", "/metadata-ingestion/v1/single-customer-metadata", Scopes.Ingest,
            """{"externalConversationId":"{external}","externalCustomerId":"{customer}"}"""),
        new("POST", "/metadata-ingestion/v1/many-customer-metadata", Scopes.Ingest,
            """{"items":[{"externalConversationId":"{external}","externalCustomerId":"{customer}"}]}"""),
        new("POST", "/metadata-ingestion/v1/single-agent-metadata", Scopes.Ingest, """{"externalAgentId":"{agent}"}"""),
        new("POST", "/metadata-ingestion/v1/many-agent-metadata", Scopes.Ingest, """{"items":[{"externalAgentId":"{agent}"}]}"""),
        new("GET", "/v1/customers/{customer}", Scopes.Read),
        new("GET", "/v1/agents/{agent}", Scopes.Read),
        new("POST", "/conversation/v1/conversations", Scopes.Ingest,
            """{"externalId":"{external}","customer":{"externalId":"customer-1"},"timestamp":"2026-01-31T10:00:00Z"}"""),
        new("GET", "/conversation/v1/conversations?externalId={external}", Scopes.Read),
        new("GET", "/conversation/v1/conversations/{conversation}", Scopes.Read),
        new("POST", "/conversation/v1/conversations/{conversation}/messages", Scopes.Ingest,
            """{"text":"Hello","sender":{"role":"agent","externalId":"agent-1"},"timestamp":"2026-01-31T10:00:00Z"}"""),
        new("POST", "/conversation/v1/conversations/{conversation}/messages/batch", Scopes.Ingest,
            """{"messages":[{"text":"Hello","sender":{"role":"agent","externalId":"agent-1"},"timestamp":"2026-01-31T10:00:00Z"}]}"""),
        new("GET", "/conversation/v1/conversations/{conversation}/messages", Scopes.Read),
        new("GET", "/conversation/v1/conversations/{conversation}/messages/{message}", Scopes.Read),
        new("POST", "/conversation/v1/conversations/{conversation}/authenticate", Scopes.Ingest,
            """{"customerExternalId":"customer-1","auth":{"token":"t"}}"""),
        new("GET", "/conversation/v1/conversation/messages?externalId={external}", Scopes.Read),
        new("GET", "/conversation/v1/conversations/messages?externalId={external}", Scopes.Read),
        new("PUT", "/v1/conversations/{external}/metadata", Scopes.Ingest, """{"lobId":"a"}"""),
        new("PUT", "/v1/conversations/{external}/intent", Scopes.Ingest, """{"code":"BILLING"}"""),
        new("POST", "/autosummary/v1/structured-data", Scopes.Extract, """{"conversationId":"{conversation}"}"""),
        new("GET", "/autosummary/v1/structured-data/{conversation}", Scopes.Extract),
        new("GET", "/v1/structured-data/{set}", Scopes.Read),
        new("POST", "/v1/structured-data/{set}/feedback", Scopes.Extract, """{"fieldId":"{field}","thumbs":"up"}"""),
        new("GET", "/v1/structured-data/{set}/feedback", Scopes.Read),
        new("GET", "/v1/feedback", Scopes.Read),
        new("GET", "/v1/feedback/{feedback}", Scopes.Read),
        new("PUT", "/v1/feedback/{feedback}", Scopes.Extract, """{"correction":"No"}"""),
        new("DELETE", "/v1/feedback/{feedback}", Scopes.Extract),
        new("GET", "/v1/labelled-cases", ReadOrConfig),
        new("DELETE", "/v1/labelled-cases?set=feedback", Scopes.Config),
        new("GET", "/v1/labelled-case-file", Scopes.Read),
        new(
            "POST", "/v1/labelled-case-file?set=mine", Scopes.Config,
            """{"messages":[{"text":"Hello","sender":{"role":"agent"}}],"labels":{"q_other":["Yes"]}}"""),
        new("GET", "/v1/labelled-cases/{case}", ReadOrConfig),
        new("PUT", "/v1/labelled-cases/{case}", Scopes.Config, """{"values":["No"]}"""),
        new("DELETE", "/v1/labelled-cases/{case}", Scopes.Config),
        new("GET", "/v1/evaluations", ReadOrExtract),
        new(
            "POST", "/v1/evaluations", Scopes.Extract,
            """{"name":"All","candidates":[{"name":"ours","strategy":"built-in-only"}],"cases":{"set":"feedback"}}"""),
        new("GET", "/v1/evaluations/{evaluation}", ReadOrExtract),
        new("GET", "/v1/evaluations/{evaluation}/mistakes", ReadOrExtract),
        new("POST", "/v1/evaluations/{evaluation}/cancel", Scopes.Extract),
        new("POST", "/v1/evaluations/{evaluation}/resume", Scopes.Extract),
        new("GET", "/v1/extraction/policy", ReadOrConfig),
        new("PUT", "/v1/extraction/policy", Scopes.Config, """{"strategy":"both"}"""),
        new("GET", "/v1/usage", Scopes.Read | Scopes.Admin),
        new("GET", "/v1/usage/budget", Scopes.Read | Scopes.Admin),
        new("PUT", "/v1/usage/budget", Scopes.Admin, """{"daily":{"tokens":1000}}"""),
        new("GET", "/v1/jobs", ReadOrExtract),
        new("GET", "/v1/jobs/{job}", ReadOrExtract),
        new("POST", "/v1/jobs/{job}/pause", Scopes.Extract),
        new("POST", "/v1/jobs/{job}/resume", Scopes.Extract),
        new("POST", "/v1/jobs/{job}/cancel", Scopes.Extract),
        new("POST", "/v1/jobs/{cancelled}/replay", Scopes.Extract),
        new("POST", "/v1/back-fill-estimates", Scopes.Extract, """{"segmentIds":["GLOBAL"]}"""),
        new("POST", "/v1/back-fills", Scopes.Extract, """{"segmentIds":["GLOBAL"]}"""),
        new("GET", "/v1/back-fills/{job}", ReadOrExtract),
        new("POST", "/v1/conversations/{conversation}/end", Scopes.Ingest),
        new("POST", "/v1/segments/preview", Scopes.Read, """{"query":"TRUE"}"""),
        new("GET", "/v1/values?field=platform", Scopes.Read),
        new("POST", "/v1/segments/match", Scopes.Read, """{"conversationId":"{conversation}"}"""),
        new("GET", "/v1/segments/{segment}/conversations", Scopes.Read),
        new("POST", "/v1/segments/{segment}/compare", Scopes.Read, """{"query":"TRUE"}"""),
        new("GET", "/v1/segments/{segment}/overlap/{segment}", Scopes.Read),
        new("GET", "/v1/segments/{segment}/near-misses", Scopes.Read),
        new("GET", "/v1/segments/coverage", Scopes.Read),
        new("GET", "/v1/status", Scopes.Read),
        new("GET", "/v1/conversations/{conversation}/segments", Scopes.Read),
        new("POST", "/v1/explain", Scopes.Read, """{"query":"TRUE","conversationId":"{conversation}"}"""),
        new("GET", "/v1/conversations/{external}/intent", Scopes.Read),
        new("POST", "/autosummary/v1/intent", ReadOrExtract, """{"conversationId":"{conversation}"}"""),
        new("GET", "/autosummary/v1/intent/{conversation}", ReadOrExtract),
        new("GET", "/v1/intents", ReadOrConfig),
        new("POST", "/v1/intents", Scopes.Config, """{"code":"NEW","name":"New","examples":["Something new, please"]}"""),
        new("GET", "/v1/intents/{intent}", ReadOrConfig),
        new("PUT", "/v1/intents/{intent}", Scopes.Config, """{"name":"Renamed"}"""),
        new("DELETE", "/v1/intents/{intent}", Scopes.Config),
        new("GET", "/v1/intent-classifier", ReadOrConfig),
        new("PUT", "/v1/intent-classifier", Scopes.Config, """{"threshold":0.6}"""),
        new("POST", "/v1/intent-classifier/try", Scopes.Read, """{"messages":["Hello"]}"""),
        new("POST", "/v1/import?fingerprint=f-1", Scopes.Ingest,
            """{"conversation":{"externalId":"{external}","customer":{"externalId":"customer-1"},"timestamp":"2026-01-31T10:00:00Z"}}"""),
        new("GET", "/v1/import/f-1", Scopes.Ingest),
        new("GET", "/v1/audit", Scopes.Admin),
        new("GET", "/v1/segments/{segment}/versions", ReadOrConfig),
        new("GET", "/v1/segments/{segment}/versions/{version}", ReadOrConfig),
        new("GET", "/v1/segments/{segment}/versions/{version}/diff/{version}", ReadOrConfig),
        new("POST", "/v1/segments/{segment}/versions/{version}/restore", Scopes.Config),
        new("GET", "/v1/structured-data-fields/{field}/versions", ReadOrConfig),
        new("GET", "/v1/structured-data-fields/{field}/versions/{version}", ReadOrConfig),
        new("GET", "/v1/structured-data-fields/{field}/versions/{version}/diff/{version}", ReadOrConfig),
        new("POST", "/v1/structured-data-fields/{field}/versions/{version}/restore", Scopes.Config),
        new("GET", "/api/v2/api-key/validate", Scopes.None),
        new("GET", "/api/v2/credits/usage", Scopes.None),
        new("GET", "/api/v2/workspace-company/get", ReadOrConfig),
        new("PUT", "/v1/workspace-company", Scopes.Config, """{"name":"A company"}"""),
        new("GET", "/api/v2/segment/list", ReadOrConfig),
        new("GET", "/api/v2/segment/get?oId={market}", ReadOrConfig),
        new("POST", "/api/v2/segment/create", Scopes.Config, """{"name":"New"}"""),
        new("POST", "/api/v2/segment/update", Scopes.Config, """{"oId":"{market}","name":"Renamed"}"""),
        new("PUT", "/api/v2/segment/update", Scopes.Config, """{"oId":"{market}","name":"Renamed"}"""),
        new("DELETE", "/api/v2/segment/delete?oId={market}", Scopes.Config),
        new(
            "POST", "/api/v2/segment/generate", Scopes.Generate,
            """{"segments":[{"sources":[{"type":"TEXT","value":"Banks with 500 employees."}]}]}"""),
        new("GET", "/v1/market-segments/{market}", Scopes.Read),
        new(
            "POST", "/api/v2/agents/qualify-company/run", Scopes.Generate,
            """{"agentOId":"ca_any","runtimeContext":"A bank with 500 employees."}"""),
        new("POST", "/v1/market-segments/{market}/decline", Scopes.Config),
        new("POST", "/v1/market-segments/{market}/qualify", Scopes.Generate, """{"text":"A bank with 500 employees."}"""),
        new(
            "POST", "/v1/market-evaluations", Scopes.Generate,
            """{"companies":[{"name":"Acme","text":"A bank with 500 employees.","band":"GOOD","segment":"{market}"}]}"""),
        new("POST", "/v1/market-segments/{watching}/activate", Scopes.Config, """{"query":"FALSE"}"""),
        new("GET", "/v1/market-segments/{watching}/fits", Scopes.Read),
        new("POST", "/v1/market-segments/{watching}/deactivate", Scopes.Config),
        new("GET", "/v1/conversations/{conversation}/fits", Scopes.Read),
        new("PUT", "/v1/market-segments/{market}/questions", Scopes.Config,
            """{"questions":[{"question":"Does it run a fleet?","rationale":"Yes where vehicles are named.","fitType":"GOOD","weight":"HIGH"}]}"""),
        .. OfferingEndpoints("product"),
        .. OfferingEndpoints("service"),
        new("GET", "/api/v2/brand-voice/list", ReadOrConfig),
        new("GET", "/api/v2/brand-voice/get?oId={voice}", ReadOrConfig),
        new("POST", "/api/v2/brand-voice/create", Scopes.Config, """{"name":"New"}"""),
        new("POST", "/api/v2/brand-voice/update", Scopes.Config, """{"oId":"{voice}","name":"Renamed"}"""),
        new("PUT", "/api/v2/brand-voice/update", Scopes.Config, """{"oId":"{voice}","name":"Renamed"}"""),
        new("POST", "/api/v2/brand-voice/toggle-default", Scopes.Config, """{"oId":"{voice}"}"""),
        new("GET", "/api/v2/resource/list", ReadOrConfig),
        new("GET", "/api/v2/resource/get?oId={resource}", ReadOrConfig),
        new("POST", "/api/v2/resource/create", Scopes.Config, """{"mode":"text","text":"Some material."}"""),
        new("DELETE", "/api/v2/resource/delete?oId={resource}", Scopes.Config),
    ];

    static Endpoint[] OfferingEndpoints(string kind) =>
    [
        new("GET", $"/api/v2/{kind}/list", ReadOrConfig),
        new("GET", $"/api/v2/{kind}/get?oId={{{kind}}}", ReadOrConfig),
        new("POST", $"/api/v2/{kind}/create", Scopes.Config, """{"name":"New"}"""),
        new("POST", $"/api/v2/{kind}/update", Scopes.Config, $$$"""{"oId":"{{{{kind}}}}","name":"Renamed"}"""),
        new("PUT", $"/api/v2/{kind}/update", Scopes.Config, $$$"""{"oId":"{{{{kind}}}}","name":"Renamed"}"""),
        new("DELETE", $"/api/v2/{kind}/delete?oId={{{kind}}}", Scopes.Config),
    ];

    /// <summary>Method and path, as a test's argument.</summary>
    public string Name => $"{Method} {Path}";

    public string ContentType =>
        (Path.StartsWith("/v1/import?", StringComparison.Ordinal) || Name == "POST /v1/labelled-case-file?set=mine")
            ? "application/x-ndjson"
            : "application/json";

    /// <summary>Whether it names one thing that must be there.</summary>
    public bool NamesAnObject => (Path + Body).Contains('{' + "conversation}", StringComparison.Ordinal)
        || Path.Contains("{segment}", StringComparison.Ordinal) || Path.Contains("{field}", StringComparison.Ordinal)
        || Path.StartsWith("/v1/customers/", StringComparison.Ordinal) || Path.StartsWith("/v1/agents/", StringComparison.Ordinal)
        || Path.Contains("{vocabulary}", StringComparison.Ordinal)
        || Path.Contains("{job}", StringComparison.Ordinal) || Path.Contains("{cancelled}", StringComparison.Ordinal)
        || Path.Contains("{intent}", StringComparison.Ordinal) || Path.Contains("{set}", StringComparison.Ordinal)
            || Path.EndsWith("/intent", StringComparison.Ordinal)
        || MarketObjects.Any(name => (Path + Body).Contains(name, StringComparison.Ordinal))
        || Path.Contains("/messages?", StringComparison.Ordinal);

    static readonly string[] MarketObjects =
        ["{market}", "{watching}", "{product}", "{service}", "{voice}", "{resource}", "{feedback}", "{case}", "{evaluation}"];

    public static Endpoint Named(string name) => All.Single(endpoint => endpoint.Name == name);

    /// <summary>Sends the example of a request, about these objects.</summary>
    public Task<Answer> SendAsync(Api api, Objects objects) =>
        api.SendAsync(new HttpMethod(Method), objects.Fill(Path), Body is null ? null : objects.Fill(Body), ContentType);
}

/// <summary>One of each kind of thing that a workspace holds.</summary>
internal sealed record Objects(
    string Segment, string Field, string External, string Conversation, string Message, string Set, string Vocabulary)
{
    const string SecretIntent = "SECRET_INTENT";

    /// <summary>
    /// The ids of market segment, offerings, brand voice and resource, feedback, case and evaluation, by their names in the table.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Market { get; init; }

    /// <summary>A paused job.</summary>
    public required string Job { get; init; }

    /// <summary>A cancelled job.</summary>
    public required string Cancelled { get; init; }

    public static async Task<Objects> CreateAsync(Api api)
    {
        await api.QuestionAsync("q_secret", "hello");
        await api.SegmentAsync("SECRET", "TRUE", "q_secret");
        await api.IntentAsync(SecretIntent, "a secret matter");
        var conversation = await api.ConversationAsync("secret-1");
        await api.MetadataAsync("secret-1", """{"lobName":"secret line of business"}""");
        await api.CustomerAsync("secret-1", "secret-customer", """{"status":"secret"}""");
        await api.AgentAsync("secret-agent", """{"agentName":"secret line of business"}""");
        var message = await api.MessageAsync(conversation, "agent", "agent-1", "Hello, this is a secret.");
        var set = (await api.PostAsync(Given.StructuredData, new { conversationId = conversation })).Expect(200)["id"];
        var vocabulary = await api.VocabularyAsync("SECRET phrase", "secret form");
        var feedback = (await api.PostAsync(
            $"/v1/structured-data/{set}/feedback",
            """{"fieldId":"q_secret","thumbs":"up","comment":"secret line of business"}""")).Expect(201);
        var evaluation = await api.PostAsync(
            "/v1/evaluations", """{"name":"SECRET evaluation","candidates":[{"name":"ours","strategy":"built-in-only"}]}""");
        var market = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["feedback"] = feedback["id"],
            ["case"] = (string)feedback.Json["case"]!["id"]!,
            ["evaluation"] = evaluation.Expect(201)["id"],
            ["market"] = await CreateAsync(api, "segment", """{"name":"SECRET market"}"""),
            ["watching"] = await CreateAsync(api, "segment", """{"name":"SECRET watching"}"""),
            ["product"] = await CreateAsync(api, "product", """{"name":"SECRET product"}"""),
            ["service"] = await CreateAsync(api, "service", """{"name":"SECRET service"}"""),
            ["voice"] = await CreateAsync(api, "brand-voice", """{"name":"SECRET voice"}"""),
            ["resource"] = await CreateAsync(api, "resource", """{"mode":"text","text":"SECRET material"}"""),
        };
        (await api.PutAsync(
            $"/v1/market-segments/{market["watching"]}/questions",
            """{"questions":[{"question":"Is it a SECRET?","rationale":"","fitType":"GOOD","weight":"HIGH"}]}""")).Expect(200);
        (await api.PostAsync($"/v1/market-segments/{market["watching"]}/activate", """{"query":"FALSE"}""")).Expect(200);
        var cancelled = await api.PausedBackFillAsync("SECRET");
        (await api.PostAsync($"/v1/jobs/{cancelled}/cancel", "")).Expect(200);
        return new Objects("SECRET", "q_secret", "secret-1", conversation, message, set, vocabulary)
        {
            Market = market, Job = await api.PausedBackFillAsync("SECRET"), Cancelled = cancelled,
        };
    }

    /// <summary>Puts the ids in their places of a path or a body.</summary>
    public string Fill(string text) =>
        Market.Aggregate(text, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal))
        .Replace("{intent}", SecretIntent, StringComparison.Ordinal)
        .Replace("{segment}", Segment, StringComparison.Ordinal).Replace("{field}", Field, StringComparison.Ordinal)
        .Replace("{external}", External, StringComparison.Ordinal).Replace("{conversation}", Conversation, StringComparison.Ordinal)
        .Replace("{version}", "1", StringComparison.Ordinal)
        .Replace("{customer}", "secret-customer", StringComparison.Ordinal).Replace("{agent}", "secret-agent", StringComparison.Ordinal)
        .Replace("{message}", Message, StringComparison.Ordinal).Replace("{set}", Set, StringComparison.Ordinal)
        .Replace("{job}", Job, StringComparison.Ordinal).Replace("{cancelled}", Cancelled, StringComparison.Ordinal)
        .Replace("{vocabulary}", Vocabulary, StringComparison.Ordinal)
        // Every workspace has the same entities, each with policies of its own.
        .Replace("{entity}", "CVV", StringComparison.Ordinal);

    static async Task<string> CreateAsync(Api api, string kind, string body) =>
        (string)(await api.PostAsync($"/api/v2/{kind}/create", body)).Expect(200).Json["data"]!["oId"]!;
}
