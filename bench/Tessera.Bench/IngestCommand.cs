using System.CommandLine;
using System.Text.Json;

namespace Tessera.Bench;

/// <summary>How fast metadata and conversations come in, every answer synced, beside what the disk and the socket allow.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var star = Repository.StarOption();
        var database = new Option<string?>("--database")
        {
            Description = "Measure on this PostgreSQL database (it is filled!) instead of SQLite.", HelpName = "CONNECTION",
        };
        var seconds = new Option<int>("--seconds") { Description = "How long each HTTP load runs.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print JSON for scripts." };
        var command = new Command("ingest", """
            Import, metadata in batches and metadata one by one: rates, p50 and p99, and the ratio to a bare SQLite insert of the same
            rows and to an empty endpoint that parses the same bodies.

            Example: dotnet run --project bench/Tessera.Bench -c Release -- ingest
            """) { star, database, seconds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var workload = IngestWorkload.Load(parsed.GetValue(star));
            var folder = Directory.CreateTempSubdirectory("tessera-bench-");
            try
            {
                var run = new IngestRun(
                    workload, folder.FullName, parsed.GetValue(database), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
                var results = await run.RunAsync(cancellationToken);
                if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
                else Print(results);
                return 0;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    /// <summary>Prints the table; the last column is headed by what the ratio is to.</summary>
    public static void Print(IReadOnlyList<Measurement> results, string ratio = "Tessera's part")
    {
        Console.WriteLine($"{"what",-52}{"a second",12}{"p50 ms",10}{"p99 ms",10}{ratio,16}");
        foreach (var result in results)
        {
            Console.WriteLine(
                $"{result.What,-52}{result.PerSecond,12:N0}{result.P50Milliseconds,10:0.00}{result.P99Milliseconds,10:0.00}{(result.Ratio is { } part ? $"{part,16:0.00}" : "")}");
        }
    }
}

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="PerSecond">Things a second.</param>
/// <param name="P50Milliseconds">Median time of one answer, or null for a bulk run.</param>
/// <param name="P99Milliseconds">The 99th percentile.</param>
/// <param name="Ratio">On the line of a limit: Tessera's rate, which stands above, over this one.</param>
internal sealed record Measurement(
    string What, double PerSecond, double? P50Milliseconds = null, double? P99Milliseconds = null, double? Ratio = null);
