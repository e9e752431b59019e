using Tessera.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Access;

public sealed class ScopeTests(Servers servers)
{
    static readonly Scopes[] Each = [Scopes.Ingest, Scopes.Read, Scopes.Config, Scopes.Extract, Scopes.Generate, Scopes.Admin];

    public static IEnumerable<string> Endpoints => Endpoint.All.Select(endpoint => endpoint.Name);

    [Theory, OnBothDatabases(From = nameof(Endpoints))]
    public async Task An_endpoint_lets_in_a_key_with_one_of_its_scopes_and_no_other(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var owner = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(owner);
        foreach (var scope in Each)
        {
            using var api = await servers.NewKeyAsync(backend, owner, scope);
            var answer = await endpoint.SendAsync(api, objects);
            if (endpoint.AnyOf == Scopes.None || (endpoint.AnyOf & scope) != Scopes.None)
            {
                Assert.InRange((int)answer.Status, 200, 204);
                continue;
            }

            var needed = string.Join(" or ", ScopeNames.Of(endpoint.AnyOf));
            answer.ExpectError("403-01", $"The key lacks the scope {needed}; it has {ScopeNames.Of(scope)[0]}.");
        }
    }

    [Theory, OnBothDatabases(From = nameof(Endpoints))]
    public async Task An_endpoint_lets_in_nobody_without_a_key(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        using var request = Api.Request(new HttpMethod(endpoint.Method), endpoint.Path.Replace('{', '-').Replace('}', '-'));

        (await api.SendAsync(request)).ExpectError("401-01", CredentialsTests.Missing);
    }

    [Theory]
    [InlineData("all", "ingest,read,config,extract,generate,admin")]
    [InlineData("READ, ingest", "ingest,read")]
    [InlineData("admin,admin", "admin")]
    [InlineData("", null)]
    [InlineData("read,write", null)]
    [InlineData(",", null)]
    public void Scopes_are_read_as_people_write_them(string text, string? names) =>
        Assert.Equal(names, ScopeNames.Parse(text) is { } scopes ? string.Join(',', ScopeNames.Of(scopes)) : null);
}
