using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tessera.Extraction.Models;

namespace Tessera.Markets.Drafting;

/// <summary>
/// The sources as a model is shown them: numbered sentences, one line of JSON each, so that what they say can't leave its quotation marks.
/// A page's furniture, and what speaks to machines, isn't shown.
/// </summary>
internal sealed class ShownSources
{
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly List<SourceSentence> sentences = [];

    /// <param name="sources">The sources; a long one is shown as far as its share goes.</param>
    /// <param name="maxTokens">The most tokens of all lines.</param>
    public ShownSources(IReadOnlyList<ReadSource> sources, int maxTokens)
    {
        var (lines, left, material) = (new StringBuilder(), maxTokens, new StringBuilder());
        foreach (var (index, source) in sources.Index())
        {
            // What one source leaves of its share is the next ones'.
            var share = left / (sources.Count - index);
            foreach (var sentence in SentenceReader.Read(index, source.Text).Where(s => !CompanyWords.IsNoise(s.Text)))
            {
                var line = JsonSerializer.Serialize(
                    new { sentence = sentences.Count + 1, source = index + 1, text = sentence.Text }, Readable);
                var tokens = TranscriptParts.Tokens(line) + 1;
                if (tokens > share)
                {
                    IsWhole = false;
                    break;
                }

                (share, left) = (share - tokens, left - tokens);
                sentences.Add(sentence);
                lines.Append(line).Append('\n');
                material.Append(sentence.Text).Append('\n');
            }
        }

        (Lines, Material) = (lines.ToString(), material.ToString());
    }

    /// <summary>The lines.</summary>
    public string Lines { get; }

    /// <summary>All that is shown, as one text.</summary>
    public string Material { get; }

    /// <summary>Whether there was room for all of the sources.</summary>
    public bool IsWhole { get; } = true;

    public int Count => sentences.Count;

    /// <summary>The sentence of a number, or null.</summary>
    public SourceSentence? At(int number) => number >= 1 && number <= sentences.Count ? sentences[number - 1] : null;
}
