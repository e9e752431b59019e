using System.Runtime.InteropServices;
using Tessera.Query.Evaluation;
using Tessera.Query.Values;

namespace Tessera.Query.Matching.Conversations;

/// <summary>When changes become runs, and runs become larger ones.</summary>
/// <param name="MostFresh">So many changes stay facts, to be asked one by one (a third of a microsecond each); more become a run.</param>
/// <param name="Medium">Runs of fewer conversations are merged with each other at once.</param>
/// <param name="Large">Those from the medium size up to this one are merged with each other beside the writer.</param>
/// <param name="MostLarge">So many from the large size up become one, beside the writer too.</param>
sealed record ConversationRunSizes(int MostFresh, int Medium, int Large, int MostLarge)
{
    public static readonly ConversationRunSizes Default = new(MostFresh: 256, Medium: 4_096, Large: 65_536, MostLarge: 16);

    /// <summary>Runs from this size on are left as they are: about a million.</summary>
    public int Final => Large * MostLarge / 2;
}

/// <summary>
/// The writing side of the index: takes changes, and keeps the conversations in few large runs. Not for several threads at once.
/// </summary>
/// <remarks>
/// A change marks the conversation's row as gone wherever it stands and puts the new facts among the fresh ones. From there it moves into
/// larger and larger runs, some 20 times in its life; beside the final ones there are seldom more than 20 runs. Merging a million rows
/// takes some tenths of a second. It is done beside the writer, and what goes meanwhile is marked as gone in the result too.
/// </remarks>
sealed class ConversationWriter(ConversationRunSizes sizes)
{
    readonly List<ConversationFacts> fresh = []; // in rising order of their ids
    readonly List<ConversationRunState> parts = []; // in rising order of their first ids
    Merging? merging;

    /// <summary>The merging that goes on beside the writer; null when there is none.</summary>
    public Task? Background => merging?.Task;

    /// <summary>Adds conversations or replaces those of the same ids; of two with the same id the later counts.</summary>
    public void Apply(IEnumerable<ConversationFacts> changed)
    {
        var chunk = new Dictionary<string, ConversationFacts>(StringComparer.Ordinal);
        foreach (var facts in changed)
        {
            chunk[facts.ConversationId] = facts;
            if (chunk.Count < sizes.Large)
                continue;
            Add([.. chunk.Values]);
            chunk.Clear();
        }
        if (chunk.Count > 0)
            Add([.. chunk.Values]);
    }

    /// <summary>Adds a run of conversations that aren't there yet, but for some.</summary>
    public void Load(ConversationRun run, IEnumerable<string> except)
    {
        var part = new ConversationRunState(run);
        foreach (var id in except)
            part.Bury(id);
        Insert(part);
        Settle();
    }

    /// <summary>Takes conversations out; ids that aren't there are passed over.</summary>
    public void Remove(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            if (FindFresh(id) is >= 0 and var place)
                fresh.RemoveAt(place);
            foreach (var part in parts)
                part.Bury(id);
        }
        parts.RemoveAll(part => part is { Count: 0, IsMerging: false });
    }

    /// <summary>All conversations as they are now.</summary>
    public ConversationVersion Publish() => new([.. parts.Select(part => part.Publish())], [.. fresh]);

    /// <summary>Puts the result of a merging in the place of its sources, if it has one.</summary>
    public void TakeMerged()
    {
        if (merging is not { Task.IsCompleted: true } done)
            return;
        merging = null;
        foreach (var (source, _) in done.Sources)
            source.IsMerging = false;
        var merged = done.Task.GetAwaiter().GetResult() is { } run ? new ConversationRunState(run) : null;
        foreach (var (source, before) in done.Sources)
        {
            foreach (var id in source.GoneSince(before))
                merged!.Bury(id);
            parts.Remove(source);
        }
        if (merged is { Count: > 0 })
            Insert(merged);
        Tidy();
    }

    void Add(ConversationFacts[] changed)
    {
        Array.Sort(changed, static (a, b) => CodePointOrder.Compare(a.ConversationId, b.ConversationId));
        Bury(changed);
        foreach (var facts in changed)
            Refresh(facts, keep: changed.Length <= sizes.MostFresh);
        if (changed.Length <= sizes.MostFresh && fresh.Count <= sizes.MostFresh)
            return;

        // The latest conversations are likest to the new ones: their dictionaries have the same values.
        var neighbour = parts.Count == 0 ? null : parts[^1].Run;
        if (changed.Length > sizes.MostFresh)
        {
            Insert(new ConversationRunState(ConversationRunBuilder.Of(changed, neighbour)));
        }
        else
        {
            Insert(new ConversationRunState(ConversationRunBuilder.Of(CollectionsMarshal.AsSpan(fresh), neighbour)));
            fresh.Clear();
        }
        Settle();
    }

    void Settle()
    {
        TakeMerged();
        Tidy();
        // Who writes faster than is merged waits.
        while (merging is not null && parts.Count(part => part.Count >= sizes.Medium && part.Count < sizes.Final) >= 2 * sizes.MostLarge)
        {
            merging.Task.Wait();
            TakeMerged();
        }
    }

    /// <summary>Marks the older rows of changed conversations as gone.</summary>
    void Bury(ConversationFacts[] changed)
    {
        foreach (var part in parts)
        {
            if (CodePointOrder.Compare(changed[^1].ConversationId, part.Run.FirstId) < 0
                || CodePointOrder.Compare(changed[0].ConversationId, part.Run.LastId) > 0)
                continue;
            foreach (var facts in changed)
                part.Bury(facts.ConversationId);
        }
    }

    void Refresh(ConversationFacts facts, bool keep)
    {
        var place = fresh.Count > 0 || keep ? FindFresh(facts.ConversationId) : -1;
        if (place >= 0 && keep)
            fresh[place] = facts;
        else if (place >= 0)
            fresh.RemoveAt(place);
        else if (keep)
            fresh.Insert(~place, facts);
    }

    void Tidy()
    {
        parts.RemoveAll(part => part is { Count: 0, IsMerging: false });
        JoinSmall();
        if (merging is not null)
            return;
        if (parts.FindAll(part => part.Count >= sizes.Medium && part.Count < sizes.Large) is { Count: > 1 } medium)
            merging = new Merging(medium);
        else if (parts.Where(IsLarge).Take(sizes.MostLarge).ToList() is var large && large.Count == sizes.MostLarge)
            merging = new Merging(large);
        else if (parts.Find(part => part.Count < part.Run.Count / 2 && part.Run.Count >= sizes.Medium) is { } hollow)
            merging = new Merging([hollow]);
    }

    /// <summary>Merges the small runs with each other at once: that takes some milliseconds.</summary>
    void JoinSmall()
    {
        var small = parts.FindAll(part => !part.IsMerging && part.Count < sizes.Medium);
        if (small.Count < 2)
            return;
        var run = ConversationRunBuilder.Merge([.. small.Select(part => part.Publish())]);
        parts.RemoveAll(small.Contains);
        Insert(new ConversationRunState(run!));
    }

    bool IsLarge(ConversationRunState part) => part.Count >= sizes.Large && part.Count < sizes.Final;

    void Insert(ConversationRunState part)
    {
        var place = parts.FindIndex(other => CodePointOrder.Compare(other.Run.FirstId, part.Run.FirstId) > 0);
        parts.Insert(place < 0 ? parts.Count : place, part);
    }

    /// <summary>The place of an id among the fresh, or the complement of where it would stand.</summary>
    int FindFresh(string id)
    {
        var (low, high) = (0, fresh.Count - 1);
        // Most ids are newer than all before them.
        if (high >= 0 && CodePointOrder.Compare(fresh[high].ConversationId, id) < 0)
            return ~fresh.Count;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = CodePointOrder.Compare(fresh[middle].ConversationId, id);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    /// <summary>Runs that are being merged by another thread, as they were when that began.</summary>
    sealed class Merging
    {
        public Merging(List<ConversationRunState> parts)
        {
            foreach (var part in parts)
                part.IsMerging = true;
            Sources = [.. parts.Select(part => (part, part.Publish()))];
            var sources = Sources.ConvertAll(source => source.Before);
            Task = System.Threading.Tasks.Task.Run(() => ConversationRunBuilder.Merge(sources));
        }

        public List<(ConversationRunState Part, ConversationPart Before)> Sources { get; }

        public Task<ConversationRun?> Task { get; }
    }
}
