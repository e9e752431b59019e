using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Changes of mind: "actually it's 821", "make it 30 instead", "what about Lisbon?".</summary>
internal static class Corrections
{
    /// <summary>A marker of a change stands at most so many words and sentences before the new value, or words after it.</summary>
    const int WordsBefore = 24;
    const int SentencesBefore = 3;
    const int WordsAfter = 12;

    /// <summary>A refusal is said in the first words of an answer.</summary>
    const int RefusalWords = 60;

    static readonly HashSet<string> Markers = WordSet.Of("""
        actually change changed instead wrong mistake meant mean correction oops whoops supposed rather try typo nevermind scratch incorrect
        switch
        """);

    /// <summary>Words that mark a change only before a number or code, which nobody says twice for another reason.</summary>
    static readonly HashSet<string> NumberMarkers = WordSet.Of("sorry no");

    static readonly HashSet<string> MarkersWithin = WordSet.Of("wait mean meant actually scratch oops correction rather");

    /// <summary>Words that turn something down.</summary>
    public static readonly HashSet<string> Refusals = WordSet.Of("""
        sorry unfortunately unavailable unsuccessful failed invalid cannot can't unable sold
        """);

    /// <summary>Whether the sentence of <paramref name="candidate"/> or one shortly before takes something back.</summary>
    public static bool IsOne(MessageReading message, in Candidate candidate)
    {
        var tokens = message.Tokens;
        var isNumber = candidate.Kind is ShapeKind.Digits or ShapeKind.Code;
        var sentence = tokens[candidate.FirstToken].Sentence;
        var first = candidate.FirstToken;
        while (first > 0 && tokens[first - 1].Sentence >= sentence - SentencesBefore && candidate.FirstToken - first < WordsBefore)
            first--;
        for (var i = first; i < tokens.Length && tokens[i].Sentence <= sentence && i < candidate.EndToken + WordsAfter; i++)
        {
            if (Markers.Contains(tokens[i].Lower) || (isNumber && NumberMarkers.Contains(tokens[i].Lower)))
                return true;
            if (i > first && IsPair(tokens[i - 1].Lower, tokens[i].Lower))
                return true;
        }

        return false;
    }

    /// <summary>Whether a message takes back in its own course what it said before: "944 … wait, I mean 312".</summary>
    public static bool IsWithin(MessageReading message, in Candidate said, in Candidate candidate)
    {
        if (candidate.FirstToken - said.EndToken is < 1 or > WordsAfter)
            return false;
        for (var i = said.EndToken; i < candidate.FirstToken; i++)
        {
            if (MarkersWithin.Contains(message.Tokens[i].Lower))
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
            for (var t = 0; t < before.Tokens.Length && t < RefusalWords; t++)
            {
                if (Refusals.Contains(before.Tokens[t].Lower))
                    return true;
            }

            return false;
        }

        return false;
    }

    static bool IsPair(string first, string second) =>
        (first, second) is ("what" or "how", "about") or ("make", "it" or "that") or ("say" or "do", "that");
}
