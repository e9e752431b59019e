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

    /// <summary>Whether the sentence of <paramref name="candidate"/>, or one of those shortly before it, takes something back.</summary>
    public static bool IsOne(MessageReading message, in Candidate candidate)
    {
        if (candidate.Kind == ShapeKind.PersonName)
            return false;
        var tokens = message.Tokens;
        var sentence = tokens[candidate.FirstToken].Sentence;
        var first = candidate.FirstToken;
        while (first > 0 && tokens[first - 1].Sentence >= sentence - 3 && candidate.FirstToken - first < 24)
            first--;
        for (var i = first; i < tokens.Length && tokens[i].Sentence <= sentence && i < candidate.EndToken + 12; i++)
        {
            if (Words.Contains(tokens[i].Lower) || (tokens[i].Lower is "sorry" or "no" && candidate.Kind is ShapeKind.Digits or ShapeKind.Code) || (i > first && IsPair(tokens[i - 1].Lower, tokens[i].Lower)))
                return true;
        }

        return false;
    }

    /// <summary>Whether a message takes back in its own course what it said before: "944 … wait, I mean 312".</summary>
    public static bool IsWithin(MessageReading message, in Candidate said, in Candidate candidate)
    {
        if (candidate.FirstToken - said.EndToken is < 1 or > 12)
            return false;
        for (var i = said.EndToken; i < candidate.FirstToken; i++)
        {
            if (message.Tokens[i].Lower is "wait" or "mean" or "meant" or "actually" or "scratch" or "oops" or "correction" or "rather")
                return true;
        }

        return false;
    }

    /// <summary>Whether the agent just turned something down, so that a new value of the kind takes the place of the old.</summary>
    public static bool FollowsRefusal(TranscriptReading transcript, MessageReading message)
    {
        for (var i = message.Index - 1; i >= 0 && i >= message.Index - 2; i--)
        {
            var before = transcript.Messages[i];
            if (before.Message.Sender != SenderRole.Agent)
                continue;
            for (var t = 0; t < before.Tokens.Length && t < 60; t++)
            {
                if (before.Tokens[t].Lower is "sorry" or "unfortunately" or "unavailable" or "unsuccessful" or "failed" or "invalid" or "cannot" or "can't" or "unable")
                    return true;
            }

            return false;
        }

        return false;
    }

    static bool IsPair(string first, string second) => (first, second) is ("what" or "how", "about") or ("make", "it" or "that") or ("say" or "do", "that");
}
