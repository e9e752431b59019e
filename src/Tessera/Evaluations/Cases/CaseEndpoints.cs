using System.Text.Json;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Conversations;
using Tessera.Extraction;
using Tessera.OpenApi;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Evaluations.Cases;

/// <summary>What is known to be true, to measure extractors against.</summary>
internal static class CaseEndpoints
{
    static readonly string[] Statuses = [.. Enum.GetNames<CaseStatus>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public static void MapLabelledCases(this IEndpointRouteBuilder app)
    {
        var cases = app.MapGroup("/v1/labelled-cases");
        cases.MapGet("", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listLabelledCases", "List the labelled cases", "In the order in which they were made.")
            .Asks("set", LabelledCase.SetName).Asks("fieldId", TextRule.Identifier).Asks("conversationId", TextRule.MadeId)
            .Asks("status", BodyShape.Choice(Statuses))
            .AsksPage().Gives(200, new CaseList([CaseResource.Example], null, null));
        app.MapGet("/v1/labelled-case-file", Export).Requires(Scopes.Read)
            .Does(
                "exportLabelledCases", "Export labelled cases",
                "A line of JSON for each conversation, as they are imported; what is in dispute is left out.")
            .Asks("set", LabelledCase.SetName).Asks("fieldId", TextRule.Identifier).GivesLines(200, LabelledLine.Example);
        app.MapPost("/v1/labelled-case-file", Import).Requires(Scopes.Config)
            .Does(
                "importLabelledCases", "Import labelled cases",
                $"At most {Importer.MostLines} lines of JSON. Labels of the same set, conversation and field are replaced.")
            .Asks("set", LabelledCase.SetName, remarks: "Their set; `imported` unless told otherwise.")
            .TakesLines(LabelledLine.Example)
            .Gives(200, new CaseImportOutcome(1, 2, [new ImportError(2, "$.labels: there is no field e_unknown")]));
        cases.MapDelete("", DeleteSet).Requires(Scopes.Config)
            .Does("deleteLabelledCases", "Delete the labelled cases of a set").Asks("set", LabelledCase.SetName, required: true)
            .Gives(200, new CasesDeleted(12));
        cases.MapGet("{caseId}", Get).Requires(Scopes.Read | Scopes.Config).Does("getLabelledCase", "Get a labelled case")
            .Gives(200, CaseResource.Example);
        cases.MapPut("{caseId}", Decide).Requires(Scopes.Config)
            .Does("decideLabelledCase", "Decide what is true", "Whatever feedback says, then and later. No values mean Not Found.")
            .Takes(ReadValues, """{"values":["MT-55071"]}""").Gives(200, CaseResource.Example);
        cases.MapDelete("{caseId}", Delete).Requires(Scopes.Config)
            .Does("deleteLabelledCase", "Delete a labelled case", "Feedback stays, and makes it anew when it changes.").GivesNothing(200);
    }

    static IResult List(HttpContext http, CaseStore store)
    {
        var page = PageRequest.Read(http.Request);
        if (page.Problem is { } problem) return problem;
        var filter = Filter(http.Request.Query);
        if (filter.Problem is { } bad) return bad;
        var found = store.List(http.Caller().Workspace, filter.Value!, page.Value!);
        return Json.Ok(new CaseList([.. found.Items.Select(CaseResource.Of)], found.NextCursor, found.PrevCursor));
    }

    static IResult Export(HttpContext http, CaseStore store, CaseTranscripts transcripts)
    {
        var filter = Filter(http.Request.Query);
        if (filter.Problem is { } bad) return bad;
        var workspace = http.Caller().Workspace;
        var settled = store.All(workspace, filter.Value!).Where(one => one.Status != (int)CaseStatus.Disputed);
        var lines = settled.GroupBy(one => (one.Set, one.ConversationId, one.AgentExternalId, one.TranscriptId));
        return Results.Stream(
            async stream =>
            {
                foreach (var line in lines)
                {
                    var messages = transcripts.Stored(workspace, line.Key.ConversationId, line.Key.AgentExternalId, line.Key.TranscriptId);
                    await stream.WriteAsync(
                        JsonSerializer.SerializeToUtf8Bytes(ExportedLine.Of([.. line], messages), Json.Options), http.RequestAborted);
                    await stream.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
                }
            },
            MediaType.Ndjson);
    }

    static async Task<IResult> Import(
        HttpContext http, CaseStore store, CaseImport import, LiveWorkspaces live, CancellationToken cancellationToken)
    {
        var set = LabelledCase.SetName.InQuery(http.Request.Query, "set");
        if (set.Problem is { } badSet) return badSet;
        if (set.Value == LabelledCase.FeedbackSet)
            return Problem.BadBody($"set: {LabelledCase.FeedbackSet} is the set of feedback alone; expected another name.");
        var body = await JsonBody.BytesAsync(http, MediaType.Ndjson, JsonBody.BatchLimit);
        if (body.Problem is { } refusal) return refusal;
        var workspace = http.Caller().Workspace;
        var fields = (await live.GetAsync(workspace, cancellationToken)).Definitions.Fields;
        var (ready, errors, number) = (new List<ImportedCase>(), new List<ImportError>(), 0);
        await foreach (var line in NdjsonReader.ReadAsync(new MemoryStream(body.Value!), cancellationToken))
        {
            if (++number > Importer.MostLines) return Problem.TooLarge($"Expected at most {Importer.MostLines} lines, found more.");
            if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            var read = LabelledLine.Parse(line);
            var prepared = read.Problem is { } unreadable ? unreadable : import.Prepare(workspace, fields, read.Value!);
            if (prepared.Problem is { } problem) errors.Add(new ImportError(number, problem.Message));
            else ready.Add(prepared.Value!);
        }

        var labels = await store.ImportAsync(workspace, http.Author(), set.Value ?? "imported", ready, cancellationToken);
        return Json.Ok(new CaseImportOutcome(ready.Count, labels, errors));
    }

    static IResult Get(HttpContext http, string caseId, CaseStore store) =>
        store.Find(http.Caller().Workspace, caseId) is { } found ? Json.Ok(CaseResource.Of(found)) : CaseStore.Unknown(caseId);

    static async Task<IResult> Decide(HttpContext http, string caseId, CaseStore store, CancellationToken cancellationToken)
    {
        var values = await JsonBody.ReadAsync(http, ReadValues);
        if (values.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        if (store.Find(workspace, caseId) is not { } before) return CaseStore.Unknown(caseId);
        List<string> accepted = values.Value is [StructuredDataValue.NotFound] ? [] : values.Value!;
        if (accepted.Select(value => LabelledCase.Misfit(before.FieldId, value)).OfType<string>().FirstOrDefault() is { } misfit)
            return Problem.BadBody($"$.values: {misfit}");
        if (accepted.Count > 1 && before.FieldId.StartsWith("q_", StringComparison.Ordinal))
            return Problem.BadBody("$.values: expected one answer, or none for Not Found");
        return await store.DecideAsync(workspace, http.Author(), caseId, accepted, cancellationToken) is { } decided
            ? Json.Ok(CaseResource.Of(decided))
            : CaseStore.Unknown(caseId);
    }

    static async Task<IResult> Delete(HttpContext http, string caseId, CaseStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(http.Caller().Workspace, http.Author(), caseId, cancellationToken)
            ? Results.Ok()
            : CaseStore.Unknown(caseId);

    static async Task<IResult> DeleteSet(HttpContext http, CaseStore store)
    {
        var set = LabelledCase.SetName.InQuery(http.Request.Query, "set");
        if (set.Problem is { } bad) return bad;
        if (set.Value is null) return Problem.BadBody("set: required in the query string.");
        return Json.Ok(new CasesDeleted(await store.DeleteSetAsync(http.Caller().Workspace, http.Author(), set.Value)));
    }

    static List<string> ReadValues(JsonObject body) => body.RequiredTexts("values", LabelledCase.Value, LabelledCase.MostValues);

    static Result<CaseFilter> Filter(IQueryCollection query)
    {
        var set = LabelledCase.SetName.InQuery(query, "set");
        if (set.Problem is { } badSet) return badSet;
        var field = TextRule.Identifier.InQuery(query, "fieldId");
        if (field.Problem is { } badField) return badField;
        var conversation = TextRule.MadeId.InQuery(query, "conversationId");
        if (conversation.Problem is { } badConversation) return badConversation;
        var status = QueryStrings.ChoiceInQuery(query, "status", Statuses);
        if (status.Problem is { } badStatus) return badStatus;
        return new CaseFilter(
            set.Value, field.Value, conversation.Value, status.Value is { } name ? (CaseStatus)(Array.IndexOf(Statuses, name) + 1) : null);
    }
}

/// <summary>What became of an import.</summary>
/// <param name="Imported">Lines that were taken.</param>
/// <param name="Labels">Labels they had.</param>
/// <param name="Errors">Lines that were passed over.</param>
internal sealed record CaseImportOutcome(int Imported, int Labels, IReadOnlyList<ImportError> Errors);

/// <summary>How many cases were deleted.</summary>
internal sealed record CasesDeleted(int Deleted);

/// <summary>A line of an export.</summary>
internal sealed record ExportedLine(
    string Set, string? ConversationId, string? ExternalConversationId, string? AgentExternalId, IEnumerable<ExportedMessage> Messages,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Labels)
{
    /// <summary>The line of the cases of one conversation.</summary>
    public static ExportedLine Of(IReadOnlyList<LabelledCase> cases, IReadOnlyList<TranscriptMessage> messages) => new(
        cases[0].Set,
        cases[0].ConversationId.Length > 0 ? cases[0].ConversationId : null,
        cases[0].ExternalId,
        cases[0].AgentExternalId.Length > 0 ? cases[0].AgentExternalId : null,
        messages.Select(message => new ExportedMessage(message.Text, new ExportedSender(message.Sender.ToString().ToLowerInvariant()))),
        cases.ToDictionary(one => one.FieldId, one => one.True, StringComparer.Ordinal));
}

/// <summary>A message of an exported line.</summary>
internal sealed record ExportedMessage(string Text, ExportedSender Sender);

/// <summary>Who said it.</summary>
internal sealed record ExportedSender(string Role);
