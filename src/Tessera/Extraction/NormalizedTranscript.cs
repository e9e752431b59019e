using Tessera.Conversations;
using Tessera.Vocabularies;

namespace Tessera.Extraction;

/// <summary>A conversation as an extractor reads it, with custom vocabularies applied, and the way back to its stored messages.</summary>
internal sealed class NormalizedTranscript
{
    readonly Dictionary<string, NormalizedText> texts = new(StringComparer.Ordinal);

    public NormalizedTranscript(Normalizer normalizer, IEnumerable<Message> messages)
    {
        var said = new List<TranscriptMessage>();
        foreach (var message in messages)
        {
            var text = normalizer.Apply(message.Text);
            if (text.Edits.Count > 0) texts[message.Id] = text;
            said.Add(new TranscriptMessage(message.Id, message.Role, text.Text));
        }

        Transcript = new Transcript(said);
    }

    /// <summary>What the extractor reads.</summary>
    public Transcript Transcript { get; }

    /// <summary>
    /// The same value with the evidence where it stands in the stored messages: the words that were said. The value stays.
    /// </summary>
    public StructuredDataValue ToStored(StructuredDataValue value) => texts.Count == 0 ? value : value with
    {
        Extracted = ToStored(value.Extracted),
        Other = value.Other is { } other ? other with { Extracted = ToStored(other.Extracted) } : null,
    };

    /// <summary>The same words where they stand in the stored messages.</summary>
    public Evidence ToStored(Evidence evidence)
    {
        if (!texts.TryGetValue(evidence.MessageId, out var text)) return evidence;
        var (start, end) = text.ToSource(evidence.Start, evidence.End);
        return evidence with { Start = start, End = end, Quote = text.Source[start..end] };
    }

    ExtractedValue ToStored(ExtractedValue value) => value.Evidence is { } evidence ? value with { Evidence = ToStored(evidence) } : value;
}
