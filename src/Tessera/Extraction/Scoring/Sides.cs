using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Whether a place, date or time is said as the start or the end of something: "from A to B", "5th - 9th", "until Friday".</summary>
internal static class Sides
{
    /// <summary>The side <paramref name="candidate"/> is said as.</summary>
    public static Side Of(MessageReading message, in Candidate candidate)
    {
        var at = candidate.FirstToken - 1;
        var place = candidate.Kind is ShapeKind.Place or ShapeKind.Phrase or ShapeKind.Listed;
        for (var skipped = 0; skipped < 3 && IsFiller(message, at, place); skipped++)
            at--;
        var before = message.LowerAt(at);
        if (before is "to" or "until" or "till" or "til" or "through" or "thru" or "towards" or "toward" or "into" or "reach" || (before is "-" or "\u2013" or "\u2014" && at > 0))
            return place && before == "to" ? SideOfTo(message, at) : Side.End;
        if (before is "from" or "starting" || (place && before is "leaving" or "departing"))
            return Side.Start;
        if (place)
            return before is "at" or "in" && message.LowerAt(at - 1) is "i'm" or "im" or "am" or "currently" or "now" or "we're" or "are" ? Side.Start : Side.None;
        var after = message.LowerAt(candidate.EndToken);
        return after is "-" or "\u2013" or "to" or "through" or "thru" or "until" or "till" ? Side.Start : Side.None;
    }

    /// <summary>"closer to the station" is where somebody is; "change it to the station" is whatever it was.</summary>
    static Side SideOfTo(MessageReading message, int at)
    {
        if (message.LowerAt(at - 1) is "close" or "closer" or "next" or "near" or "nearer")
            return Side.Start;
        for (var i = at - 1; i >= 0 && i >= at - 6; i--)
        {
            if (message.LowerAt(i) is "change" or "changed" or "switch" or "update")
                return Side.None;
        }

        return Side.End;
    }

    static bool IsFiller(MessageReading message, int at, bool place)
    {
        if ((uint)at >= (uint)message.Tokens.Length)
            return false;
        var word = message.Tokens[at].Lower;
        return word is "the" or "a" or "an" or "my" or "'" or "\"" || (!place && (Dates.IsMonth(word) || word is "about" or "around" or "of" || Dates.IsWeekday(word)));
    }
}
