using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Whether a place or a moment is said as the start or the end of something: "from A to B", "5th - 9th", "until Friday".</summary>
internal static class Sides
{
    /// <summary>A sentence's beginning further back than this says nothing of a place in it.</summary>
    const int SentenceReach = 24;

    static readonly HashSet<string> BeforePlace = WordSet.Of("the a an my ' \" \u2018 \u201c");
    static readonly HashSet<string> BeforeMoment = WordSet.Of("the on about around of by a");
    static readonly HashSet<string> EndOfMoment = WordSet.Of("""
        - – — to until till til through thru leaving leave departing out checkout ending
        """);
    static readonly HashSet<string> StartOfMoment = WordSet.Of("from starting arriving arrive checkin beginning");
    static readonly HashSet<string> Range = WordSet.Of("- \u2013 to through thru until till til");
    static readonly HashSet<string> BeingThere = WordSet.Of("i'm im am currently now we're are standing");

    /// <summary>The side <paramref name="candidate"/> is said as.</summary>
    public static Side Of(MessageReading message, in Candidate candidate) =>
        candidate.IsPlaceLike ? OfPlace(message, candidate) : OfMoment(message, candidate);

    /// <summary>The side the sentence of token <paramref name="at"/> speaks of, up to that token: "change my destination to …".</summary>
    public static Side OfSentence(MessageReading message, int at)
    {
        var first = at;
        while (first > 0 && at - first < SentenceReach && message.Tokens[first - 1].Sentence == message.Tokens[at].Sentence)
            first--;
        return SideLexicon.Of(message.Tokens.AsSpan(first, at - first), ShapeKind.Place);
    }

    static Side OfPlace(MessageReading message, in Candidate candidate)
    {
        var at = candidate.FirstToken - 1;
        for (var skipped = 0; skipped < 3 && BeforePlace.Contains(message.LowerAt(at)); skipped++)
            at--;
        switch (message.LowerAt(at))
        {
            case "to":
                return OfTo(message, at);
            case "towards" or "toward" or "into" or "reach":
                return Side.End;
            case "from" or "leaving" or "departing":
            case "at" or "in" or "near" or "by" when BeingThere.Contains(message.LowerAt(at - 1)):
                return Side.Start;
            default:
                return Side.None;
        }
    }

    static Side OfMoment(MessageReading message, in Candidate candidate)
    {
        // The first of a range is followed by its second, whatever stands before: "change it to the 5th - 9th".
        if (Range.Contains(message.LowerAt(candidate.EndToken)))
            return Side.Start;
        var at = candidate.FirstToken - 1;
        for (var skipped = 0; skipped < 5 && IsBeforeMoment(message.LowerAt(at)); skipped++)
            at--;
        var word = message.LowerAt(at);
        return EndOfMoment.Contains(word) ? Side.End : StartOfMoment.Contains(word) ? Side.Start : Side.None;
    }

    static bool IsBeforeMoment(string word) => BeforeMoment.Contains(word) || Dates.IsMonth(word) || Days.IsWeekday(word);

    /// <summary>"closer to the station" is where somebody is; "change it to the station" is whatever it was.</summary>
    static Side OfTo(MessageReading message, int at)
    {
        if (message.LowerAt(at - 1) is "close" or "closer" or "next" or "near" or "nearer")
            return Side.Start;
        for (var i = at - 1; i >= 0 && i >= at - 6; i--)
        {
            if (message.LowerAt(i) is "change" or "changed" or "switch" or "update")
                return OfSentence(message, at);
        }

        return Side.End;
    }
}
