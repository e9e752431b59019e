using System.Text.Json.Nodes;
using Tessera.OpenApi;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.OpenApi;

/// <summary>The descriptions say what the service does: they are as committed, whole, and answers follow them.</summary>
public sealed class DescriptionTests(Servers servers)
{
    public static IEnumerable<string> Faces => Descriptions.Faces;

    public static TheoryData<string> EachFace => [.. Faces];

    public static IEnumerable<string> Endpoints =>
        Endpoint.All.Where(endpoint => Descriptions.Operation(endpoint) is not null).Select(endpoint => endpoint.Name);

    [Theory, OnBothDatabases(From = nameof(Faces))]
    public async Task The_committed_description_is_the_one_that_is_served(Backend backend, string face)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var committed = await File.ReadAllTextAsync(Descriptions.PathOf(face), TestContext.Current.CancellationToken);

        var served = (await api.GetAsync($"/openapi/{face}.json")).Expect(200).Text;

        Assert.True(
            committed == served,
            $"docs/openapi/{face}.json is not what the code says. Write it anew: dotnet run --project src/Tessera -- openapi docs/openapi");
    }

    [Theory, OnBothDatabases]
    public async Task A_description_needs_no_key_and_is_not_sent_twice(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var first = Api.Request(HttpMethod.Get, "/openapi/asapp.json");
        var answer = (await api.SendAsync(first)).Expect(200);
        Assert.Equal("application/json; charset=utf-8", answer.Headers["Content-Type"]);

        using var again = Api.Request(HttpMethod.Get, "/openapi/asapp.json", ("If-None-Match", answer.Headers["ETag"]));
        Assert.Equal("", (await api.SendAsync(again)).Expect(304).Text);
    }

    [Theory]
    [OnBothDatabases("other.json")]
    [OnBothDatabases("asapp")]
    [OnBothDatabases("ASAPP.JSON")]
    public async Task There_are_no_other_descriptions(Backend backend, string file)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"/openapi/{file}")).ExpectError(
            "404-01", $"There is no description {file}, only {string.Join(", ", Faces.Select(f => $"{f}.json"))}.");
    }

    [Fact]
    public void Every_endpoint_of_a_face_is_described()
    {
        var endpoints = Endpoint.All.Where(endpoint => ApiFace.Of(endpoint.Path.TrimStart('/')) is not null).ToList();

        Assert.Equal([], endpoints.Where(endpoint => Descriptions.Operation(endpoint) is null).Select(endpoint => endpoint.Name));
        Assert.Equal(
            Faces,
            endpoints.Select(endpoint => ApiFace.Of(endpoint.Path.TrimStart('/'))!.Name).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal));
    }

    [Theory, OnBothDatabases(From = nameof(Endpoints))]
    public async Task A_request_and_its_answer_follow_the_description(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);
        var (document, operation) = Descriptions.Operation(endpoint)!.Value;
        if (endpoint.ContentType == "application/json")
        {
            var body = endpoint.Body is null ? null : JsonNode.Parse(objects.Fill(endpoint.Body));
            var schema = operation["requestBody"]?["content"]!["application/json"]!["schema"];
            Assert.Equal(body is null, schema is null);
            if (schema is not null) Assert.Equal([], new SchemaCheck(document).Check(schema, body));
        }

        var answer = await endpoint.SendAsync(api, objects);

        var response = operation["responses"]![$"{(int)answer.Status}"]!;
        if (answer.Text.Length == 0) Assert.Null(response["content"]);
        else if (response["content"]![answer.Headers["Content-Type"]] is { } lines)
            Assert.Equal("string", (string)lines["schema"]!["type"]!);
        else Assert.Equal([], new SchemaCheck(document).Check(response["content"]!["application/json"]!["schema"]!, answer.Json));
    }

    [Theory, MemberData(nameof(EachFace))]
    public void Every_example_follows_its_schema(string face)
    {
        var document = Descriptions.Of(face);
        var count = 0;
        foreach (var media in Everywhere(document).OfType<JsonObject>()
            .Where(node => node.ContainsKey("schema") && (node.ContainsKey("example") || node.ContainsKey("examples"))))
        {
            var examples = media["examples"]?.AsObject().Select(e => e.Value!["value"]) ?? [media["example"]];
            foreach (var example in examples)
            {
                count++;
                Assert.Equal([], new SchemaCheck(document).Check(media["schema"]!, example));
            }
        }

        Assert.True(count > 20, $"Only {count} examples were found.");
    }

    [Theory, MemberData(nameof(EachFace))]
    public void Names_of_operations_are_unique_and_every_reference_leads_somewhere(string face)
    {
        var names = new List<string>();
        var document = Descriptions.Of(face);
        foreach (var node in Everywhere(document).OfType<JsonObject>())
        {
            if (node["operationId"] is { } name) names.Add((string)name!);
            if (node["$ref"] is JsonValue reference) Assert.NotNull(new SchemaCheck(document).Resolve((string)reference!));
        }

        Assert.NotEmpty(names);
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
    }

    static IEnumerable<JsonNode> Everywhere(JsonNode node)
    {
        yield return node;
        var within = node switch
        {
            JsonObject inner => inner.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var found in within.OfType<JsonNode>().SelectMany(Everywhere)) yield return found;
    }
}
