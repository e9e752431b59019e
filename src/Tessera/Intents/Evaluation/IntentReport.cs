using System.Globalization;
using System.Text;
using System.Text.Json;
using Tessera.Wire;

namespace Tessera.Intents.Evaluation;

/// <summary>Writes what an evaluation showed, for people and for machines.</summary>
internal static class IntentReport
{
    static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    /// <summary>Four tables: intents, thresholds, reliability, and the whole.</summary>
    public static string Table(IntentEvaluation evaluation)
    {
        var text = new StringBuilder();
        Write(text, ["intent", "support", "assigned", "right", "precision", "recall"], evaluation.Intents.Select(i => new[]
        {
            i.Key, Number(i.Value.Support), Number(i.Value.Assigned), Number(i.Value.Right), Number(i.Value.Precision),
            Number(i.Value.Recall),
        }));
        Write(text, ["threshold", "assigned", "right", "precision", "coverage"], evaluation.ByThreshold.Select(t => new[]
        {
            Number(t.Threshold), Number(t.Assigned), Number(t.Right),
            Number(t.Assigned == 0 ? 0 : t.Right / (double)t.Assigned), Number(t.Assigned / (double)evaluation.Conversations),
        }));
        Write(text, ["confidence", "count", "mean", "right"], evaluation.Reliability.Table.Select(step => new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"{step.From:0.0}-{step.To:0.0}"), Number(step.Count), Number(step.Confidence),
            Number(step.Accuracy),
        }));
        text.Append(CultureInfo.InvariantCulture, $"accuracy {evaluation.Accuracy:0.0000} of {evaluation.Conversations} conversations, ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"in {evaluation.Silent} of which the customer says nothing; {evaluation.AccuracyOfSpoken:0.0000} of the others\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"expected calibration error {evaluation.Reliability.ExpectedError:0.0000}; sharpness {evaluation.Sharpness:0.00}\n");
        return text.ToString();
    }

    /// <summary>One JSON document.</summary>
    public static string ToJson(IntentEvaluation evaluation) => JsonSerializer.Serialize(
        new
        {
            evaluation.Conversations,
            evaluation.Silent,
            evaluation.Accuracy,
            evaluation.AccuracyOfSpoken,
            evaluation.Reliability.ExpectedError,
            evaluation.Sharpness,
            Reliability = evaluation.Reliability.Table,
            Thresholds = evaluation.ByThreshold,
            Intents = evaluation.Intents.ToDictionary(i => i.Key, i => i.Value),
        },
        Indented) + "\n";

    static void Write(StringBuilder text, string[] head, IEnumerable<string[]> body)
    {
        string[][] rows = [head, .. body];
        var widths = Enumerable.Range(0, head.Length).Select(c => rows.Max(row => row[c].Length)).ToArray();
        foreach (var row in rows)
        {
            for (var c = 0; c < row.Length; c++) text.Append(c == 0 ? row[c].PadRight(widths[c]) : "  " + row[c].PadLeft(widths[c]));
            text.Append('\n');
        }

        text.Append('\n');
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
