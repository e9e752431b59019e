using System.Collections.Concurrent;
using System.Text.Json;
using Tessera.Access;

namespace Tessera.Usage;

/// <summary>
/// Accounts for calls in memory and without a budget, where there is no workspace whose budget it could be: for commands.
/// </summary>
internal sealed class CallTally : ICallAccount
{
    readonly ConcurrentQueue<UsageRow> _calls = [];

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<UsageRow> Calls => [.. _calls];

    /// <inheritdoc/>
    public Reservation Reserve(WorkspaceId workspace, Spending most) => new(workspace, most);

    /// <inheritdoc/>
    public Task SettleAsync(Reservation reservation, ModelCallRecord call)
    {
        _calls.Enqueue(new UsageRow
        {
            CalledAt = call.At.UtcDateTime.Date.Subtract(DateTime.UnixEpoch).Days,
            Model = call.Model,
            FieldIds = JsonSerializer.Serialize(call.Purpose.FieldIds),
            Outcome = call.Fault is { } fault ? (int)fault : 0,
            Calls = 1,
            InputTokens = call.Spent.InputTokens,
            OutputTokens = call.Spent.OutputTokens,
            Cost = call.Spent.Cost,
            Milliseconds = (long)call.Took.TotalMilliseconds,
            Estimated = call.Estimated ? 1 : 0,
        });
        return Task.CompletedTask;
    }
}
