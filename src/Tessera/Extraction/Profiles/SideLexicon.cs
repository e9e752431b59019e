using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Profiles;

/// <summary>Words that speak of the start or the end of a journey, a stay or a span.</summary>
internal static class SideLexicon
{
    /// <summary>
    /// The side <paramref name="words"/> speak of first. One arrives at the end of a journey, but at the start of a stay.
    /// </summary>
    public static Side Of(ReadOnlySpan<Token> words, ShapeKind kind)
    {
        var place = kind is ShapeKind.Place or ShapeKind.Phrase or ShapeKind.Listed;
        var day = kind is ShapeKind.Date or ShapeKind.DayOfMonth or ShapeKind.Weekday;
        foreach (var word in words)
        {
            switch (word.Stem)
            {
                case "origin" or "start" or "begin" or "first" or "checkin":
                case "depart" or "pickup" or "leav" or "from" when place:
                case "arriv" when day:
                    return Side.Start;
                case "destin" or "end" or "finish" or "last" or "checkout" or "until":
                case "arriv" or "dropoff" or "go" or "head" or "reach" when place:
                case "depart" or "leav" when day:
                    return Side.End;
            }
        }

        return Side.None;
    }
}
