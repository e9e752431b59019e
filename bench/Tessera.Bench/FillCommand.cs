using System.CommandLine;
using System.Text.Json;

namespace Tessera.Bench;

/// <summary><c>fill</c>: how soon a server with many stored conversations and segments answers, and how it answers until then.</summary>
static class FillCommand
{
    public static Command Create()
    {
        var conversations = new Option<int>("--conversations")
        {
            Description = "How many are stored.", DefaultValueFactory = _ => 1_000_000,
        };
        var segments = new Option<int>("--segments")
        {
            Description = "How many segments are stored in the same workspace.", DefaultValueFactory = _ => 0,
        };
        var data = new Option<string?>("--data")
        {
            Description = "A data directory to use, kept for the next run; a temporary one when left out.", HelpName = "DIR",
        };
        var database = new Option<string?>("--database")
        {
            Description = "Measure on this PostgreSQL database (it is filled!) instead of SQLite.", HelpName = "CONNECTION",
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long previews are asked for once the index is filled.", DefaultValueFactory = _ => 5,
        };
        var idle = new Option<bool>("--idle") { Description = "Ask for no previews and write nothing until the index is filled." };
        var json = new Option<bool>("--json") { Description = "Print JSON for scripts." };
        var command = new Command("fill", """
            Starts a server on a database with many conversations: seconds until its definitions are open and its index is filled, the
            previews it answers by SQL and the writes to another workspace meanwhile, and previews through HTTP afterwards. Most of the
            first run goes into writing the rows: about 25 seconds and 0.7 GB a million.

            Example: dotnet run --project bench/Tessera.Bench -c Release -- fill --conversations 1000000
            """) { conversations, segments, data, database, seconds, idle, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(data) is { } given
                ? Directory.CreateDirectory(given)
                : Directory.CreateTempSubdirectory("tessera-bench-");
            try
            {
                var run = new FillRun(
                    folder.FullName, parsed.GetValue(database), parsed.GetValue(conversations), parsed.GetValue(segments),
                    parsed.GetValue(idle));
                var report = await run.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(report, JsonSerializerOptions.Web) : report.ToString());
                return 0;
            }
            finally
            {
                if (parsed.GetValue(data) is null) folder.Delete(recursive: true);
            }
        });
        return command;
    }
}
