namespace Tessera.Markets.Drafting;

/// <summary>Gives each statement of a draft its sentences: the best by their words, each once, in the order of the sources.</summary>
internal sealed class SentenceChoice
{
    // Shorter ones are labels, which say nothing by themselves.
    const int FewestCharacters = 20;

    // In Japanese a word is a character or two.
    const int FewestWideCharacters = 8;

    readonly List<SourceSentence> candidates;
    readonly HashSet<SourceSentence> withValues;
    readonly HashSet<string> context;
    readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    public SentenceChoice(List<SourceSentence> sentences, List<FirmographicValue> values, string context)
    {
        candidates = [.. sentences.Where(s => s.Kind is SentenceKind.Prose or SentenceKind.Item && IsLongEnough(s.Text))];
        withValues = [.. values.Select(v => v.Sentence)];
        this.context = Words(context);
    }

    /// <summary>Whether a sentence names firmographic values.</summary>
    public bool NamesValues(SourceSentence sentence) => withValues.Contains(sentence);

    /// <summary>
    /// Takes the best sentences: those with most cues, then those that name firmographic values or share words with the context, then the
    /// first.
    /// </summary>
    /// <param name="most">At most so many.</param>
    /// <param name="cues">How many words in a sentence speak for it; none, and it isn't taken.</param>
    public List<SourceSentence> Take(int most, Func<SourceSentence, int> cues)
    {
        var best = candidates
            .Where(s => !taken.Contains(s.Text) && !CompanyWords.Excludes(s.Text))
            .Select((sentence, index) => (sentence, index, cues: cues(sentence)))
            .Where(s => s.cues > 0)
            .OrderByDescending(s => s.cues + (NamesValues(s.sentence) ? 1 : 0) + (Shares(s.sentence.Text) ? 1 : 0)).ThenBy(s => s.index)
            .DistinctBy(s => s.sentence.Text, StringComparer.OrdinalIgnoreCase).Take(most)
            .OrderBy(s => s.index).Select(s => s.sentence).ToList();
        foreach (var sentence in best) taken.Add(sentence.Text);
        return best;
    }

    bool Shares(string sentence) => context.Count > 0 && Words(sentence).Overlaps(context);

    static bool IsLongEnough(string text) =>
        text.Length >= FewestCharacters || (text.Length >= FewestWideCharacters && text.Any(c => c >= '\u3040'));

    // Words of six letters and more: shorter ones are in every sentence.
    static HashSet<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split(c => !char.IsLetter(c)).Where(word => word.Length >= 6)];
}

/// <summary>Parts of a text between characters of a kind.</summary>
internal static class TextParts
{
    public static IEnumerable<string> Split(this string text, Func<char, bool> separates)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !separates(text[i])) continue;
            if (i > start) yield return text[start..i];
            start = i + 1;
        }
    }
}
