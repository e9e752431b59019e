using Tessera.Extraction;
using Tessera.Extraction.Evaluation;
using Tessera.Extraction.Models;
using Tessera.Extraction.Policy;
using Tessera.Fields;
using Tessera.Llm;
using Tessera.Usage;

namespace Tessera.Cli;

/// <summary>What <c>tessera evaluate</c> is asked to do.</summary>
/// <param name="File">The conversations.</param>
/// <param name="Fields">The mapping's file.</param>
/// <param name="Extractors">What is compared.</param>
/// <param name="Json">Whether JSON is written.</param>
/// <param name="Mistakes">Where mistakes are written; null for nowhere.</param>
/// <param name="NoWorseThan">What is demanded; null for nothing.</param>
internal sealed record EvaluateRequest(
    string File, string Fields, IReadOnlyList<ExtractorChoice> Extractors, bool Json, string? Mistakes, NoWorseThan? NoWorseThan);

/// <summary>Reads a file of conversations, asks each candidate, and gathers what they say.</summary>
internal sealed class EvaluateRun : IDisposable
{
    readonly FieldMapping _mapping;
    readonly Candidate[] _candidates;
    readonly CallTally[] _tallies;
    readonly LanguageModel _model;
    readonly Scoreboard _scores;

    /// <summary>Prepares the candidates.</summary>
    /// <exception cref="FormatException">A candidate can't be: its model, prompt or file of fields isn't there, or its name is
    /// taken.</exception>
    public EvaluateRun(EvaluateRequest request, FieldMapping mapping, LanguageModel model)
    {
        (_mapping, _model) = (mapping, model);
        if (request.Extractors.GroupBy(choice => choice.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Count() > 1) is { } twice)
            throw new FormatException($"--extractor {twice.Key}: there are two of this name");
        _tallies = [.. request.Extractors.Select(_ => new CallTally())];
        _candidates = [.. request.Extractors.Select((choice, i) => Prepare(choice, _tallies[i]))];
        _scores = new Scoreboard(
            [.. mapping.Fields.Select(field => field.Id)], [.. _candidates.Select(candidate => candidate.Name)], mapping.Groups);
    }

    /// <summary>Lines that were no conversation.</summary>
    public int BadLines { get; private set; }

    /// <summary>Told of every answer that isn't right: the candidate, the line, and what it said.</summary>
    public Action<string, int, Judgement>? OnMistake { get; init; }

    /// <summary>The report of all so far.</summary>
    public EvaluationReport Report(NoWorseThan? noWorseThan = null) =>
        _scores.Report([.. _tallies.Select(tally => tally.Calls)], noWorseThan);

    /// <summary>Reads conversations to their end, as many at once as a model takes.</summary>
    public async Task ReadAsync(Stream stream, TextWriter error, CancellationToken cancellationToken)
    {
        var together = _model.Options?.Concurrency ?? 1;
        var cases = new List<EvaluationCase>(together);
        await foreach (var (number, line) in ConversationLines.ReadAsync(stream, cancellationToken))
        {
            try
            {
                cases.Add(_mapping.CaseOf(LabelledConversation.Parse(line), number));
            }
            catch (FormatException e)
            {
                BadLines++;
                await error.WriteLineAsync($"line {number}: {e.Message}");
            }

            if (cases.Count == together) await AskAsync(cases, cancellationToken);
        }

        await AskAsync(cases, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    async Task AskAsync(List<EvaluationCase> cases, CancellationToken cancellationToken)
    {
        // In the order of the file, whoever answers first.
        foreach (var answers in await Task.WhenAll(
            cases.Select(asked => Task.WhenAll(_candidates.Select(candidate => candidate.AskAsync(asked, cancellationToken))))))
            _scores.Add(answers);
        foreach (var (asked, place) in cases.Select((asked, place) => (asked, _scores.Conversations - cases.Count + place)))
        {
            foreach (var (candidate, answers) in _candidates.Zip(_scores.AnswersTo(place)))
            {
                foreach (var mistake in answers.Judgements.Where(judgement => judgement.IsMistake))
                    OnMistake?.Invoke(candidate.Name, asked.Number, mistake);
            }
        }

        cases.Clear();
    }

    Candidate Prepare(ExtractorChoice choice, CallTally tally)
    {
        var fields = _mapping.Fields.ToDictionary(field => field.Id, StringComparer.Ordinal);
        if (choice.Fields is { } file)
        {
            foreach (var field in Definitions(choice, file).Where(field => fields.ContainsKey(field.Id))) fields[field.Id] = field;
        }

        var builtIn = new BuiltInExtractor();
        if (choice.Strategy == ExtractionStrategy.BuiltInOnly) return new Candidate(choice.Name, _ => builtIn, fields);
        if (_model.Named(choice.Model) is not { Client: { } client, Options: { } options })
        {
            throw new FormatException(choice.Model is null
                ? $"--extractor {choice.Name}: no model is configured; TESSERA_MODEL_URL and TESSERA_MODEL name one"
                : $"--extractor {choice.Name}: no model {choice.Model} is configured");
        }

        if (choice.Prompt is { } prompt)
        {
            if (ExtractionPrompt.Find(prompt) is null)
                throw new FormatException(
                    $"--extractor {choice.Name}: there is no prompt {prompt}, only {string.Join(", ", ExtractionPrompt.All.Select(p => p.Version))}");
            options = options with { Prompt = prompt };
        }

        var strategy = new StrategyExtractor(choice.Strategy, builtIn, ModelFor);
        return new Candidate(choice.Name, _ => strategy, fields);

        ModelExtractor ModelFor(IReadOnlyList<StructuredDataField> open) => new(
            new MeteredChatClient(
                client, options, tally, new ModelPurpose(default, null, [], [.. open.Select(field => field.Id)], null),
                TimeProvider.System), options);
    }

    static IReadOnlyList<StructuredDataField> Definitions(ExtractorChoice choice, string file)
    {
        if (!File.Exists(file)) throw new FormatException($"--extractor {choice.Name}: {file}: no such file");
        try
        {
            return FieldMapping.Parse(File.ReadAllText(file)).Fields;
        }
        catch (FormatException e)
        {
            throw new FormatException($"--extractor {choice.Name}: {file}: {e.Message}", e);
        }
    }
}
