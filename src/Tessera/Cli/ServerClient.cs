using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tessera.Wire;

namespace Tessera.Cli;

/// <summary>How commands that are given an address and a key speak to a running server.</summary>
internal static class ServerClient
{
    /// <summary>A client of the server at an address.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="key">The key; where it is null, that of the environment variable TESSERA_KEY. There must be one.</param>
    /// <param name="timeout">How long an answer is waited for.</param>
    /// <param name="source">What named the address, for messages.</param>
    /// <exception cref="CommandFailedException">There is no key, or the address is none.</exception>
    public static HttpClient Of(string address, string? key, TimeSpan timeout, string source = "--url")
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new CommandFailedException($"{source}: expected an address as http://127.0.0.1:8080, found {address}.");
        key ??= Environment.GetEnvironmentVariable("TESSERA_KEY");
        if (string.IsNullOrEmpty(key))
            throw new CommandFailedException(
                $"The server at {address} ({source}) needs a key: --key <id>.<secret>, or the environment variable TESSERA_KEY.");
        var client = new HttpClient { BaseAddress = uri, Timeout = timeout };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>What the server has at a path.</summary>
    /// <exception cref="CommandFailedException">It refused, or didn't answer in time.</exception>
    public static Task<T> GetAsync<T>(this HttpClient client, string path, CancellationToken cancellationToken) =>
        ReadAsync<T>(client, HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a body as JSON, or none where it is null, and gives the answer.</summary>
    /// <exception cref="CommandFailedException">It refused, or didn't answer in time.</exception>
    public static Task<T> PostAsync<T>(this HttpClient client, string path, object? body, CancellationToken cancellationToken) =>
        PostJsonAsync<T>(client, path, body is null ? null : JsonSerializer.Serialize(body, Json.Options), cancellationToken);

    /// <summary>Sends a body that is JSON already, or none where it is null, and gives the answer.</summary>
    /// <exception cref="CommandFailedException">It refused, or didn't answer in time.</exception>
    public static Task<T> PostJsonAsync<T>(this HttpClient client, string path, string? json, CancellationToken cancellationToken) =>
        ReadAsync<T>(
            client, HttpMethod.Post, path, json is null ? null : new StringContent(json, Encoding.UTF8, MediaType.Json), cancellationToken);

    /// <summary>Sends a request and gives the answer, also one that refuses.</summary>
    /// <exception cref="CommandFailedException">It didn't answer in time.</exception>
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        // The client's own time ran out. It is told apart from Ctrl+C by nothing else.
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var server = client.BaseAddress!.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
            throw new CommandFailedException(
                $"The server at {server} didn't answer {method} {path} within {client.Timeout.TotalSeconds:0.###} seconds. "
                + (method == HttpMethod.Get ? "" : "It may do what it was asked all the same. ")
                + "See its log and GET /healthz before you run the command again.")
            {
                MayPass = true,
            };
        }
    }

    /// <summary>What the server answered.</summary>
    /// <exception cref="CommandFailedException">It refused; the message has its words.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new CommandFailedException(
                $"The server answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}")
            {
                MayPass = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                    or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
            };
        }

        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(Json.Options, cancellationToken))!;
        }
        catch (JsonException)
        {
            throw new CommandFailedException(
                $"What answers at {response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Authority)} is no Tessera of this version.");
        }
    }

    static async Task<T> ReadAsync<T>(
        HttpClient client, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(method, path, content, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }
}
