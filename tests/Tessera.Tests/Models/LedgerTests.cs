using Tessera.Access;
using Tessera.Llm;
using Tessera.Tests.Harness;
using Tessera.Usage;

namespace Tessera.Tests.Models;

/// <summary>Budgets are exact, however many ask at once.</summary>
public sealed class LedgerTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(7000L, 7)]
    [OnBothDatabases(6999L, 6)]
    [OnBothDatabases(7001L, 7)]
    [OnBothDatabases(1000L, 1)]
    [OnBothDatabases(999L, 0)]
    [OnBothDatabases(0L, 0)]
    public async Task Of_fifty_at_once_as_many_are_let_through_as_fit_to_the_token(Backend backend, long tokens, int expected)
    {
        var (ledger, workspace) = await OpenAsync(backend, tokens);
        var most = new Spending(600, 400, 0);

        var reserved = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Try(ledger, workspace, most))));

        Assert.Equal(expected, reserved.Count(r => r is not null));
        // Each costs less than it might have: what is left over is there for others, to the token.
        foreach (var reservation in reserved.OfType<Reservation>())
            await ledger.SettleAsync(reservation, Call(workspace, new Spending(60, 40, 0)));
        var left = tokens - (expected * 100L);
        Assert.Equal((expected * 60L, expected * 40L), (ledger.Spent(workspace).Day.InputTokens, ledger.Spent(workspace).Day.OutputTokens));
        Assert.Null(Try(ledger, workspace, new Spending(left + 1, 0, 0)));
        Assert.NotNull(Try(ledger, workspace, new Spending(left, 0, 0)));
    }

    [Theory, OnBothDatabases]
    public async Task A_call_that_cost_more_than_was_believed_counts_in_full(Backend backend)
    {
        var (ledger, workspace) = await OpenAsync(backend, 1000);
        var reservation = Try(ledger, workspace, new Spending(500, 0, 0))!;

        await ledger.SettleAsync(reservation, Call(workspace, new Spending(990, 0, 0)));

        Assert.Null(Try(ledger, workspace, new Spending(11, 0, 0)));
        Assert.NotNull(Try(ledger, workspace, new Spending(10, 0, 0)));
    }

    [Theory]
    [OnBothDatabases(LedgerStore.MostJobs - 1)]
    [OnBothDatabases(LedgerStore.MostJobs)]
    [OnBothDatabases(LedgerStore.MostJobs + 1)]
    public async Task Of_many_jobs_those_that_cost_most_are_told(Backend backend, int jobs)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var store = await servers.ServiceAsync<LedgerStore>(backend);
        var workspace = (await servers.ServiceAsync<AccessKeyStore>(backend)).Find(api.KeyId)!.Workspace;
        await Task.WhenAll(Enumerable.Range(0, jobs).Select(job => store.AddAsync(
            Call(workspace, new Spending(1, 1, job)) with { Purpose = new ModelPurpose(workspace, null, [], [], $"j-{job:0000}") },
            TestContext.Current.CancellationToken)));

        var usage = (await api.GetAsync("/v1/usage?groupBy=job")).Expect(200).Json;

        Assert.Equal(
            Enumerable.Range(0, jobs).TakeLast(LedgerStore.MostJobs).Select(job => $"j-{job:0000}"),
            usage["groups"]!.AsArray().Select(g => (string)g!["group"]!));
        Assert.Equal(jobs, (int)usage["total"]!["calls"]!);
    }

    async Task<(Ledger Ledger, WorkspaceId Workspace)> OpenAsync(Backend backend, long tokens)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PutAsync("/v1/usage/budget", $$$"""{"daily":{"tokens":{{{tokens}}}}}""")).Expect(200);
        return (await servers.ServiceAsync<Ledger>(backend),
            (await servers.ServiceAsync<AccessKeyStore>(backend)).Find(api.KeyId)!.Workspace);
    }

    static Reservation? Try(Ledger ledger, WorkspaceId workspace, Spending most)
    {
        try
        {
            return ledger.Reserve(workspace, most);
        }
        catch (ModelException refusal) when (refusal.Fault == ModelFault.NoBudget)
        {
            return null;
        }
    }

    static ModelCallRecord Call(WorkspaceId workspace, Spending spent) => new()
    {
        Purpose = new ModelPurpose(workspace, null, [], [], null),
        Model = "m",
        At = DateTimeOffset.UtcNow,
        Fault = null,
        Spent = spent,
        Estimated = false,
        Took = TimeSpan.Zero,
    };
}
