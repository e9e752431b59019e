using Tessera.Data;

namespace Tessera.Wire;

/// <summary>
/// Gives every request an id: in <c>X-Request-Id</c>, in every error, in the log. An inbound one is given back as <c>X-Correlation-Id</c>.
/// </summary>
internal static class RequestIds
{
    const int LongestCorrelationId = 128;

    /// <summary>The id of this request, a UUID v7.</summary>
    public static string RequestId(this HttpContext http) => http.TraceIdentifier;

    public static Task Middleware(HttpContext http, RequestDelegate next)
    {
        http.TraceIdentifier = SortableId.NewGuid().ToString();
        // Only as the answer starts: an answer to an exception begins by clearing the headers.
        http.Response.OnStarting(() => AddHeaders(http));
        return next(http);
    }

    static Task AddHeaders(HttpContext http)
    {
        http.Response.Headers["X-Request-Id"] = http.TraceIdentifier;
        string? inbound = http.Request.Headers["X-Request-Id"];
        if (inbound is { Length: > 0 and <= LongestCorrelationId } && inbound.All(c => c is >= ' ' and <= '~'))
            http.Response.Headers["X-Correlation-Id"] = inbound;
        return Task.CompletedTask;
    }
}
