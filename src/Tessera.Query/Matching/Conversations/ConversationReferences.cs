using Tessera.Query.Evaluation;
using Tessera.Query.Language;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// Makes something of a query and of each segment it refers to, in the order in which the <see cref="Evaluator"/> evaluates them: each
/// behind those it refers to, each once, without recursion.
/// </summary>
static class ConversationReferences
{
    /// <summary>What was made of the query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="segments">Finds the segments.</param>
    /// <param name="make">
    /// Makes something of a tree. It is given what was made of a segment by its id: null, which stands for FALSE, when the segment is
    /// unknown, or is still being made because it refers to itself.
    /// </param>
    public static T Resolve<T>(SegmentQuery query, SegmentResolver segments, Func<Expression, Func<string, T?>, T> make)
        where T : struct
    {
        var made = new Dictionary<string, T?>(StringComparer.Ordinal);
        var path = new Stack<(string Id, SegmentQuery Query, int Next)>();
        path.Push(("", query, 0));
        while (true)
        {
            var (id, current, next) = path.Pop();
            if (next < current.References.Length)
            {
                path.Push((id, current, next + 1));
                var reference = current.References[next];
                if (made.TryAdd(reference, null) && segments(reference) is { } referenced)
                    path.Push((reference, referenced, 0));
                continue;
            }
            var result = make(current.Root, made.GetValueOrDefault);
            if (path.Count == 0)
                return result;
            made[id] = result;
        }
    }
}
