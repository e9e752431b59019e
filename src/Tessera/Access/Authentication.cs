using Tessera.Wire;

namespace Tessera.Access;

/// <summary>Who calls: the workspace and what the key may do.</summary>
internal sealed record Caller(string KeyId, WorkspaceId Workspace, Scopes Scopes);

/// <summary>What an endpoint asks of a key: one of these scopes; none at all means any key.</summary>
internal sealed record RequiredScope(Scopes AnyOf);

/// <summary>Lets a request reach an endpoint that requires a scope only with a live key that has it.</summary>
internal sealed class Authentication(AccessKeyStore keys, TimeProvider clock)
{
    const string BearerPrefix = "Bearer ";

    public Task Middleware(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is not { } required) return next(http);
        var caller = Authenticate(http.Request.Headers);
        if (caller.Problem is { } problem) return AsappEnvelope.WriteAsync(http, problem);
        if (required.AnyOf != Scopes.None && (caller.Value!.Scopes & required.AnyOf) == Scopes.None)
        {
            return AsappEnvelope.WriteAsync(http, Problem.Forbidden(
                $"The key lacks the scope {string.Join(" or ", ScopeNames.Of(required.AnyOf))}; it has {string.Join(", ", ScopeNames.Of(caller.Value!.Scopes))}."));
        }

        http.Features.Set(caller.Value);
        return next(http);
    }

    Result<Caller> Authenticate(IHeaderDictionary headers)
    {
        if (Credentials(headers) is not var (id, secret))
            return Problem.Unauthorized(
                "Credentials are missing: send asapp-api-id and asapp-api-secret, api_key: <id>.<secret>, or Authorization: Bearer <id>.<secret>.");
        var key = keys.Find(id);
        if (key is null || !key.Accepts(secret, clock.GetUtcNow()))
            return Problem.Unauthorized("The credentials are not those of a live key.");
        return new Caller(key.Id, key.Workspace, key.Scopes);
    }

    // The header forms of the three kinds of clients; the first that is there counts.
    static (string Id, string Secret)? Credentials(IHeaderDictionary headers)
    {
        if (headers["asapp-api-id"] is [{ Length: > 0 } id, ..] && headers["asapp-api-secret"] is [{ Length: > 0 } secret, ..])
            return (id, secret);
        if (headers["api_key"] is [{ Length: > 0 } pair, ..]) return Split(pair);
        if (headers.Authorization is [{ } bearer, ..] && bearer.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
            return Split(bearer[BearerPrefix.Length..].Trim());
        return null;
    }

    static (string Id, string Secret)? Split(string pair) =>
        pair.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? (pair[..dot], pair[(dot + 1)..]) : null;
}

/// <summary>The caller of a request, and what routes ask of one.</summary>
internal static class CallerExtensions
{
    /// <summary>Who calls. Only behind an endpoint that requires a scope.</summary>
    public static Caller Caller(this HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint requires no scope.");

    /// <summary>Lets only keys with one of these scopes reach the endpoint.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, Scopes anyOf)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(anyOf));
}
