using System.Runtime.InteropServices;
using Tessera.Access;
using Tessera.Llm;

namespace Tessera.Usage;

/// <summary>What a model is called for: who pays, and what for.</summary>
/// <param name="Workspace">Whose budget it is.</param>
/// <param name="ConversationId">The conversation that is read, if it is one.</param>
/// <param name="SegmentIds">The segments that asked.</param>
/// <param name="FieldIds">The fields that are asked for.</param>
/// <param name="JobId">The job it is done in, if any.</param>
internal sealed record ModelPurpose(
    WorkspaceId Workspace, string? ConversationId, IReadOnlyList<string> SegmentIds, IReadOnlyList<string> FieldIds, string? JobId);

/// <summary>Tokens and what they cost.</summary>
/// <param name="InputTokens">Tokens of prompts.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="Cost">Millionths of the operator's currency.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Spending(long InputTokens, long OutputTokens, long Cost)
{
    public long Tokens => InputTokens + OutputTokens;

    public static Spending operator +(Spending a, Spending b) =>
        new(a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens, a.Cost + b.Cost);

    public static Spending operator -(Spending a, Spending b) =>
        new(a.InputTokens - b.InputTokens, a.OutputTokens - b.OutputTokens, a.Cost - b.Cost);

    /// <summary>What so many tokens cost at a model's prices, rounded up to a millionth.</summary>
    public static Spending Of(ModelOptions model, long inputTokens, long outputTokens) =>
        // Prices are for a million tokens, costs in millionths: the two cancel out.
        new(inputTokens, outputTokens, (long)Math.Ceiling((inputTokens * model.InputPrice) + (outputTokens * model.OutputPrice)));
}

/// <summary>One call of a model, as the ledger keeps it.</summary>
internal sealed record ModelCallRecord
{
    public required ModelPurpose Purpose { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why it gave nothing; null when it answered.</summary>
    public required ModelFault? Fault { get; init; }

    public required Spending Spent { get; init; }

    /// <summary>Whether the tokens are estimated, as the server told none.</summary>
    public required bool Estimated { get; init; }

    public required TimeSpan Took { get; init; }
}
