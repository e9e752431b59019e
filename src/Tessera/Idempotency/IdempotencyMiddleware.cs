using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Tessera.Access;
using Tessera.Data;
using Tessera.Wire;

namespace Tessera.Idempotency;

/// <summary>
/// Has a POST that comes with an <c>Idempotency-Key</c> carried out once, however often it comes: a retry is given the first answer.
/// </summary>
/// <remarks>
/// The commit of the effect notes the request as carried out; its answer, which is only known after, is noted before it is sent. So what
/// was answered is answered again after a crash, and what was done and not yet answered is at least not done twice. One process serves a
/// database, so what is under way is known in memory.
/// </remarks>
internal sealed class IdempotencyMiddleware(IdempotentRequests requests, WriteQueue writes)
{
    /// <summary>The longest key.</summary>
    public const int LongestKey = 255;

    const string Header = "Idempotency-Key";

    readonly ConcurrentDictionary<(WorkspaceId Workspace, string KeyHash), bool> underWay = new();

    public Task Middleware(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.Features.Get<Caller>() is not { } caller
            || !http.Request.Headers.TryGetValue(Header, out var header))
        {
            return next(http);
        }

        if (header is not [{ Length: >= 1 and <= LongestKey } key] || !key.All(c => c is > ' ' and <= '~'))
            return AsappEnvelope.WriteAsync(
                http, Problem.BadBody($"{Header}: expected one value of 1 to {LongestKey} printable ASCII characters without spaces."));
        return RunAsync(http, next, caller.Workspace, Hash(http.Request.Path.Value!, key, []));
    }

    async Task RunAsync(HttpContext http, RequestDelegate next, WorkspaceId workspace, string keyHash)
    {
        if (!underWay.TryAdd((workspace, keyHash), true))
        {
            http.Response.Headers.RetryAfter = "1";
            await AsappEnvelope.WriteAsync(
                http, Problem.RequestUnderWay($"{Header}: a request with this key is under way. Try again when it is answered."));
            return;
        }

        try
        {
            var body = await JsonBody.BytesAsync(http, JsonBody.BatchLimit);
            if (body.Problem is { } problem)
            {
                await AsappEnvelope.WriteAsync(http, problem);
                return;
            }

            var fingerprint = Hash(http.Request.QueryString.Value ?? "", "", body.Value!);
            if (requests.Find(workspace, keyHash) is { } before) await AnswerAgainAsync(http, before, fingerprint);
            else await CarryOutAsync(http, next, workspace, keyHash, fingerprint, body.Value!);
        }
        finally
        {
            underWay.TryRemove((workspace, keyHash), out _);
        }
    }

    static async Task AnswerAgainAsync(HttpContext http, IdempotentRequest before, string fingerprint)
    {
        if (before.Fingerprint != fingerprint)
        {
            await AsappEnvelope.WriteAsync(
                http,
                Problem.KeyReused($"{Header}: this key came with another body or query string before. A key stands for one request."));
            return;
        }

        if (before.Status is not { } status)
        {
            await AsappEnvelope.WriteAsync(http, Problem.AnswerUnknown(
                $"{Header}: this request was carried out, but its answer was lost when the server ended. It is not carried out again; read what it made."));
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = before.ContentType;
        if (before.EntityTag is { } tag) http.Response.Headers.ETag = tag;
        http.Response.Headers["Idempotent-Replayed"] = "true";
        if (before.Body is { Length: > 0 } body) await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    async Task CarryOutAsync(HttpContext http, RequestDelegate next, WorkspaceId workspace, string keyHash, string fingerprint, byte[] body)
    {
        http.Request.Body = new MemoryStream(body, writable: false);
        // Who leaves comes back with the same key: what he asked for is brought to its end, so that there is an answer.
        http.RequestAborted = CancellationToken.None;
        var effect = new Effect(
            transaction => requests.Note(transaction, workspace, keyHash, new IdempotentRequest { Fingerprint = fingerprint }));
        var answered = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        try
        {
            using (WriteQueue.Along(effect.Note)) await next(http);
            await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        finally
        {
            http.Response.Body = answered;
        }

        if (effect.Noted || http.Response.StatusCode is >= 200 and < 300)
        {
            var answeredWith = new IdempotentRequest
            {
                Fingerprint = fingerprint,
                Status = http.Response.StatusCode,
                ContentType = http.Response.ContentType,
                EntityTag = http.Response.Headers.ETag,
                Body = answer.ToArray(),
            };
            await writes.WriteAsync(
                transaction =>
                {
                    requests.Note(transaction, workspace, keyHash, answeredWith);
                    return true;
                },
                CancellationToken.None);
        }

        if (answer.Length > 0) await answered.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length), CancellationToken.None);
    }

    static string Hash(string text, string more, byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Neither a path nor a key can have the parting byte.
        hash.AppendData([.. Encoding.UTF8.GetBytes(text), 0xFF, .. Encoding.UTF8.GetBytes(more), 0xFF]);
        hash.AppendData(bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // What a request writes, noted in the transactions that write it; what is refused writes nothing.
    sealed class Effect(Action<WriteTransaction> note)
    {
        volatile bool noted;

        public bool Noted => noted;

        public void Note(WriteTransaction transaction, object? result)
        {
            if (noted || result is Problem or IRefusable { Problem: not null }) return;
            note(transaction);
            transaction.AfterCommit(() => noted = true);
        }
    }
}
