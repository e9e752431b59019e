using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Values said to be wrong or unwanted: "not 4", "instead of Monday", "anything but Bellini", "I don't want Thai".</summary>
internal static class Denials
{
    static readonly HashSet<string> Between = WordSet.Of("the a an of at for to in ' \" any");
    static readonly HashSet<string> Comparatives = WordSet.Of("more less fewer later earlier other");
    static readonly HashSet<string> Wishes = WordSet.Of("want like stand need mean say said be");
    static readonly HashSet<string> Nots = WordSet.Of("don't dont not didn't didnt can't cant never won't doesn't");

    /// <summary>Whether <paramref name="candidate"/> is said so.</summary>
    public static bool IsDenied(MessageReading message, in Candidate candidate)
    {
        var at = candidate.FirstToken - 1;
        for (var skipped = 0; skipped < 3 && Between.Contains(message.LowerAt(at)); skipped++)
            at--;
        var earlier = message.LowerAt(at - 1);
        switch (message.LowerAt(at))
        {
            case "not" or "instead" or "except" or "hate" or "avoid" or "isn't" or "isnt" or "wasn't":
                return true;
            case "than":
                return !Comparatives.Contains(earlier);
            case "but":
                return earlier.StartsWith("any", StringComparison.Ordinal) || earlier.StartsWith("every", StringComparison.Ordinal);
            case "no":
                // "no Thai", but "no, 4"
                return at == candidate.FirstToken - 1 && candidate.IsPlaceLike;
            case var wish:
                return Wishes.Contains(wish) && Nots.Contains(earlier);
        }
    }
}
