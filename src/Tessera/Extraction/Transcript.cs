namespace Tessera.Extraction;

/// <summary>Who said a message.</summary>
/// <remarks>Persisted: explicit and append-only.</remarks>
internal enum SenderRole
{
    /// <summary>A person or bot of the company.</summary>
    Agent = 1,

    /// <summary>The customer.</summary>
    Customer = 2,

    /// <summary>A notice of the channel; nobody's words.</summary>
    System = 3,
}

/// <summary>One message of a conversation as an extractor sees it.</summary>
/// <param name="Id">The message's id; evidence points to it.</param>
/// <param name="Sender">Who said it.</param>
/// <param name="Text">What was said. Offsets of evidence count its UTF-16 code units.</param>
internal sealed record TranscriptMessage(string Id, SenderRole Sender, string Text);

/// <summary>The messages of one conversation in the order they were said.</summary>
internal sealed record Transcript(IReadOnlyList<TranscriptMessage> Messages);
