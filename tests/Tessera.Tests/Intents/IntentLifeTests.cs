using Tessera.Tests.Harness;

namespace Tessera.Tests.Intents;

public sealed class IntentLifeTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task An_intent_is_made_read_replaced_and_deleted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        const string Made =
            """{"code":"BILLING","name":"Billing","description":"Bills and refunds","examples":["My bill is wrong","Refund me 🙏"]}""";
        (await api.PostAsync(Given.Intents, Made)).ExpectJson(201, Made);
        (await api.GetAsync($"{Given.Intents}/BILLING")).ExpectJson(200, Made);

        (await api.PutAsync($"{Given.Intents}/BILLING", """{"name":"Bills"}"""))
            .ExpectJson(200, """{"code":"BILLING","name":"Bills","description":"","examples":[]}""");
        (await api.GetAsync($"{Given.Intents}/BILLING")).ExpectJson(
            200, """{"code":"BILLING","name":"Bills","description":"","examples":[]}""");

        Assert.Equal("", (await api.DeleteAsync($"{Given.Intents}/BILLING")).Expect(200).Text);
        (await api.GetAsync($"{Given.Intents}/BILLING")).ExpectError("404-01", "There is no intent BILLING.");
        (await api.DeleteAsync($"{Given.Intents}/BILLING")).ExpectError("404-01", "There is no intent BILLING.");
        (await api.PutAsync($"{Given.Intents}/BILLING", """{"name":"Bills"}""")).ExpectError("404-01", "There is no intent BILLING.");
    }

    [Theory, OnBothDatabases]
    public async Task A_code_is_taken_once(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.IntentAsync("BILLING");

        (await api.PostAsync(Given.Intents, """{"code":"BILLING","name":"Again"}""")).ExpectError(
            "409-01", "There is an intent BILLING already.");
    }

    [Theory, OnBothDatabases]
    public async Task The_list_is_sorted_by_code_and_turns_its_pages(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var code in new[] { "b", "C", "a" }) await api.IntentAsync(code);

        var first = (await api.GetAsync($"{Given.Intents}?limit=2")).Expect(200);
        Assert.Equal(["C", "a"], Codes(first));
        Assert.Null(first.Json["prevCursor"]);
        var second = (await api.GetAsync($"{Given.Intents}?limit=2&cursor={first["nextCursor"]}")).Expect(200);
        Assert.Equal(["b"], Codes(second));
        Assert.Null(second.Json["nextCursor"]);
        Assert.Equal(["C", "a"], Codes((await api.GetAsync($"{Given.Intents}?limit=2&cursor={second["prevCursor"]}")).Expect(200)));
        (await api.GetAsync($"{Given.Intents}?limit=101")).ExpectError(
            "400-01", "limit: expected a whole number from 1 to 100, found 101.");
    }

    [Theory, OnBothDatabases]
    public async Task An_intent_is_changed_as_the_version_that_was_read(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.IntentAsync("BILLING");
        var tag = (await api.GetAsync($"{Given.Intents}/BILLING")).Expect(200).Headers["ETag"];

        (await SendAsync(HttpMethod.Put, """{"name":"Bills"}""")).Expect(200);
        (await SendAsync(HttpMethod.Put, """{"name":"Late"}""")).Expect(412);
        (await SendAsync(HttpMethod.Delete, null)).Expect(412);

        Assert.Equal("Bills", (await api.GetAsync($"{Given.Intents}/BILLING"))["name"]);

        async Task<Answer> SendAsync(HttpMethod method, string? body)
        {
            using var request = Api.Request(
                method, $"{Given.Intents}/BILLING", ("asapp-api-id", api.KeyId), ("asapp-api-secret", api.Secret), ("If-Match", tag));
            if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            return await api.SendAsync(request);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Every_change_is_in_the_audit_log(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.IntentAsync("BILLING");
        (await api.PutAsync("/v1/intent-classifier", """{"threshold":0.25}""")).Expect(200);

        var entries = (await api.GetAsync("/v1/audit")).Expect(200).Json["entries"]!.AsArray().Take(2).ToArray();

        Assert.Equal(["intent-classifier", "intent"], entries.Select(entry => (string)entry!["kind"]!));
        Assert.Equal("""{"threshold":0.25}""", entries[0]!["after"]!.ToJsonString());
    }

    static IEnumerable<string> Codes(Answer answer) => answer.Json["intents"]!.AsArray().Select(intent => (string)intent!["code"]!);
}
