using System.CommandLine;
using Tessera.Extraction.Evaluation;
using Tessera.Llm;

namespace Tessera.Cli;

/// <summary>
/// <c>tessera evaluate FILE --fields MAPPING</c>: measures and compares extractors on conversations whose truth is known.
/// </summary>
internal static class EvaluateCommand
{
    /// <summary>The exit code where a candidate isn't shown to be no worse than the baseline.</summary>
    public const int NotPassed = 2;

    const string Description = """
        Measure extractors against conversations whose truth is known: precision, recall and F1 of each field, with their 95 % intervals; how
        often extractors agree, what they cost, and whether one is no worse than another. Models are configured as for serve.

        Examples:
          tessera evaluate conversations.ndjson.gz --fields bench/star/fields.json
          tessera evaluate cases.ndjson --fields fields.json --extractor built-in --extractor built-in-first,prompt=2 \
            --baseline built-in --no-worse-than 0.01
        """;

    /// <summary>The command, to be added to the root.</summary>
    /// <param name="variable">Gives a variable of the environment; those of the process unless a test has others.</param>
    public static Command Create(Func<string, string?>? variable = null)
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
        var extractors = new Option<string[]>("--extractor")
        {
            Description = "An extractor to measure; may be given again. built-in (the default), model, built-in-first, model-first or both.",
            DefaultValueFactory = _ => ["built-in"],
            HelpName = ExtractorChoice.Form,
        };
        var baseline = new Option<string>("--baseline")
        {
            Description = "The extractor the others are held against; the first by default.", HelpName = "NAME",
        };
        var noWorseThan = new Option<double?>("--no-worse-than")
        {
            Description = $"How much worse than the baseline is tolerated, from 0 to 1. Exit code {NotPassed} unless every other extractor passes.",
            HelpName = "DIFFERENCE",
        };
        var metric = new Option<GateMetric>("--metric") { Description = "What is compared.", DefaultValueFactory = _ => GateMetric.F1 };
        var minCases = new Option<int>("--min-cases")
        {
            Description = "Fewer conversations decide nothing.", DefaultValueFactory = _ => NoWorseThan.DefaultMinCases,
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON document instead of tables." };
        var mistakes = new Option<string>("--mistakes")
        {
            Description = "Write every answer that isn't right to this file, one JSON object a line.",
            HelpName = "PATH",
        };
        var command = new Command("evaluate", Description)
        {
            file, fields, extractors, baseline, noWorseThan, metric, minCases, json, mistakes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            var at = "";
            try
            {
                ExtractorChoice[] choices = [.. parsed.GetRequiredValue(extractors).Select(ExtractorChoice.Parse)];
                var gate = Gate(
                    choices, parsed.GetValue(baseline), parsed.GetValue(noWorseThan), parsed.GetValue(metric), parsed.GetValue(minCases));
                var request = new EvaluateRequest(
                    parsed.GetRequiredValue(file), parsed.GetRequiredValue(fields), choices, parsed.GetValue(json),
                    parsed.GetValue(mistakes), gate);
                return await RunAsync(
                    request, variable ?? Environment.GetEnvironmentVariable, name => at = name, parsed.InvocationConfiguration.Output,
                    error, cancellationToken);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                await error.WriteLineAsync($"{at}: no such file");
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or InvalidDataException
                or ModelOptionsException)
            {
                await error.WriteLineAsync(
                    at.Length == 0 || e.Message.StartsWith("--", StringComparison.Ordinal) ? e.Message : $"{at}: {e.Message}");
            }

            return 1;
        });
        return command;
    }

    static NoWorseThan? Gate(ExtractorChoice[] choices, string? baseline, double? tolerance, GateMetric metric, int minCases)
    {
        if (tolerance is null)
            return baseline is null ? null : throw new FormatException("--baseline: needs --no-worse-than, as in --no-worse-than 0.01");
        if (!(tolerance >= 0 && tolerance <= 1)) throw new FormatException("--no-worse-than: expected a number from 0 to 1");
        if (minCases < 1) throw new FormatException("--min-cases: expected a whole number from 1 on");
        if (choices.Length < 2)
            throw new FormatException("--no-worse-than: needs two extractors, as in --extractor built-in --extractor model");
        if (baseline is not null && choices.All(choice => choice.Name != baseline))
            throw new FormatException(
                $"--baseline {baseline}: no --extractor has this name, only {string.Join(" and ", choices.Select(choice => choice.Name))}");
        return new NoWorseThan(baseline ?? choices[0].Name, metric, tolerance.Value, minCases, FieldId: null);
    }

    static async Task<int> RunAsync(
        EvaluateRequest request, Func<string, string?> variable, Action<string> reading, TextWriter output, TextWriter error,
        CancellationToken cancellationToken)
    {
        reading(request.Fields);
        var mapping = FieldMapping.Parse(await File.ReadAllTextAsync(request.Fields, cancellationToken));
        await using var mistakes = request.Mistakes is null ? TextWriter.Null : File.CreateText(request.Mistakes);
        var model = LanguageModel.Of(ModelSettings.Read(variable), TimeProvider.System, ModelSettings.ReadOthers(variable));
        using var run = new EvaluateRun(request, mapping, model)
        {
            OnMistake = request.Mistakes is null
                ? null
                : (candidate, line, mistake) => mistakes.WriteLine(MistakeWriter.Line(candidate, line, mistake)),
        };
        reading(request.File);
        await using var stream = request.File == "-" ? Console.OpenStandardInput() : File.OpenRead(request.File);
        await run.ReadAsync(stream, error, cancellationToken);
        var report = run.Report(request.NoWorseThan);
        await output.WriteAsync(request.Json ? ReportWriter.Document(report, run.BadLines) : ReportWriter.Table(report, run.BadLines));
        return report.Gate?.Any(gate => gate.Outcome != GateOutcome.Pass) == true ? NotPassed : 0;
    }
}
