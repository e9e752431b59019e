namespace Tessera.Usage;

/// <summary>What a workspace may spend on models. Null is without bound; 0 forbids every call.</summary>
/// <param name="DailyTokens">Tokens in a day of UTC.</param>
/// <param name="DailyCost">Cost in a day of UTC, in millionths.</param>
/// <param name="MonthlyTokens">Tokens in a calendar month of UTC.</param>
/// <param name="MonthlyCost">Cost in a calendar month of UTC, in millionths.</param>
internal sealed record Budget(long? DailyTokens, long? DailyCost, long? MonthlyTokens, long? MonthlyCost)
{
    public static readonly Budget None = new(null, null, null, null);

    /// <summary>Which bound would be passed by what is spent with a further call; null when none would.</summary>
    public string? Passed(Spending day, Spending month)
    {
        if (day.Tokens > DailyTokens) return $"the day's budget of {DailyTokens} tokens";
        if (day.Cost > DailyCost) return $"the day's budget of {Money(DailyCost.Value)}";
        if (month.Tokens > MonthlyTokens) return $"the month's budget of {MonthlyTokens} tokens";
        return month.Cost > MonthlyCost ? $"the month's budget of {Money(MonthlyCost.Value)}" : null;
    }

    static string Money(long millionths) => (millionths / 1_000_000m).ToString("0.######");
}
