using Tessera.Access;
using Tessera.Conversations;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Cli;

/// <summary><c>tessera import --url</c>: through a running server, with a key.</summary>
public sealed class ImportThroughServerTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task A_file_is_imported_into_the_workspace_of_the_key_and_not_twice(Backend backend, bool packed)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var file = ImportLines.File([.. ImportLines.Good(0, 700), "bad"], packed);

        var first = await ImportAsync(api, file);
        var second = await ImportAsync(api, file);

        Assert.Equal((701, 0, 700, 1400, 1), ImportCommandTests.Numbers(first.Json()));
        Assert.StartsWith(
            "line 701: The body is not valid JSON at line 1, byte 1: ", first.Error.TrimStart('\r'), StringComparison.Ordinal);
        Assert.Equal((701, 701, 0, 0, 0), ImportCommandTests.Numbers(second.Json()));
        Assert.Equal(700, await api.CountAsync("lob_id IS SET AND started_at IS SET"));
    }

    [Theory, OnBothDatabases]
    public async Task The_longest_line_is_imported_and_a_longer_one_is_a_bad_line(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var file = ImportLines.File(
            [ImportLines.Good(1), ImportCommandTests.LongGood(2), new string('x', NdjsonReader.LongestLine + 1), ImportLines.Good(4)]);

        var outcome = await ImportAsync(api, file);

        Assert.Equal((4, 0, 3, 5, 1), ImportCommandTests.Numbers(outcome.Json()));
        Assert.Equal(
            $"line 3: The line is longer than {NdjsonReader.LongestLine} bytes\n",
            outcome.Error.Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory, OnBothDatabases]
    public async Task A_key_that_may_not_is_told_what_it_lacks(Backend backend)
    {
        using var owner = await servers.NewWorkspaceAsync(backend);
        using var api = await servers.NewKeyAsync(backend, owner, Scopes.Read);

        var outcome = (await ImportAsync(api, ImportLines.File([ImportLines.Good(1)]))).Expect(1);

        const string Told = "\"code\":\"403-01\",\"message\":\"The key lacks the scope ingest; it has read.\"}}";
        Assert.StartsWith("tessera: The server answered 403: {\"error\":{\"requestId\":\"", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith(Told + "\n", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, await owner.CountAsync("TRUE"));
    }

    [Theory, OnBothDatabases]
    public async Task Too_many_lines_in_one_request_are_refused(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.SendAsync(HttpMethod.Post, "/v1/import", string.Join('\n', ImportLines.Good(0, 501)), "application/x-ndjson"))
            .ExpectError("413-01", "Expected at most 500 lines, found 501.");
        (await api.SendAsync(
            HttpMethod.Post, "/v1/import", string.Join('\n', ImportLines.Good(0, 500)), "application/x-ndjson; charset=utf-8"))
            .ExpectJson(200, """{"imported":500,"messages":1000,"errors":[]}""");
    }

    [Theory, OnBothDatabases]
    public async Task How_far_a_file_has_come_is_told(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.GetAsync("/v1/import/f-1")).ExpectJson(200, """{"linesDone":0}""");

        var lines = ImportLines.Good(1) + "\n\nbad";
        (await api.SendAsync(
            HttpMethod.Post, "/v1/import?fingerprint=f-1&linesBefore=250", lines, "application/x-ndjson")).ExpectJson(200, """
            {"imported":1,"messages":2,"errors":[{"line":253,"reason":"The body is not valid JSON at line 1, byte 1: 'b' is an invalid start of a value."}]}
            """);

        (await api.GetAsync("/v1/import/f-1")).ExpectJson(200, """{"linesDone":253}""");
        (await api.GetAsync("/v1/import/f%201")).ExpectError(
            "400-01", "fingerprint: expected 1 to 128 characters of A-Z a-z 0-9 - _, found ' ' at position 2.");
    }

    static Task<Outcome> ImportAsync(Api api, string file) =>
        CommandLine.RunAsync("import", file, "--url", api.Address.ToString(), "--key", $"{api.KeyId}.{api.Secret}", "--json");
}
