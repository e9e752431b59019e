using Tessera.Tests.Harness;

namespace Tessera.Tests.Vocabularies;

public sealed class VocabularyTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_vocabulary_is_made_listed_given_and_deleted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var made =
            (await api.PostAsync(Given.Vocabularies, """{"phrase":"IEEE","soundsLike":["I triple E","eye triple e"]}""")).Expect(201);
        var id = made["id"];
        made.ExpectJson(201, $$"""{"id":"{{id}}","phrase":"IEEE","soundsLike":["I triple E","eye triple e"]}""");
        (await api.GetAsync($"{Given.Vocabularies}/{id}")).ExpectJson(200, made.Text);
        (await api.GetAsync(Given.Vocabularies)).ExpectJson(
            200, $$"""{"customVocabularies":[{{made.Text}}],"nextCursor":null,"prevCursor":null}""");
        Assert.Equal("", (await api.DeleteAsync($"{Given.Vocabularies}/{id}")).Expect(200).Text);

        (await api.GetAsync($"{Given.Vocabularies}/{id}")).ExpectError("404-01", $"There is no custom vocabulary {id}.");
        (await api.DeleteAsync($"{Given.Vocabularies}/{id}")).ExpectError("404-01", $"There is no custom vocabulary {id}.");
        (await api.PatchAsync($"{Given.Vocabularies}/{id}", "{}")).Expect(405);
        Assert.Equal(
            ["deleted", "created"],
            (await api.GetAsync($"/v1/audit?kind=custom-vocabulary&id={id}")).Expect(200).Json["entries"]!.AsArray()
                .Select(e => (string)e!["action"]!));
    }

    [Theory, OnBothDatabases]
    public async Task Lists_go_in_the_order_of_making_page_by_page(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var i in Enumerable.Range(0, 25)) await api.VocabularyAsync($"phrase {i}", $"form {i}");

        var phrases = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await api.GetAsync($"{Given.Vocabularies}?limit=10&cursor={cursor}")).Expect(200).Json;
            phrases.AddRange(page["customVocabularies"]!.AsArray().Select(v => (string)v!["phrase"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"phrase {i}"), phrases);
        Assert.Equal(20, (await api.GetAsync(Given.Vocabularies)).Expect(200).Json["customVocabularies"]!.AsArray().Count);
        (await api.GetAsync($"{Given.Vocabularies}?limit=0")).ExpectError(
            "400-01", "limit: expected a whole number from 1 to 100, found 0.");
    }

    [Theory]
    [OnBothDatabases(1, 1, 1)]
    [OnBothDatabases(256, 5, 40)]
    [OnBothDatabases(255, 4, 39)]
    [OnBothDatabases(1, 0, 1)]
    public async Task What_keeps_within_the_limits_is_taken(Backend backend, int phrase, int forms, int form)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        // Lengths count code points: an emoji is two UTF-16 code units.
        var (text, spoken) = (Repeat("😀", phrase), Enumerable.Repeat(Repeat("😀", form), forms).ToArray());

        var made = (await api.PostAsync(Given.Vocabularies, new { phrase = text, soundsLike = spoken })).Expect(201);

        Assert.Equal((text, forms), (made["phrase"], made.Json["soundsLike"]!.AsArray().Count));
    }

    public static (string Body, string Message)[] Wrong =>
    [
        ("""{"soundsLike":["a"]}""", "$.phrase: required, expected a string of 1 to 256 characters"),
        ("""{"phrase":"a"}""", "$.soundsLike: required, expected an array of strings"),
        ("""{"phrase":null,"soundsLike":["a"]}""", "$.phrase: expected a string of 1 to 256 characters, found null"),
        ("""{"phrase":"","soundsLike":["a"]}""", "$.phrase: expected 1 to 256 characters, found 0"),
        ("""{"phrase":"  ","soundsLike":["a"]}""", "$.phrase: expected more than white space"),
        ($$"""{"phrase":"{{new string('a', 257)}}","soundsLike":["a"]}""", "$.phrase: expected 1 to 256 characters, found 257"),
        ("""{"phrase":true,"soundsLike":["a"]}""", "$.phrase: expected a string of 1 to 256 characters, found a boolean"),
        ("""{"phrase":"a","soundsLike":null}""", "$.soundsLike: expected an array of strings, found null"),
        ("""{"phrase":"a","soundsLike":"a"}""", "$.soundsLike: expected an array of strings, found a string"),
        ("""{"phrase":"a","soundsLike":[""]}""", "$.soundsLike[0]: expected 1 to 40 characters, found 0"),
        ("""{"phrase":"a","soundsLike":["a"," "]}""", "$.soundsLike[1]: expected more than white space"),
        ("""{"phrase":"a","soundsLike":[null]}""", "$.soundsLike[0]: expected a string of 1 to 40 characters, found null"),
        ($$"""{"phrase":"a","soundsLike":["{{new string('a', 41)}}"]}""", "$.soundsLike[0]: expected 1 to 40 characters, found 41"),
        ("""{"phrase":"a","soundsLike":["a","b","c","d","e","f"]}""", "$.soundsLike: expected at most 5 elements, found 6"),
    ];

    [Theory, OnBothDatabases(From = nameof(Wrong))]
    public async Task What_breaks_a_rule_is_refused_with_its_place(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Vocabularies, body)).ExpectError("400-01", message);

        Assert.Empty((await api.GetAsync(Given.Vocabularies)).Expect(200).Json["customVocabularies"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task A_workspace_has_at_most_two_hundred(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var made = await Task.WhenAll(Enumerable.Range(0, 199).Select(i => api.VocabularyAsync($"phrase {i}", $"form {i}")));
        await api.VocabularyAsync("phrase 200", "form 200");

        (await api.PostAsync(Given.Vocabularies, new { phrase = "phrase 201", soundsLike = new[] { "form 201" } }))
            .ExpectError("422-01", "The workspace has 200 custom vocabularies, the most there may be.");
        (await api.DeleteAsync($"{Given.Vocabularies}/{made[0]}")).Expect(200);
        await api.VocabularyAsync("phrase 201", "form 201");
    }

    static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
