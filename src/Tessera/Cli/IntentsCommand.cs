using System.CommandLine;
using System.Globalization;
using Tessera.Extraction.Evaluation;
using Tessera.Intents;
using Tessera.Intents.Evaluation;

namespace Tessera.Cli;

/// <summary>
/// <c>tessera intents evaluate FILE --train FILE [--json]</c>: measures the intent classifier on conversations whose intent is known.
/// </summary>
internal static class IntentsCommand
{
    const string Description = """
        Train the intent classifier on labelled conversations and measure it on others: accuracy, precision and recall of each intent,
        what thresholds do, and how far its confidence can be believed. A conversation's intent is its one task in truth.tasks;
        those with several are passed over.

        Example:
          tessera intents evaluate dev.ndjson.gz --train train.ndjson.gz
        """;

    /// <summary>The command, to be added to the root.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Labelled conversations to measure on: NDJSON, plain or gzip." };
        var train = new Option<string>("--train")
        {
            Description = "Labelled conversations to train on: NDJSON, plain or gzip.", HelpName = "FILE", Required = true,
        };
        var json = CommonOptions.Json();
        var evaluate = new Command("evaluate", Description) { file, train, json };
        evaluate.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var examples = await ReadAsync(parsed.GetValue(train)!, error, cancellationToken);
            var asked = await ReadAsync(parsed.GetValue(file)!, error, cancellationToken);
            if (asked.Count == 0) throw new CommandFailedException($"{parsed.GetValue(file)}: found no conversation about one thing.");
            var evaluation = Evaluate(parsed.GetValue(train)!, examples, asked, cancellationToken);
            await output.WriteAsync(parsed.GetValue(json) ? IntentReport.ToJson(evaluation) : IntentReport.Table(evaluation));
            return 0;
        }));
        return new Command("intents", "Measure the intent classifier.") { evaluate };
    }

    static IntentEvaluation Evaluate(
        string file, List<LabelledIntent> examples, List<LabelledIntent> asked, CancellationToken cancellationToken)
    {
        var classifier = IntentClassifier.Train(
            1, IntentClassifier.DefaultThreshold, LabelledIntent.ToDefinitions(examples), cancellationToken);
        if (classifier.Labels == 0)
            throw new CommandFailedException(
                $"{file}: expected conversations of at least two intents, found {examples.Select(e => e.Code).Distinct().Count()}.");
        var evaluation = new IntentEvaluation(classifier);
        foreach (var one in asked) evaluation.Add(one);
        return evaluation;
    }

    static async Task<List<LabelledIntent>> ReadAsync(string file, TextWriter error, CancellationToken cancellationToken)
    {
        var labelled = new List<LabelledIntent>();
        await using var stream = File.OpenRead(file);
        await foreach (var (number, line) in ConversationLines.ReadAsync(stream, cancellationToken))
        {
            try
            {
                if (LabelledIntent.Parse(line) is { } one) labelled.Add(one);
            }
            catch (FormatException wrong)
            {
                await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file}: line {number}: {wrong.Message}"));
            }
        }

        return labelled;
    }
}
