using System.Text;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Wire;

/// <summary>Every endpoint with a body has its limit: 1 MiB for one thing, 8 MiB for many.</summary>
public sealed class BodyLimitTests(Servers servers)
{
    const int MiB = 1024 * 1024;

    public static IEnumerable<string> Endpoints =>
        Endpoint.All.Where(endpoint => endpoint.Body is not null).Select(endpoint => endpoint.Name);

    [Theory, OnBothDatabases(From = nameof(Endpoints))]
    public async Task A_body_at_the_limit_is_read_and_one_byte_more_is_413(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        var limit = endpoint.Path.Contains("many", StringComparison.Ordinal) || endpoint.Path.Contains("batch", StringComparison.Ordinal)
            || endpoint.ContentType != "application/json"
            || endpoint.Path is "/v1/intents" or "/v1/intents/{intent}" or "/api/v2/resource/create" or "/api/v2/segment/generate" or "/v1/market-evaluations"
                ? 8 * MiB
                : MiB;

        (await SendAsync(limit + 1)).ExpectError("413-01", $"The body is larger than {limit} bytes.");
        Assert.InRange((int)(await SendAsync(limit)).Status, 200, 204);

        // Spaces behind a body change nothing of it.
        Task<Answer> SendAsync(int length) => api.SendAsync(
            new HttpMethod(endpoint.Method),
            objects.Fill(endpoint.Path),
            Encoding.UTF8.GetBytes(objects.Fill(endpoint.Body!).PadRight(length)),
            endpoint.ContentType);
    }
}
