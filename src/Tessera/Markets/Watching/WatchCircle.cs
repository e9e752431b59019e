using Tessera.Query.Evaluation;
using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Wire;

namespace Tessera.Markets.Watching;

/// <summary>A market segment can't watch conversations by its own verdict: each score would change who is scored.</summary>
internal static class WatchCircle
{
    /// <summary>422-02 where a query, or one it refers to, asks for the market segment's own score or answers; null where none does.</summary>
    public static Problem? Find(string oId, SegmentQuery query, SegmentResolver segments)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<(string Where, SegmentQuery Query)>([("the query", query)]);
        while (left.TryDequeue(out var next))
        {
            if (next.Query.Root.SelfAndWithin().OfType<Predicate>().FirstOrDefault(p => IsVerdict(oId, p.Field)) is { } asks)
                return Problem.BadReference($"query: {next.Where} asks for {asks.Field}, which the segment {oId} itself gives.");
            foreach (var id in next.Query.References)
            {
                if (seen.Add(id) && segments(id) is { } referred) left.Enqueue(($"the segment {id}", referred));
            }
        }

        return null;
    }

    static bool IsVerdict(string oId, FieldReference field) => field.Family switch
    {
        FieldFamily.Fit => field.Name == oId,
        FieldFamily.Data => field.Name.StartsWith($"q_{oId}_", StringComparison.Ordinal),
        _ => false,
    };
}
