using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Llm;

namespace Tessera.Usage;

/// <summary>Who accounts for calls of models.</summary>
internal interface ICallAccount
{
    /// <summary>Reserves the most a call can cost, before it goes out.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NoBudget"/>: it could pass the budget.</exception>
    Reservation Reserve(WorkspaceId workspace, Spending most);

    /// <summary>Writes down what a call has cost, in place of its reservation.</summary>
    Task SettleAsync(Reservation reservation, ModelCallRecord call);
}

/// <summary>
/// What models have cost, and whether a further call may be made. A call reserves the most it can cost before it goes out, so that no
/// number of calls at once passes a budget; when it is over, what it did cost is written down and takes the reservation's place.
/// </summary>
internal sealed class Ledger(LedgerStore store, TimeProvider clock) : ICallAccount
{
    readonly ConcurrentDictionary<long, Account> _accounts = [];

    /// <inheritdoc/>
    public Reservation Reserve(WorkspaceId workspace, Spending most)
    {
        var account = _accounts.GetOrAdd(workspace.Value, static _ => new Account());
        lock (account)
        {
            var now = clock.GetUtcNow();
            Turn(account, workspace, now);
            var (day, month) = (account.Day + account.Reserved + most, account.Month + account.Reserved + most);
            if (store.Budget(workspace).Passed(day, month) is { } bound)
            {
                throw new ModelException(ModelFault.NoBudget, $"The model isn't called: one more call could pass {bound}.")
                {
                    RetryAfter = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime,
                };
            }

            account.Reserved += most;
        }

        return new Reservation(workspace, most);
    }

    /// <inheritdoc/>
    public async Task SettleAsync(Reservation reservation, ModelCallRecord call)
    {
        try
        {
            // Not to be cancelled: what was spent was spent.
            await store.AddAsync(call, CancellationToken.None);
        }
        finally
        {
            var account = _accounts[reservation.Workspace.Value];
            lock (account)
            {
                account.Reserved -= reservation.Most;
                var now = clock.GetUtcNow();
                // What isn't read yet is read with this call in it.
                if (account.Read == DayOf(now)) (account.Day, account.Month) = (account.Day + call.Spent, account.Month + call.Spent);
            }
        }
    }

    /// <summary>What a workspace has spent today and this month, without calls under way.</summary>
    public (Spending Day, Spending Month) Spent(WorkspaceId workspace)
    {
        var now = clock.GetUtcNow();
        return (store.Spent(workspace, DayOf(now)), store.Spent(workspace, MonthOf(now)));
    }

    /// <summary>Reads anew what was spent, the first time and when a day has ended.</summary>
    void Turn(Account account, WorkspaceId workspace, DateTimeOffset now)
    {
        if (account.Read == DayOf(now)) return;
        (account.Day, account.Month, account.Read) = (store.Spent(workspace, DayOf(now)), store.Spent(workspace, MonthOf(now)), DayOf(now));
    }

    static DateTimeOffset DayOf(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    static DateTimeOffset MonthOf(DateTimeOffset now) => new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A workspace's spending; guarded by itself.</summary>
    sealed class Account
    {
        public DateTimeOffset Read { get; set; }

        public Spending Day { get; set; }

        public Spending Month { get; set; }

        public Spending Reserved { get; set; }
    }
}

/// <summary>What is held back for a call under way.</summary>
internal sealed record Reservation(WorkspaceId Workspace, Spending Most);
