using System.Diagnostics;
using Tessera.Access;
using Tessera.Conversations;
using Tessera.Llm;
using Tessera.Segments;
using Tessera.Usage;

namespace Tessera.Extraction.BackFills;

/// <summary>What a back-fill will probably come to.</summary>
internal sealed record BackFillEstimate
{
    public static readonly BackFillEstimate Example = new()
    {
        Conversations = 5334, IsExact = true, Sampled = 50, Calls = 2140, InputTokens = 1_712_000, OutputTokens = 85_600, Cost = 0.31m,
        Minutes = 17.8,
    };

    /// <summary>Conversations that will be extracted.</summary>
    public required long Conversations { get; init; }

    /// <summary>Whether they were counted; of a part of the conversations the number is about right.</summary>
    public required bool IsExact { get; init; }

    /// <summary>From how many conversations the rest is extrapolated.</summary>
    public required int Sampled { get; init; }

    /// <summary>Calls of the model, without answers that are known and without repeated calls.</summary>
    public required long Calls { get; init; }

    /// <summary>Tokens of the prompts, by the cautious estimate that budgets use.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens of the answers.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Money, at the operator's prices.</summary>
    public required decimal Cost { get; init; }

    /// <summary>How long it takes while nothing else does.</summary>
    public required double Minutes { get; init; }
}

/// <summary>
/// Estimates back-fills: conversations are counted, and the calls for a uniform sample of them worked out without asking the model.
/// </summary>
internal sealed class BackFillEstimation(
    ConversationStore conversations, StructuredDataService service, LiveWorkspaces live, LanguageModel model, LedgerStore ledger,
    TimeProvider clock)
{
    // Enough for what is usual; the time to read them is a fraction of a second.
    const int SampleSize = 50;
    const int SampleSeed = 1;

    // How far back calls tell how long one takes; and where there were none, a usual time.
    static readonly TimeSpan LookBack = TimeSpan.FromDays(30);
    static readonly TimeSpan UsualCall = TimeSpan.FromSeconds(2);

    public async Task<BackFillEstimate> EstimateAsync(WorkspaceId workspace, BackFill selection, CancellationToken cancellationToken)
    {
        var loaded = await live.GetAsync(workspace, cancellationToken);
        var (matching, sample) = loaded.Conversations.CountAndSample(
            selection.Query(), loaded.Definitions.Resolve, SampleSize, SampleSeed, cancellationToken);
        var segments = selection.SegmentIds.ToHashSet(StringComparer.Ordinal);
        var fields = selection.FieldIds?.ToHashSet(StringComparer.Ordinal);
        var (calls, spending) = (0L, default(Spending));
        var begun = Stopwatch.GetTimestamp();
        foreach (var facts in sample)
        {
            if (conversations.Find(workspace, facts.ConversationId) is not { } conversation) continue;
            var request = new ExtractionRequest(workspace, conversation)
            {
                SegmentIds = segments, FieldIds = fields, Regenerate = selection.Regenerate,
            };
            var estimate = await service.EstimateAsync(request, cancellationToken);
            (calls, spending) = (calls + estimate.Calls, spending + estimate.Spending);
        }

        var reading = sample.Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(begun) / sample.Count;
        var count = (long)Math.Round(matching * selection.SampleRate);
        var scale = sample.Count == 0 ? 0 : (double)count / sample.Count;
        var allCalls = Scaled(calls);
        return new BackFillEstimate
        {
            Conversations = count,
            IsExact = selection.SampleRate >= 1,
            Sampled = sample.Count,
            Calls = allCalls,
            InputTokens = Scaled(spending.InputTokens),
            OutputTokens = Scaled(spending.OutputTokens),
            Cost = Math.Round(Scaled(spending.Cost) / 1_000_000m, 4),
            Minutes = Math.Round(
                ((reading * count / Environment.ProcessorCount)
                    + (CallTime(workspace) * allCalls / (model.Options?.Concurrency ?? 1))).TotalMinutes, 2),
        };

        long Scaled(long ofSample) => (long)Math.Ceiling(ofSample * scale);
    }

    TimeSpan CallTime(WorkspaceId workspace) =>
        model.Options is { } options
            ? ledger.UsualTime(workspace, options.Model, clock.GetUtcNow() - LookBack) ?? UsualCall
            : TimeSpan.Zero;
}
