using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Tessera.Limits;

namespace Tessera.Wire;

/// <summary>Which of the limits on a body's size holds.</summary>
internal enum BodyLimit
{
    /// <summary>That of a request for one thing.</summary>
    Single,

    /// <summary>That of a batch.</summary>
    Batch,
}

/// <summary>A request's JSON body, read whole within its limit and parsed strictly.</summary>
internal static class JsonBody
{
    /// <summary>The limit of a request for one thing.</summary>
    public const BodyLimit Limit = BodyLimit.Single;

    /// <summary>The limit of a batch.</summary>
    public const BodyLimit BatchLimit = BodyLimit.Batch;

    // Twice what any documented body nests; System.Text.Json refuses deeper ones while it reads.
    const int MaxDepth = 32;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>
    /// Reads the body and has <paramref name="read"/> make a value of its outermost object, noting what it finds wrong.
    /// </summary>
    /// <returns>The value; 400-01 for anything that is no JSON object or breaks a rule, 413-01 over the limit, 415 for another media
    /// type.</returns>
    public static async ValueTask<Result<T>> ReadAsync<T>(HttpContext http, Func<JsonObject, T> read, BodyLimit limit = Limit)
    {
        return Read(await ParseAsync(http, limit), read);
    }

    /// <summary>The same of bytes that came in another way, as in a file.</summary>
    public static Result<T> Read<T>(ReadOnlyMemory<byte> bytes, Func<JsonObject, T> read) => Read(Parse(bytes), read);

    static Result<T> Read<T>(Result<JsonDocument> parsed, Func<JsonObject, T> read)
    {
        if (parsed.Problem is { } problem) return problem;
        using var document = parsed.Value!;
        var violations = new Violations();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return Problem.BadBody($"$: expected an object, found {JsonObject.Kind(document.RootElement)}.");
        var value = read(new JsonObject(document.RootElement, "$", violations));
        return violations.Any ? violations.ToProblem() : value;
    }

    /// <summary>Reads what was a body once and is kept: it broke no rule then.</summary>
    public static T ReadStored<T>(string json, Func<JsonObject, T> read)
    {
        using var document = JsonDocument.Parse(json);
        var violations = new Violations();
        var value = read(new JsonObject(document.RootElement, "$", violations));
        return violations.Any ? throw new InvalidOperationException($"A stored body breaks a rule: {violations.Message}") : value;
    }

    /// <summary>Reads and parses the body; the document is the caller's to dispose.</summary>
    public static async ValueTask<Result<JsonDocument>> ParseAsync(HttpContext http, BodyLimit limit)
    {
        var body = await BytesAsync(http, MediaType.Json, limit);
        return body.Problem ?? Parse(body.Value);
    }

    /// <summary>Reads a body of a media type; 415 for another, 413-01 over the limit.</summary>
    public static async ValueTask<Result<byte[]>> BytesAsync(HttpContext http, string mediaType, BodyLimit limit)
    {
        return MediaType.Refuse(http.Request, mediaType) is { } refusal ? refusal : await BytesAsync(http, limit);
    }

    /// <summary>Reads a body, whatever it is; 413-01 over the limit.</summary>
    public static async ValueTask<Result<byte[]>> BytesAsync(HttpContext http, BodyLimit kind)
    {
        var limits = http.RequestServices.GetRequiredService<ServerLimits>();
        var limit = kind == BodyLimit.Batch ? limits.BatchBytes : limits.BodyBytes;
        if (http.Request.ContentLength > limit) return TooLarge(limit);
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return TooLarge(limit);
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            // What is made of the body outlives the pipe's buffer only if it has a copy.
            var bytes = read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            return bytes;
        }
    }

    /// <summary>Parses bytes as strictly as a body: valid UTF-8, no duplicate members, bounded depth.</summary>
    public static Result<JsonDocument> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return Problem.BadBody("The body is empty, expected JSON.");
        if (!Utf8.IsValid(bytes.Span)) return Problem.BadBody("The body is not valid UTF-8.");
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException error)
        {
            return Problem.BadBody(Malformed(error));
        }
        catch (InvalidOperationException)
        {
            // A member's name that is half of a surrogate pair.
            return Problem.BadBody("The body is not valid JSON: a member's name is no valid text.");
        }
    }

    // The parser's own sentence counts lines and bytes from 0 and calls them by its members' names.
    static string Malformed(JsonException error)
    {
        var what = error.Message.Split(" LineNumber:")[0];
        return error.LineNumber is { } line
            ? $"The body is not valid JSON at line {line + 1}, byte {error.BytePositionInLine + 1}: {what}"
            : $"The body is not valid JSON: {what}";
    }

    static Problem TooLarge(int limit) => Problem.TooLarge($"The body is larger than {limit} bytes.");
}
