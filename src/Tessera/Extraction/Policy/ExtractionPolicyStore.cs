using System.Collections.Concurrent;
using System.Text.Json;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Extraction.Policy;

/// <summary>Extraction policies in the database.</summary>
internal sealed class ExtractionPolicyStore(Database database, WriteQueue writes, TimeProvider clock)
{
    const string Select = "SELECT policy FROM extraction_policy WHERE workspace_id = @workspace";

    readonly ConcurrentDictionary<WorkspaceId, ExtractionPolicy> known = new();

    /// <summary>A workspace's policy as of the last commit.</summary>
    public ExtractionPolicy Find(WorkspaceId workspace)
    {
        if (known.TryGetValue(workspace, out var policy)) return policy;
        using var connection = database.Read();
        using var statement = new Statement(connection, Select);
        // What a commit has published meanwhile is newer, and stays.
        return known.GetOrAdd(workspace, Read(statement, workspace));
    }

    /// <summary>Replaces a workspace's policy.</summary>
    public Task SetAsync(
        WorkspaceId workspace, Author author, ExtractionPolicy policy, CancellationToken cancellationToken) => writes.WriteAsync(
        transaction =>
        {
            var before = Read(transaction[Select], workspace);
            var now = Timestamps.Micros(clock.GetUtcNow());
            transaction["""
                INSERT INTO extraction_policy (workspace_id, policy, updated_at) VALUES (@workspace, @policy, @now)
                ON CONFLICT (workspace_id) DO UPDATE SET policy = excluded.policy, updated_at = excluded.updated_at
                """].Execute(workspace.Value, JsonSerializer.Serialize(policy, Json.Options), now);
            AuditLog.Append(transaction, workspace, author, AuditedKind.ExtractionPolicy, "policy", before, policy, now);
            transaction.AfterCommit(() => known[workspace] = policy);
            return true;
        },
        cancellationToken);

    static ExtractionPolicy Read(Statement statement, WorkspaceId workspace)
    {
        using var row = statement.Read(workspace.Value);
        return row.Read() ? JsonSerializer.Deserialize<ExtractionPolicy>(row.GetString(0), Json.Options)! : ExtractionPolicy.Default;
    }
}
