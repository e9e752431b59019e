using System.Collections.Concurrent;
using Tessera.Access;

namespace Tessera.Jobs;

/// <summary>
/// When each workspace has its next job due, as of the last commit. It is looked at instead of the database, so that thousands of
/// workspaces whose jobs wait for later cost nothing. An expected job that isn't there any more costs one look.
/// </summary>
internal sealed class JobCalendar
{
    readonly ConcurrentDictionary<WorkspaceId, DateTimeOffset> next = new();

    /// <summary>Told of each job that is expected; must be quick.</summary>
    public Action<DateTimeOffset>? OnExpected { get; set; }

    /// <summary>A job of a workspace becomes due at this time.</summary>
    public void Expect(WorkspaceId workspace, DateTimeOffset due)
    {
        next.AddOrUpdate(workspace, due, (_, known) => due < known ? due : known);
        OnExpected?.Invoke(due);
    }

    /// <summary>A workspace's next job is due at this time, or it has none that waits.</summary>
    public void Set(WorkspaceId workspace, DateTimeOffset? due)
    {
        if (due is { } time) next[workspace] = time;
        else next.TryRemove(workspace, out _);
    }

    /// <summary>The workspaces that may have a job due.</summary>
    public List<WorkspaceId> Due(DateTimeOffset now) => [.. next.Where(entry => entry.Value <= now).Select(entry => entry.Key)];
}
