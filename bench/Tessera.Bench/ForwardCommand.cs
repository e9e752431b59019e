using System.CommandLine;
using System.Text.Json;

namespace Tessera.Bench;

/// <summary>How fast one conversation finds all its segments, beside other ways to do it.</summary>
static class ForwardCommand
{
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "What the segments are like.", DefaultValueFactory = _ => "mixed" };
        shape.AcceptOnlyFromAmong("rare", "sel", "mixed");
        var segments = new Option<int>("--segments")
        {
            Description = "How many segments.", HelpName = "N", DefaultValueFactory = _ => 100_000,
        };
        var seconds = new Option<double>("--seconds") { Description = "How long each way is measured.", DefaultValueFactory = _ => 3.0 };
        var exprs = new Option<string?>("--exprs") { Description = "Match these segments instead: one query a line.", HelpName = "FILE" };
        var events = new Option<string?>("--events")
        {
            Description = "With these conversations: 17 values a line, tabs between.", HelpName = "FILE",
        };
        var export = new Option<string?>("--export") { Description = "Only write such files: exprs.txt and events.tsv.", HelpName = "DIR" };
        var edits = new Option<bool>("--edits") { Description = "Measure while 1,000 segments a second are edited, instead of peers." };
        var noPeers = new Option<bool>("--no-peers") { Description = "Measure the index alone." };
        var json = new Option<bool>("--json") { Description = "Print JSON for scripts." };
        var command = new Command("forward", """
            One conversation against N segments: time a conversation, its p50 and p99, and what the index takes to load and to keep; beside
            it in the same run one compiled delegate a segment, the counting idea and json-rules-engine (for few segments, by node).
            All of them must find the same, which is told by an order-free hash over the first 200 conversations.

            rare   two = on fields of 100 to 1,000 values, and a tail
            sel    one = or IN on such a field, and a tail
            mixed  1 to 4 predicates: =, IN, !=, NOT IN, mixed by AND, OR and NOT

            Example: dotnet run --project bench/Tessera.Bench -c Release -- forward --shape rare --segments 100000
            """) { shape, segments, seconds, exprs, events, export, edits, noPeers, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(exprs) is null != result.GetValue(events) is null)
                result.AddError("--exprs and --events go together.");
        });
        command.SetAction(parsed =>
        {
            var files = (Exprs: parsed.GetValue(exprs), Events: parsed.GetValue(events));
            var name = files.Exprs is null ? parsed.GetValue(shape)! : Path.GetFileName(files.Exprs);
            var queries = files.Exprs is null ? ForwardWorkload.Queries(name, parsed.GetValue(segments)) : File.ReadLines(files.Exprs);
            var conversations = files.Events is null
                ? ForwardWorkload.Events(ForwardWorkload.Conversations) : File.ReadLines(files.Events).Select(line => line.Split('\t'));
            if (parsed.GetValue(export) is { } folder)
            {
                Directory.CreateDirectory(folder);
                File.WriteAllLines(Path.Combine(folder, "exprs.txt"), queries);
                File.WriteAllLines(Path.Combine(folder, "events.tsv"), conversations.Select(values => string.Join('\t', values)));
                return 0;
            }
            var time = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            var run = ForwardRun.Load(name, queries, conversations, time);
            var results = parsed.GetValue(edits) ? ForwardEdits.Measure(run) : run.Measure(withPeers: !parsed.GetValue(noPeers));
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(
                    new { run.Shape, run.Segments, run.Loading, Results = results, run.LeftOut }, JsonSerializerOptions.Web));
            else
                Print(run, results);
            return results.Select(result => result.Hash).Where(hash => hash is not null).Distinct().Count() <= 1 ? 0 : 1;
        });
        return command;
    }

    static void Print(ForwardRun run, IReadOnlyList<ForwardResult> results)
    {
        var loading = run.Loading;
        Console.WriteLine(
            $"{run.Shape}, {run.Segments:N0} segments: queries read in {loading.ReadSeconds:0.00} s, "
            + $"indexed in {loading.IndexSeconds:0.00} s ({loading.CpuSeconds:0.00} s of CPU), {loading.BytesASegment:0} bytes a segment stated, "
            + $"{loading.MeasuredBytesASegment:0} measured");
        Console.WriteLine($"{"way",-32}{"CPU us",12}{"p50 us",12}{"p99 us",12}{"matches",12}{"conversations",15}{"ratio",10}  hash");
        foreach (var result in results)
            Console.WriteLine(
                $"{result.Way,-32}{result.CpuMicroseconds,12:0.00}{result.P50Microseconds,12:0.00}{result.P99Microseconds,12:0.00}"
                + $"{result.Matches,12:0.0}{result.Conversations,15:N0}{result.Ratio,10:0.0}  {result.Hash ?? "-"}");
        foreach (var note in results.Select(result => result.Note).OfType<string>().Concat(run.LeftOut))
            Console.WriteLine(note);
    }
}
