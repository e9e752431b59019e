using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tessera.Extraction.Models;

/// <summary>A piece of a transcript that fits into one prompt: its lines as they are sent, and the numbers of its messages.</summary>
/// <param name="Lines">One JSON object a message: number, who, text. What is said can't leave its quotation marks.</param>
internal sealed record TranscriptPart(string Lines);

/// <summary>Cuts long transcripts into parts that overlap, so that a question and its answer stand together in one.</summary>
internal static class TranscriptParts
{
    /// <summary>Messages that stand at the end of one part and at the beginning of the next.</summary>
    public const int Overlap = 6;

    /// <summary>
    /// Characters to a token, on the safe side: English has about four, Japanese about one, and what isn't ASCII counts as a token each.
    /// </summary>
    const double CharactersToAToken = 3;

    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How many tokens a text has, at most, by a cautious estimate.</summary>
    public static int Tokens(string text)
    {
        var ascii = text.Count(char.IsAscii);
        return (int)Math.Ceiling(ascii / CharactersToAToken) + (text.Length - ascii);
    }

    /// <summary>
    /// The parts of a transcript, each of at most so many tokens. A message that is longer alone is cut to its beginning.
    /// </summary>
    public static List<TranscriptPart> Of(Transcript transcript, int maxTokens)
    {
        var lines = new string[transcript.Messages.Count];
        var tokens = new int[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = Line(i + 1, transcript.Messages[i], transcript.Messages[i].Text);
            tokens[i] = Tokens(lines[i]);
            if (tokens[i] <= maxTokens) continue;
            lines[i] = Line(i + 1, transcript.Messages[i], Beginning(transcript.Messages[i].Text, maxTokens / 4));
            tokens[i] = Math.Min(maxTokens, Tokens(lines[i]));
        }

        var parts = new List<TranscriptPart>();
        for (var start = 0; start < lines.Length;)
        {
            var (end, used) = (start, 0);
            while (end < lines.Length && (end == start || used + tokens[end] <= maxTokens)) used += tokens[end++];
            parts.Add(new TranscriptPart(string.Join('\n', lines[start..end])));
            if (end == lines.Length) break;
            start = Math.Max(start + 1, end - Overlap);
        }

        return parts;
    }

    static string Line(int number, TranscriptMessage message, string text) =>
        JsonSerializer.Serialize(new { message = number, from = Sender(message.Sender), text }, Readable);

    static string Sender(SenderRole sender) => sender switch
    {
        SenderRole.Agent => "agent",
        SenderRole.Customer => "customer",
        _ => "system",
    };

    /// <summary>The beginning of a text, without half of a surrogate pair at its end.</summary>
    public static string Beginning(string text, int length)
    {
        if (text.Length <= length) return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
