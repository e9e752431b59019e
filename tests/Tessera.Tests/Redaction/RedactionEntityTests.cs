using Tessera.Tests.Harness;

namespace Tessera.Tests.Redaction;

public sealed class RedactionEntityTests(Servers servers)
{
    static readonly string[] Ids =
        ["ACCOUNT_NUMBER", "CREDIT_CARD_NUMBER", "CVV", "DOB", "EMAIL", "PASSWORD", "PHONE_NUMBER", "PIN", "PROFANITY", "SSN"];

    [Theory, OnBothDatabases]
    public async Task A_new_workspace_has_every_entity_with_its_defaults(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var list = (await api.GetAsync(Given.RedactionEntities)).Expect(200).Json;

        Assert.Equal(Ids, list["redactionEntities"]!.AsArray().Select(entity => (string)entity!["id"]!));
        Assert.Equal(
            ["CREDIT_CARD_NUMBER", "CVV", "PASSWORD", "PIN", "SSN"],
            list["redactionEntities"]!.AsArray().Where(entity => (bool)entity!["policies"]!["autoTranscribe"]!)
                .Select(entity => (string)entity!["id"]!));
        Assert.True(
            list.AsObject().ContainsKey("nextCursor") && list["nextCursor"] is null && list.AsObject().ContainsKey("prevCursor")
                && list["prevCursor"] is null);
        (await api.GetAsync($"{Given.RedactionEntities}/CVV")).ExpectJson(200, """
            {"id":"CVV","description":"Security codes of payment cards",
            "policies":{"customerImmediate":true,"customerDelayed":false,"agentImmediate":true,"autoTranscribe":true,"voice":true}}
            """);
        (await api.GetAsync($"{Given.RedactionEntities}/EMAIL")).ExpectJson(200, """
            {"id":"EMAIL","description":"E-mail addresses, written and spoken",
            "policies":{"customerImmediate":false,"customerDelayed":false,"agentImmediate":false,"autoTranscribe":false,"voice":false}}
            """);
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(3)]
    [OnBothDatabases(10)]
    public async Task The_cursors_walk_over_all_entities_forth_and_back(Backend backend, int limit)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var (forth, last) = await WalkAsync(api, limit, "nextCursor", cursor: null);
        var (back, _) = await WalkAsync(api, limit, "prevCursor", last);

        Assert.Equal(Ids, forth.SelectMany(page => page));
        Assert.Equal(Ids, Enumerable.Reverse(back).SelectMany(page => page).Concat(forth[^1]));
    }

    [Theory]
    [OnBothDatabases("limit=0")]
    [OnBothDatabases("limit=101")]
    [OnBothDatabases("cursor=%3F")]
    public async Task A_page_that_cant_be_is_refused(Backend backend, string page)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Assert.Equal("400-01", (await api.GetAsync($"{Given.RedactionEntities}?{page}")).Expect(400).ErrorCode);
    }

    [Theory, OnBothDatabases]
    public async Task A_patch_changes_the_policies_it_names_and_nothing_else(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        const string After = """
            {"id":"PIN","description":"Personal identification numbers",
            "policies":{"customerImmediate":true,"customerDelayed":true,"agentImmediate":true,"autoTranscribe":false,"voice":true}}
            """;
        (await api.PatchAsync($"{Given.RedactionEntities}/PIN", """
            {"description":"mine","policies":{"autoTranscribe":false,"customerDelayed":true,"fax":true}}
            """)).ExpectJson(200, After);
        (await api.PatchAsync($"{Given.RedactionEntities}/PIN", """{"id":"PIN","policies":{}}""")).ExpectJson(200, After);
        (await api.GetAsync($"{Given.RedactionEntities}/PIN")).ExpectJson(200, After);

        var entry = Assert.Single((await api.GetAsync("/v1/audit?kind=redaction-entity")).Expect(200).Json["entries"]!.AsArray())!;
        Assert.Equal(("PIN", "changed", true, false), (
            (string)entry["id"]!, (string)entry["action"]!,
            (bool)entry["before"]!["policies"]!["autoTranscribe"]!, (bool)entry["after"]!["policies"]!["autoTranscribe"]!));
    }

    [Theory, OnBothDatabases]
    public async Task If_Match_keeps_two_from_overwriting_each_other(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var path = $"{Given.RedactionEntities}/PIN";
        var tag = (await api.GetAsync(path)).Expect(200).Headers["ETag"];

        using var first = Api.Request(HttpMethod.Patch, path, ("If-Match", tag));
        using var second = Api.Request(HttpMethod.Patch, path, ("If-Match", tag));
        var after = (await SendAsync(first, """{"policies":{"autoTranscribe":false}}""")).Expect(200).Headers["ETag"];
        (await SendAsync(second, """{"policies":{"voice":false}}""")).Expect(412);

        Assert.NotEqual(tag, after);
        Assert.Equal(after, (await api.GetAsync(path)).Expect(200).Headers["ETag"]);

        Task<Answer> SendAsync(HttpRequestMessage request, string body)
        {
            request.Headers.Add("asapp-api-id", api.KeyId);
            request.Headers.Add("asapp-api-secret", api.Secret);
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            return api.SendAsync(request);
        }
    }

    [Theory]
    [OnBothDatabases("""{}""", "$.policies: required, expected an object")]
    [OnBothDatabases("""{"policies":null}""", "$.policies: expected an object, found null")]
    [OnBothDatabases("""{"policies":true}""", "$.policies: expected an object, found a boolean")]
    [OnBothDatabases("""{"policies":{"autoTranscribe":null}}""", "$.policies.autoTranscribe: expected a boolean, found null")]
    [OnBothDatabases("""{"policies":{"voice":"true"}}""", "$.policies.voice: expected a boolean, found a string")]
    [OnBothDatabases("""{"policies":{"customerImmediate":1}}""", "$.policies.customerImmediate: expected a boolean, found a number")]
    [OnBothDatabases("""{"id":"SSN","policies":{}}""", "$.id: expected PIN, as in the path, or nothing")]
    public async Task A_patch_against_the_rules_says_what_is_wrong(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var before = (await api.GetAsync($"{Given.RedactionEntities}/PIN")).Expect(200).Text;

        (await api.PatchAsync($"{Given.RedactionEntities}/PIN", body)).ExpectError("400-01", message);

        Assert.Equal(before, (await api.GetAsync($"{Given.RedactionEntities}/PIN")).Expect(200).Text);
    }

    [Theory]
    [OnBothDatabases("NONE")]
    [OnBothDatabases("pin")]
    public async Task An_entity_that_isnt_there_is_not_found(Backend backend, string id)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"{Given.RedactionEntities}/{id}")).ExpectError("404-01", $"There is no redaction entity {id}.");
        (await api.PatchAsync($"{Given.RedactionEntities}/{id}", """{"policies":{}}""")).ExpectError(
            "404-01", $"There is no redaction entity {id}.");
        (await api.PostAsync(Given.RedactionEntities, """{"id":"NEW"}""")).Expect(405);
        (await api.DeleteAsync($"{Given.RedactionEntities}/PIN")).Expect(405);
    }

    static async Task<(List<string[]> Pages, string? Last)> WalkAsync(Api api, int limit, string direction, string? cursor)
    {
        var pages = new List<string[]>();
        if (direction == "prevCursor" && cursor is null) return (pages, null);
        while (true)
        {
            var page = (await api.GetAsync($"{Given.RedactionEntities}?limit={limit}&cursor={cursor}")).Expect(200).Json;
            pages.Add([.. page["redactionEntities"]!.AsArray().Select(entity => (string)entity!["id"]!)]);
            if ((string?)page[direction] is { } next) cursor = next;
            else return (pages, (string?)page["prevCursor"]);
        }
    }
}
