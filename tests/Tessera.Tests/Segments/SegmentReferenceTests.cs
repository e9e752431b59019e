using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>SEGMENT('…') in a query: what it may name, and what becomes of what is named.</summary>
public sealed class SegmentReferenceTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_segment_can_be_built_of_others(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"platform":"IOS","lobId":"bank"}""");
        await api.MetadataAsync("c-2", """{"platform":"IOS"}""");
        await api.SegmentAsync("MOBILE", "platform IN ['IOS', 'ANDROID']");

        await api.SegmentAsync("MOBILE_BANK", "SEGMENT('MOBILE') AND lob_id = 'bank'");

        Assert.Equal(1, await api.CountAsync("SEGMENT('MOBILE_BANK')"));
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_segment_changes_those_built_of_it(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"platform":"IOS"}""");
        await api.SegmentAsync("MOBILE", "platform = 'IOS'");
        await api.SegmentAsync("DESK", "NOT SEGMENT('MOBILE')");
        Assert.Equal(0, await api.CountAsync("SEGMENT('DESK')"));

        (await api.PatchAsync($"{Given.Segments}/MOBILE", """{"query":{"type":"raw","raw":"platform = 'ANDROID'"}}""")).Expect(200);

        Assert.Equal(1, await api.CountAsync("SEGMENT('DESK')"));
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_nobody_made_is_refused(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, """{"id":"A","name":"A","query":{"type":"raw","raw":"SEGMENT('NOWHERE')"}}"""))
            .ExpectError("422-03", "query.raw: there is no segment NOWHERE.");
        (await api.PatchAsync($"{Given.Segments}/GLOBAL", """{"query":{"type":"raw","raw":"SEGMENT('NOWHERE')"}}"""))
            .ExpectError("422-03", "query.raw: there is no segment NOWHERE.");
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_of_itself_is_refused(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, """{"id":"A","name":"A","query":{"type":"raw","raw":"NOT SEGMENT('A')"}}"""))
            .ExpectError("422-02", "query.raw: segments can't refer to themselves, not even through others: A -> A.");
    }

    [Theory, OnBothDatabases]
    public async Task A_circle_is_refused_with_its_path(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");
        await api.SegmentAsync("B", "SEGMENT('A')");
        await api.SegmentAsync("C", "lob_id = 'x' OR SEGMENT('B')");

        (await api.PatchAsync($"{Given.Segments}/A", """{"query":{"type":"raw","raw":"SEGMENT('C')"}}"""))
            .ExpectError("422-02", "query.raw: segments can't refer to themselves, not even through others: A -> C -> B -> A.");

        Assert.Equal("TRUE", (string)(await api.GetAsync($"{Given.Segments}/A")).Json["query"]!["raw"]!);
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_that_others_name_stays_until_they_let_go(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("BASE", "TRUE");
        await api.SegmentAsync("Z", "SEGMENT('BASE')");
        await api.SegmentAsync("M", "NOT SEGMENT('BASE') AND NOT SEGMENT('BASE')");

        (await api.DeleteAsync($"{Given.Segments}/BASE")).ExpectError("409-01", "BASE can't be deleted: the queries of M, Z refer to it.");

        (await api.PatchAsync($"{Given.Segments}/M", """{"query":{"type":"raw","raw":"TRUE"}}""")).Expect(200);
        (await api.DeleteAsync($"{Given.Segments}/BASE")).ExpectError("409-01", "BASE can't be deleted: the queries of Z refer to it.");
        (await api.DeleteAsync($"{Given.Segments}/Z")).Expect(200);
        (await api.DeleteAsync($"{Given.Segments}/BASE")).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task A_long_chain_of_segments_is_followed_to_its_end(Backend backend)
    {
        const int Length = 300;
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MetadataAsync("c-1", """{"lobId":"bank"}""");
        await api.SegmentAsync("S0", "lob_id = 'bank'");
        for (var i = 1; i <= Length; i++) await api.SegmentAsync($"S{i}", $"SEGMENT('S{i - 1}')");

        Assert.Equal(1, await api.CountAsync($"SEGMENT('S{Length}')"));
        Assert.Equal(
            Length + 2, (await api.PostAsync("/v1/segments/match", """{"lobId":"bank"}""")).Expect(200).Json["segments"]!.AsArray().Count);
        (await api.PatchAsync($"{Given.Segments}/S0", $$$"""{"query":{"type":"raw","raw":"SEGMENT('S{{{Length}}}')"}}""")).Expect(422);
    }
}
