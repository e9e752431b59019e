using System.Globalization;
using System.Text;
using Tessera.Extraction.BackFills;
using Tessera.Jobs;

namespace Tessera.Cli;

/// <summary>Back-fills for people.</summary>
internal static class BackFillText
{
    const int LongestCell = 40;

    /// <summary>What a back-fill would come to.</summary>
    public static string Of(BackFillEstimate estimate) => Table(
        "ll",
        [
            ["conversations", (estimate.IsExact ? "" : "about ") + Text(estimate.Conversations)],
            ["of these looked at", Text(estimate.Sampled)],
            ["calls of the model", Text(estimate.Calls)],
            ["tokens of prompts", Text(estimate.InputTokens)],
            ["tokens of answers", Text(estimate.OutputTokens)],
            ["cost", estimate.Cost.ToString(CultureInfo.InvariantCulture)],
            ["minutes", estimate.Minutes.ToString(CultureInfo.InvariantCulture)],
        ]);

    /// <summary>How far a back-fill has come, what it has found and what that has cost.</summary>
    public static string Of(BackFillResource backFill)
    {
        var text = new StringBuilder(Line(backFill.Job)).Append('\n');
        if (backFill.GivenUp > 0)
            text.Append(CultureInfo.InvariantCulture, $"Given up: {backFill.GivenUp} conversations that had no answer.\n");
        if (backFill.Retrying > 0) text.Append(CultureInfo.InvariantCulture, $"To be tried again: {backFill.Retrying} conversations.\n");
        var spent = backFill.Spent;
        text.Append(CultureInfo.InvariantCulture, $"Calls of the model: {spent.Calls}, with {spent.InputTokens} tokens of prompts ");
        text.Append(CultureInfo.InvariantCulture, $"and {spent.OutputTokens} of answers, cost {spent.Cost}.\n");
        if (backFill.Fields.Count > 0)
        {
            text.Append('\n');
            TextTable.Append(
                text,
                [["field", "added", "changed", "unchanged", "removed", "absent", "unanswered", "failed"], .. backFill.Fields.Select(Row)],
                "lrrrrrrr");
        }

        if (backFill.Samples.Count > 0)
        {
            text.Append('\n');
            TextTable.Append(
                text, [["for example", "conversation", "field", "before", "after", "reason"], .. backFill.Samples.Select(Row)], "llllll");
        }

        return text.ToString();
    }

    /// <summary>A line for each back-fill.</summary>
    public static string Of(IReadOnlyList<JobResource> jobs) => Table(
        "lllrrll",
        [
            ["id", "state", "priority", "done", "of", "made", "reason"],
            .. jobs.Select(
                job => (string[])[job.Id, job.State, job.Priority, Text(job.Done ?? 0), Text(job.Total ?? 0), job.CreatedAt,
                    job.Reason ?? ""]),
        ]);

    /// <summary>Where a back-fill stands.</summary>
    public static string Line(JobResource job) => TextTable.Plain(string.Create(
        CultureInfo.InvariantCulture,
        $"Back-fill {job.Id} is {job.State}, {job.Done ?? 0} of {job.Total ?? 0} conversations done{(job.Reason is { } reason ? $": {reason}" : ".")}"));

    /// <summary>The same beside a bar.</summary>
    public static string Short(JobResource job) => TextTable.Plain(string.Create(
        CultureInfo.InvariantCulture,
        $"{job.Done ?? 0} of {job.Total ?? 0}, {job.State}{(job.Reason is { } reason ? $": {reason}" : "")}"));

    static string[] Row(FieldReport field)
    {
        var values = field.Values;
        long[] counts = [values.Added, values.Changed, values.Unchanged, values.Removed, values.Absent, values.Unanswered, values.Failed];
        return [field.FieldId, .. counts.Select(Text)];
    }

    static string[] Row(ValueSample sample) =>
    [
        JobNames.Of(sample.Fate), sample.ConversationId, sample.FieldId ?? "",
        .. new[] { sample.Before, sample.After, sample.Reason }.Select(cell => TextTable.Shorten(cell ?? "", LongestCell)),
    ];

    static string Table(string align, IReadOnlyList<string[]> rows)
    {
        var text = new StringBuilder();
        TextTable.Append(text, rows, align);
        return text.ToString();
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
