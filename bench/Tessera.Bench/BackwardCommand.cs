using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tessera.Bench;

/// <summary><c>backward</c>: one query over many conversations.</summary>
static class BackwardCommand
{
    static readonly JsonSerializerOptions json = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var conversations = new Option<int>("--conversations") { Description = "How many.", DefaultValueFactory = _ => 1_000_000 };
        var shape = new Option<BackwardShape?>("--shape")
        {
            Description = "rare (two rare values and more), sel (one rare value and more) or mixed; all three when left out.",
        };
        var queries = new Option<int>("--queries") { Description = "How many queries of each shape.", DefaultValueFactory = _ => 40 };
        var peers = new Option<string>("--peers")
        {
            Description = "duckdb, sqlite, both with a comma between, or none.",
            DefaultValueFactory = _ => "duckdb",
        };
        var folder = new Option<DirectoryInfo?>("--work-folder")
        {
            Description = "Where the peers' files go, up to 300 bytes a conversation; a temporary folder when left out.",
        };
        var asJson = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "backward",
            """
            Counts and previews queries over many conversations, and counts the same rows with DuckDB (npm ci --prefix bench/peers) and
            SQLite. All counts must be equal.

            Example: Tessera.Bench backward --conversations 10000000 --shape mixed --peers duckdb,sqlite
            """)
        {
            conversations, shape, queries, peers, folder, asJson,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = parsed.GetValue(peers)!.Split(',');
            IReadOnlyList<BackwardShape> shapes = parsed.GetValue(shape) is { } one ? [one] : Enum.GetValues<BackwardShape>();
            var report = await BackwardRun.RunAsync(
                parsed.GetValue(conversations), shapes, parsed.GetValue(queries), asked.Contains("duckdb", StringComparer.Ordinal),
                asked.Contains("sqlite", StringComparer.Ordinal), parsed.GetValue(folder), cancellationToken);
            if (parsed.GetValue(asJson))
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, json));
            else
                Print(report);
        });
        return command;
    }

    static void Print(BackwardReport report)
    {
        Console.WriteLine($"{report.Conversations:N0} conversations, {report.Threads} threads, built in {report.BuildSeconds:F1} s");
        Console.WriteLine(
            $"{report.HeapBytesAConversation:F1} bytes a conversation by the heap, {report.IndexBytesAConversation:F1} by its own count");
        Console.WriteLine($"{"shape",-6} {"matches",12} {"count ms",10} {"p95",8} {"preview ms",11} {"p95",8}");
        foreach (var shape in report.Shapes)
        {
            Console.WriteLine(
                $"{shape.Shape,-6} {shape.MeanMatches,12:N0} {shape.CountMedian,10:F3} {shape.CountP95,8:F3} "
                + $"{shape.PreviewMedian,11:F3} {shape.PreviewP95,8:F3}");
            foreach (var peer in shape.Peers)
                Console.WriteLine(
                    $"       {peer.Name}: {peer.CountMedian:F2} ms, {peer.Ratio:F0} times as long (loaded in {peer.LoadSeconds:F0} s)");
        }
    }
}
