using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Evaluations.Cases;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;
using Tessera.Extraction.Policy;
using Tessera.Jobs;
using Tessera.OpenApi;
using Tessera.Usage;
using Tessera.Wire;

namespace Tessera.Evaluations;

/// <summary>An evaluation as clients ask for it.</summary>
internal sealed record EvaluationInput(string Name, IReadOnlyList<CandidateInput> Candidates, CaseChoice Cases, NoWorseThan? NoWorseThan)
{
    /// <summary>The most candidates of one evaluation.</summary>
    public const int MostCandidates = 10;

    const int MostFields = 1000;

    /// <summary>A body as the API's description shows it.</summary>
    public const string Example = """
        {"name":"A new prompt","candidates":[{"name":"now","strategy":"built-in-first"},
          {"name":"next","strategy":"built-in-first","model":"llama3.1","prompt":"2","fieldVersions":{"e_order_number":"2"}}],
         "cases":{"set":"feedback","fieldIds":["e_order_number"],"segmentId":"IOS_ORDERS"},
         "noWorseThan":{"baseline":"now","metric":"f1","tolerance":0.01,"minCases":30,"fieldId":"e_order_number"}}
        """;

    static readonly string[] Strategies = [.. Enum.GetNames<ExtractionStrategy>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
    static readonly string[] Metrics = [.. Enum.GetNames<GateMetric>().Select(name => name.ToLowerInvariant())];

    /// <summary>Reads a body.</summary>
    public static EvaluationInput Read(JsonObject body)
    {
        var candidates = body.RequiredObjects("candidates", 1, MostCandidates).Select(Candidate).ToList();
        if (candidates.GroupBy(candidate => candidate.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Count() > 1) is { } twice)
            body.Violate("candidates", $"two of them have the name {twice.Key}");
        var noWorseThan = body.OptionalObject("noWorseThan") is { } demanded ? Gate(demanded, candidates) : null;
        return new EvaluationInput(body.OptionalText("name", new TextRule(0, 256)).Value ?? "", candidates, Choice(body), noWorseThan);
    }

    static CandidateInput Candidate(JsonObject candidate)
    {
        var strategy = candidate.RequiredChoice("strategy", Strategies);
        var versions = candidate.MapOrAbsent("fieldVersions", TextRule.Identifier, new TextRule(1, 9), MostFields) ?? [];
        return new CandidateInput(
            candidate.RequiredText("name", TextRule.Name),
            (ExtractionStrategy)(Array.IndexOf(Strategies, strategy) + 1),
            candidate.OptionalText("model", TextRule.Name).Value,
            candidate.OptionalText("prompt", TextRule.Identifier).Value,
            versions.Where(version => version.Value is not null)
                .ToDictionary(version => version.Key, version => version.Value!, StringComparer.Ordinal));
    }

    static CaseChoice Choice(JsonObject body)
    {
        if (body.OptionalObject("cases") is not { } cases) return new CaseChoice(null, null, null);
        return new CaseChoice(
            cases.OptionalText("set", LabelledCase.SetName).Value,
            cases.OptionalTexts("fieldIds", TextRule.Identifier, MostFields).Value,
            cases.OptionalText("segmentId", TextRule.Identifier).Value);
    }

    static NoWorseThan Gate(JsonObject demanded, List<CandidateInput> candidates)
    {
        var baseline = demanded.RequiredText("baseline", TextRule.Name);
        if (candidates.All(candidate => candidate.Name != baseline)) demanded.Violate("baseline", "expected the name of a candidate");
        if (candidates.Count < 2) demanded.Violate("baseline", "expected a further candidate to hold against it");
        var metric = demanded.OptionalChoice("metric", Metrics).Value;
        return new NoWorseThan(
            baseline,
            metric is null ? GateMetric.F1 : (GateMetric)Array.IndexOf(Metrics, metric),
            demanded.RequiredNumber("tolerance", 0, 1),
            demanded.IntOrAbsent("minCases", 1, 1_000_000) ?? Extraction.Evaluation.NoWorseThan.DefaultMinCases,
            demanded.OptionalText("fieldId", TextRule.Identifier).Value);
    }
}

/// <summary>A candidate as clients ask for it.</summary>
internal sealed record CandidateInput(
    string Name, ExtractionStrategy Strategy, string? Model, string? Prompt, IReadOnlyDictionary<string, string> FieldVersions);

/// <summary>Which cases are asked for; null asks for any.</summary>
internal sealed record CaseChoice(string? Set, List<string>? FieldIds, string? SegmentId);

/// <summary>An evaluation as it is given out.</summary>
internal sealed record EvaluationResource
{
    static readonly Rate High = new(0.92, 0.8502, 0.9589);

    static readonly Measures Measured = new()
    {
        Name = "total",
        Asked = 100,
        Support = 90,
        Right = 82,
        Wrong = 4,
        Extra = 3,
        Missed = 4,
        Failed = 0,
        Ungrounded = 1,
        Verified = 89,
        Precision = High,
        Recall = High,
        F1 = High,
        Accuracy = High,
        Grounded = High,
        Abstention = new Rate(0.11, 0.0625, 0.1863),
        Latency = new Latency(812.5, 2104.1),
        Cost = new UsageGroup(null, 100, 0, 0, 81_000, 6_100, 0.021m, 96_400),
    };

    public static readonly EvaluationResource Example = new()
    {
        Id = "01K7ATV3C5P7Q9X1D2Z4M6N8BV",
        Name = "A new prompt",
        Status = EvaluationStatus.Completed,
        Progress = new EvaluationProgress(200, 200),
        Candidates = [new CandidateResource(
            "now", ExtractionStrategy.BuiltInFirst, "llama3.1", "1", new Dictionary<string, int> { ["e_order_number"] = 2 })],
        Cases = new PlannedCases("feedback", ["e_order_number"], "IOS_ORDERS", 100, 100, 3, 0),
        NoWorseThan = new NoWorseThan("now", GateMetric.F1, 0.01, 30, null),
        Report = new EvaluationReport(
            100,
            [new CandidateReport("now", [Measured with { Name = "e_order_number" }], [], Measured, 0.92)],
            [new Agreement("now", "next", 100, 92, High, [new FieldAgreement("e_order_number", 100, 92, High)])],
            [new GateResult(
                "next", GateOutcome.Pass, 100, 0.012, -0.004, 0.031,
                "f1 differs by +0.0120 from now, at worst by -0.0040 (95 %, 100 conversations); 0.01 is tolerated.")]),
        KeyId = "01K7ATR0M3V5Q8Z2N6TXA9R1WJ",
        CreatedAt = Examples.Time,
        FinishedAt = Examples.Time,
    };

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required EvaluationStatus Status { get; init; }

    /// <summary>Why it was interrupted, or waits.</summary>
    public string? Reason { get; init; }

    public required EvaluationProgress Progress { get; init; }

    public required IReadOnlyList<CandidateResource> Candidates { get; init; }

    public required PlannedCases Cases { get; init; }

    public NoWorseThan? NoWorseThan { get; init; }

    /// <summary>What came of it; once it is completed, and in lists left out.</summary>
    public EvaluationReport? Report { get; init; }

    /// <summary>The key that made it.</summary>
    public string? KeyId { get; init; }

    public required string CreatedAt { get; init; }

    public string? FinishedAt { get; init; }

    /// <summary>An evaluation by its job, with its report where that is there and asked for.</summary>
    public static EvaluationResource Of(Job job, string? report)
    {
        var plan = EvaluationPlan.Of(job);
        var status = StatusOf(job);
        return new EvaluationResource
        {
            Id = job.Id,
            Name = plan.Name,
            Status = status,
            Reason = job.State == JobState.Paused ? "Somebody has paused its job." : job.Reason,
            Progress = new EvaluationProgress(JsonSerializer.Deserialize<JobCounts>(job.Progress, Json.Options)!.Done ?? 0, plan.Answers),
            Candidates = [.. plan.Candidates.Select(candidate => CandidateResource.Of(plan, candidate))],
            Cases = plan.Cases,
            NoWorseThan = plan.NoWorseThan,
            Report = report is null ? null : JsonSerializer.Deserialize<EvaluationReport>(report, Json.Options),
            KeyId = job.CreatedBy.Length > 0 ? job.CreatedBy : null,
            CreatedAt = Time.Format(job.CreatedAt),
            FinishedAt = status is EvaluationStatus.Queued or EvaluationStatus.Running ? null : Time.Format(job.UpdatedAt),
        };
    }

    static EvaluationStatus StatusOf(Job job) => job switch
    {
        { State: JobState.Done } => EvaluationStatus.Completed,
        // Calls under way are being ended, and nothing comes of them any more.
        { State: JobState.Cancelled } or { State: JobState.Running, Asked: JobRequest.Cancel } => EvaluationStatus.Cancelled,
        { State: JobState.Failed or JobState.Paused } => EvaluationStatus.Interrupted,
        { Fence: 0 } => EvaluationStatus.Queued,
        _ => EvaluationStatus.Running,
    };
}

/// <summary>How far an evaluation is: answers of candidates to conversations.</summary>
internal sealed record EvaluationProgress(long Answered, long Total);

/// <summary>A candidate as it is given out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Strategy">Who is asked.</param>
/// <param name="Model">The model; absent where none is asked.</param>
/// <param name="Prompt">The version of the prompt; absent likewise.</param>
/// <param name="FieldVersions">The version of each field it is asked for.</param>
internal sealed record CandidateResource(
    string Name, ExtractionStrategy Strategy, string? Model, string? Prompt, IReadOnlyDictionary<string, int> FieldVersions)
{
    public static CandidateResource Of(EvaluationPlan plan, PlannedCandidate candidate) => new(
        candidate.Name,
        candidate.Strategy,
        candidate.Model,
        candidate.Prompt,
        plan.Fields.ToDictionary(
            field => field.Id, field => (candidate.Fields.FirstOrDefault(own => own.Id == field.Id) ?? field).Version,
            StringComparer.Ordinal));
}

/// <summary>A page of evaluations.</summary>
internal sealed record EvaluationList(
    List<EvaluationResource> Evaluations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);

/// <summary>An answer that isn't right.</summary>
/// <param name="Candidate">Whose answer.</param>
/// <param name="ConversationId">The conversation; absent for a transcript that came with its labels.</param>
/// <param name="TranscriptId">The transcript; absent for a stored conversation.</param>
/// <param name="FieldId">The field.</param>
/// <param name="Verdict">What is wrong: <c>wrong</c>, <c>extra</c> or <c>missed</c>.</param>
/// <param name="Accepted">What would be right, in the form values are compared in; none where no value is.</param>
/// <param name="Outcome">How the search ended.</param>
/// <param name="Value">What it said.</param>
/// <param name="Evidence">Where that stands.</param>
/// <param name="Claim">What was claimed without ground.</param>
/// <param name="Failure">Why there is no answer.</param>
internal sealed record MistakeResource(
    string Candidate, string? ConversationId, string? TranscriptId, string FieldId, Verdict Verdict, IReadOnlyList<string> Accepted,
    string Outcome, string? Value, Evidence? Evidence, Claim? Claim, string? Failure)
{
    public static readonly MistakeResource Example = new(
        "next", Examples.ConversationId, null, "e_order_number", Verdict.Wrong, ["mt-55071"], "found", "MT-55070",
        new Evidence(Examples.MessageId, 8, 16, "MT-55070"), null, null);

    public static MistakeResource Of(string candidate, PlannedCase asked, Judgement judgement) => new(
        candidate,
        asked.ConversationId.Length > 0 ? asked.ConversationId : null,
        asked.TranscriptId.Length > 0 ? asked.TranscriptId : null,
        judgement.Answer.FieldId,
        judgement.Verdict,
        judgement.Accepted,
        NativeValue.OutcomeName(judgement.Answer.Outcome),
        judgement.Answer.Value,
        judgement.Answer.Evidence,
        judgement.Answer.Claim,
        judgement.Answer.Reason);
}

/// <summary>A page of mistakes.</summary>
internal sealed record MistakeList(
    IReadOnlyList<MistakeResource> Mistakes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PrevCursor);
