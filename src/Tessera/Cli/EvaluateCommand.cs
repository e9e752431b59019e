using System.CommandLine;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;

namespace Tessera.Cli;

/// <summary>
/// <c>tessera evaluate FILE --fields MAPPING [--json]</c>: measures the built-in extractor against conversations whose truth is known.
/// </summary>
internal static class EvaluateCommand
{
    const string Description = """
        Measure the built-in extractor against conversations whose truth is known: precision, recall and F1 of each field.

        Example:
          tessera evaluate conversations.ndjson.gz --fields bench/star/fields.json
        """;

    /// <summary>The command, to be added to the root.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Conversations with their truth: NDJSON, plain or gzip; - reads standard input.",
        };
        var fields = new Option<string>("--fields")
        {
            Description = "JSON file of the fields to ask and the truth of each.",
            HelpName = "MAPPING",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON document instead of a table." };
        var command = new Command("evaluate", Description) { file, fields, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(file)!,
            parsed.GetValue(fields)!,
            parsed.GetValue(json),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(
        string file, string fields, bool json, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var at = fields;
        try
        {
            var mapping = FieldMapping.Parse(await File.ReadAllTextAsync(fields, cancellationToken));
            at = file;
            await using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            var report = await EvaluateAsync(mapping, stream, error, cancellationToken);
            await output.WriteAsync(json ? ReportWriter.Json(report) : ReportWriter.Table(report));
            return 0;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            await error.WriteLineAsync($"{at}: no such file");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await error.WriteLineAsync($"{at}: {e.Message}");
        }

        return 1;
    }

    static async Task<EvaluationReport> EvaluateAsync(
        FieldMapping mapping, Stream stream, TextWriter error, CancellationToken cancellationToken)
    {
        var evaluation = new ExtractionEvaluation(new BuiltInExtractor(), mapping);
        await foreach (var (number, line) in ConversationLines.ReadAsync(stream, cancellationToken))
        {
            try
            {
                await evaluation.AddAsync(LabelledConversation.Parse(line), number, cancellationToken);
            }
            catch (FormatException e)
            {
                evaluation.AddBadLine();
                await error.WriteLineAsync($"line {number}: {e.Message}");
            }
        }

        return evaluation.Report();
    }
}
