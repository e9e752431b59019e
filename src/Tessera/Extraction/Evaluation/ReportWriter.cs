using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Wire;

namespace Tessera.Extraction.Evaluation;

/// <summary>Writes an evaluation's report for people and for machines.</summary>
internal static class ReportWriter
{
    static readonly string[] Head = ["field", "asked", "support", "right", "wrong", "extra", "missed", "precision", "recall", "F1"];
    static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    /// <summary>For each candidate an aligned table of fields, groups and everything together; then how they compare.</summary>
    public static string Table(EvaluationReport report, int badLines)
    {
        var text = new StringBuilder();
        foreach (var candidate in report.Candidates)
        {
            text.Append(candidate.Name).Append('\n');
            AppendTable(text, candidate);
            AppendRest(text, candidate.Total);
            text.Append('\n');
        }

        foreach (var pair in report.Agreement)
            text.Append(
                CultureInfo.InvariantCulture, $"{pair.One} and {pair.Other} agree in {pair.Same} of {pair.Asked}: {Text(pair.Share)}\n");
        foreach (var gate in report.Gate ?? [])
            text.Append(CultureInfo.InvariantCulture, $"{gate.Candidate}: {gate.Outcome.ToString().ToLowerInvariant()}. {gate.Reason}\n");
        text.Append(CultureInfo.InvariantCulture, $"{report.Conversations} conversations, {badLines} bad lines\n");
        return text.ToString();
    }

    /// <summary>One JSON document: the report as the endpoint gives it, with the number of bad lines.</summary>
    public static string Document(EvaluationReport report, int badLines)
    {
        var document = JsonSerializer.SerializeToNode(report, Indented)!.AsObject();
        document.Insert(1, "badLines", JsonValue.Create(badLines));
        return document.ToJsonString(Indented) + "\n";
    }

    static void AppendTable(StringBuilder text, CandidateReport candidate)
    {
        var rows = new List<string[]> { Head };
        rows.AddRange(candidate.Fields.Select(field => Row(field.Name, field)));
        rows.Add([]);
        rows.AddRange(candidate.Groups.Select(group => Row(group.Name, group)));
        rows.Add(Row("all (micro)", candidate.Total));
        rows.Add(["all (macro)", "", "", "", "", "", "", "", "", Number(candidate.MacroF1)]);
        var widths = Enumerable.Range(0, Head.Length).Select(c => rows.Where(r => r.Length > c).Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, c) => c is 0 or >= 7 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])));
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    static void AppendRest(StringBuilder text, Measures total)
    {
        text.Append(CultureInfo.InvariantCulture, $"\nevidence verified: {total.Verified} of {total.Right + total.Wrong + total.Extra}");
        if (total.Ungrounded + total.Failed > 0)
            text.Append(CultureInfo.InvariantCulture, $"; {total.Ungrounded} ungrounded, {total.Failed} failed");
        text.Append(CultureInfo.InvariantCulture, $"; a conversation takes {total.Latency.P50} ms (p50), {total.Latency.P95} ms (p95)\n");
        if (total.Cost is { } cost)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{cost.Calls} calls of a model, {cost.InputTokens} and {cost.OutputTokens} tokens, cost {cost.Cost}\n");
    }

    static string[] Row(string name, Measures m) =>
    [
        name, $"{m.Asked}", $"{m.Support}", $"{m.Right}", $"{m.Wrong}", $"{m.Extra}", $"{m.Missed}", Text(m.Precision), Text(m.Recall),
        Text(m.F1),
    ];

    static string Text(Rate rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate.Value:0.000} [{rate.Low:0.000}, {rate.High:0.000}]");

    static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
