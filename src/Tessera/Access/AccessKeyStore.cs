using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Segments;

namespace Tessera.Access;

/// <summary>
/// Workspaces and keys in the database. Works in its own short transactions, so <c>tessera key</c> can run beside a server.
/// </summary>
internal sealed class AccessKeyStore(Database database, TimeProvider clock)
{
    // A revoked or rotated key is felt within this time; it spares the hot path a query a request.
    static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(1);

    // Unknown ids are remembered too, but a flood of made-up ones must not fill the memory.
    const int MostCached = 10_000;

    readonly ConcurrentDictionary<string, (AccessKey? Key, long Until)> cache = new(StringComparer.Ordinal);

    /// <summary>Finds a key by id; up to a second old.</summary>
    public AccessKey? Find(string id)
    {
        var now = Environment.TickCount64;
        if (cache.TryGetValue(id, out var entry) && now < entry.Until) return entry.Key;
        using var connection = database.Read();
        var key = Query(connection, "WHERE k.key_id = @id", new { id }).SingleOrDefault();
        if (cache.Count >= MostCached) cache.Clear();
        cache[id] = (key, now + (long)CacheTime.TotalMilliseconds);
        return key;
    }

    /// <summary>The keys of a workspace, or of all, oldest first.</summary>
    public List<AccessKey> List(string? workspace)
    {
        using var connection = database.Read();
        return Query(connection, workspace is null ? "" : "WHERE w.name = @workspace", new { workspace });
    }

    /// <summary>The workspace of a name, made with its GLOBAL segment when there is none yet.</summary>
    public WorkspaceId FindOrCreateWorkspace(string name)
    {
        return Write(transaction =>
        {
            if (FindWorkspace(transaction.Connection, name) is { } found) return found;
            var now = Timestamps.Micros(clock.GetUtcNow());
            var made = transaction.Connection.QuerySingleOrDefault<long?>(
                "INSERT INTO workspace (name, created_at) VALUES (@name, @now) ON CONFLICT (name) DO NOTHING RETURNING workspace_id",
                new { name, now });
            // Another process may have been quicker.
            if (made is not { } id) return FindWorkspace(transaction.Connection, name)!.Value;
            var workspace = new WorkspaceId(id);
            AuditLog.Begin(transaction, workspace);
            AuditLog.Append(transaction, workspace, Author.CommandLine, AuditedKind.Workspace, name, null, new { name }, now);
            SegmentStore.InsertGlobal(transaction, workspace, Author.CommandLine, now);
            return workspace;
        });
    }

    /// <summary>Whether a workspace of this name exists.</summary>
    public WorkspaceId? FindWorkspace(string name)
    {
        using var connection = database.Read();
        return FindWorkspace(connection, name);
    }

    /// <summary>All workspaces by number.</summary>
    public List<(WorkspaceId Id, string Name)> Workspaces()
    {
        using var connection = database.Read();
        return [.. connection.Query<(long Id, string Name)>("SELECT workspace_id, name FROM workspace ORDER BY workspace_id")
            .Select(w => (new WorkspaceId(w.Id), w.Name))];
    }

    /// <summary>Makes a key and gives its secret, which is not kept and never shown again.</summary>
    public (string Id, string Secret) Create(WorkspaceId workspace, Scopes scopes)
    {
        var (id, secret, now) = (AccessKey.NewId(), AccessKey.NewSecret(), Timestamps.Micros(clock.GetUtcNow()));
        Write(transaction =>
        {
            transaction.Connection.Execute(
                "INSERT INTO access_key (key_id, workspace_id, secret_hash, scopes, created_at) VALUES (@id, @workspace, @hash, @scopes, @now)",
                new { id, workspace = workspace.Value, hash = AccessKey.Hash(secret), scopes = (int)scopes, now });
            Note(transaction, null, Get(transaction.Connection, id), now);
            return true;
        });
        return (id, secret);
    }

    /// <summary>
    /// Gives a key a new secret; the one before works on for <paramref name="overlap"/>. Null where no live key has this id.
    /// </summary>
    public string? Rotate(string id, TimeSpan overlap)
    {
        var secret = AccessKey.NewSecret();
        var until = Timestamps.Micros(clock.GetUtcNow() + overlap);
        return Change(
            id,
            "UPDATE access_key SET previous_secret_hash = secret_hash, previous_secret_until = @until, secret_hash = @hash WHERE key_id = @id",
            now => new { id, until, hash = AccessKey.Hash(secret) }) ? secret : null;
    }

    /// <summary>Ends a key. False where no live key has this id.</summary>
    public bool Revoke(string id) => Change(id, "UPDATE access_key SET revoked_at = @now WHERE key_id = @id", now => new { id, now });

    bool Change(string id, string sql, Func<long, object> values)
    {
        return Write(transaction =>
        {
            var live = $"SELECT 1 FROM access_key WHERE key_id = @id AND revoked_at IS NULL{transaction.Dialect.ForUpdate}";
            if (transaction.Connection.QuerySingleOrDefault<int?>(live, new { id }) is null) return false;
            var before = Get(transaction.Connection, id);
            var now = Timestamps.Micros(clock.GetUtcNow());
            transaction.Connection.Execute(sql, values(now));
            Note(transaction, before, Get(transaction.Connection, id), now);
            return true;
        });
    }

    static void Note(WriteTransaction transaction, AccessKey? before, AccessKey after, long now)
    {
        AuditLog.Append(
            transaction, after.Workspace, Author.CommandLine, AuditedKind.AccessKey, after.Id, before is null ? null : Shown(before),
            Shown(after), now);

        // What a log may show of a key: neither its secret nor the hash of one.
        static object Shown(AccessKey key) =>
            new { scopes = ScopeNames.Of(key.Scopes), key.CreatedAt, key.PreviousSecretUntil, key.RevokedAt };
    }

    T Write<T>(Func<WriteTransaction, T> work)
    {
        using var transaction = new WriteTransaction(database.Dialect.OpenWriter(), database.Dialect);
        transaction[database.Dialect.Begin].Execute();
        var result = work(transaction);
        transaction["COMMIT"].Execute();
        return result;
    }

    static WorkspaceId? FindWorkspace(DbConnection connection, string name) =>
        connection.QuerySingleOrDefault<long?>("SELECT workspace_id FROM workspace WHERE name = @name", new { name }) is { } id
            ? new WorkspaceId(id)
            : null;

    static AccessKey Get(DbConnection connection, string id) => Query(connection, "WHERE k.key_id = @id", new { id }).Single();

    static List<AccessKey> Query(DbConnection connection, string where, object values) =>
    [
        .. connection.Query<Row>(
            $"""
            SELECT k.key_id AS Id, k.workspace_id AS WorkspaceId, w.name AS WorkspaceName, k.secret_hash AS SecretHash,
                   k.previous_secret_hash AS PreviousSecretHash, k.previous_secret_until AS PreviousSecretUntil,
                   k.scopes AS Scopes, k.created_at AS CreatedAt, k.revoked_at AS RevokedAt
            FROM access_key k JOIN workspace w ON w.workspace_id = k.workspace_id {where} ORDER BY k.key_id
            """,
            values).Select(row => row.ToKey()),
    ];

    sealed class Row
    {
        public string Id { get; init; } = "";

        public long WorkspaceId { get; init; }

        public string WorkspaceName { get; init; } = "";

        public byte[] SecretHash { get; init; } = [];

        public byte[]? PreviousSecretHash { get; init; }

        public long? PreviousSecretUntil { get; init; }

        public int Scopes { get; init; }

        public long CreatedAt { get; init; }

        public long? RevokedAt { get; init; }

        public AccessKey ToKey() => new()
        {
            Id = Id,
            Workspace = new WorkspaceId(WorkspaceId),
            WorkspaceName = WorkspaceName,
            Scopes = (Scopes)Scopes,
            SecretHash = SecretHash,
            PreviousSecretHash = PreviousSecretHash,
            PreviousSecretUntil = PreviousSecretUntil is { } until ? Timestamps.FromMicros(until) : null,
            CreatedAt = Timestamps.FromMicros(CreatedAt),
            RevokedAt = RevokedAt is { } at ? Timestamps.FromMicros(at) : null,
        };
    }
}
