using Tessera.Query.Evaluation;
using Tessera.Query.Values;

namespace Tessera.Query.Matching.Conversations;

/// <summary>
/// Finds a page of the matches in the order of the ids, across runs. A run is looked into only once the page has come to where it begins.
/// </summary>
static class ConversationPages
{
    public static List<ConversationFacts> After(
        ConversationPlan plan, ConversationVersion version, string? after, int limit, CancellationToken cancellationToken)
    {
        var fresh = after is null ? 0 : version.FirstFrom(after);
        if (fresh < version.Fresh.Length && version.Fresh[fresh].ConversationId == after)
            fresh++;
        var parts = version.Parts.Where(part => after is null || CodePointOrder.Compare(part.Run.LastId, after) > 0).ToList();
        return Collect(
            new ConversationFreshCursor(plan, version.Fresh, fresh, falling: false),
            parts.ConvertAll(part => part.Run.FirstId),
            place => new ConversationRunCursor(plan, parts[place], FirstAfter(parts[place].Run), falling: false, cancellationToken),
            CodePointOrder.Comparer,
            limit);

        int FirstAfter(ConversationRun run) => after is null ? 0 : run.Ids.Find(after) is >= 0 and var row ? row + 1 : ~run.Ids.Find(after);
    }

    public static List<ConversationFacts> Before(
        ConversationPlan plan, ConversationVersion version, string before, int limit, CancellationToken cancellationToken)
    {
        var parts = version.Parts.Where(part => CodePointOrder.Compare(part.Run.FirstId, before) < 0)
            .OrderByDescending(part => part.Run.LastId, CodePointOrder.Comparer).ToList();
        return Collect(
            new ConversationFreshCursor(plan, version.Fresh, version.FirstFrom(before) - 1, falling: true),
            parts.ConvertAll(part => part.Run.LastId),
            place => new ConversationRunCursor(plan, parts[place], LastBefore(parts[place].Run), falling: true, cancellationToken),
            Comparer<string>.Create(static (a, b) => CodePointOrder.Compare(b, a)),
            limit);

        int LastBefore(ConversationRun run) => (run.Ids.Find(before) is >= 0 and var row ? row : ~run.Ids.Find(before)) - 1;
    }

    /// <summary>Takes the first matches of the fresh and of all runs, whose starts come in order.</summary>
    static List<ConversationFacts> Collect(
        ConversationFreshCursor fresh, List<string> starts, Func<int, ConversationRunCursor> open, IComparer<string> order, int limit)
    {
        var found = new List<ConversationFacts>();
        var cursors = new PriorityQueue<ConversationCursor, string>(order);
        Step(fresh);
        for (var opened = 0; found.Count < limit;)
        {
            var any = cursors.TryPeek(out var cursor, out var id);
            if (opened < starts.Count && (!any || order.Compare(starts[opened], id!) < 0))
            {
                Step(open(opened++));
                continue;
            }
            if (!any)
                break;
            cursors.Dequeue();
            found.Add(cursor!.Facts);
            Step(cursor);
        }
        return found;

        void Step(ConversationCursor cursor)
        {
            if (cursor.MoveNext())
                cursors.Enqueue(cursor, cursor.Id);
        }
    }
}
