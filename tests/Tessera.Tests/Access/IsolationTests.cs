using Tessera.Tests.Harness;

namespace Tessera.Tests.Access;

/// <summary>What one workspace holds, no key of another can see or change.</summary>
public sealed class IsolationTests(Servers servers)
{
    public static IEnumerable<string> Naming => Endpoint.All.Where(endpoint => endpoint.NamesAnObject).Select(endpoint => endpoint.Name);

    public static IEnumerable<string> Others => Endpoint.All.Where(endpoint => !endpoint.NamesAnObject).Select(endpoint => endpoint.Name);

    [Theory, OnBothDatabases(From = nameof(Naming))]
    public async Task An_id_of_another_workspace_is_not_found_and_nothing_happens_to_it(Backend backend, string name)
    {
        using var owner = await servers.NewWorkspaceAsync(backend);
        using var stranger = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(owner);
        var before = await SnapshotAsync(owner, objects);

        var answer = (await Endpoint.Named(name).SendAsync(stranger, objects)).Expect(404);

        Assert.Equal("404-01", answer.ErrorCode);
        Assert.DoesNotContain("secret line of business", answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await SnapshotAsync(owner, objects));
    }

    [Theory, OnBothDatabases(From = nameof(Others))]
    public async Task Nothing_else_shows_or_changes_what_another_workspace_holds(Backend backend, string name)
    {
        using var owner = await servers.NewWorkspaceAsync(backend);
        using var stranger = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(owner);
        var before = await SnapshotAsync(owner, objects);

        var answer = await Endpoint.Named(name).SendAsync(stranger, objects);

        Assert.InRange((int)answer.Status, 200, 201);
        Assert.DoesNotContain("secret line of business", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("q_secret", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(objects.Conversation, answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await SnapshotAsync(owner, objects));
    }

    [Theory, OnBothDatabases]
    public async Task Two_workspaces_hold_the_same_ids_and_never_meet(Backend backend)
    {
        using var one = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(one);
        var same = await Objects.CreateAsync(other);
        await one.MetadataAsync("secret-1", """{"platform":"IOS"}""");
        await other.MetadataAsync("secret-1", """{"platform":"WEB"}""");

        Assert.NotEqual(objects.Conversation, same.Conversation);
        Assert.Equal((1, 0), (await one.CountAsync("platform = 'IOS'"), await one.CountAsync("platform = 'WEB'")));
        Assert.Equal((0, 1), (await other.CountAsync("platform = 'IOS'"), await other.CountAsync("platform = 'WEB'")));
        (await one.DeleteAsync($"{Given.Fields}/q_secret")).Expect(200);
        (await one.DeleteAsync($"{Given.Segments}/SECRET")).Expect(200);
        (await other.GetAsync($"{Given.Fields}/q_secret")).Expect(200);
        Assert.Equal("""["q_secret"]""", (await other.GetAsync($"{Given.Segments}/SECRET")).Json["structuredDataFieldIds"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task The_same_event_id_in_two_workspaces_is_two_events(Backend backend)
    {
        using var one = await servers.NewWorkspaceAsync(backend);
        using var other = await servers.NewWorkspaceAsync(backend);

        await one.MetadataAsync("c-1", """{"eventId":"e-1","platform":"IOS"}""");
        await other.MetadataAsync("c-1", """{"eventId":"e-1","platform":"IOS"}""");

        Assert.Equal((1, 1), (await one.CountAsync("platform = 'IOS'"), await other.CountAsync("platform = 'IOS'")));
    }

    static async Task<string> SnapshotAsync(Api owner, Objects objects)
    {
        string[] paths =
        [
            Given.Segments,
            Given.Fields,
            Given.Vocabularies,
            Given.RedactionEntities,
            Given.Intents,
            $"{Given.Conversations}/{objects.Conversation}",
            $"{Given.Conversations}/{objects.Conversation}/messages",
            "/v1/segments/GLOBAL/conversations",
            $"/v1/structured-data/{objects.Set}",
            "/v1/feedback",
            "/v1/labelled-cases",
            $"/v1/conversations/{objects.Conversation}/segments",
            objects.Fill("/v1/customers/{customer}"),
            objects.Fill("/v1/agents/{agent}"),
            "/v1/import/f-1",
            $"/api/v2/segment/get?oId={objects.Market["market"]}",
            $"/api/v2/product/get?oId={objects.Market["product"]}",
            $"/api/v2/service/get?oId={objects.Market["service"]}",
            $"/api/v2/brand-voice/get?oId={objects.Market["voice"]}",
            $"/api/v2/resource/get?oId={objects.Market["resource"]}",
            "/api/v2/segment/list",
        ];
        var parts = new List<string>();
        foreach (var path in paths)
        {
            var body = (await owner.GetAsync(path)).Expect(200).Json.AsObject();
            // The request's own id and time.
            body.Remove("_metadata");
            parts.Add(body.ToJsonString());
        }

        return string.Join('\n', parts);
    }
}
