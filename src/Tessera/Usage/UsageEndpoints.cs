using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Usage;

/// <summary>What models have cost, and what they may cost.</summary>
internal static class UsageEndpoints
{
    /// <summary>The longest span of one question, in days.</summary>
    const int LongestSpan = 366;

    public static void MapUsage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/usage", Usage).Requires(Scopes.Read | Scopes.Admin)
            .Does(
                "getUsage", "What language models have cost",
                $"The last 30 days unless told otherwise, days of UTC. By `job`: of the {LedgerStore.MostJobs} jobs that cost most.")
            .Asks("from", Time.Schema()).Asks("until", Time.Schema()).Asks("groupBy", BodyShape.Choice(UsageReport.GroupNames))
            .Gives(200, UsageReport.Example);
        app.MapGet("/v1/usage/budget", Budget).Requires(Scopes.Read | Scopes.Admin)
            .Does("getBudget", "What language models may cost, and what of it is spent").Gives(200, BudgetResource.Example);
        app.MapPut("/v1/usage/budget", SetBudget).Requires(Scopes.Admin)
            .Does("setBudget", "Set what language models may cost", "What is absent or null is without bound; 0 forbids every call.")
            .Takes(BudgetInput.Read, """{"daily":{"tokens":2000000,"cost":5},"monthly":{"tokens":null,"cost":50.5}}""")
            .Gives(200, BudgetResource.Example);
    }

    static IResult Usage(HttpContext http, LedgerStore store, TimeProvider clock)
    {
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var given = Time.InQuery(http.Request.Query, "from");
        if (given.Problem is { } badFrom) return badFrom;
        var end = Time.InQuery(http.Request.Query, "until");
        if (end.Problem is { } badUntil) return badUntil;
        var (from, until) = (given.Value ?? today.AddDays(-29), end.Value ?? today.AddDays(1));
        if (until <= from || until - from > TimeSpan.FromDays(LongestSpan))
            return Problem.BadBody($"until: expected a time after from, and at most {LongestSpan} days after it.");
        var by = http.Request.Query["groupBy"] is [{ Length: > 0 } asked, ..] ? asked : "day";
        if (UsageReport.GroupingBy(by) is not { } groups)
            return Problem.BadBody($"groupBy: expected one of {string.Join(", ", UsageReport.GroupNames)}, found {by}.");
        var workspace = http.Caller().Workspace;
        var report = UsageReport.Of(store.Calls(workspace, from, until), groups, from, until);
        return Json.Ok(
            by == UsageReport.Job
                ? report with { Groups = UsageReport.Of(store.CallsOfJobs(workspace, from, until), groups, from, until).Groups }
                : report);
    }

    static IResult Budget(HttpContext http, LedgerStore store, Ledger ledger)
    {
        var workspace = http.Caller().Workspace;
        return Json.Ok(BudgetResource.Of(store.Budget(workspace), ledger.Spent(workspace)));
    }

    static async Task<IResult> SetBudget(HttpContext http, LedgerStore store, Ledger ledger, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, BudgetInput.Read);
        if (input.Problem is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        await store.SetAsync(workspace, http.Author(), input.Value!, cancellationToken);
        return Json.Ok(BudgetResource.Of(input.Value!, ledger.Spent(workspace)));
    }
}

/// <summary>Reads a budget: <c>{"daily":{"tokens":…,"cost":…},"monthly":{…}}</c>; what is absent or null is without bound.</summary>
internal static class BudgetInput
{
    /// <summary>The largest bound of tokens, and of the cost in whole units.</summary>
    public const long Most = 1_000_000_000_000;

    public static Budget Read(JsonObject body)
    {
        var (daily, monthly) = (body.OptionalObject("daily"), body.OptionalObject("monthly"));
        return new Budget(
            (long?)daily?.OptionalNumber("tokens", Most, decimals: 0),
            (long?)(daily?.OptionalNumber("cost", Most, decimals: 6) * 1_000_000),
            (long?)monthly?.OptionalNumber("tokens", Most, decimals: 0),
            (long?)(monthly?.OptionalNumber("cost", Most, decimals: 6) * 1_000_000));
    }
}

/// <summary>A budget, and what of it is spent.</summary>
internal sealed record BudgetResource(BudgetPeriod Daily, BudgetPeriod Monthly)
{
    public static readonly BudgetResource Example = new(
        new BudgetPeriod(2_000_000, 5, 41_230, 0.021m), new BudgetPeriod(null, 50.5m, 812_400, 0.42m));

    public static BudgetResource Of(Budget budget, (Spending Day, Spending Month) spent) => new(
        BudgetPeriod.Of(budget.DailyTokens, budget.DailyCost, spent.Day),
        BudgetPeriod.Of(budget.MonthlyTokens, budget.MonthlyCost, spent.Month));
}

internal sealed record BudgetPeriod(long? Tokens, decimal? Cost, long SpentTokens, decimal SpentCost)
{
    public static BudgetPeriod Of(long? tokens, long? cost, Spending spent) =>
        new(tokens, cost / 1_000_000m, spent.Tokens, spent.Cost / 1_000_000m);
}
