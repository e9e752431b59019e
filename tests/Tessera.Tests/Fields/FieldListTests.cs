using Tessera.Tests.Harness;

namespace Tessera.Tests.Fields;

public sealed class FieldListTests(Servers servers)
{
    static readonly string[] Ids = [.. Enumerable.Range(0, 12).Select(i =>
        $"e_{i:00}"), .. Enumerable.Range(0, 13).Select(i => $"q_{i:00}")];

    [Theory]
    [OnBothDatabases("?active=true", "e_on,q_on")]
    [OnBothDatabases("?active=false", "e_off,q_off")]
    [OnBothDatabases("?active=", "e_off,e_on,q_off,q_on")]
    [OnBothDatabases("", "e_off,e_on,q_off,q_on")]
    public async Task Fields_are_listed_by_id_all_or_those_that_are_active_or_not(Backend backend, string filter, string ids)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var id in new[] { "q_on", "q_off" })
        {
            (await api.PostAsync(Given.Fields, new
            {
                id, name = id, categoryId = "OUTCOME", type = "QUESTION", active = id == "q_on", question = new { question = "A?" },
            })).Expect(201);
        }

        foreach (var id in new[] { "e_on", "e_off" })
        {
            (await api.PostAsync(Given.Fields, new
            {
                id, name = id, categoryId = "OUTCOME", type = "ENTITY", active = id == "e_on",
                entity = new { name = "a", description = "b" },
            })).Expect(201);
        }

        Assert.Equal(ids, string.Join(',', IdsOf(await api.GetAsync(Given.Fields + filter))));
    }

    [Theory]
    [OnBothDatabases("maybe")]
    [OnBothDatabases("1")]
    [OnBothDatabases("null")]
    public async Task Another_value_of_active_is_refused(Backend backend, string active)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"{Given.Fields}?active={active}")).ExpectError("400-01", $"active: expected true or false, found {active}.");
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(7)]
    [OnBothDatabases(25)]
    public async Task The_cursors_walk_over_all_fields_forth_and_back(Backend backend, int limit)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var id in Ids.Reverse())
        {
            if (id[0] == 'q') await api.QuestionAsync(id);
            else await api.EntityAsync(id);
        }

        var page = await api.GetAsync($"{Given.Fields}?limit={limit}");
        var forth = IdsOf(page).ToList();
        while ((string?)page.Json["nextCursor"] is { } next)
            forth.AddRange(IdsOf(page = await api.GetAsync($"{Given.Fields}?limit={limit}&cursor={next}")));
        Assert.Equal(Ids, forth);

        var back = IdsOf(page).ToList();
        while ((string?)page.Json["prevCursor"] is { } before)
            back.InsertRange(0, IdsOf(page = await api.GetAsync($"{Given.Fields}?limit={limit}&cursor={before}")));
        Assert.Equal(Ids, back);
    }

    static IEnumerable<string> IdsOf(Answer page) =>
        page.Expect(200).Json["structuredDataFields"]!.AsArray().Select(field => (string)field!["id"]!);
}
