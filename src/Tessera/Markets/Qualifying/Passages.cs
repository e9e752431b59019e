using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Extraction;
using Tessera.Extraction.Models;

namespace Tessera.Markets.Qualifying;

/// <summary>A stretch of what is known, short enough to be quoted from.</summary>
/// <param name="Source">Which text, from 0.</param>
/// <param name="Start">Its offset there, in UTF-16 code units.</param>
/// <param name="Text">The words.</param>
internal sealed record Passage(int Source, int Start, string Text);

/// <summary>What is known as a model is shown it: numbered passages, one line of JSON each, in parts that fit a prompt.</summary>
internal sealed class Passages
{
    const int MostCharacters = 1000;

    static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    readonly List<Passage> all = [];

    /// <param name="texts">What is known.</param>
    /// <param name="maxTokens">The most tokens of a part.</param>
    /// <param name="mostParts">The most parts; what comes after isn't shown.</param>
    public Passages(IReadOnlyList<KnownText> texts, int maxTokens, int mostParts)
    {
        var (lines, left) = (new List<string>(), maxTokens);
        foreach (var (source, text) in texts.Index().Where(t => t.Item.From != SenderRole.System))
        {
            foreach (var passage in Cut(source, text.Text))
            {
                var line = JsonSerializer.Serialize(
                    new { passage = all.Count + 1, from = texts.Count > 1 ? Name(text.From) : null, text = passage.Text }, Readable);
                var tokens = TranscriptParts.Tokens(line) + 1;
                if (tokens > left && lines.Count > 0)
                {
                    Parts.Add(string.Join('\n', lines));
                    (lines, left) = ([], maxTokens);
                    if (Parts.Count == mostParts)
                    {
                        IsWhole = false;
                        return;
                    }
                }

                all.Add(passage);
                lines.Add(line);
                left -= tokens;
            }
        }

        if (lines.Count > 0) Parts.Add(string.Join('\n', lines));
    }

    /// <summary>The lines, part by part.</summary>
    public List<string> Parts { get; } = [];

    /// <summary>Whether all of it is shown.</summary>
    public bool IsWhole { get; } = true;

    /// <summary>The passage of a number, or null.</summary>
    public Passage? At(int number) => number >= 1 && number <= all.Count ? all[number - 1] : null;

    static string Name(SenderRole from) => from == SenderRole.Agent ? "agent" : "customer";

    // At the end of a line, or else at a blank, or else where there is no more room.
    static IEnumerable<Passage> Cut(int source, string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + MostCharacters);
            if (end < text.Length)
            {
                var line = text.LastIndexOf('\n', end - 1, end - start);
                var blank = line > start ? line : text.LastIndexOf(' ', end - 1, end - start);
                if (blank > start) end = blank + 1;
                else if (char.IsHighSurrogate(text[end - 1])) end--;
            }

            var passage = text[start..end];
            if (!string.IsNullOrWhiteSpace(passage)) yield return new Passage(source, start, passage);
            start = end;
        }
    }
}
