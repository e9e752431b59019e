using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

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

    /// <summary>
    /// Sends a request with the key in ASAPP's two headers. Strings and bytes are sent as they are, anything else as JSON.
    /// </summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("asapp-api-id", keyId);
        request.Headers.Add("asapp-api-secret", secret);
        if (body is not null) request.Content = Content(body, contentType);
        return await SendAsync(request);
    }

    /// <summary>Sends a request with the key and headers of the test's own.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, [.. headers, ("asapp-api-id", keyId), ("asapp-api-secret", secret)]);
        if (body is not null) request.Content = Content(body, "application/json");
        return await SendAsync(request);
    }

    /// <summary>Sends a request as it is, without the key.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, text, headers)
        {
            IsOctave = response.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/api/v2/", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>A request of a method and path, for tests that set headers of their own.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public void Dispose() => http.Dispose();

    static ByteArrayContent Content(object body, string? contentType)
    {
        var bytes = body switch
        {
            byte[] given => given,
            string text => Encoding.UTF8.GetBytes(text),
            _ => JsonSerializer.SerializeToUtf8Bytes(body, body.GetType()),
        };
        var content = new ByteArrayContent(bytes);
        if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
