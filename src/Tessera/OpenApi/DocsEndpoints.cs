using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Tessera.Wire;

namespace Tessera.OpenApi;

/// <summary>
/// The API's description, and a page to read and try it. The page and its viewer are in the executable (see Tessera.csproj): nothing is
/// fetched from another host. No key is needed, as nothing of a workspace is shown.
/// </summary>
internal static class DocsEndpoints
{
    // The viewer draws its icons as data: images; beyond that everything comes from here, and no script or style stands in the page.
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui.css"] = "text/css; charset=utf-8",
        ["docs.js"] = "text/javascript; charset=utf-8",
        ["docs.css"] = "text/css; charset=utf-8",
        ["favicon.png"] = "image/png",
    }.ToFrozenDictionary();

    public static void MapDocs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/openapi/{file}", Document);
        app.MapGet("/docs", Page);
        app.MapGet("/docs/{file}", File);
    }

    static async Task<IResult> Document(HttpContext http, string file, ApiDocuments documents) =>
        ApiFace.All.FirstOrDefault(face => file == $"{face.Name}.json") is { } face
            ? Bytes(http, await documents.GetAsync(face), "application/json; charset=utf-8")
            : Problem.NotFound(
                $"There is no description {file}, only {string.Join(", ", ApiFace.All.Select(known => $"{known.Name}.json"))}.");

    static async Task<IResult> Page(HttpContext http, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Resource("index.html"));
        var links = ApiFace.All.Select(
            face => $"""<a href="?face={face.Name}" data-face="{face.Name}">{WebUtility.HtmlEncode(face.Title)}</a>""");
        var page = (await reader.ReadToEndAsync(cancellationToken)).Replace("{faces}", string.Concat(links), StringComparison.Ordinal);
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Bytes(http, System.Text.Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8");
    }

    static async Task<IResult> File(HttpContext http, string file, CancellationToken cancellationToken)
    {
        if (!Types.TryGetValue(file, out var type)) return Problem.NotFound($"There is nothing at GET {http.Request.Path}.");
        using var bytes = new MemoryStream();
        await using var resource = Resource(file);
        await resource.CopyToAsync(bytes, cancellationToken);
        return Bytes(http, bytes.ToArray(), type);
    }

    // A browser asks each time, and is told that nothing changed.
    static IResult Bytes(HttpContext http, byte[] bytes, string type)
    {
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(
            bytes, type, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\""));
    }

    static Stream Resource(string file) => typeof(DocsEndpoints).Assembly.GetManifestResourceStream($"docs/{file}")
        ?? throw new InvalidOperationException($"The executable was built without {file}.");
}
