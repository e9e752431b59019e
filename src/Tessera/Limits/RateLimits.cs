using System.Collections.Concurrent;
using System.Globalization;
using Tessera.Access;
using Tessera.Wire;

namespace Tessera.Limits;

/// <summary>
/// Lets in the requests of a key and of its workspace as their rates allow, and tells every caller what is left. A batch is one request.
/// </summary>
internal sealed class RateLimits(ServerLimits limits, TimeProvider clock)
{
    readonly ConcurrentDictionary<string, TokenBucket> keys = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<WorkspaceId, WorkspaceLoad> workspaces = new();

    public Task Middleware(HttpContext http, RequestDelegate next)
    {
        // Only keys that exist come here, so there is one bucket a key and no more.
        if (http.Features.Get<Caller>() is not { } caller) return next(http);
        var key = limits.KeyRate == 0 ? null : keys.GetOrAdd(caller.KeyId, _ => new TokenBucket(limits.KeyRate, limits.KeyBurst, clock));
        var workspace = workspaces.GetOrAdd(caller.Workspace, _ => new WorkspaceLoad(limits, clock));
        var ofKey = key?.Take();
        if (ofKey is { Granted: false } noToken)
            return RefuseAsync(
                http, noToken, limits.KeyBurst, $"This key may send {limits.KeyRate} requests a second, and {limits.KeyBurst} at once.");
        var ofWorkspace = workspace.Bucket?.Take();
        if (ofWorkspace is { Granted: false } noneLeft)
        {
            key?.GiveBack();
            return RefuseAsync(
                http, noneLeft, limits.WorkspaceBurst,
                $"This workspace's keys may send {limits.WorkspaceRate} requests a second, and {limits.WorkspaceBurst} at once.");
        }

        var tighter = ofKey is { } k && !(ofWorkspace?.Remaining < k.Remaining) ? (k, limits.KeyBurst)
            : ofWorkspace is { } w ? (w, limits.WorkspaceBurst)
            : default;
        if (tighter is ({ Granted: true } taken, var size)) Tell(http, taken, size);
        return workspace.TryEnter(limits.WorkspaceConcurrency) ? RunAsync(http, next, workspace)
            : RefuseAsync(http, null, 0, $"This workspace may have {limits.WorkspaceConcurrency} requests under way at a time.");
    }

    static async Task RunAsync(HttpContext http, RequestDelegate next, WorkspaceLoad workspace)
    {
        try
        {
            await next(http);
        }
        finally
        {
            workspace.Leave();
        }
    }

    static Task RefuseAsync(HttpContext http, Taken? taken, int size, string message)
    {
        if (taken is { } known) Tell(http, known, size);
        http.Response.Headers.RetryAfter = Math.Max(1, taken?.NextIn ?? 1).ToString(CultureInfo.InvariantCulture);
        return AsappEnvelope.WriteAsync(http, Problem.TooManyRequests(message));
    }

    static void Tell(HttpContext http, Taken taken, int size)
    {
        // Only as the answer starts: an answer to an exception begins by clearing the headers.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers["RateLimit-Limit"] = size.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Remaining"] = taken.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Reset"] = taken.FullIn.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
    }

    sealed class WorkspaceLoad(ServerLimits limits, TimeProvider clock)
    {
        int underWay;

        public TokenBucket? Bucket { get; } = limits.WorkspaceRate == 0
            ? null
            : new TokenBucket(limits.WorkspaceRate, limits.WorkspaceBurst, clock);

        public bool TryEnter(int most)
        {
            if (Interlocked.Increment(ref underWay) <= most || most == 0) return true;
            Leave();
            return false;
        }

        public void Leave() => Interlocked.Decrement(ref underWay);
    }
}
