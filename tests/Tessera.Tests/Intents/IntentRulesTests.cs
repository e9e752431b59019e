using System.Text.Json;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Intents;

public sealed class IntentRulesTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(
        "{}",
        "$.code: required, expected a string of 1 to 256 characters of A-Z a-z 0-9 - _; $.name: required, expected a string of 1 to 256 characters")]
    [OnBothDatabases("""{"code":"a b","name":"A"}""", "$.code: expected 1 to 256 characters of A-Z a-z 0-9 - _, found ' ' at position 2")]
    [OnBothDatabases("""{"code":"NO_INTENT","name":"A"}""", "$.code: NO_INTENT stands for no intent and can't be defined")]
    [OnBothDatabases("""{"code":"A","name":null}""", "$.name: expected a string of 1 to 256 characters, found null")]
    [OnBothDatabases(
        """{"code":"A","name":"A","description":null}""", "$.description: expected a string of at most 4096 characters, found null")]
    [OnBothDatabases("""{"code":"A","name":"A","examples":"x"}""", "$.examples: expected an array of strings, found a string")]
    [OnBothDatabases("""{"code":"A","name":"A","examples":["x",""]}""", "$.examples[1]: expected 1 to 4096 characters, found 0")]
    public async Task A_body_that_breaks_a_rule_is_refused(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Intents, body)).ExpectError("400-01", message);
        Assert.Empty((await api.GetAsync(Given.Intents)).Expect(200).Json["intents"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task The_code_of_an_update_is_that_of_the_path(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.IntentAsync("A");

        (await api.PutAsync($"{Given.Intents}/A", """{"code":"B","name":"A"}""")).ExpectError(
            "400-01", "$.code: expected A, as in the path, or nothing");
        (await api.PutAsync($"{Given.Intents}/A", """{"code":"A","name":"A"}""")).Expect(200);
    }

    [Theory]
    [OnBothDatabases("name", 256)]
    [OnBothDatabases("description", 4096)]
    [OnBothDatabases("examples", 4096)]
    public async Task A_text_may_be_as_long_as_its_limit(Backend backend, string member, int most)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await Put(most - 1, 201);
        await Put(most, 201);
        Assert.Contains($"{most}", (await Put(most + 1, 400)).ErrorMessage, StringComparison.Ordinal);

        async Task<Answer> Put(int length, int status)
        {
            var text = string.Concat(Enumerable.Repeat("ß", length));
            var body = new Dictionary<string, object> { ["code"] = $"A{length}", ["name"] = "A" };
            body[member] = member == "examples" ? new[] { text } : text;
            return (await api.PostAsync(Given.Intents, JsonSerializer.Serialize(body))).Expect(status);
        }
    }

    [Theory, OnBothDatabases]
    public async Task An_intent_has_at_most_1000_examples(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.IntentAsync("A", Some(999));
        await api.IntentAsync("B", Some(1000));

        (await api.PostAsync(Given.Intents, new { code = "C", name = "C", examples = Some(1001) }))
            .ExpectError("400-01", "$.examples: expected at most 1000 elements, found 1001");
    }

    [Theory, OnBothDatabases]
    public async Task A_workspace_has_at_most_10000_examples(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 0; i < 9; i++) await api.IntentAsync($"A{i}", Some(1000));
        await api.IntentAsync("B", Some(999));

        (await api.PostAsync(Given.Intents, new { code = "C", name = "C", examples = Some(2) })).ExpectError(
            "422-01", "examples: the intents of a workspace have at most 10000 examples together, with these they would have 10001.");
        await api.IntentAsync("C", Some(1));
        (await api.PutAsync($"{Given.Intents}/B", new { name = "B", examples = Some(1000) })).ExpectError(
            "422-01", "examples: the intents of a workspace have at most 10000 examples together, with these they would have 10001.");
        (await api.PutAsync($"{Given.Intents}/B", new { name = "B", examples = Some(999) })).Expect(200);
        await api.TrainedAsync();
    }

    [Theory, OnBothDatabases]
    public async Task A_workspace_has_at_most_200_intents(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 0; i < 200; i++) await api.IntentAsync($"A{i}");

        (await api.PostAsync(Given.Intents, """{"code":"B","name":"B"}""")).ExpectError("422-01", "A workspace has at most 200 intents.");
        (await api.PutAsync($"{Given.Intents}/A0", """{"name":"Renamed"}""")).Expect(200);
        (await api.DeleteAsync($"{Given.Intents}/A0")).Expect(200);
        await api.IntentAsync("B");
    }

    [Theory]
    [OnBothDatabases("{}", "$.threshold: required, expected a number from 0 to 1")]
    [OnBothDatabases("""{"threshold":"0.5"}""", "$.threshold: expected a number from 0 to 1, found a string")]
    [OnBothDatabases("""{"threshold":null}""", "$.threshold: expected a number from 0 to 1, found null")]
    [OnBothDatabases("""{"threshold":-0.001}""", "$.threshold: expected a number from 0 to 1, found -0.001")]
    [OnBothDatabases("""{"threshold":1.001}""", "$.threshold: expected a number from 0 to 1, found 1.001")]
    [OnBothDatabases("""{"threshold":1e999}""", "$.threshold: expected a number from 0 to 1, found 1e999")]
    public async Task A_threshold_is_a_share(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PutAsync("/v1/intent-classifier", body)).ExpectError("400-01", message);
        foreach (var good in new[] { "0", "1", "0.999" })
            Assert.Equal(
                good,
                (await api.PutAsync("/v1/intent-classifier", $$"""{"threshold":{{good}}}""")).Expect(200).Json["threshold"]!
                    .ToJsonString());
    }

    [Theory]
    [OnBothDatabases("""{"messages":[]}""", "$.messages: required, expected 1 to 3 of a customer's messages")]
    [OnBothDatabases("{}", "$.messages: required, expected 1 to 3 of a customer's messages")]
    [OnBothDatabases("""{"messages":["a","b","c","d"]}""", "$.messages: expected at most 3 elements, found 4")]
    public async Task Messages_to_try_are_one_to_three(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync("/v1/intent-classifier/try", body)).ExpectError("400-01", message);
    }

    static string[] Some(int count) => [.. Enumerable.Range(0, count).Select(i => $"x{i % 7}")];
}
