using Microsoft.Net.Http.Headers;

namespace Tessera.Wire;

/// <summary>A definition with the entity tag of the version it is.</summary>
/// <param name="Value">The definition.</param>
/// <param name="Tag">The tag, without its quotes.</param>
internal sealed record Tagged<T>(T Value, string Tag);

/// <summary>An answer with an <c>ETag</c>; to a GET whose <c>If-None-Match</c> has it, 304 without a body.</summary>
internal sealed class TaggedAnswer<T>(Tagged<T> tagged, int status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var tag = new EntityTagHeaderValue($"\"{tagged.Tag}\"");
        httpContext.Response.Headers.ETag = tag.ToString();
        if (HttpMethods.IsGet(httpContext.Request.Method) && Known(httpContext.Request.Headers.IfNoneMatch, tag))
        {
            httpContext.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        return Results.Json(tagged.Value, Json.Options, statusCode: status).ExecuteAsync(httpContext);
    }

    // What can't be read is no tag the client has, and it is sent the whole. Weak comparison, as RFC 9110 has it here.
    static bool Known(IList<string?> header, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags)
        && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false));
}

/// <summary>
/// What <c>If-Match</c> asks of a definition before it is changed. An endpoint takes it as a parameter, a store checks it where it writes.
/// </summary>
internal sealed class IfMatch
{
    readonly IList<EntityTagHeaderValue>? tags;
    readonly Problem? malformed;

    IfMatch(IList<EntityTagHeaderValue>? tags, Problem? malformed) => (this.tags, this.malformed) = (tags, malformed);

    /// <summary>No <c>If-Match</c>: whatever version there is may be changed.</summary>
    public static readonly IfMatch Anything = new(null, null);

    /// <summary>Reads the header; a malformed one is refused where it is checked.</summary>
    public static ValueTask<IfMatch?> BindAsync(HttpContext http)
    {
        string[] header = [.. http.Request.Headers.IfMatch.OfType<string>().Where(value => value.Length > 0)];
        IfMatch read;
        if (header.Length == 0) read = Anything;
        else if (EntityTagHeaderValue.TryParseStrictList(header, out var tags)) read = new IfMatch(tags, null);
        else read = new IfMatch(
            null,
            Problem.BadBody(
                $"If-Match: expected * or the ETag of an earlier answer, as \"3\" with its quotes; found {string.Join(", ", header)}."));
        return ValueTask.FromResult<IfMatch?>(read);
    }

    /// <summary>
    /// 412-01 where the definition has another tag than those asked for, 400-01 where none could be read; null where it may be changed.
    /// </summary>
    /// <param name="current">The definition's tag as of this transaction.</param>
    public Problem? Refuse(string current)
    {
        if (malformed is not null || tags is null) return malformed;
        var tag = new EntityTagHeaderValue($"\"{current}\"");
        return tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: true)) ? null
            : Problem.PreconditionFailed($"If-Match: the ETag is {tag}, not {string.Join(", ", tags)}: it was changed meanwhile.");
    }
}
