namespace Tessera.Query.Matching.Segments;

/// <summary>A run as a snapshot has it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Dead">Which of its segments don't count any more.</param>
sealed record IndexedRun(Run Run, DeadSlots Dead)
{
    /// <summary>How many of its segments count.</summary>
    public int Count => Run.Count - Dead.Count;

    /// <summary>The slot of a segment that counts; -1 when there is none.</summary>
    public int SlotOf(string id) => Run.SlotOf(id) is var slot and >= 0 && !Dead.Contains(slot) ? slot : -1;

    public IndexedRun Without(int slot) => this with { Dead = Dead.With(slot) };

    /// <summary>The segments that count, by rising id.</summary>
    public IEnumerable<Segment> Segments()
    {
        for (var rank = 0; rank < Run.Count; rank++)
            if (Run.SlotsById[rank] is var slot && !Dead.Contains(slot))
                yield return new Segment(Run.IdOf(slot)!, Run.QueryOf(slot));
    }
}
