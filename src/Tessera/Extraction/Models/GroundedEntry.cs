using Tessera.Extraction.Grounding;
using Tessera.Fields;

namespace Tessera.Extraction.Models;

/// <summary>
/// Holds what a model claims against the transcript. A value is given out only when its quote stands in the message it names, and the value
/// of an entity only in the words of that message.
/// </summary>
internal static class GroundedEntry
{
    /// <summary>The entry as a value: found, not found, ungrounded, or failed where it repeats the prompt.</summary>
    public static ExtractedValue Of(StructuredDataField field, FormEntry entry, Transcript transcript)
    {
        if (entry.Value is not { } value) return new ExtractedValue { FieldId = field.Id, Outcome = ExtractionOutcome.NotFound };
        if (entry.Message >= 1 && entry.Message <= transcript.Messages.Count)
        {
            var message = transcript.Messages[entry.Message - 1];
            // Notices of the system are nobody's words.
            var quoted = message.Sender == SenderRole.System ? null : Quotes.Find(message, entry.Quote);
            if (quoted is not null && field.Kind == FieldKind.Question) return Found(field, value, value == "Yes" ? "yes" : "no", quoted);
            if (quoted is not null && Words(value, quoted, message) is { } words)
                return Found(field, words.Quote, ValueForm.Of(words.Quote), words);
        }

        if (ExtractionPrompt.IsRepeatedIn(value) || ExtractionPrompt.IsRepeatedIn(entry.Quote))
            return new ExtractedValue
            {
                FieldId = field.Id, Outcome = ExtractionOutcome.Failed,
                Reason = "The model repeated its instructions instead of an answer.",
            };
        return new ExtractedValue
        {
            FieldId = field.Id,
            Outcome = ExtractionOutcome.Ungrounded,
            Claim = new Claim(value, entry.Quote, entry.Message),
        };
    }

    /// <summary>
    /// Where in its quote the value stands; the whole quote where it says the same in another form ("$40" and "40 dollars").
    /// </summary>
    static Evidence? Words(string value, Evidence quoted, TranscriptMessage message)
    {
        var quote = new TranscriptMessage(message.Id, message.Sender, quoted.Quote);
        if (Quotes.Find(quote, value) is { } inside)
        {
            var (start, end) = (quoted.Start + inside.Start, quoted.Start + inside.End);
            return new Evidence(message.Id, start, end, message.Text[start..end]) { IsExact = inside.IsExact };
        }

        return ValueForm.Of(value) == ValueForm.Of(quoted.Quote) ? quoted : null;
    }

    static ExtractedValue Found(StructuredDataField field, string value, string normalized, Evidence evidence) => new()
    {
        FieldId = field.Id,
        Outcome = ExtractionOutcome.Found,
        Value = value,
        Normalized = normalized,
        Evidence = evidence,
    };
}
