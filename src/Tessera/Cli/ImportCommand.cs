using System.CommandLine;
using System.Text.Json;

namespace Tessera.Cli;

/// <summary><c>tessera import</c>: NDJSON into a data directory, or through a running server.</summary>
internal static class ImportCommand
{
    /// <summary>The command, to be added to the root.</summary>
    /// <param name="patience">How long an answer of the server is waited for, unless as long as people should.</param>
    public static Command Create(TimeSpan? patience = null)
    {
        var (data, database, key, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Key(), CommonOptions.Json());
        var file = new Argument<string>("FILE") { Description = "NDJSON, plain or gzip; - reads standard input." };
        var workspace = new Option<string?>("--workspace")
        {
            Description = "The workspace; made when it is new. With --url the key says it.", HelpName = "NAME",
        };
        var url = new Option<string?>("--url")
        {
            Description = "Import through the server at this address instead of into --data.", HelpName = "URL",
        };
        var again = new Option<bool>("--again") { Description = "Begin at the first line, also of a file that was imported before." };
        var command = new Command("import", """
            Import conversations with their metadata, intents and messages. An import that is cut off goes on where it was when it is
            started again. Bad lines are reported with their number and passed over.

            Example: tessera import conversations.ndjson.gz --workspace support --data ./data
            Example: tessera import - --url http://127.0.0.1:8080 --key "$TESSERA_KEY" < conversations.ndjson
            """) { file, workspace, data, database, url, key, again, json };
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            await using var target = parsed.GetValue(url) is { } address
                ? ImportTarget.ThroughServer(address, parsed.GetValue(key), patience)
                : ImportTarget.IntoData(parsed.GetRequiredValue(data), parsed.GetValue(database), parsed.GetValue(workspace));
            var run = new ImportRun(target, quiet: parsed.GetValue(json) || Console.IsErrorRedirected);
            var name = parsed.GetRequiredValue(file);
            var summary = await run.RunAsync(name, parsed.GetValue(again), cancellationToken);
            await Console.Out.WriteLineAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(summary, Wire.Json.Options) : summary.ToString());
            return 0;
        }, parsed.InvocationConfiguration.Error));
        return command;
    }
}

/// <summary>What an import did.</summary>
internal sealed record ImportSummary(
    string File, long Lines, long SkippedLines, int Conversations, int Messages, int BadLines, double Seconds)
{
    public override string ToString() =>
        $"{File}: {Conversations} conversations with {Messages} messages in {Seconds:0.00} s ({Conversations / Math.Max(Seconds, 0.001):0} conversations a second)"
        + (SkippedLines > 0 ? $"; {SkippedLines} lines were imported earlier" : "")
        + (BadLines > 0 ? $"; {BadLines} bad lines passed over" : "")
        + ".";
}
