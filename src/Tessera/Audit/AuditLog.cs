using System.Text.Json;
using Dapper;
using Tessera.Access;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Audit;

/// <summary>The log of every change of a definition or a key: one hash chain a workspace, written with the change itself.</summary>
internal sealed class AuditLog(Database database)
{
    const string Columns = """
        e.workspace_id AS WorkspaceId, e.sequence AS Sequence, e.changed_at AS ChangedAt, e.key_id AS KeyId, e.request_id AS RequestId,
        e.kind AS Kind, e.object_id AS ObjectId, e.before_change AS Before, e.after_change AS After, e.hash AS Hash
        """;

    const string Insert =
        "INSERT INTO audit_entry (workspace_id, sequence, changed_at, key_id, request_id, kind, object_id, before_change, after_change, hash) VALUES (@workspace, @sequence, @at, @key, @request, @kind, @id, @before, @after, @hash)";

    /// <summary>
    /// Notes a change in the transaction that makes it, so that neither is there without the other. <paramref name="before"/> is null for
    /// what is made and <paramref name="after"/> for what is deleted; both are kept as JSON.
    /// </summary>
    /// <param name="transaction">The transaction of the change.</param>
    /// <param name="workspace">Whose chain it goes to.</param>
    /// <param name="author">Who changes it.</param>
    /// <param name="kind">What is changed.</param>
    /// <param name="id">Its id.</param>
    /// <param name="before">What it was. Never a secret.</param>
    /// <param name="after">What it becomes. Never a secret.</param>
    /// <param name="now">When, in microseconds as the change itself has it.</param>
    public static void Append(
        WriteTransaction transaction, WorkspaceId workspace, Author author, AuditedKind kind, string id, object? before, object? after,
        long now) =>
        AppendEach(transaction, workspace, author, [new AuditedChange(kind, id, before, after)], now);

    /// <summary>Notes changes that one request makes together, in their order.</summary>
    public static void AppendEach(
        WriteTransaction transaction, WorkspaceId workspace, Author author, IReadOnlyList<AuditedChange> changes, long now)
    {
        if (changes.Count == 0) return;
        var (sequence, hash) = Head(transaction, workspace);
        var rows = new List<object?[]>(changes.Count);
        foreach (var change in changes)
        {
            var entry = new AuditEntry
            {
                WorkspaceId = workspace.Value,
                Sequence = ++sequence,
                ChangedAt = now,
                KeyId = author.KeyId,
                RequestId = author.RequestId,
                Kind = (int)change.Kind,
                ObjectId = change.Id,
                Before = Text(change.Before),
                After = Text(change.After),
            };
            hash = entry.HashAfter(hash);
            rows.Add(
                [entry.WorkspaceId, entry.Sequence, entry.ChangedAt, entry.KeyId, entry.RequestId, entry.Kind, entry.ObjectId, entry.Before,
                    entry.After, hash]);
        }

        transaction.InsertEach(Insert, rows);
        transaction["UPDATE audit_head SET sequence = @sequence, hash = @hash WHERE workspace_id = @workspace"].Execute(
            sequence, hash, workspace.Value);
    }

    /// <summary>Begins the chain of a new workspace.</summary>
    public static void Begin(WriteTransaction transaction, WorkspaceId workspace) =>
        transaction["INSERT INTO audit_head (workspace_id, sequence, hash) VALUES (@workspace, 0, '')"].Execute(workspace.Value);

    /// <summary>One page of the entries that pass a filter, the newest first.</summary>
    public Page<AuditEntry> List(WorkspaceId workspace, AuditFilter filter, NumberedPage page)
    {
        using var connection = database.Read();
        var rows = connection.Query<AuditEntry>(
            $"""
            SELECT {Columns} FROM audit_entry e
            WHERE e.workspace_id = @Workspace
              AND (CAST(@Kind AS INTEGER) IS NULL OR e.kind = @Kind) AND (CAST(@Id AS TEXT) IS NULL OR e.object_id = @Id)
              AND (CAST(@From AS BIGINT) IS NULL OR e.changed_at >= @From) AND (CAST(@Until AS BIGINT) IS NULL OR e.changed_at < @Until)
              {page.Sql("e.sequence")}
            """,
            new
            {
                Workspace = workspace.Value, Kind = (int?)filter.Kind, filter.Id, filter.From, filter.Until, page.Below, page.Above,
                page.Request.Rows,
            }).AsList();
        return page.Page(rows, entry => entry.Sequence);
    }

    /// <summary>
    /// Every workspace with its head and its entries in their order; one row without an entry where it has none. One statement, so that
    /// what a running server appends meanwhile is seen whole or not at all.
    /// </summary>
    public IEnumerable<ChainLink> Chains()
    {
        using var connection = database.Read();
        var links = connection.Query<ChainLink, AuditEntry?, ChainLink>(
            $"""
            SELECT w.name AS Workspace, h.sequence AS HeadSequence, h.hash AS HeadHash, {Columns}
            FROM workspace w LEFT JOIN audit_head h ON h.workspace_id = w.workspace_id
                LEFT JOIN audit_entry e ON e.workspace_id = w.workspace_id
            ORDER BY w.workspace_id, e.sequence
            """,
            (link, entry) => link with { Entry = entry },
            buffered: false,
            splitOn: "WorkspaceId");
        foreach (var link in links) yield return link;
    }

    static (long Sequence, string Hash) Head(WriteTransaction transaction, WorkspaceId workspace)
    {
        // On PostgreSQL a command beside the server may append to the same chain: it waits here for the other's commit.
        using var row = transaction[$"SELECT sequence, hash FROM audit_head WHERE workspace_id = @workspace{transaction.Dialect.ForUpdate}"].Read(workspace.Value);
        if (!row.Read())
            throw new InvalidOperationException(
                $"The audit log of workspace {workspace} has no head: somebody took it away. See tessera audit verify.");
        return (row.GetInt64(0), row.GetString(1));
    }

    static string? Text(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Json.Options);
}

/// <summary>One change that is to be noted, as <see cref="AuditLog.Append"/> takes it.</summary>
internal sealed record AuditedChange(AuditedKind Kind, string Id, object? Before, object? After);

/// <summary>Which entries are asked for; null asks for any.</summary>
/// <param name="Kind">What was changed.</param>
/// <param name="Id">Its id.</param>
/// <param name="From">The earliest time, in microseconds.</param>
/// <param name="Until">The first time after them, in microseconds.</param>
internal sealed record AuditFilter(AuditedKind? Kind, string? Id, long? From, long? Until);

/// <summary>A workspace of <see cref="AuditLog.Chains"/> with its head (null where it is gone) and one of its entries.</summary>
internal sealed record ChainLink
{
    public string Workspace { get; init; } = "";

    public long? HeadSequence { get; init; }

    public string? HeadHash { get; init; }

    public AuditEntry? Entry { get; init; }
}
