using System.Text.Json;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Wire;

/// <summary>Whatever is sent, the answer is one that a client can read, and never an error of the server's own.</summary>
public sealed class HostileBodyTests(Servers servers)
{
    public static IEnumerable<string> Endpoints =>
        Endpoint.All.Where(endpoint => endpoint.Body is not null).Select(endpoint => endpoint.Name);

    [Theory, OnBothDatabases(From = nameof(Endpoints))]
    public async Task A_body_that_is_no_JSON_object_is_refused(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        foreach (var (kind, body) in HostileBodies.Malformed)
        {
            var answer = await api.SendAsync(new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), body, endpoint.ContentType);

            Assert.True((int)answer.Status is 200 or 400, $"{kind}: {(int)answer.Status} {answer.Text}");
            AssertReadable(answer, kind);
        }

        Assert.InRange((int)(await endpoint.SendAsync(api, objects)).Status, 200, 201);
    }

    [Theory, OnBothDatabases(From = nameof(Endpoints))]
    public async Task Odd_members_are_refused_or_ignored(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        foreach (var (kind, body) in HostileBodies.Odd(objects.Fill(endpoint.Body!)))
        {
            var answer = await api.SendAsync(new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), body, endpoint.ContentType);

            Assert.True((int)answer.Status is >= 200 and < 500, $"{kind}: {(int)answer.Status} {answer.Text}");
            AssertReadable(answer, kind);
        }

        (await api.GetAsync("/v1/health")).ExpectJson(200, """{"healthCheck":"SUCCESS"}""");
    }

    [Theory]
    [OnBothDatabases("/configuration/v1/segments/%00")]
    [OnBothDatabases("/configuration/v1/segments/%FF%FE")]
    [OnBothDatabases("/configuration/v1/segments/%ED%A0%80")]
    [OnBothDatabases("/configuration/v1/structured-data-fields/..%2F..%2Fetc")]
    [OnBothDatabases("/conversation/v1/conversations?externalId=%ED%A0%80%FF")]
    [OnBothDatabases("/conversation/v1/conversations?externalId=a&externalId=b")]
    [OnBothDatabases("/conversation/v1/conversation/messages?externalId=%F0%9F")]
    [OnBothDatabases("/configuration/v1/segments?cursor=%ED%A0%80")]
    [OnBothDatabases("/configuration/v1/segments?limit=%00")]
    [OnBothDatabases("/v1/structured-data/%ED%A0%80")]
    [OnBothDatabases("/v1/import/%ED%A0%80")]
    [OnBothDatabases("/v1/segments/'%20OR%20''='/conversations")]
    public async Task An_odd_path_is_no_error_of_the_servers_own(Backend backend, string path)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Assert.InRange((int)(await api.GetAsync(path)).Status, 200, 499);
    }

    [Theory]
    [OnBothDatabases("linesBefore=-1", 400)]
    [OnBothDatabases("linesBefore=9223372036854775807", 400)]
    [OnBothDatabases("linesBefore=99999999999999999999", 400)]
    [OnBothDatabases("linesBefore=3000000000", 200)]
    [OnBothDatabases("fingerprint=a%00b", 400)]
    public async Task An_odd_import_is_no_error_of_the_servers_own(Backend backend, string query, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.SendAsync(HttpMethod.Post, $"/v1/import?fingerprint=f&{query}", "{}", "application/x-ndjson")).Expect(status);
    }

    static void AssertReadable(Answer answer, string kind)
    {
        using var json = JsonDocument.Parse(answer.Text);
        Assert.True(json.RootElement.ValueKind == JsonValueKind.Object, kind);
        Assert.DoesNotContain("   at Tessera", answer.Text, StringComparison.Ordinal);
    }
}
