using System.Text.Json;
using Tessera.Jobs;
using Tessera.OpenApi;
using Tessera.Usage;
using Tessera.Wire;

namespace Tessera.Extraction.BackFills;

/// <summary>A back-fill as a client asks for it.</summary>
/// <param name="Selection">What is to be done.</param>
/// <param name="Priority">Which of the workspace's jobs come first.</param>
/// <param name="Paused">Makes it and doesn't begin, so that its estimate can be looked at.</param>
internal sealed record BackFillInput(BackFill Selection, JobPriority Priority, bool Paused)
{
    public const string Example =
        """{"segmentIds":["IOS_ORDERS"],"fieldIds":["e_order_number"],"startedFrom":"2026-01-01T00:00:00Z","startedUntil":"2026-02-01T00:00:00Z","sampleRate":0.1,"regenerate":false,"priority":"low","paused":false}""";

    const int MostFields = 1000;
    const int RateDecimals = 6;

    public static BackFillInput Read(JsonObject body)
    {
        var segments = body.RequiredTexts("segmentIds", TextRule.Identifier, BackFill.MostSegments);
        if (segments.Count == 0 && body.Has("segmentIds"))
            body.Violate("segmentIds", $"expected 1 to {BackFill.MostSegments} ids, found none");
        var fields = body.OptionalTexts("fieldIds", TextRule.Identifier, MostFields).Value;
        if (fields is { Count: 0 }) body.Violate("fieldIds", "expected at least one id, or no such member for all fields");
        var (from, until) = (TimeOf("startedFrom"), TimeOf("startedUntil"));
        if (from >= until) body.Violate("startedUntil", "expected a time after startedFrom");
        var rate = body.OptionalNumber("sampleRate", 1, RateDecimals);
        if (rate == 0) body.Violate("sampleRate", "expected a number above 0 and at most 1, found 0");
        var selection = new BackFill
        {
            SegmentIds = [.. segments.Distinct(StringComparer.Ordinal)],
            FieldIds = fields is null ? null : [.. fields.Distinct(StringComparer.Ordinal)],
            StartedFrom = from,
            StartedUntil = until,
            SampleRate = (double)(rate ?? 1),
            Regenerate = body.BoolOrAbsent("regenerate") ?? false,
        };
        var priority = body.OptionalChoice("priority", JobNames.Priorities).Value;
        return new BackFillInput(
            selection, priority is null ? JobPriority.Low : JobNames.Parse<JobPriority>(priority)!.Value,
            body.BoolOrAbsent("paused") ?? false);

        DateTimeOffset? TimeOf(string name) =>
            body.OptionalTime(name, "By the time at which conversations began.").Value is { } text && Time.TryParse(text, out var time)
                ? time
                : null;
    }
}

/// <summary>A back-fill as it is given out.</summary>
internal sealed record BackFillResource
{
    public static readonly BackFillResource Example = new()
    {
        Job = JobResource.Example,
        Selection = new BackFill { SegmentIds = ["IOS_ORDERS"] },
        Estimate = BackFillEstimate.Example,
        Retrying = 0,
        GivenUp = 0,
        Fields = [new FieldReport("e_order_number", new FieldCounts { Added = 1000, Unchanged = 150, Absent = 50 })],
        Samples = [new ValueSample(ValueFate.Added, Examples.ConversationId, "e_order_number", null, "MT-55071", null)],
        Spent = new SpentResource(480, 384_000, 19_200, 0.07m),
    };

    /// <summary>State and progress; <c>pause</c>, <c>resume</c>, <c>cancel</c> and <c>replay</c> of <c>/v1/jobs</c> take its id.</summary>
    public required JobResource Job { get; init; }

    public required BackFill Selection { get; init; }

    /// <summary>What was expected when it was made.</summary>
    public required BackFillEstimate Estimate { get; init; }

    /// <summary>Conversations that had no answer and will be tried again.</summary>
    public required int Retrying { get; init; }

    /// <summary>Conversations that had none after several attempts.</summary>
    public required long GivenUp { get; init; }

    /// <summary>What became of the values so far, by field.</summary>
    public required IReadOnlyList<FieldReport> Fields { get; init; }

    /// <summary>The first values that were added, changed or removed, or that failed.</summary>
    public required IReadOnlyList<ValueSample> Samples { get; init; }

    /// <summary>What its calls of the model have cost so far.</summary>
    public required SpentResource Spent { get; init; }

    public static BackFillResource Of(Job job, UsageTotal spent)
    {
        var definition = JsonSerializer.Deserialize<BackFillDefinition>(job.Definition, Json.Options)!;
        var progress = JsonSerializer.Deserialize<BackFillProgress>(job.Progress, Json.Options)!;
        return new BackFillResource
        {
            Job = JobResource.Of(job),
            Selection = definition.Selection,
            Estimate = definition.Estimate,
            Retrying = progress.Troubled.Count,
            GivenUp = progress.GivenUp,
            Fields = [.. progress.Fields.Select(field => new FieldReport(field.Key, field.Value))],
            Samples = progress.Samples,
            Spent = new SpentResource(spent.Calls, spent.InputTokens, spent.OutputTokens, spent.Cost / 1_000_000m),
        };
    }
}

/// <summary>What became of the values of one field.</summary>
internal sealed record FieldReport(string FieldId, FieldCounts Values);

/// <summary>What calls of a model have cost.</summary>
internal sealed record SpentResource(long Calls, long InputTokens, long OutputTokens, decimal Cost);
