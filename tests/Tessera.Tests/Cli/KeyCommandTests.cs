using System.Net;
using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Cli;

/// <summary><c>tessera key</c> beside a running server, which feels what it does.</summary>
public sealed class KeyCommandTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_key_is_made_rotated_listed_and_revoked_while_the_server_runs(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        await using var server = await Servers.StartAsync(options);
        var address = new Uri(server.Urls.First());

        var made = (await KeyAsync(options, "create", "--workspace", "support", "--scopes", "read,config", "--json")).Json();
        using var first = Client(address, made);
        (await first.GetAsync(Given.Segments)).Expect(200);
        (await first.PostAsync(Given.SingleMetadata, "{}")).ExpectError("403-01", "The key lacks the scope ingest; it has read, config.");
        await first.SegmentAsync("A", "TRUE");

        var rotated = (await KeyAsync(options, "rotate", (string)made["id"]!, "--overlap-hours", "0", "--json")).Json();
        using var second = Client(address, rotated);
        await Eventually.IsTrueAsync(
            async () => (await first.GetAsync(Given.Segments)).Status == HttpStatusCode.Unauthorized, "the old secret is refused");
        (await second.GetAsync($"{Given.Segments}/A")).Expect(200);

        var listed = Assert.Single((await KeyAsync(options, "list", "--workspace", "support", "--json")).Json().AsArray())!;
        Assert.Equal(((string)made["id"]!, "support"), ((string)listed["id"]!, (string)listed["workspace"]!));
        Assert.Equal("""["read","config"]""", listed["scopes"]!.ToJsonString());
        Assert.Null(listed["revokedAt"]);
        Assert.Empty((await KeyAsync(options, "list", "--workspace", "sales", "--json")).Json().AsArray());

        (await KeyAsync(options, "revoke", (string)made["id"]!, "--json")).Json();
        await Eventually.IsTrueAsync(
            async () => (await second.GetAsync(Given.Segments)).Status == HttpStatusCode.Unauthorized, "the key is refused");
        (await second.GetAsync(Given.Segments)).ExpectError("401-01", "The credentials are not those of a live key.");
        Assert.NotNull(Assert.Single((await KeyAsync(options, "list", "--json")).Json().AsArray())!["revokedAt"]);
    }

    [Theory, OnBothDatabases]
    public async Task Keys_are_shown_to_people_without_their_secrets(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var made = (await KeyAsync(options, "create", "--workspace", "support")).Expect(0).Output;
        var lines = made.Split('\n');
        var (id, secret) = (lines[0]["id         ".Length..], lines[1]["secret     ".Length..]);

        var listed = (await KeyAsync(options, "list")).Expect(0).Output;
        var revoked = (await KeyAsync(options, "revoke", id)).Expect(0).Output;

        Assert.Equal($"""
            id         {id}
            secret     {secret}
            workspace  support
            scopes     ingest,read,config,extract,generate,admin

            The secret is not kept and can't be shown again. Send both as asapp-api-id and asapp-api-secret,
            or as  Authorization: Bearer {id}.<secret>

            """, made);
        Assert.Matches(
            $"^id  +workspace  +created  +state  +scopes\n{id}  support  +[0-9-]+ [0-9:]+  live  +ingest,read,config,extract,generate,admin\n$",
            listed);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        Assert.Equal($"Key {id} is revoked.\n", revoked);
        (await KeyAsync(options, "revoke", id)).ExpectFailure($"There is no live key {id}.");
        (await KeyAsync(options, "rotate", id)).ExpectFailure($"There is no live key {id}.");
    }

    [Fact]
    public async Task What_is_wrong_is_told()
    {
        var options = servers.NewDatabase(Backend.Sqlite);

        (await KeyAsync(options, "create", "--workspace", " ")).ExpectFailure("--workspace must not be empty.");
        (await KeyAsync(options, "create", "--workspace", "a", "--scopes", "write")).ExpectFailure(
            "--scopes: expected all, or some of ingest,read,config,extract,generate,admin; found write.");
        var overlap = await KeyAsync(options, "rotate", "id", "--overlap-hours", "-1");
        Assert.Equal(1, overlap.ExitCode);
        Assert.StartsWith("--overlap-hours: expected a whole number from 0 to 8760.", overlap.Error, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Two_commands_at_once_may_make_the_same_workspace(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        (await KeyAsync(options, "list")).Expect(0);

        var both = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => KeyAsync(options, "create", "--workspace", "support", "--json")));

        Assert.All(both, outcome => Assert.Equal("support", (string)outcome.Json()["workspace"]!));
    }

    static Task<Outcome> KeyAsync(ServerOptions options, params string[] arguments) =>
        CommandLine.RunAsync(["key", .. arguments, .. CommandLine.Options(options)]);

    static Api Client(Uri address, JsonNode key) => new(address, (string)key["workspace"]!, (string)key["id"]!, (string)key["secret"]!);
}
