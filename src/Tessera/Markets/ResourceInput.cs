using System.Security.Cryptography;
using System.Text;
using Tessera.Fetch;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>A resource as clients send it; of its three forms the one that <c>mode</c> names is filled.</summary>
internal sealed record ResourceInput(
    string Mode, string? Name, string? Text, byte[]? File, string? Filename, string? ContentType, string? Url,
    System.Text.Json.Nodes.JsonObject Metadata)
{
    /// <summary>The largest text or file, in bytes: as large as a page may be.</summary>
    public const int MostBytes = 5 * 1024 * 1024;

    static readonly TextRule LongText = new(1, MostBytes);

    public static ResourceInput Read(JsonObject body)
    {
        var mode = body.RequiredChoice("mode", "text", "file", "url") ?? "";
        return new ResourceInput(
            mode,
            body.OptionalText("name", new TextRule(0, 256)).Value is { Length: > 0 } name ? name : null,
            mode == "text" ? body.RequiredText("text", LongText) : null,
            mode == "file" ? Bytes(body) : null,
            mode == "file" ? body.RequiredText("filename", TextRule.Name) : null,
            body.OptionalText("contentType", TextRule.Name).Value,
            mode == "url" ? body.RequiredText("url", new TextRule(1, FetchUrl.MostCharacters)) : null,
            MarketContent.ReadFree(body, "metadata"));
    }

    /// <summary>Makes a resource of a text or a file; 400 for a kind of file that isn't read.</summary>
    public async Task<Result<Resource>> ToResourceAsync(CancellationToken cancellationToken)
    {
        if (Text is not null) return Resource(ResourceMode.Text, "text/plain", Encoding.UTF8.GetBytes(Text), Text);
        var mediaType = (ContentType ?? OfName(Filename!)).Split(';')[0].Trim();
        if (PageText.Refuse(mediaType) is { } refusal) return Problem.BadBody($"{Filename}: {refusal.Message}.");
        var charset = ContentType?.Split("charset=", 2) is [_, var named] ? named : null;
        var text = await PageText.ReadAsync(File!, mediaType, charset, cancellationToken);
        return text.Problem is { } problem
            ? Problem.BadBody($"{Filename}: {problem.Message}.")
            : Resource(ResourceMode.File, mediaType, File!, text.Value!);
    }

    Resource Resource(ResourceMode mode, string mediaType, byte[] bytes, string text) => new()
    {
        OId = MarketIds.New("rs"),
        Name = Name ?? Filename ?? FirstLine(text),
        Mode = mode,
        Filename = Filename,
        MediaType = mediaType,
        ContentHash = SHA256.HashData(bytes),
        Metadata = Metadata,
        Text = text,
    };

    /// <summary>A name for a text that has none: how it begins.</summary>
    public static string FirstLine(string text)
    {
        var line = text.AsSpan().TrimStart("# -\n").ToString().Split('\n')[0].Trim();
        if (line.Length == 0) return "Text";
        return line.Length <= 80 ? line : line[..(char.IsHighSurrogate(line[79]) ? 79 : 80)];
    }

    static byte[]? Bytes(JsonObject body)
    {
        if (!body.Has("file"))
        {
            body.Violate("file", "required, expected base64");
            return null;
        }

        var bytes = new byte[MostBytes + 3];
        if (!Convert.TryFromBase64String(body.RequiredText("file", TextRule.Any), bytes, out var length))
            body.Violate("file", $"expected base64 of at most {MostBytes} bytes");
        else if (length > MostBytes) body.Violate("file", $"expected at most {MostBytes} bytes, found {length}");
        return bytes[..Math.Min(length, MostBytes)];
    }

    static string OfName(string filename) => Path.GetExtension(filename).ToLowerInvariant() switch
    {
        ".html" or ".htm" => "text/html",
        ".md" or ".markdown" => "text/markdown",
        ".json" => "application/json",
        ".txt" or "" => "text/plain",
        ".pdf" => "application/pdf",
        var other => $"application/x-{other.TrimStart('.')}",
    };
}
