using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>Many clients at once.</summary>
public sealed class ConcurrencyTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_conversation_that_many_send_at_once_is_one(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => api.ConversationAsync("c-1")));

        Assert.Single(ids.Distinct(StringComparer.Ordinal));
        Assert.Equal(1, await api.CountAsync("TRUE"));
    }

    [Theory, OnBothDatabases]
    public async Task No_event_of_many_at_once_is_lost(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        await Task.WhenAll(
            Enumerable.Range(0, 90).Select(i => api.MetadataAsync("c-1", $$"""{"attributes":[{"name":"n{{i}}","value":"{{i}}"}]}""")));

        var attributes = (await api.SummaryAsync("TRUE"))["attributes"]!.AsObject();
        Assert.Equal(
            Enumerable.Range(0, 90).ToDictionary(i => $"n{i}", i => $"{i}"), attributes.ToDictionary(a => a.Key, a => (string)a.Value!));
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_segments_of_one_id_at_once_one_is_made(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => api.PostAsync(
            Given.Segments, new { id = "A", name = $"Segment {i}", query = new { type = "raw", raw = "TRUE" } })));

        var made = Assert.Single(answers, answer => (int)answer.Status == 201);
        Assert.All(answers.Where(answer => answer != made), answer => answer.ExpectError("409-01", "There is a segment A already."));
        Assert.Equal(made["name"], (await api.GetAsync($"{Given.Segments}/A"))["name"]);
    }

    [Theory, OnBothDatabases]
    public async Task Two_segments_that_would_close_a_circle_at_once_do_not(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");
        await api.SegmentAsync("B", "TRUE");

        var answers = await Task.WhenAll(
            api.PatchAsync($"{Given.Segments}/A", """{"query":{"type":"raw","raw":"SEGMENT('B')"}}"""),
            api.PatchAsync($"{Given.Segments}/B", """{"query":{"type":"raw","raw":"SEGMENT('A')"}}"""));

        Assert.Equal([200, 422], answers.Select(answer => (int)answer.Status).Order());
    }
}
