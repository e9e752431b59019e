using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Tessera.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Access;

/// <summary>The table that drives the tests of access is the one the server has: an endpoint that is added there is missed here.</summary>
public sealed partial class EndpointTableTests(Servers servers)
{
    // What a load balancer and a browser ask: nothing of a workspace.
    static readonly string[] WithoutKey = ["GET /", "GET /healthz", "GET /docs", "GET /docs/{}", "GET /openapi/{}"];

    [Fact]
    public async Task Every_endpoint_is_in_the_table_with_its_scopes()
    {
        var source = await servers.ServiceAsync<EndpointDataSource>(Backend.Sqlite);
        var served = source.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(
                endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods, (endpoint, method) => (endpoint, method))
            .Select(
                e => (Name: $"{e.method} {Normal(e.endpoint.RoutePattern.RawText!)}",
                    e.endpoint.Metadata.GetMetadata<RequiredScope>()?.AnyOf))
            .ToDictionary(e => e.Name, e => e.AnyOf, StringComparer.Ordinal);

        var tested = Endpoint.All.ToDictionary(
            e => $"{e.Method} {Normal(e.Path.Split('?')[0])}", e => (Scopes?)e.AnyOf, StringComparer.Ordinal);

        foreach (var name in WithoutKey)
        {
            Assert.Null(served[name]);
            served.Remove(name);
        }

        Assert.Equal(Sorted(served), Sorted(tested));
    }

    static IEnumerable<string> Sorted(Dictionary<string, Scopes?> endpoints) =>
        endpoints.Select(e => $"{e.Key} {e.Value}").Order(StringComparer.Ordinal);

    // The names of parameters, and the fingerprint that stands for one, are nothing to compare.
    static string Normal(string path) =>
        Parameter().Replace("/" + path.Trim('/'), "{}").Replace("/v1/import/f-1", "/v1/import/{}", StringComparison.Ordinal);

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Parameter();
}
