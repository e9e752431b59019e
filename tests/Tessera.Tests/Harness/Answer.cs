using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tessera.Tests.Harness;

/// <summary>What a server answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    // Failures show the text as people write it.
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether it came from Octave's face, whose envelope has no codes: the status is all.</summary>
    public bool IsOctave { get; init; }

    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The code of the error envelope.</summary>
    public string ErrorCode => IsOctave ? $"{(int)Status}-01" : (string)Json["error"]!["code"]!;

    /// <summary>The message of the error envelope.</summary>
    public string ErrorMessage => IsOctave ? this["message"] : (string)Json["error"]!["message"]!;

    /// <summary>A member of the body, as text.</summary>
    public string this[string member] => (string)Json[member]!;

    /// <summary>The answer itself, where its status is this one; otherwise the test fails and shows the body.</summary>
    public Answer Expect(int status)
    {
        Assert.True((int)Status == status, $"Expected status {status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Expects a status and exactly this JSON, whatever its white space.</summary>
    public Answer ExpectJson(int status, string json)
    {
        Expect(status);
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(Readable), Json.ToJsonString(Readable));
        Assert.Equal("application/json; charset=utf-8", Headers["Content-Type"]);
        return this;
    }

    /// <summary>Expects an error envelope of this code and message, and nothing beside it.</summary>
    public Answer ExpectError(string code, string message)
    {
        Assert.True(Text.Length > 0, $"Status {(int)Status} with an empty body, expected {code}.");
        Assert.True(
            Text.StartsWith(IsOctave ? "{\"_metadata\":" : "{\"error\":", StringComparison.Ordinal),
            $"Status {(int)Status}, expected {code}: {Text}");
        Assert.True((code, message) == (ErrorCode, ErrorMessage), $"Expected: {code} {message}\nActual:   {ErrorCode} {ErrorMessage}");
        Assert.Equal(code[..3], ((int)Status).ToString());
        Assert.Equal("application/json; charset=utf-8", Headers["Content-Type"]);
        Assert.True(Headers.TryGetValue("X-Request-Id", out var requestId), $"{code} without X-Request-Id.");
        Assert.Equal(requestId, (string)Json[IsOctave ? "_metadata" : "error"]!["requestId"]!);
        return this;
    }
}
