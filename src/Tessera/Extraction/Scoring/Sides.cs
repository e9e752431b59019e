using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Whether a place, date or time is said as the start or the end of something: "from A to B", "5th - 9th", "until Friday".</summary>
internal static class Sides
{
    /// <summary>The side <paramref name="candidate"/> is said as.</summary>
    public static Side Of(MessageReading message, in Candidate candidate) =>
        candidate.Kind is ShapeKind.Place or ShapeKind.Phrase or ShapeKind.Listed ? OfPlace(message, candidate) : OfMoment(message, candidate);

    static Side OfPlace(MessageReading message, in Candidate candidate)
    {
        var at = candidate.FirstToken - 1;
        for (var skipped = 0; skipped < 3 && message.LowerAt(at) is "the" or "a" or "an" or "my" or "'" or "\"" or "\u2018" or "\u201c"; skipped++)
            at--;
        return message.LowerAt(at) switch
        {
            "to" => OfTo(message, at),
            "towards" or "toward" or "into" or "reach" => Side.End,
            "from" or "leaving" or "departing" => Side.Start,
            "at" or "in" or "near" or "by" => IsWhereSomebodyIs(message.LowerAt(at - 1)) ? Side.Start : Side.None,
            _ => Side.None,
        };
    }

    /// <summary>The side the sentence of token <paramref name="at"/> speaks of, up to that token: "change my destination to …".</summary>
    public static Side OfSentence(MessageReading message, int at)
    {
        var first = at;
        while (first > 0 && at - first < 24 && message.Tokens[first - 1].Sentence == message.Tokens[at].Sentence)
            first--;
        return KindLexicon.SideOf(message.Tokens.AsSpan(first, at - first), ShapeKind.Place);
    }

    static Side OfMoment(MessageReading message, in Candidate candidate)
    {
        // The first of a range is followed by its second, whatever stands before: "change it to the 5th - 9th".
        if (IsRange(message.LowerAt(candidate.EndToken)))
            return Side.Start;
        var at = candidate.FirstToken - 1;
        for (var skipped = 0; skipped < 5 && IsBeforeMoment(message.LowerAt(at)); skipped++)
            at--;
        return message.LowerAt(at) switch
        {
            "-" or "\u2013" or "\u2014" or "to" or "until" or "till" or "til" or "through" or "thru" or "leaving" or "leave" or "departing" or "out" or "checkout" or "ending" => Side.End,
            "from" or "starting" or "arriving" or "arrive" or "checkin" or "beginning" => Side.Start,
            _ => Side.None,
        };
    }

    static bool IsRange(string word) => word is "-" or "\u2013" or "\u2014" or "to" or "through" or "thru" or "until" or "till" or "til";

    static bool IsBeforeMoment(string word) =>
        word is "the" or "on" or "about" or "around" or "of" or "by" or "a" || Dates.IsMonth(word) || Dates.IsWeekday(word);

    static bool IsWhereSomebodyIs(string word) => word is "i'm" or "im" or "am" or "currently" or "now" or "we're" or "are" or "standing";

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
