using System.Collections.Immutable;

namespace Tessera.Query.Matching.Segments;

/// <summary>Which segments refer to which: whose truth changes when another's does. For the writer only.</summary>
sealed class ReferenceMap
{
    readonly Dictionary<string, HashSet<string>> dependents = new(StringComparer.Ordinal);

    public bool IsEmpty => dependents.Count == 0;

    public void Change(string id, ImmutableArray<string> before, ImmutableArray<string> after)
    {
        foreach (var reference in before)
            if (dependents.TryGetValue(reference, out var known) && known.Remove(id) && known.Count == 0)
                dependents.Remove(reference);
        foreach (var reference in after)
        {
            if (!dependents.TryGetValue(reference, out var known))
                dependents.Add(reference, known = new HashSet<string>(StringComparer.Ordinal));
            known.Add(id);
        }
    }

    /// <summary>All that depend on these, directly or not, and aren't among them.</summary>
    public IEnumerable<string> DependentsOf(IReadOnlyCollection<string> changed)
    {
        if (IsEmpty)
            return [];
        var reached = new HashSet<string>(changed, StringComparer.Ordinal);
        var toVisit = new Queue<string>(changed);
        var found = new List<string>();
        while (toVisit.TryDequeue(out var id))
        {
            if (!dependents.TryGetValue(id, out var direct))
                continue;
            foreach (var dependent in direct)
            {
                if (!reached.Add(dependent))
                    continue;
                found.Add(dependent);
                toVisit.Enqueue(dependent);
            }
        }
        return found;
    }
}
