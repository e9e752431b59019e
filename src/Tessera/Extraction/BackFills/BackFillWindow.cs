using System.Collections.Immutable;

namespace Tessera.Extraction.BackFills;

/// <summary>
/// The conversations that are under way at a time: reached in the order of their ids, finished in any order. It tells up to which id all
/// are finished, and which are beyond: all that has to be remembered of them.
/// </summary>
/// <param name="progress">Where the back-fill stands at the beginning of the turn.</param>
internal sealed class BackFillWindow(BackFillProgress progress)
{
    readonly Lock gate = new();
    readonly SortedSet<string> underWay = new(StringComparer.Ordinal);
    readonly SortedSet<string> beyond = new(progress.Beyond, StringComparer.Ordinal);
    string cursor = progress.Cursor;
    string reached = progress.Cursor;

    /// <summary>Comes to a conversation, whose id is after those of all before; false where it was finished in an earlier turn.</summary>
    public bool Reach(string conversationId)
    {
        lock (gate)
        {
            reached = conversationId;
            return !beyond.Contains(conversationId) && underWay.Add(conversationId);
        }
    }

    /// <summary>Finishes a conversation that was reached, and brings the progress where that lets it come.</summary>
    public BackFillProgress Finish(string conversationId, BackFillProgress progress)
    {
        lock (gate)
        {
            underWay.Remove(conversationId);
            beyond.Add(conversationId);
            while (beyond.Min is { } next && IsAtOrBefore(next, reached) && (underWay.Min is not { } first || !IsAtOrBefore(first, next)))
            {
                cursor = next;
                beyond.Remove(next);
            }

            return progress with { Cursor = cursor, Beyond = beyond.ToImmutableSortedSet(StringComparer.Ordinal) };
        }
    }

    static bool IsAtOrBefore(string id, string other) => string.CompareOrdinal(id, other) <= 0;
}
