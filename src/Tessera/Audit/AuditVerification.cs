namespace Tessera.Audit;

/// <summary>What was found of a workspace's chain.</summary>
/// <param name="Workspace">The workspace's name.</param>
/// <param name="Entries">The entries that are as they were written, from the first on.</param>
/// <param name="Head">The hash of the last of them; empty for none. To be noted elsewhere, and given to a later verification.</param>
/// <param name="Broken">What is wrong first, or null.</param>
internal sealed record ChainState(string Workspace, long Entries, string Head, string? Broken);

/// <summary>Walks the chains and finds the first entry of each that isn't as it was written.</summary>
/// <remarks>
/// A changed, swapped, inserted or removed entry breaks a hash, whoever changed it, unless he wrote everything after it anew. Entries
/// taken off the end are missed by the head. Who rewrites the chain and the head alike is found out only by a head noted elsewhere.
/// </remarks>
internal static class AuditVerification
{
    /// <summary>Verifies every chain, also against states noted earlier.</summary>
    public static List<ChainState> Verify(IEnumerable<ChainLink> links, IReadOnlyCollection<ChainState> noted)
    {
        var walks = new List<Walk>();
        foreach (var link in links)
        {
            if (walks is not [.., var last] || last.Workspace != link.Workspace)
                walks.Add(last = new Walk(link, noted.SingleOrDefault(state => state.Workspace == link.Workspace)));
            if (link.Entry is { } entry) last.Step(entry);
        }

        return
        [
            .. walks.Select(walk => walk.End()),
            .. noted.ExceptBy(walks.Select(walk => walk.Workspace), state => state.Workspace)
                .Select(state => new ChainState(state.Workspace, 0, "", "the workspace was noted earlier and is gone")),
        ];
    }

    sealed class Walk(ChainLink start, ChainState? noted)
    {
        long sequence;
        string hash = "";
        string? broken;

        public string Workspace => start.Workspace;

        public void Step(AuditEntry entry)
        {
            if (broken is not null) return;
            if (entry.Sequence != sequence + 1)
            {
                broken = $"entry {sequence + 1} is missing: {entry.Sequence} follows {sequence}";
                return;
            }

            if (entry.HashAfter(hash) != entry.Hash)
            {
                broken = $"entry {entry.Sequence} is not as it was written, or doesn't belong behind {sequence}";
                return;
            }

            (sequence, hash) = (entry.Sequence, entry.Hash);
            if (noted?.Entries == sequence && noted.Head != hash) broken = $"entry {sequence} is not the one that was noted earlier";
        }

        public ChainState End() => new(Workspace, sequence, hash, broken ?? Head());

        string? Head()
        {
            if (start.HeadSequence is not { } head) return "its head is missing";
            if (head > sequence) return $"entry {sequence + 1} is missing: the log had {head} entries";
            if (head < sequence || start.HeadHash != hash) return $"its head is not that of entry {sequence}: it names entry {head}";
            return noted?.Entries > sequence ? $"entry {sequence + 1} is missing: {noted.Entries} entries were noted earlier" : null;
        }
    }
}
