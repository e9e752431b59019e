using System.Diagnostics;
using Tessera.Fields;

namespace Tessera.Extraction.Evaluation;

/// <summary>One way to extract that is compared with others.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="ExtractorOf">The extractor that reads a case; it may account for the case it reads.</param>
/// <param name="Fields">Each field, by id, as this candidate asks it.</param>
internal sealed record Candidate(
    string Name, Func<EvaluationCase, IExtractor> ExtractorOf, IReadOnlyDictionary<string, StructuredDataField> Fields)
{
    /// <summary>Asks every labelled field of a case, and holds the answers against the truth.</summary>
    public async Task<CaseAnswers> AskAsync(EvaluationCase asked, CancellationToken cancellationToken)
    {
        var fields = asked.Labels.Select(label => Fields[label.FieldId]).ToArray();
        var begun = Stopwatch.GetTimestamp();
        var values = await ExtractorOf(asked).ExtractAsync(asked.Transcript, fields, cancellationToken);
        var took = Stopwatch.GetElapsedTime(begun);
        return new CaseAnswers(
            [.. values.Zip(asked.Labels, (value, label) => Judgement.Of(value, label, asked.Transcript))], (long)took.TotalMicroseconds);
    }
}

/// <summary>What a candidate answered to one case.</summary>
/// <param name="Judgements">One for each label, in their order.</param>
/// <param name="Microseconds">How long it took, with any wait for a model.</param>
internal sealed record CaseAnswers(IReadOnlyList<Judgement> Judgements, long Microseconds);
