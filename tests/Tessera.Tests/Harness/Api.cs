using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tessera.Tests.Harness;

/// <summary>A client of a running server with the key of one workspace, as any HTTP client would be.</summary>
internal sealed class Api(Uri address, string workspace, string keyId, string secret) : IDisposable
{
    readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public string Workspace => workspace;

    public string KeyId => keyId;

    public string Secret => secret;

    public Uri Address => address;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    /// <summary>Sends a request with the key in ASAPP's two headers. A string is sent as it is, anything else as JSON.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("asapp-api-id", keyId);
        request.Headers.Add("asapp-api-secret", secret);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, body.GetType()), Encoding.UTF8, "application/json");
        return await SendAsync(request);
    }

    /// <summary>Sends a request as it is, without the key.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, text, response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose() => http.Dispose();
}

/// <summary>What a server answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The code of the error envelope.</summary>
    public string ErrorCode => (string)Json["error"]!["code"]!;

    /// <summary>The message of the error envelope.</summary>
    public string ErrorMessage => (string)Json["error"]!["message"]!;

    /// <summary>The answer itself, where its status is this one; otherwise the test fails and shows the body.</summary>
    public Answer Expect(int status)
    {
        Assert.True((int)Status == status, $"Expected status {status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Expects an error envelope of this code and message.</summary>
    public void ExpectError(string code, string message)
    {
        Assert.True(Text.Length > 0, $"Status {(int)Status} with an empty body, expected {code}.");
        Assert.Equal((code, message), (ErrorCode, ErrorMessage));
        Assert.Equal(code[..3], ((int)Status).ToString());
        Assert.Equal(Headers["X-Request-Id"], (string)Json["error"]!["requestId"]!);
    }
}
