using Microsoft.Net.Http.Headers;

namespace Tessera.Wire;

/// <summary>The media types of bodies, and the refusal of others.</summary>
internal static class MediaType
{
    public const string Json = "application/json";
    public const string Ndjson = "application/x-ndjson";

    /// <summary>415-01 where a request's body is of another type than this, or encoded; null where it may be read.</summary>
    public static Problem? Refuse(HttpRequest request, string expected)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding)
            return Problem.UnsupportedMediaType($"The body must not be encoded, found Content-Encoding: {encoding}.");
        if (Is(request, expected)) return null;
        return Problem.UnsupportedMediaType(
            $"The body must be {expected}, found {(string.IsNullOrEmpty(request.ContentType) ? "no type" : request.ContentType)}.");
    }

    // JSON is what bodies are unless they say otherwise; a line-by-line body is one only where it says so.
    static bool Is(HttpRequest request, string expected) => expected == Json
        ? string.IsNullOrEmpty(request.ContentType) || request.HasJsonContentType()
        : MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
