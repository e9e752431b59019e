namespace Tessera.Extraction.Grounding;

/// <summary>Finds in a message the words that somebody claims stand there.</summary>
internal static class Quotes
{
    /// <summary>
    /// The place of a quote: to the letter where that is, otherwise as <see cref="FoldedText"/> compares; null when it isn't there.
    /// </summary>
    /// <param name="message">The message that is said to hold it.</param>
    /// <param name="quote">The words; blank ones are nowhere.</param>
    public static Evidence? Find(TranscriptMessage message, string quote)
    {
        if (string.IsNullOrWhiteSpace(quote)) return null;
        var text = new FoldedText(message.Text);
        for (var at = message.Text.IndexOf(quote, StringComparison.Ordinal);
            at >= 0;
            at = message.Text.IndexOf(quote, at + 1, StringComparison.Ordinal))
        {
            if (text.IsBoundary(at) && text.IsBoundary(at + quote.Length)) return new Evidence(message.Id, at, at + quote.Length, quote);
        }

        if (text.Find(new FoldedText(quote)) is not var (start, end)) return null;
        return new Evidence(message.Id, start, end, message.Text[start..end]) { IsExact = false };
    }
}
