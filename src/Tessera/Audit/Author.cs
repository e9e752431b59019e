using Tessera.Access;
using Tessera.Wire;

namespace Tessera.Audit;

/// <summary>Who changes a definition.</summary>
/// <param name="KeyId">The key that called; null for a command run on the server's machine.</param>
/// <param name="RequestId">The request, as its answer's <c>X-Request-Id</c> has it; null for a command.</param>
internal sealed record Author(string? KeyId, string? RequestId)
{
    /// <summary>Whoever runs commands on the server's machine.</summary>
    public static readonly Author CommandLine = new(null, null);
}

/// <summary>The author that a request makes.</summary>
internal static class AuthorExtensions
{
    /// <summary>The caller and the request, as the author of what it changes.</summary>
    public static Author Author(this HttpContext http) => new(http.Caller().KeyId, http.RequestId());
}
