using System.Collections.Concurrent;
using System.Data.Common;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Redaction;

/// <summary>The policies of workspaces: in the database, and those in use in memory as of the last commit.</summary>
internal sealed class RedactionStore(Database database, WriteQueue writes, TimeProvider clock)
{
    readonly ConcurrentDictionary<WorkspaceId, RedactionSettings> known = new();

    /// <summary>The policies of a workspace as of the last commit.</summary>
    public RedactionSettings SettingsOf(WorkspaceId workspace)
    {
        if (known.TryGetValue(workspace, out var settings)) return settings;
        using var connection = database.Read();
        // What a commit has published meanwhile is newer, and stays.
        return known.GetOrAdd(workspace, Read(connection, workspace));
    }

    /// <summary>Changes the policies that a patch names; messages that are written after the answer follow them.</summary>
    public Task<Result<Tagged<RedactionEntityResource>>> PatchAsync(
        WorkspaceId workspace, Author author, IfMatch ifMatch, RedactionEntity entity, RedactionPatch patch,
        CancellationToken cancellationToken)
    {
        return writes.WriteAsync<Result<Tagged<RedactionEntityResource>>>(
            transaction =>
            {
                var before = Read(transaction.Connection, workspace);
                if (ifMatch.Refuse(before.Tagged(entity).Tag) is { } changed) return changed;
                var now = Timestamps.Micros(clock.GetUtcNow());
                transaction["""
                    INSERT INTO redaction_policy (workspace_id, entity_id, policies, updated_at)
                        VALUES (@workspace, @entity, @policies, @now)
                    ON CONFLICT (workspace_id, entity_id) DO UPDATE SET policies = excluded.policies, updated_at = excluded.updated_at
                    """].Execute(workspace.Value, entity.Id, (int)patch.Apply(before[entity]), now);
                var after = Read(transaction.Connection, workspace);
                if (after[entity] != before[entity])
                    AuditLog.Append(
                        transaction, workspace, author, AuditedKind.RedactionEntity, entity.Id, before.Resource(entity),
                        after.Resource(entity), now);
                transaction.AfterCommit(() => known[workspace] = after);
                return after.Tagged(entity);
            },
            cancellationToken);
    }

    static RedactionSettings Read(DbConnection connection, WorkspaceId workspace)
    {
        using var statement = new Statement(connection, "SELECT entity_id, policies FROM redaction_policy WHERE workspace_id = @workspace");
        using var row = statement.Read(workspace.Value);
        var changed = new List<(string, RedactionPolicies)>();
        while (row.Read()) changed.Add((row.GetString(0), (RedactionPolicies)row.GetInt32(1)));
        return new RedactionSettings(changed);
    }
}
