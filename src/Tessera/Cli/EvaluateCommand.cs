using System.CommandLine;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;

namespace Tessera.Cli;

/// <summary>
/// <c>tessera evaluate FILE --fields MAPPING [--json] [--mistakes PATH]</c>: measures the built-in extractor against conversations whose
/// truth is known.
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
        var mistakes = new Option<string>("--mistakes")
        {
            Description = "Write every answer that isn't right to this file, one JSON object a line.",
            HelpName = "PATH",
        };
        var command = new Command("evaluate", Description) { file, fields, json, mistakes };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Request(parsed.GetValue(file)!, parsed.GetValue(fields)!, parsed.GetValue(json), parsed.GetValue(mistakes)),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    sealed record Request(string File, string Fields, bool Json, string? Mistakes);

    static async Task<int> RunAsync(Request request, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var at = request.Fields;
        try
        {
            var mapping = FieldMapping.Parse(await File.ReadAllTextAsync(request.Fields, cancellationToken));
            at = request.File;
            await using var stream = request.File == "-" ? Console.OpenStandardInput() : File.OpenRead(request.File);
            await using var mistakes = request.Mistakes is null ? TextWriter.Null : File.CreateText(request.Mistakes);
            var evaluation = new ExtractionEvaluation(new BuiltInExtractor(), mapping)
            {
                OnMistake = request.Mistakes is null ? null : mistake => mistakes.WriteLine(MistakeWriter.Line(mistake)),
            };
            await ReadAsync(evaluation, stream, error, cancellationToken);
            var report = evaluation.Report();
            await output.WriteAsync(request.Json ? ReportWriter.Json(report) : ReportWriter.Table(report));
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

    static async Task ReadAsync(ExtractionEvaluation evaluation, Stream stream, TextWriter error, CancellationToken cancellationToken)
    {
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
    }
}
