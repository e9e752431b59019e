using Tessera.Access;
using Tessera.Conversations;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Extraction;

/// <summary>ASAPP's AutoSummary API for structured data, and the native form of what it answers.</summary>
internal static class StructuredDataEndpoints
{
    public static void MapStructuredData(this IEndpointRouteBuilder app)
    {
        app.MapPost("/autosummary/v1/structured-data", Create).Requires(Scopes.Extract)
            .Does(
                "createStructuredData", "Extract the structured data of a conversation",
                "Exactly one of the three ids names it. Every request makes a new set.")
            .Takes(StructuredDataInput.Read, StructuredDataInput.Example)
            .Asks("regenerate", BodyShape.Choice(["true", "false"]), remarks: "Asks a language model again where its answer is known.")
            .Gives(200, StructuredDataResource.Example).Fails(404, 503);
        // From a guide page; elsewhere the documents have only the POST.
        app.MapGet("/autosummary/v1/structured-data/{conversationId}", CreateByGet).Requires(Scopes.Extract)
            .Does(
                "createStructuredDataByGet", "Extract the structured data of a conversation, by GET",
                "Every request makes a new set. The answer to a question stands in `answer` too.")
            .Gives(200, StructuredDataResource.GuideExample).Fails(503);
        app.MapGet("/v1/structured-data/{id}", Get).Requires(Scopes.Read)
            .Does("getStructuredData", "Get a set in full", "Every value with the words it rests on.")
            .Gives(200, NativeStructuredData.Example);
    }

    static async Task<IResult> Create(
        HttpContext http, ConversationStore conversations, StructuredDataService service, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, StructuredDataInput.Read);
        if (input.Problem is { } problem) return problem;
        if (Regenerate(http.Request.Query["regenerate"]) is not { } regenerate)
            return Problem.BadBody("regenerate: expected true or false.");
        var workspace = http.Caller().Workspace;
        var conversation = input.Value!.Find(conversations, workspace);
        if (conversation.Problem is { } unknown) return unknown;
        var made = await service.CreateAsync(
            new ExtractionRequest(workspace, conversation.Value!)
            {
                AgentExternalId = input.Value!.AgentExternalId, Regenerate = regenerate,
            }, cancellationToken);
        return made.ToHttp(set => Json.Ok(StructuredDataResource.Of(set)));
    }

    // Asked by the guide's clients as others ask by POST, so it answers the same: what is found now. Only that the guide has the answers
    // to questions in a member of another name, so they stand in both.
    static async Task<IResult> CreateByGet(
        HttpContext http, string conversationId, ConversationStore conversations, StructuredDataService service,
        CancellationToken cancellationToken)
    {
        var workspace = http.Caller().Workspace;
        if (conversations.Find(workspace, conversationId) is not { } conversation) return ConversationStore.Unknown("id", conversationId);
        var made = await service.CreateAsync(new ExtractionRequest(workspace, conversation), cancellationToken);
        return made.ToHttp(set => Json.Ok(StructuredDataResource.OfGuide(set)));
    }

    static bool? Regenerate(string? given) => given switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => null,
    };

    static IResult Get(HttpContext http, string id, StructuredDataStore store) =>
        store.Find(http.Caller().Workspace, id) is { } set
            ? Json.Ok(NativeStructuredData.Of(set))
            : Problem.NotFound($"There is no structured data {id}.");
}

/// <summary>
/// Which conversation structured data is asked of: exactly one of the three ids. Tessera makes no issue ids, so none is known.
/// </summary>
internal sealed record StructuredDataInput(string? ConversationId, string? ExternalConversationId, string? IssueId, string? AgentExternalId)
{
    /// <summary>The conversation, or 404-01.</summary>
    public Result<Conversation> Find(ConversationStore conversations, WorkspaceId workspace)
    {
        if (ConversationId is not null) return Found(conversations.Find(workspace, ConversationId), "id", ConversationId);
        if (ExternalConversationId is not null)
            return Found(conversations.FindByExternalId(workspace, ExternalConversationId), "externalId", ExternalConversationId);
        return ConversationStore.Unknown("issueId", IssueId!);

        static Result<Conversation> Found(Conversation? conversation, string what, string id) =>
            conversation is null ? ConversationStore.Unknown(what, id) : conversation;
    }

    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """{"externalConversationId":"issue-1389"}""";

    public static StructuredDataInput Read(JsonObject body)
    {
        var input = new StructuredDataInput(
            body.OptionalText("conversationId", TextRule.MadeId).Value,
            body.OptionalText("externalConversationId", ConversationRules.ExternalId).Value,
            body.OptionalText("issueId", TextRule.Name).Value,
            body.OptionalText("agentExternalId", ConversationRules.ExternalId).Value);
        var given = new[] { input.ConversationId, input.ExternalConversationId, input.IssueId }.Count(id => id is not null);
        if (given != 1)
            body.Violations.Add("$", $"expected exactly one of conversationId, externalConversationId and issueId, found {given}");
        return input;
    }
}

/// <summary>A set as ASAPP's face gives it.</summary>
internal sealed record StructuredDataResource(string ConversationId, string Id, IReadOnlyList<StructuredDataMetric> StructuredDataMetrics)
{
    public static readonly StructuredDataResource Example = new(
        Examples.ConversationId, Examples.Guid, [new StructuredDataMetric("e_order_number", "Order number", "MT-55071")]);

    public static StructuredDataResource Of(StructuredDataSet set) => new(
        set.ConversationId,
        set.Id,
        [.. set.Values.Select(v => new StructuredDataMetric(v.FieldId, v.FieldName, v.Extracted.Value ?? StructuredDataValue.NotFound))]);

    /// <summary>An answer in the form of the guide.</summary>
    public static readonly StructuredDataResource GuideExample = new(
        Examples.ConversationId, Examples.Guid, [new StructuredDataMetric("q_promotion_was_offered", "Promotion offered", "Yes", "Yes")]);

    /// <summary>The form of the guide, where a question has its answer in <c>answer</c> too.</summary>
    public static StructuredDataResource OfGuide(StructuredDataSet set)
    {
        var resource = Of(set);
        return resource with
        {
            StructuredDataMetrics = [.. resource.StructuredDataMetrics.Select(
                m => m.Id.StartsWith("q_", StringComparison.Ordinal) ? m with { Answer = m.Value } : m)],
        };
    }
}

/// <summary>One value; <c>answer</c> is there only in the form of the guide.</summary>
internal sealed record StructuredDataMetric(string Id, string Name, string Value, string? Answer = null);

/// <summary>A set in full: where each value stands, who asked for it and how it was found.</summary>
internal sealed record NativeStructuredData(
    string Id, string ConversationId, string? AgentExternalId, string CreatedAt, IReadOnlyList<NativeValue> Values, string? JobId = null)
{
    public static readonly NativeStructuredData Example = new(
        Examples.Guid, Examples.ConversationId, null, Examples.Time, [NativeValue.Example]);

    public static NativeStructuredData Of(StructuredDataSet set) => new(
        set.Id, set.ConversationId, set.AgentExternalId, Time.Format(set.CreatedAt), [.. set.Values.Select(NativeValue.Of)], set.JobId);
}

/// <summary>One value in full.</summary>
internal sealed record NativeValue
{
    public static readonly NativeValue Example = new()
    {
        FieldId = "e_order_number",
        Name = "Order number",
        FieldVersion = 1,
        SegmentIds = ["IOS_ORDERS"],
        Outcome = "found",
        Value = "MT-55071",
        Normalized = "MT55071",
        Evidence = new Evidence(Examples.MessageId, 8, 16, "MT-55071"),
        Extractor = new ExtractorResource("built-in", "1"),
    };

    public required string FieldId { get; init; }

    public required string Name { get; init; }

    public required int FieldVersion { get; init; }

    /// <summary>The segments that asked, by id.</summary>
    public required IReadOnlyList<string> SegmentIds { get; init; }

    /// <summary><c>found</c>, <c>not found</c>, <c>no model configured</c>, <c>ungrounded</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    public string? Value { get; init; }

    /// <summary>The value in the form in which its kind is compared.</summary>
    public string? Normalized { get; init; }

    /// <summary>Message, offsets in UTF-16 code units, and the words themselves.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>What a model claimed though the words it rests on weren't said where it says; with <c>ungrounded</c> alone.</summary>
    public Claim? Claim { get; init; }

    /// <summary>Why there is no answer, with <c>failed</c>; or why the answer to a qualifying question is this one.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// How sure the answer to a market segment's question is: <c>LOW</c>, <c>MEDIUM</c> or <c>HIGH</c>; absent of other fields.
    /// </summary>
    public string? Confidence { get; init; }

    public required ExtractorResource Extractor { get; init; }

    /// <summary>What the other extractor said, where the policy asks both.</summary>
    public OtherResource? Other { get; init; }

    public static NativeValue Of(StructuredDataValue value) => new()
    {
        FieldId = value.FieldId,
        Name = value.FieldName,
        FieldVersion = value.FieldVersion,
        SegmentIds = value.SegmentIds,
        Outcome = OutcomeName(value.Extracted.Outcome),
        Value = value.Extracted.Value,
        Normalized = value.Extracted.Normalized,
        Evidence = value.Extracted.Evidence,
        Claim = value.Extracted.Claim,
        Reason = value.Extracted.Reason,
        Confidence = value.Extracted.Confidence?.ToString().ToUpperInvariant(),
        Extractor = new ExtractorResource(value.Extractor, value.ExtractorVersion),
        Other = value.Other is { } other ? OtherResource.Of(value.Extracted, other) : null,
    };

    /// <summary>An outcome as native answers say it.</summary>
    public static string OutcomeName(ExtractionOutcome outcome) => outcome switch
    {
        ExtractionOutcome.Found => "found",
        ExtractionOutcome.NotFound => "not found",
        ExtractionOutcome.NoModel => "no model configured",
        ExtractionOutcome.Ungrounded => "ungrounded",
        _ => "failed",
    };
}

/// <summary>What the extractor said whose value doesn't count.</summary>
/// <param name="Outcome">As of the value itself.</param>
/// <param name="Value">Its value, if it has one.</param>
/// <param name="Agrees">Whether both say the same, in the form in which values are compared.</param>
/// <param name="Evidence">Where its value stands.</param>
/// <param name="Claim">What it claimed without ground.</param>
/// <param name="Extractor">Which extractor it is.</param>
internal sealed record OtherResource(
    string Outcome, string? Value, bool Agrees, Evidence? Evidence, Claim? Claim, ExtractorResource Extractor)
{
    public static OtherResource Of(ExtractedValue given, OtherValue other) => new(
        NativeValue.OutcomeName(other.Extracted.Outcome),
        other.Extracted.Value,
        given.Normalized == other.Extracted.Normalized,
        other.Extracted.Evidence,
        other.Extracted.Claim,
        new ExtractorResource(other.Extractor, other.ExtractorVersion));
}

internal sealed record ExtractorResource(string Name, string Version);
