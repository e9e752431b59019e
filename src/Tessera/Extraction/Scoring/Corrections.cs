using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Changes of mind: "actually it's 821", "make it 30 instead", "what about Detroit?".</summary>
internal static class Corrections
{
    static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "actually", "change", "changed", "instead", "wrong", "mistake", "meant", "mean", "correction", "oops", "whoops", "supposed", "rather", "try",
        "typo", "nevermind", "scratch", "incorrect", "switch",
    };

    /// <summary>Whether the sentence of <paramref name="candidate"/>, or the one before it, takes something back.</summary>
    public static bool IsOne(MessageReading message, in Candidate candidate)
    {
        if (candidate.Kind == ShapeKind.PersonName)
            return false;
        var tokens = message.Tokens;
        var sentence = tokens[candidate.FirstToken].Sentence;
        var first = candidate.FirstToken;
        while (first > 0 && tokens[first - 1].Sentence >= sentence - 1 && candidate.FirstToken - first < 24)
            first--;
        for (var i = first; i < tokens.Length && tokens[i].Sentence <= sentence && i < candidate.EndToken + 12; i++)
        {
            if (Words.Contains(tokens[i].Lower) || (i > first && IsPair(tokens[i - 1].Lower, tokens[i].Lower)))
                return true;
        }

        return false;
    }

    static bool IsPair(string first, string second) => (first, second) is ("what" or "how", "about") or ("make", "it" or "that") or ("say" or "do", "that");
}
