using System.Text.Json;
using Tessera.Access;
using Tessera.Fetch;
using Tessera.OpenApi;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets.Qualifying;

/// <summary>
/// Octave's agent that qualifies a company: it scores what is known of the company against every active segment and gives the best. There
/// are no agents to configure here, so every <c>agentOId</c> stands for this one.
/// </summary>
internal static class QualifyCompanyEndpoints
{
    public static void MapQualifyCompany(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v2/agents/qualify-company/run", Run).Requires(Scopes.Generate)
            .Does(
                "qualifyCompany", "Find the segment that a company fits best",
                "By `runtimeContext`, or else by the front page of `companyDomain`. Any `agentOId` stands for the same agent.")
            .Takes(
                QualifyCompanyInput.Read,
                """{"agentOId":"ca_123456","companyDomain":"example.com","companyName":"Example","runtimeContext":"A bank with 900 employees."}""")
            .Gives(OctaveForm.Flat, new OctaveEntity(
                "QualifiedCompany",
                Example(new QualifyCompanyInput(null, "Example", null)),
                Example(new QualifyCompanyInput("example.com", null, null)),
                Found(null, "There is no active segment to qualify for.")));

    static JsonObject Example(QualifyCompanyInput input)
    {
        var question = new QualifyingQuestion(
            "Is the company of this size: 500+ employees?", "Yes where a count of employees lies within.", "GOOD", "MEDIUM");
        List<QualifyingAnswer> answers =
        [
            new(question, true, Confidence.Medium, "The text names 900 employees.", new QualifyingEvidence(0, 12, 25, "900 employees")),
            new(question, false, Confidence.Low, "Nothing in the text says anything of the company's employees.", null),
        ];
        return Found(Data(OctaveExamples.Segment, new QualifiedAnswers(answers, Qualifier.BuiltIn, null, 0), input), null);
    }

    static async Task<IResult> Run(
        HttpContext http, MarketStore store, PageFetcher fetcher, SegmentMatching matching, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync(http, QualifyCompanyInput.Read);
        if (read.Problem is { } problem) return problem;
        var (workspace, input) = (http.Caller().Workspace, read.Value!);
        var text = await TextOf(input, fetcher, cancellationToken);
        if (text.Problem is { } unreadable) return unreadable;
        var matches = await matching.RunAsync(workspace, store.ActiveSegments(workspace), text.Value!, null, cancellationToken);
        if (matches.Problem is { } unavailable) return unavailable;
        var (all, note, tokens) = matches.Value!;
        if (all is not [var (segment, qualified), ..])
            return OctaveEnvelope.Flat(http, Found(null, "There is no active segment to qualify for."));
        return OctaveEnvelope.Flat(http, Found(Data(segment, qualified, input), note), tokens);
    }

    // What the caller knows, and where that is nothing the company's own site.
    static async Task<Result<string>> TextOf(QualifyCompanyInput input, PageFetcher fetcher, CancellationToken cancellationToken)
    {
        if (input.RuntimeContext is { } context) return context;
        var url = $"https://{input.CompanyDomain}/";
        var page = await fetcher.FetchAsync(url, cancellationToken);
        return page.Problem is { } problem
            ? Problem.BadBody($"$.companyDomain: {url} can't be read: {problem.Message}.")
            : page.Value!.Text;
    }

    static JsonObject Section(MarketEntity segment, QualifiedAnswers qualified) => new()
    {
        ["message"] = null,
        ["oId"] = segment.OId,
        ["name"] = segment.Name,
        ["description"] = segment.Description,
        ["qualification"] = new JsonObject
        {
            ["score"] = qualified.Score,
            ["rationale"] = Rationale(qualified),
            ["answers"] = JsonSerializer.SerializeToNode(qualified.Answers.Select(a => AnswerResource.Of(a, null)), Json.Options),
        },
    };

    static string Rationale(QualifiedAnswers qualified)
    {
        var known = qualified.Answers.Count(a => a.Evidence is not null);
        var how = qualified.Answerer == Qualifier.BuiltIn ? "no model was used" : $"by {qualified.Answerer}";
        return $"{known} of {qualified.Answers.Count} questions could be answered from what is known; {how}.";
    }

    static JsonObject Data(MarketEntity segment, QualifiedAnswers qualified, QualifyCompanyInput input) => new()
    {
        ["score"] = qualified.Score,
        ["rationale"] = Rationale(qualified),
        ["segment"] = Section(segment, qualified),
        ["company"] = new JsonObject { ["name"] = input.CompanyName, ["domain"] = input.CompanyDomain },
    };

    static JsonObject Found(JsonObject? data, string? message) =>
        new() { ["found"] = data is not null, ["message"] = message, ["data"] = data };
}

/// <summary>
/// A run of the agent, as clients send it. Of the company something must be known: a context, or a domain whose site is read.
/// </summary>
internal sealed record QualifyCompanyInput(string? CompanyDomain, string? CompanyName, string? RuntimeContext)
{
    public static QualifyCompanyInput Read(Wire.JsonObject body)
    {
        body.RequiredText("agentOId", MarketInput.AnyId);
        var input = new QualifyCompanyInput(Filled(body, "companyDomain"), Filled(body, "companyName"), Context(body));
        if (input is { CompanyDomain: null, RuntimeContext: null }) body.Violations.Add("$", "expected runtimeContext or companyDomain");
        else if (input.CompanyDomain is { } domain && Uri.CheckHostName(domain) != UriHostNameType.Dns)
            body.Violate("companyDomain", "expected a domain, as in example.com");
        return input;
    }

    static string? Filled(Wire.JsonObject body, string name) =>
        body.OptionalText(name, new TextRule(0, 256)).Value is { Length: > 0 } text ? text : null;

    static string? Context(Wire.JsonObject body)
    {
        if (body.OptionalAny("runtimeContext", "A text, or JSON of whatever members: its strings are what is known.") is not { } context)
            return null;
        var lines = new List<string>();
        if (MarketContent.IsText(context)) Collect(context, lines);
        else body.Violate("runtimeContext", MarketContent.NoText);
        return string.Join('\n', lines) is { Length: > 0 } text ? text : null;
    }

    static void Collect(JsonElement element, List<string> into)
    {
        if (element.ValueKind == JsonValueKind.String) into.Add(element.GetString()!);
        else if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Collect(item, into);
        else if (element.ValueKind == JsonValueKind.Object) foreach (var member in element.EnumerateObject()) Collect(member.Value, into);
    }
}
