using System.Text.Json;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;
using Tessera.Tests.OpenApi;

namespace Tessera.Tests.Wire;

/// <summary>Whatever is sent, the answer is one that a client can read, and never an error of the server's own.</summary>
public sealed class HostileBodyTests(Servers servers)
{
    public static IEnumerable<string> Endpoints =>
        Endpoint.All.Where(endpoint => endpoint.Body is not null).Select(endpoint => endpoint.Name);

    public static TheoryData<string> EndpointRows => [.. Endpoints];

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

        Assert.InRange((int)(await endpoint.SendAsync(api, objects)).Status, 200, 204);
    }

    [Theory, OnBothDatabases(From = nameof(Endpoints))]
    public async Task Odd_members_are_refused_or_ignored(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        foreach (var (kind, body) in Bodies(endpoint, objects))
        {
            var answer = await api.SendAsync(new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), body, endpoint.ContentType);

            Assert.True((int)answer.Status is >= 200 and < 500, $"{kind}: {(int)answer.Status} {answer.Text}");
            AssertReadable(answer, kind);
        }

        (await api.GetAsync("/v1/health")).ExpectJson(200, """{"healthCheck":"SUCCESS"}""");
    }

    [Theory, MemberData(nameof(EndpointRows))]
    public async Task A_body_that_is_a_gzip_bomb_is_not_unpacked(string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        var objects = await Objects.CreateAsync(api);
        using var request = Api.Request(
            new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), ("api_key", $"{api.KeyId}.{api.Secret}"));
        request.Content = new ByteArrayContent(HostileBodies.GzipBomb);
        request.Content.Headers.ContentType = new(endpoint.ContentType);
        request.Content.Headers.ContentEncoding.Add("gzip");

        (await api.SendAsync(request)).ExpectError("415-01", "The body must not be encoded, found Content-Encoding: gzip.");
        (await api.SendAsync(
            new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), HostileBodies.GzipBomb,
            endpoint.ContentType)).Expect(endpoint.ContentType == "application/json"
            ? 400
            : 200);
    }

    [Fact]
    public void At_least_300_bodies_are_odd() =>
        Assert.InRange(
            HostileBodies.Malformed.Count() + HostileBodies
                .Odd(
                    "{}",
                    Descriptions.Bodies(Endpoint.Named($"POST {Given.SingleMetadata}")).Single().Paths
                        .Where(path => !path.Contains('.', StringComparison.Ordinal)))
                .Count(), 300, 2000);

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

    // The description's own examples are whole; the one of the table is about things that are there.
    static IEnumerable<(string Kind, byte[] Body)> Bodies(Endpoint endpoint, Objects objects)
    {
        var described = Descriptions.Bodies(endpoint).ToList();
        var all = described.SelectMany(body => body.Paths).Where(path => !path.Contains('.', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToList();
        return described.Append((Good: objects.Fill(endpoint.Body!), Paths: all))
            .SelectMany(body => HostileBodies.Odd(body.Good, body.Paths));
    }

    static void AssertReadable(Answer answer, string kind)
    {
        if ((int)answer.Status == 204) return;
        using var json = JsonDocument.Parse(answer.Text);
        Assert.True(json.RootElement.ValueKind == JsonValueKind.Object, kind);
        Assert.DoesNotContain("   at Tessera", answer.Text, StringComparison.Ordinal);
    }
}
