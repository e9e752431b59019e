using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Values said to be wrong or unwanted: "not 4", "instead of Monday", "anything but Lucca", "I don't want Thai".</summary>
internal static class Denials
{
    /// <summary>Whether <paramref name="candidate"/> is said so.</summary>
    public static bool IsDenied(MessageReading message, in Candidate candidate)
    {
        var at = candidate.FirstToken - 1;
        for (var skipped = 0; skipped < 3 && message.LowerAt(at) is "the" or "a" or "an" or "of" or "at" or "for" or "to" or "in" or "'" or "\"" or "any"; skipped++)
            at--;
        var before = message.LowerAt(at);
        var earlier = message.LowerAt(at - 1);
        switch (before)
        {
            case "not" or "instead" or "except" or "hate" or "avoid" or "isn't" or "isnt" or "wasn't":
            case "than" when earlier is not ("more" or "less" or "fewer" or "later" or "earlier" or "other"):
            case "but" when earlier.StartsWith("any", StringComparison.Ordinal) || earlier.StartsWith("every", StringComparison.Ordinal):
            case "no" when at == candidate.FirstToken - 1 && candidate.Kind is ShapeKind.Listed or ShapeKind.Phrase or ShapeKind.Place:
                return true;
            case "want" or "like" or "stand" or "like" or "need" or "mean" or "say" or "said" or "be":
                return earlier is "don't" or "dont" or "not" or "didn't" or "didnt" or "can't" or "cant" or "never" or "won't" or "doesn't";
            default:
                return false;
        }
    }
}
