using System.Net.Http.Headers;
using Tessera.Wire;

namespace Tessera.Cli;

/// <summary>How commands that are given <c>--url</c> and a key speak to a running server.</summary>
internal static class ServerClient
{
    /// <summary>A client of the server at an address.</summary>
    /// <exception cref="CommandFailedException">There is no key, or the address is none.</exception>
    public static HttpClient Of(string address, string? key, TimeSpan timeout)
    {
        if (string.IsNullOrEmpty(key)) throw new CommandFailedException("--url needs a key: --key <id>.<secret>, or the environment variable TESSERA_KEY.");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new CommandFailedException($"--url: expected an address as http://127.0.0.1:8080, found {address}.");
        var client = new HttpClient { BaseAddress = uri, Timeout = timeout };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>What the server answered.</summary>
    /// <exception cref="CommandFailedException">It refused; the message has its words.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
            throw new CommandFailedException($"The server answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        return (await response.Content.ReadFromJsonAsync<T>(Json.Options, cancellationToken))!;
    }
}
