using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Wire;

/// <summary>The answers of the framework itself wear the envelope too, and every answer has its id.</summary>
public sealed class EnvelopeTests(Servers servers)
{
    static readonly string[] Methods = ["PUT", "PATCH", "DELETE"];

    // "batch" could also be a message's id, so that path has the methods of both.
    public static IEnumerable<(string Method, string Path, string Allowed)> NotDefined =>
        from path in Endpoint.All.GroupBy(endpoint => endpoint.Path.Split('?')[0], StringComparer.Ordinal)
        where !path.Key.EndsWith("/batch", StringComparison.Ordinal)
        let defined = path.Select(endpoint => endpoint.Method).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray()
        let missing = Methods.First(method => !defined.Contains(method))
        select (missing, path.Key.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal),
            string.Join(", ", defined));

    public static IEnumerable<string> WithBody =>
        Endpoint.All.Where(endpoint => endpoint.Body is not null).Select(endpoint => endpoint.Name);

    [Theory]
    [OnBothDatabases("GET", "/nowhere")]
    [OnBothDatabases("POST", "/configuration/v2/segments")]
    [OnBothDatabases("DELETE", "/configuration/v1/segments/A/B")]
    [OnBothDatabases("GET", "/configuration")]
    public async Task An_unknown_path_is_404(Backend backend, string method, string path)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.SendAsync(new HttpMethod(method), path)).ExpectError("404-01", $"There is nothing at {method} {path}.");
    }

    [Theory, OnBothDatabases(From = nameof(NotDefined))]
    public async Task A_method_that_a_path_lacks_is_405_and_told_those_it_has(Backend backend, string method, string path, string allowed)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var answer = (await api.SendAsync(new HttpMethod(method), path, "{}"))
            .ExpectError("405-01", $"{method} {path} is not defined; allowed here: {allowed}.");

        Assert.Equal(allowed, answer.Headers["Allow"]);
    }

    [Theory, OnBothDatabases(From = nameof(WithBody))]
    public async Task A_body_of_another_media_type_is_415(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);

        (await api.SendAsync(new HttpMethod(endpoint.Method), objects.Fill(endpoint.Path), objects.Fill(endpoint.Body!), "text/plain"))
            .ExpectError("415-01", $"The body must be {endpoint.ContentType}, found text/plain.");
    }

    [Theory]
    [OnBothDatabases("application/json")]
    [OnBothDatabases("application/json; charset=utf-8")]
    [OnBothDatabases("APPLICATION/JSON")]
    [OnBothDatabases("application/vnd.api+json")]
    [OnBothDatabases((object?)null)]
    public async Task A_body_of_json_is_read_and_so_is_one_without_a_type(Backend backend, string? contentType)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.SendAsync(HttpMethod.Post, Given.Preview, """{"query":"TRUE"}""", contentType)).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task A_compressed_body_is_415(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var request = Api.Request(HttpMethod.Post, Given.Preview, ("api_key", $"{api.KeyId}.{api.Secret}"));
        request.Content = new StringContent("""{"query":"TRUE"}""", System.Text.Encoding.UTF8, "application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");

        (await api.SendAsync(request)).ExpectError("415-01", "The body must not be encoded, found Content-Encoding: gzip.");
    }

    [Theory, OnBothDatabases]
    public async Task Every_request_has_an_id_of_its_own(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var one = (await api.GetAsync(Given.Segments)).Headers["X-Request-Id"];
        var other = (await api.GetAsync("/nowhere")).Headers["X-Request-Id"];

        const string UuidV7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
        Assert.Matches(UuidV7, one);
        Assert.Matches(UuidV7, other);
        Assert.True(string.CompareOrdinal(one, other) < 0, "A later request has a greater id.");
    }

    [Theory]
    [OnBothDatabases("abc", true)]
    [OnBothDatabases("with space ~!", true)]
    [OnBothDatabases(128, true)]
    [OnBothDatabases(129, false)]
    [OnBothDatabases("tab\there", false)]
    public async Task The_id_of_a_client_is_given_back_where_it_is_128_printable_characters_at_most(Backend backend, object sent, bool kept)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var inbound = sent as string ?? new string('x', (int)sent);
        using var request = Api.Request(HttpMethod.Get, "/healthz", ("X-Request-Id", inbound));

        var answer = await api.SendAsync(request);

        Assert.Equal(kept ? inbound : null, answer.Headers.GetValueOrDefault("X-Correlation-Id"));
        Assert.NotEqual(inbound, answer.Headers["X-Request-Id"]);
    }

    [Theory, OnBothDatabases]
    public async Task Whether_the_service_is_well_is_told_to_any_key_and_to_load_balancers(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync("/v1/health")).ExpectJson(200, """{"healthCheck":"SUCCESS"}""");
        using var request = Api.Request(HttpMethod.Get, "/healthz");
        Assert.Equal("ok", (await api.SendAsync(request)).Expect(200).Text);
    }
}
