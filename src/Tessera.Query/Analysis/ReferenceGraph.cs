using System.Collections.Immutable;

namespace Tessera.Query.Analysis;

/// <summary>Which segments refer to which. They must not do so in a circle.</summary>
public static class ReferenceGraph
{
    /// <summary>
    /// The shortest circle that a segment would close if its query referred to <paramref name="references"/>, as the ids on the way from
    /// the segment back to itself: <c>a</c>, <c>b</c>, <c>a</c>. <see langword="null"/> when there is none. Takes time proportional to the
    /// references within reach, and no recursion.
    /// </summary>
    /// <param name="segmentId">The segment to be saved.</param>
    /// <param name="references">What its new query refers to.</param>
    /// <param name="referencesOf">What the others refer to, none for one that isn't there; it isn't asked for <paramref name="segmentId"/>
    /// itself.</param>
    public static ImmutableArray<string>? FindCycle(
        string segmentId, ImmutableArray<string> references, Func<string, ImmutableArray<string>> referencesOf)
    {
        var reachedFrom = new Dictionary<string, string>();
        var toVisit = new Queue<string>();
        if (Reach(references, from: segmentId))
            return [segmentId, segmentId];
        while (toVisit.TryDequeue(out var id))
            if (Reach(referencesOf(id), from: id))
                return PathTo(id);
        return null;

        bool Reach(ImmutableArray<string> ids, string from)
        {
            foreach (var id in ids)
            {
                if (string.Equals(id, segmentId, StringComparison.Ordinal))
                    return true;
                if (reachedFrom.TryAdd(id, from))
                    toVisit.Enqueue(id);
            }
            return false;
        }

        ImmutableArray<string> PathTo(string last)
        {
            var path = new List<string> { segmentId };
            for (var id = last; !string.Equals(id, segmentId, StringComparison.Ordinal); id = reachedFrom[id])
                path.Add(id);
            path.Add(segmentId);
            path.Reverse();
            return [.. path];
        }
    }
}
