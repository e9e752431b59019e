using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tessera.Extraction.Evaluation;

/// <summary>Writes an evaluation's report for people and for machines.</summary>
internal static class ReportWriter
{
    static readonly string[] Head = ["field", "asked", "support", "right", "wrong", "extra", "missed", "precision", "recall", "F1"];
    static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>An aligned table: fields, groups, everything together.</summary>
    public static string Table(EvaluationReport report)
    {
        var rows = new List<string[]> { Head };
        rows.AddRange(report.Fields.Select(f => Row(f.Key, f.Value)));
        rows.Add([]);
        foreach (var group in report.Groups)
            rows.Add(Row(group.Key, group.Value));
        rows.Add(Row("all (micro)", report.Micro));
        rows.Add(["all (macro)", "", "", "", "", "", "", "", "", Number(report.MacroF1)]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Where(r => r.Length > c).Max(r => r[c].Length)).ToArray();
        var table = new StringBuilder();
        foreach (var row in rows)
        {
            for (var c = 0; c < row.Length; c++)
                table.Append(c == 0 ? row[c].PadRight(widths[c]) : "  " + row[c].PadLeft(widths[c]));
            table.Append('\n');
        }

        table.Append(CultureInfo.InvariantCulture, $"\n{report.Conversations} conversations, {report.BadLines} bad lines; ");
        table.Append(CultureInfo.InvariantCulture, $"evidence verified: {report.Verified} of {report.Found}\n");
        return table.ToString();
    }

    /// <summary>One JSON document.</summary>
    public static string Json(EvaluationReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("conversations", report.Conversations);
            json.WriteNumber("badLines", report.BadLines);
            json.WriteStartObject("evidence");
            json.WriteNumber("found", report.Found);
            json.WriteNumber("verified", report.Verified);
            json.WriteEndObject();
            Write(json, "fields", report.Fields);
            Write(json, "groups", report.Groups);
            json.WritePropertyName("micro");
            Write(json, report.Micro);
            json.WriteStartObject("macro");
            json.WriteNumber("f1", Rounded(report.MacroF1));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, Score>> scores)
    {
        json.WriteStartObject(name);
        foreach (var (id, score) in scores)
        {
            json.WritePropertyName(id);
            Write(json, score);
        }

        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Score score)
    {
        json.WriteStartObject();
        json.WriteNumber("asked", score.Asked);
        json.WriteNumber("support", score.Support);
        json.WriteNumber("right", score.Right);
        json.WriteNumber("wrong", score.Wrong);
        json.WriteNumber("extra", score.Extra);
        json.WriteNumber("missed", score.Missed);
        json.WriteNumber("precision", Rounded(score.Precision));
        json.WriteNumber("recall", Rounded(score.Recall));
        json.WriteNumber("f1", Rounded(score.F1));
        json.WriteEndObject();
    }

    static string[] Row(string name, Score s) =>
    [
        name, Number(s.Asked), Number(s.Support), Number(s.Right), Number(s.Wrong), Number(s.Extra), Number(s.Missed), Number(s.Precision),
        Number(s.Recall), Number(s.F1),
    ];

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    static double Rounded(double value) => Math.Round(value, 4);
}
