using System.CommandLine;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;

namespace Tessera.Cli;

/// <summary><c>tessera evaluate FILE --fields MAPPING [--json]</c>: measures the built-in extractor against conversations whose truth is known.</summary>
internal static class EvaluateCommand
{
    /// <summary>The command, to be added to the root.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Conversations with their truth: NDJSON, plain or gzip; - reads standard input." };
        var fields = new Option<string>("--fields") { Description = "JSON file of the fields to ask and the truth of each.", Required = true, HelpName = "MAPPING" };
        var json = new Option<bool>("--json") { Description = "Write one JSON document instead of a table." };
        var command = new Command(
            "evaluate",
            """
            Measure the built-in extractor against conversations whose truth is known: precision, recall and F1 of each field.

            Example:
              tessera evaluate conversations.ndjson.gz --fields bench/star/fields.json
            """) { file, fields, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(file)!,
            parsed.GetValue(fields)!,
            parsed.GetValue(json),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(string file, string fields, bool json, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var mapping = FieldMapping.Parse(await File.ReadAllTextAsync(fields, cancellationToken));
            var evaluation = new ExtractionEvaluation(new BuiltInExtractor(), mapping);
            await using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            await foreach (var (number, line) in ConversationLines.ReadAsync(stream, cancellationToken))
                await AddAsync(evaluation, number, line, error, cancellationToken);
            var report = evaluation.Report();
            await output.WriteAsync(json ? ReportWriter.Json(report) : ReportWriter.Table(report));
            return 0;
        }
        catch (FormatException e)
        {
            await error.WriteLineAsync($"{fields}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await error.WriteLineAsync(e is FileNotFoundException or DirectoryNotFoundException ? $"no such file: {(File.Exists(fields) ? file : fields)}" : e.Message);
        }

        return 1;
    }

    static async Task AddAsync(ExtractionEvaluation evaluation, int number, string line, TextWriter error, CancellationToken cancellationToken)
    {
        LabelledConversation conversation;
        try
        {
            conversation = LabelledConversation.Parse(line);
        }
        catch (FormatException e)
        {
            evaluation.AddBadLine();
            await error.WriteLineAsync($"line {number}: {e.Message}");
            return;
        }

        await evaluation.AddAsync(conversation, number, cancellationToken);
    }
}
