using Tessera.Extraction.Reading;
using Tessera.Fields;

namespace Tessera.Extraction.Questions;

/// <summary>
/// Answers a question by the phrases its author gave: a phrase is said when its stems stand in a message one after the other, within one
/// sentence. The phrase said last answers; of two that begin at the same word, the longer. A phrase the speaker denies ("not …", "never …")
/// answers nothing, neither yes nor no; one that denies by itself ("not working") is taken as it stands.
/// </summary>
internal sealed class PhraseAnswer
{
    /// <summary>A negation this many words before a phrase may be about it.</summary>
    const int NegationReach = 3;

    sealed record Phrase(string[] Stems, bool Yes, bool Denies);

    readonly Dictionary<string, List<Phrase>> _byFirst = new(StringComparer.Ordinal);

    /// <summary>Reads <paramref name="phrases"/>; a phrase without any word is ignored.</summary>
    public PhraseAnswer(AnswerPhrases phrases)
    {
        Add(phrases.Yes, yes: true);
        Add(phrases.No, yes: false);
    }

    /// <summary>Whether there is no phrase that could be said.</summary>
    public bool IsEmpty => _byFirst.Count == 0;

    /// <summary>The phrase said last: yes or no, its message, and where it stands there; null when none is said.</summary>
    public (bool Yes, MessageReading Message, int Start, int End)? Find(TranscriptReading transcript)
    {
        for (var m = transcript.Messages.Count - 1; m >= 0; m--)
        {
            var message = transcript.Messages[m];
            for (var i = message.Tokens.Length - 1; i >= 0; i--)
            {
                if (Longest(message.Tokens, i, out var end) is { } phrase && (phrase.Denies || !IsDenied(message.Tokens, i)))
                    return (phrase.Yes, message, message.Tokens[i].Start, message.Tokens[end - 1].End);
            }
        }

        return null;
    }

    void Add(IReadOnlyList<string> phrases, bool yes)
    {
        foreach (var text in phrases)
        {
            Token[] words = [.. Tokenizer.Tokenize(text).Where(t => t.Kind != TokenKind.Symbol && t.Stem.Length > 0)];
            if (words.Length == 0)
                continue;
            if (!_byFirst.TryGetValue(words[0].Stem, out var list))
                _byFirst.Add(words[0].Stem, list = []);
            list.Add(new Phrase([.. words.Select(w => w.Stem)], yes, Array.Exists(words, w => Vocabulary.Negators.Contains(w.Lower))));
        }
    }

    Phrase? Longest(Token[] tokens, int at, out int longest)
    {
        longest = 0;
        Phrase? best = null;
        if (tokens[at].Kind == TokenKind.Symbol || !_byFirst.TryGetValue(tokens[at].Stem, out var phrases))
            return null;
        foreach (var phrase in phrases)
        {
            var end = EndOf(tokens, at, phrase.Stems);
            if (end > longest)
                (best, longest) = (phrase, end);
        }

        return best;
    }

    static int EndOf(Token[] tokens, int at, string[] stems)
    {
        var i = at;
        foreach (var stem in stems)
        {
            // Commas and hyphens inside don't part a phrase; the end of a sentence does.
            while (i > at && i < tokens.Length && tokens[i].Kind == TokenKind.Symbol && tokens[i].Sentence == tokens[at].Sentence)
                i++;
            if (i >= tokens.Length || tokens[i].Stem != stem || tokens[i].Sentence != tokens[at].Sentence)
                return 0;
            i++;
        }

        return i;
    }

    static bool IsDenied(Token[] tokens, int at)
    {
        var words = 0;
        for (var i = at - 1; i >= 0 && words < NegationReach && tokens[i].Sentence == tokens[at].Sentence && !tokens[i].Is(','); i--)
        {
            if (Vocabulary.Negators.Contains(tokens[i].Lower) || tokens[i].Lower.EndsWith("n't", StringComparison.Ordinal))
                return true;
            if (tokens[i].IsWord)
                words++;
        }

        return false;
    }
}
