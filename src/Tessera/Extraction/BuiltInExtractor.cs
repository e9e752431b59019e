using System.Runtime.CompilerServices;
using Tessera.Extraction.Profiles;
using Tessera.Extraction.Questions;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Scoring;
using Tessera.Fields;

namespace Tessera.Extraction;

/// <summary>
/// Extracts structured data without a language model: the same transcript and fields always give the same answer, in time that grows with
/// their length. Entities are looked for by shape and cue; questions are answered where their author gave phrases. See docs/extraction.md.
/// </summary>
internal sealed class BuiltInExtractor : IExtractor
{
    /// <summary>Changes whenever the same transcript and fields may give another answer.</summary>
    public const string CurrentVersion = "1";

    // Fields are compiled once; the tables let go of a field when nobody else holds it.
    readonly ConditionalWeakTable<StructuredDataField, FieldProfile> _profiles = [];
    readonly ConditionalWeakTable<AnswerPhrases, PhraseAnswer> _phrases = [];

    /// <inheritdoc/>
    public string Name => "built-in";

    /// <inheritdoc/>
    public string Version => CurrentVersion;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ExtractedValue>> ExtractAsync(
        Transcript transcript, IReadOnlyList<StructuredDataField> fields, CancellationToken cancellationToken)
    {
        var reading = new TranscriptReading(transcript);
        var cache = new CandidateCache();
        var values = new ExtractedValue[fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            values[i] = fields[i].Kind == FieldKind.Question ? Answer(fields[i], reading) : Entity(fields[i], reading, cache);
        }

        return ValueTask.FromResult<IReadOnlyList<ExtractedValue>>(values);
    }

    ExtractedValue Answer(StructuredDataField field, TranscriptReading reading)
    {
        if (field.Question?.Phrases is not { } phrases)
            return Nothing(field, ExtractionOutcome.NoModel);
        var answers = _phrases.GetValue(phrases, static p => new PhraseAnswer(p));
        if (answers.IsEmpty)
            return Nothing(field, ExtractionOutcome.NoModel);
        if (answers.Find(reading) is not var (yes, message, start, end))
            return Nothing(field, ExtractionOutcome.NotFound);
        return Found(field, yes ? "Yes" : "No", yes ? "yes" : "no", message, start, end);
    }

    ExtractedValue Entity(StructuredDataField field, TranscriptReading reading, CandidateCache cache)
    {
        var profile = _profiles.GetValue(field, static f => FieldProfileCompiler.Compile(f));
        if (new FieldSearch(profile, reading, cache).Find() is not var (message, candidate))
            return Nothing(field, ExtractionOutcome.NotFound);
        var value = message.Message.Text[candidate.Start..candidate.End];
        return Found(field, value, candidate.Canonical ?? ValueForm.Of(value), message, candidate.Start, candidate.End);
    }

    static ExtractedValue Nothing(StructuredDataField field, ExtractionOutcome outcome) =>
        new() { FieldId = field.Id, Outcome = outcome };

    static ExtractedValue Found(StructuredDataField field, string value, string normalized, MessageReading message, int start, int end) =>
        new()
        {
            FieldId = field.Id,
            Outcome = ExtractionOutcome.Found,
            Value = value,
            Normalized = normalized,
            Evidence = new Evidence(message.Message.Id, start, end, message.Message.Text[start..end]),
        };
}
