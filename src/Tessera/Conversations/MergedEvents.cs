using Tessera.Access;
using Tessera.Data;

namespace Tessera.Conversations;

/// <summary>
/// Which of some metadata events were merged before, inside a transaction: all are looked up at once, and those merged now are remembered
/// at once.
/// </summary>
internal sealed class MergedEvents
{
    const string Known = "SELECT content_hash FROM metadata_event WHERE workspace_id = @workspace AND kind = @kind AND event_id = @event";

    const string Remembered = """
        INSERT INTO metadata_event (workspace_id, kind, event_id, content_hash) VALUES (@workspace, @kind, @event, @hash)
        ON CONFLICT (workspace_id, kind, event_id) DO UPDATE SET content_hash = excluded.content_hash
        """;

    readonly WriteTransaction transaction;
    readonly WorkspaceId workspace;
    readonly Dictionary<(int Kind, string Id), byte[]> hashes = [];
    readonly HashSet<(int Kind, string Id)> merged = [];

    /// <summary>Looks up those events that have an id of the sender's: no other can come again.</summary>
    public MergedEvents(WriteTransaction transaction, WorkspaceId workspace, IEnumerable<MetadataEvent> events)
    {
        (this.transaction, this.workspace) = (transaction, workspace);
        var keys = events.Where(metadata => metadata.HasSendersEventId).Select(KeyOf).Distinct().ToArray();
        transaction[Known].ReadEach([.. keys.Select(key => new object?[] { workspace.Value, key.Kind, key.Id })], (i, rows) =>
        {
            if (rows.Read()) hashes[keys[i]] = (byte[])rows[0];
        });
    }

    /// <summary>Whether the last event of this id that was merged, before or now, said the same.</summary>
    public bool Has(MetadataEvent metadata) =>
        metadata.HasSendersEventId && hashes.TryGetValue(KeyOf(metadata), out var hash)
            && hash.AsSpan().SequenceEqual(metadata.ContentHash());

    /// <summary>Takes down that an event has been merged, in the place of an earlier one of its id.</summary>
    public void Add(MetadataEvent metadata)
    {
        if (!metadata.HasSendersEventId) return;
        hashes[KeyOf(metadata)] = metadata.ContentHash();
        merged.Add(KeyOf(metadata));
    }

    /// <summary>Writes what was taken down.</summary>
    public void Write() =>
        transaction[Remembered].ExecuteEach([.. merged.Select(key => new object?[] { workspace.Value, key.Kind, key.Id, hashes[key] })]);

    static (int Kind, string Id) KeyOf(MetadataEvent metadata) => (metadata.Kind, metadata.EventId);
}
