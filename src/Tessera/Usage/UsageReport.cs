using System.Text.Json;
using Tessera.Llm;
using Tessera.Wire;

namespace Tessera.Usage;

/// <summary>What a span of time has cost, in all and by groups.</summary>
internal sealed record UsageReport(string From, string Until, UsageGroup Total, IReadOnlyList<UsageGroup> Groups)
{
    public static readonly UsageReport Example = new(
        "2026-01-01T00:00:00Z",
        "2026-02-01T00:00:00Z",
        new UsageGroup(null, 120, 2, 0, 81_000, 6_100, 0.021m, 96_400),
        [new UsageGroup("2026-01-31", 120, 2, 0, 81_000, 6_100, 0.021m, 96_400)]);

    /// <summary>The grouping by the jobs that calls were made in.</summary>
    public const string Job = "job";

    /// <summary>What calls may be grouped by.</summary>
    public static readonly string[] GroupNames = ["day", "model", "segment", "field", Job, "outcome"];

    /// <summary>
    /// Adds up calls. A call for several segments or fields is counted in the group of each, and its tokens are parted evenly among them,
    /// so that the groups add up to the total.
    /// </summary>
    /// <param name="rows">The calls.</param>
    /// <param name="groups">The groups a call belongs to.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The moment after the last.</param>
    public static UsageReport Of(
        IReadOnlyList<UsageRow> rows, Func<UsageRow, IReadOnlyList<string>> groups, DateTimeOffset from, DateTimeOffset until)
    {
        var total = new Sum();
        var sums = new SortedDictionary<string, Sum>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            total.Add(row, 0, 1);
            var belongs = groups(row);
            for (var i = 0; i < belongs.Count; i++)
            {
                if (!sums.TryGetValue(belongs[i], out var sum)) sums[belongs[i]] = sum = new Sum();
                sum.Add(row, i, belongs.Count);
            }
        }

        return new UsageReport(Time.Format(from), Time.Format(until), total.Of(null), [.. sums.Select(sum => sum.Value.Of(sum.Key))]);
    }

    /// <summary>The groups a call belongs to, by the name of a grouping; null for a name that is none.</summary>
    public static Func<UsageRow, IReadOnlyList<string>>? GroupingBy(string name) => name switch
    {
        "day" => row => [DateOnly.FromDayNumber((int)row.CalledAt + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber)
            .ToString("yyyy-MM-dd")],
        "model" => row => [row.Model],
        "segment" => row => JsonSerializer.Deserialize<string[]>(row.SegmentIds)!,
        "field" => row => JsonSerializer.Deserialize<string[]>(row.FieldIds)!,
        Job => row => row.JobId is { } job ? [job] : [],
        "outcome" => row => [Outcome(row.Outcome)],
        _ => null,
    };

    static string Outcome(long outcome) =>
        outcome == 0 ? "answered" : JsonNamingPolicy.KebabCaseLower.ConvertName(((ModelFault)outcome).ToString());

    sealed class Sum
    {
        long _calls;
        long _failed;
        long _estimated;
        long _input;
        long _output;
        long _cost;
        long _milliseconds;

        /// <summary>Adds the share of a row that falls to one of its groups; the first groups take what can't be parted evenly.</summary>
        public void Add(UsageRow row, int place, int count)
        {
            _calls += row.Calls;
            _failed += row.Outcome == 0 ? 0 : row.Calls;
            _estimated += row.Estimated;
            _input += Share(row.InputTokens);
            _output += Share(row.OutputTokens);
            _cost += Share(row.Cost);
            _milliseconds += Share(row.Milliseconds);

            long Share(long whole) => (whole / count) + (place < whole % count ? 1 : 0);
        }

        public UsageGroup Of(string? group) => new(group, _calls, _failed, _estimated, _input, _output, _cost / 1_000_000m, _milliseconds);
    }
}

/// <summary>What calls have cost together.</summary>
/// <param name="Group">The day, model, segment, field, job or outcome; null for all.</param>
/// <param name="Calls">How many calls.</param>
/// <param name="Failed">How many of them gave nothing.</param>
/// <param name="Estimated">For how many of them the tokens are estimated, as the server told none.</param>
/// <param name="InputTokens">Tokens of prompts.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="Cost">In the operator's currency.</param>
/// <param name="Milliseconds">How long they took, added up.</param>
internal sealed record UsageGroup(
    string? Group, long Calls, long Failed, long Estimated, long InputTokens, long OutputTokens, decimal Cost, long Milliseconds);
