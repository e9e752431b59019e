using Tessera.Query.Evaluation;
using Tessera.Query.Values;

namespace Tessera.Query.Matching.Conversations;

/// <summary>All conversations as of one moment. Immutable: a reader keeps the one it began with.</summary>
/// <param name="Parts">The runs, by their first ids. No id is alive in two of them, nor in one and among the fresh.</param>
/// <param name="Fresh">The newest changes, not yet in a run, in rising order of their ids.</param>
sealed record ConversationVersion(ConversationPart[] Parts, ConversationFacts[] Fresh)
{
    public static readonly ConversationVersion Empty = new([], []);

    /// <summary>How many conversations there are.</summary>
    public int Total { get; } = Fresh.Length + Parts.Sum(part => part.Count);

    /// <summary>What is known of a conversation; null when there is none of this id.</summary>
    public ConversationFacts? Find(string id)
    {
        var fresh = FirstFrom(id);
        if (fresh < Fresh.Length && string.Equals(Fresh[fresh].ConversationId, id, StringComparison.Ordinal))
            return Fresh[fresh];
        foreach (var part in Parts)
            if (Row(part.Run, id) is >= 0 and var row && part.IsAlive(row))
                return part.Run.Facts(row);
        return null;
    }

    /// <summary>The row of an id in a run, negative when it isn't there.</summary>
    public static int Row(ConversationRun run, string id) =>
        CodePointOrder.Compare(id, run.FirstId) < 0 || CodePointOrder.Compare(id, run.LastId) > 0 ? -1 : run.Ids.Find(id);

    /// <summary>The place among the fresh of the first whose id is not below this one.</summary>
    public int FirstFrom(string id)
    {
        var (low, high) = (0, Fresh.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (CodePointOrder.Compare(Fresh[middle].ConversationId, id) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
