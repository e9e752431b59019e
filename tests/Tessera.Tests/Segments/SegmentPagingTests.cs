using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

public sealed class SegmentPagingTests(Servers servers)
{
    // In the order of code points: capitals before the underscore, that before small letters.
    static readonly string[] Ids = [.. Enumerable.Range(0, 12).Select(i =>
        $"B{i:00}"), "GLOBAL", .. Enumerable.Range(0, 12).Select(i => $"a{i:00}")];

    [Theory, OnBothDatabases]
    public async Task Twenty_segments_are_given_where_no_limit_is_asked(Backend backend)
    {
        using var api = await WithSegmentsAsync(backend);

        var page = (await api.GetAsync(Given.Segments)).Expect(200);

        Assert.Equal(Ids[..20], IdsOf(page));
        Assert.NotNull(page.Json["nextCursor"]);
        Assert.Null(page.Json["prevCursor"]);
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(4)]
    [OnBothDatabases(5)]
    [OnBothDatabases(24)]
    [OnBothDatabases(25)]
    [OnBothDatabases(100)]
    public async Task The_cursors_walk_over_all_segments_forth_and_back(Backend backend, int limit)
    {
        using var api = await WithSegmentsAsync(backend);
        var forth = new List<string[]>();
        Answer page;
        for (var cursor = ""; ; cursor = (string?)page.Json["nextCursor"])
        {
            page = (await api.GetAsync($"{Given.Segments}?limit={limit}&cursor={cursor}")).Expect(200);
            Assert.Contains("\"nextCursor\":", page.Text, StringComparison.Ordinal);
            Assert.Contains("\"prevCursor\":", page.Text, StringComparison.Ordinal);
            Assert.Equal(forth.Count == 0, page.Json["prevCursor"] is null);
            forth.Add(IdsOf(page));
            if (page.Json["nextCursor"] is null) break;
        }

        Assert.Equal(Ids.Chunk(limit), forth);

        var back = new List<string>(forth[^1]);
        while ((string?)page.Json["prevCursor"] is { } before)
        {
            page = (await api.GetAsync($"{Given.Segments}?limit={limit}&cursor={before}")).Expect(200);
            Assert.NotNull(page.Json["nextCursor"]);
            back.InsertRange(0, IdsOf(page));
        }

        Assert.Equal(Ids, back);
    }

    [Theory]
    [OnBothDatabases("0")]
    [OnBothDatabases("101")]
    [OnBothDatabases("abc")]
    [OnBothDatabases("-1")]
    [OnBothDatabases("+1")]
    [OnBothDatabases("1.0")]
    [OnBothDatabases("99999999999")]
    public async Task A_limit_out_of_range_is_refused(Backend backend, string limit)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var message = $"limit: expected a whole number from 1 to 100, found {limit}.";

        (await api.GetAsync($"{Given.Segments}?limit={Uri.EscapeDataString(limit)}")).ExpectError("400-01", message);
        (await api.GetAsync($"{Given.Fields}?limit={Uri.EscapeDataString(limit)}")).ExpectError("400-01", message);
        (await api.GetAsync($"/v1/segments/GLOBAL/conversations?limit={Uri.EscapeDataString(limit)}")).ExpectError("400-01", message);
    }

    [Theory]
    [OnBothDatabases("nonsense")]
    [OnBothDatabases("GLOBAL")]
    [OnBothDatabases("eA")]
    [OnBothDatabases("PgA")]
    [OnBothDatabases("%00")]
    [OnBothDatabases("%FF")]
    [OnBothDatabases("Pg==extra")]
    public async Task A_cursor_that_no_answer_gave_is_refused(Backend backend, string cursor)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        const string Message = "cursor: expected nextCursor or prevCursor of an earlier answer.";

        (await api.GetAsync($"{Given.Segments}?cursor={cursor}")).ExpectError("400-01", Message);
        (await api.GetAsync($"{Given.Fields}?cursor={cursor}")).ExpectError("400-01", Message);
        (await api.GetAsync($"/v1/segments/GLOBAL/conversations?cursor={cursor}")).ExpectError("400-01", Message);
    }

    [Theory, OnBothDatabases]
    public async Task A_page_goes_on_after_a_segment_that_was_deleted_meanwhile(Backend backend)
    {
        using var api = await WithSegmentsAsync(backend);
        var first = (await api.GetAsync($"{Given.Segments}?limit=3")).Expect(200);
        (await api.DeleteAsync($"{Given.Segments}/B02")).Expect(200);

        var second = (await api.GetAsync($"{Given.Segments}?limit=3&cursor={first["nextCursor"]}")).Expect(200);

        Assert.Equal(["B03", "B04", "B05"], IdsOf(second));
    }

    async Task<Api> WithSegmentsAsync(Backend backend)
    {
        var api = await servers.NewWorkspaceAsync(backend);
        foreach (var id in Ids.Where(id => id != "GLOBAL").Reverse()) await api.SegmentAsync(id, "TRUE");
        return api;
    }

    static string[] IdsOf(Answer page) => [.. page.Json["segments"]!.AsArray().Select(segment => (string)segment!["id"]!)];
}
