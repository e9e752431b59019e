using Tessera.Extraction.Reading;
using Tessera.Fields;

namespace Tessera.Extraction.Questions;

/// <summary>
/// Answers a question by the phrases its author gave: a phrase is said when its stems stand in a message one after the other. The phrase said last answers;
/// of two that begin at the same word, the longer. A phrase that the speaker denies ("not …", "never …") answers nothing, neither yes nor no.
/// </summary>
internal sealed class PhraseAnswer
{
    /// <summary>A negation this many words before a phrase may be about it.</summary>
    const int NegationReach = 3;

    readonly record struct Phrase(string[] Stems, bool Yes, bool Denies);

    readonly Dictionary<string, List<Phrase>> _byFirst = new(StringComparer.Ordinal);

    /// <summary>Reads <paramref name="phrases"/>; a phrase without any word is ignored.</summary>
    public PhraseAnswer(AnswerPhrases phrases)
    {
        Add(phrases.Yes, yes: true);
        Add(phrases.No, yes: false);
    }

    /// <summary>Whether no phrase can ever be said.</summary>
    public bool IsEmpty => _byFirst.Count == 0;

    /// <summary>The phrase said last: yes or no, its message, and its tokens; null when none is said.</summary>
    public (bool Yes, MessageReading Message, int First, int End)? Find(TranscriptReading transcript)
    {
        for (var m = transcript.Messages.Count - 1; m >= 0; m--)
        {
            var message = transcript.Messages[m];
            for (var i = message.Tokens.Length - 1; i >= 0; i--)
            {
                if (Longest(message.Tokens, i) is var (phrase, end) && end > 0 && (phrase.Denies || !IsDenied(message.Tokens, i)))
                    return (phrase.Yes, message, i, end);
            }
        }

        return null;
    }

    void Add(IReadOnlyList<string> phrases, bool yes)
    {
        foreach (var text in phrases)
        {
            var words = Tokenizer.Tokenize(text).Where(t => t.Kind != TokenKind.Symbol && t.Stem.Length > 0).ToArray();
            if (words.Length == 0)
                continue;
            if (!_byFirst.TryGetValue(words[0].Stem, out var list))
                _byFirst.Add(words[0].Stem, list = []);
            list.Add(new Phrase([.. words.Select(w => w.Stem)], yes, Array.Exists(words, w => Vocabulary.Negators.Contains(w.Lower))));
        }
    }

    (Phrase Phrase, int End) Longest(Token[] tokens, int at)
    {
        (Phrase, int) best = default;
        if (tokens[at].Kind == TokenKind.Symbol || !_byFirst.TryGetValue(tokens[at].Stem, out var phrases))
            return best;
        foreach (var phrase in phrases)
        {
            var end = EndOf(tokens, at, phrase.Stems);
            if (end > best.Item2)
                best = (phrase, end);
        }

        return best;
    }

    static int EndOf(Token[] tokens, int at, string[] stems)
    {
        var i = at;
        foreach (var stem in stems)
        {
            // Commas and hyphens inside don't part a phrase; the end of a sentence does.
            while (i < tokens.Length && i > at && tokens[i].Kind == TokenKind.Symbol && tokens[i].Sentence == tokens[at].Sentence)
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
            if (!tokens[i].IsWord)
                continue;
            if (Vocabulary.Negators.Contains(tokens[i].Lower) || tokens[i].Lower.EndsWith("n't", StringComparison.Ordinal))
                return true;
            words++;
        }

        return false;
    }
}
