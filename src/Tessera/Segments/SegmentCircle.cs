using System.Collections.Immutable;
using Tessera.Markets.Watching;
using Tessera.Query.Analysis;
using Tessera.Query.Evaluation;
using Tessera.Query.Language;
using Tessera.Wire;

namespace Tessera.Segments;

/// <summary>
/// What a segment has can't depend on itself: neither by the segments it refers to, nor by the scores and answers that market segments give
/// to the conversations of a segment, as each score would change who is scored.
/// </summary>
internal static class SegmentCircle
{
    /// <summary>422-02, which names the shortest circle that a segment would close; null where it closes none.</summary>
    /// <param name="segment">The segment to be saved.</param>
    /// <param name="segments">Finds the other segments; it isn't asked for the one to be saved.</param>
    public static Problem? Find(SegmentDefinition segment, Func<string, SegmentDefinition?> segments)
    {
        // Scores and answers stand in the circle as queries write them, which no segment's id is.
        var givers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (ReferenceGraph.FindCycle(segment.Id, Asked(segment.Query), AskedBy) is not { } circle) return null;
        var what = circle.Any(givers.ContainsKey) ? "a market segment's own scores and answers can't decide whom it scores"
            : "segments can't refer to themselves";
        return Problem.BadReference($"query.raw: {what}, not even through others: {string.Join(" -> ", circle)}.");

        ImmutableArray<string> AskedBy(string step)
        {
            if (!givers.TryGetValue(step, out var giver)) return segments(step) is { } known ? Asked(known.Query) : [];
            var id = MarketWatch.SegmentIdOf(giver);
            return (id == segment.Id ? segment : segments(id))?.Owner == giver ? [id] : [];
        }

        ImmutableArray<string> Asked(SegmentQuery query)
        {
            // Read anew: the query lives as long as the segment, and with its tree it would be ten times as large.
            var root = SegmentQuery.TryCompile(query.Text, out _)!.Root;
            var asked = ImmutableArray.CreateBuilder<string>();
            asked.AddRange(query.References);
            foreach (var field in root.SelfAndWithin().OfType<Predicate>().Select(predicate => predicate.Field).Distinct())
            {
                if (MarketWatch.Giver(field) is not { } giver) continue;
                givers[field.ToString()] = giver;
                asked.Add(field.ToString());
            }

            return asked.ToImmutable();
        }
    }
}
