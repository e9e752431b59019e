using System.Data.Common;
using Dapper;
using Tessera.Access;
using Tessera.Data;

namespace Tessera.Idempotency;

/// <summary>A request that was carried out.</summary>
internal sealed record IdempotentRequest
{
    /// <summary>The hash of what came with the key.</summary>
    public string Fingerprint { get; init; } = "";

    public long MadeAt { get; init; }

    /// <summary>The status of its answer; null where the server ended between the effect and the answer.</summary>
    public int? Status { get; init; }

    public string? ContentType { get; init; }

    public string? EntityTag { get; init; }

    public byte[]? Body { get; init; }
}

/// <summary>The requests with an <c>Idempotency-Key</c> that were carried out in the last 24 hours.</summary>
internal sealed class IdempotentRequests(Database database, WriteQueue writes, TimeProvider clock)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    // Few enough that nobody's write waits long for it.
    const int SweptAtOnce = 1000;

    /// <summary>The request of this key, or null where there was none or its time is over.</summary>
    public IdempotentRequest? Find(WorkspaceId workspace, string keyHash)
    {
        using var connection = database.Read();
        return connection.QuerySingleOrDefault<IdempotentRequest>(
            """
            SELECT fingerprint AS Fingerprint, made_at AS MadeAt, status AS Status, content_type AS ContentType, entity_tag AS EntityTag,
                   body AS Body
            FROM idempotent_request WHERE workspace_id = @Workspace AND key_hash = @keyHash AND made_at > @over
            """,
            new { Workspace = workspace.Value, keyHash, over = Over() });
    }

    /// <summary>Notes a request in the transaction of its effect, its answer not yet known, or, in a later one, with its answer.</summary>
    public void Note(WriteTransaction transaction, WorkspaceId workspace, string keyHash, IdempotentRequest request)
    {
        transaction["""
            INSERT INTO idempotent_request (workspace_id, key_hash, fingerprint, made_at, status, content_type, entity_tag, body)
            VALUES (@workspace, @key, @fingerprint, @at, @status, @type, @tag, @body)
            ON CONFLICT (workspace_id, key_hash) DO UPDATE SET fingerprint = excluded.fingerprint, made_at = excluded.made_at,
                status = excluded.status, content_type = excluded.content_type, entity_tag = excluded.entity_tag, body = excluded.body
            """].Execute(
            workspace.Value, keyHash, request.Fingerprint, Timestamps.Micros(clock.GetUtcNow()), request.Status, request.ContentType,
            request.EntityTag, request.Body);
    }

    /// <summary>Deletes the requests whose time is over; gives how many.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var over = Over();
        var swept = 0;
        while (true)
        {
            var deleted = await writes.WriteAsync(
                transaction => transaction["""
                    DELETE FROM idempotent_request WHERE (workspace_id, key_hash) IN
                        (SELECT workspace_id, key_hash FROM idempotent_request WHERE made_at <= @over ORDER BY made_at LIMIT @most)
                    """].Execute(over, SweptAtOnce),
                cancellationToken);
            swept += deleted;
            if (deleted < SweptAtOnce) return swept;
        }
    }

    long Over() => Timestamps.Micros(clock.GetUtcNow() - Kept);
}

/// <summary>Sweeps now and then.</summary>
internal sealed partial class IdempotencySweep(IdempotentRequests requests, TimeProvider clock, ILogger<IdempotencySweep> logger)
    : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync(stoppingToken);
        }
        catch (Exception end) when (end is OperationCanceledException or WritesStoppedException)
        {
            // The server ends, or writes no more until it is started again.
        }
    }

    async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await requests.SweepAsync(stoppingToken);
        }
        catch (DbException failure)
        {
            NotSwept(logger, failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expired idempotent requests could not be deleted; the next sweep tries again.")]
    static partial void NotSwept(ILogger logger, Exception exception);
}
