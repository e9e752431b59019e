using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>The conversations of a segment, page by page.</summary>
public sealed class MembersTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(4)]
    [OnBothDatabases(13)]
    [OnBothDatabases(100)]
    public async Task The_cursors_walk_over_all_members_forth_and_back(Backend backend, int limit)
    {
        using var api = await WithConversationsAsync(backend);
        var expected = Enumerable.Range(0, 13).Select(i => $"c-{2 * i}").ToArray();

        var page = await PageAsync(api, limit, "");
        var forth = ExternalIds(page);
        Assert.Null(page.Json["prevCursor"]);
        while ((string?)page.Json["nextCursor"] is { } next) forth.AddRange(ExternalIds(page = await PageAsync(api, limit, next)));
        Assert.Equal(expected, forth);

        var back = ExternalIds(page);
        while ((string?)page.Json["prevCursor"] is { } before) back.InsertRange(0, ExternalIds(page = await PageAsync(api, limit, before)));
        Assert.Equal(expected, back);
    }

    [Theory, OnBothDatabases]
    public async Task Each_page_tells_how_many_there_are_in_all(Backend backend)
    {
        using var api = await WithConversationsAsync(backend);

        var page = await PageAsync(api, 2, "");

        Assert.Equal((13, 26, 50.0), ((int)page.Json["count"]!, (int)page.Json["total"]!, (double)page.Json["percentage"]!));
        Assert.Contains("\"prevCursor\":null", page.Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Conversations_that_come_meanwhile_stand_behind(Backend backend)
    {
        using var api = await WithConversationsAsync(backend);
        var first = await PageAsync(api, 12, "");
        await api.MetadataAsync("c-late", """{"lobId":"even"}""");

        var second = await PageAsync(api, 12, first["nextCursor"]);

        Assert.Equal(["c-24", "c-late"], ExternalIds(second));
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_that_is_not_there_is_404(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync("/v1/segments/NOWHERE/conversations")).ExpectError("404-01", "There is no segment NOWHERE.");
    }

    async Task<Api> WithConversationsAsync(Backend backend)
    {
        var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("EVEN", "lob_id = 'even'");
        for (var i = 0; i < 26; i++) await api.MetadataAsync($"c-{i}", $$"""{"lobId":"{{(i % 2 == 0 ? "even" : "odd")}}"}""");
        return api;
    }

    static async Task<Answer> PageAsync(Api api, int limit, string cursor) =>
        (await api.GetAsync($"/v1/segments/EVEN/conversations?limit={limit}&cursor={cursor}")).Expect(200);

    static List<string> ExternalIds(Answer page) =>
        [.. page.Json["conversations"]!.AsArray().Select(c => (string)c!["externalConversationId"]!)];
}
