using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

public sealed class SegmentLifeTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_created_segment_is_answered_and_read_back_the_same(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_refund");
        await api.EntityAsync("e_account");
        const string Segment = """
            {"id":"USER_SUPPORT","name":"Support","query":{"type":"raw","raw":"group_id = 'support'"},"structuredDataFieldIds":["q_refund","e_account"]}
            """;

        (await api.PostAsync(Given.Segments, Segment)).ExpectJson(201, Segment);
        (await api.GetAsync($"{Given.Segments}/USER_SUPPORT")).ExpectJson(200, Segment);
    }

    [Theory, OnBothDatabases]
    public async Task Without_fields_a_segment_has_an_empty_list_of_them(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, """{"id":"A","name":"All","query":{"type":"raw","raw":"TRUE"}}"""))
            .ExpectJson(201, """{"id":"A","name":"All","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""");
    }

    [Theory, OnBothDatabases]
    public async Task Members_nobody_knows_are_ignored(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, """
            {"id":"A","name":"All","priority":7,"query":{"type":"raw","raw":"TRUE","dialect":null},"question":{},"structuredDataFieldIds":[]}
            """)).ExpectJson(201, """{"id":"A","name":"All","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""");
    }

    [Theory, OnBothDatabases]
    public async Task Numbers_stand_for_their_text(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, """{"id":1038,"name":42,"query":{"type":"raw","raw":"TRUE"}}"""))
            .ExpectJson(201, """{"id":"1038","name":"42","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}""");
        (await api.GetAsync($"{Given.Segments}/1038")).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task An_id_that_is_taken_is_refused_and_the_segment_stays_as_it_was(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "platform = 'IOS'");
        var before = (await api.GetAsync($"{Given.Segments}/A")).Text;

        (await api.PostAsync(Given.Segments, """{"id":"A","name":"Other","query":{"type":"raw","raw":"TRUE"}}"""))
            .ExpectError("409-01", "There is a segment A already.");

        Assert.Equal(before, (await api.GetAsync($"{Given.Segments}/A")).Text);
    }

    [Theory, OnBothDatabases]
    public async Task Ids_differ_by_case(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("Vip", "TRUE");
        await api.SegmentAsync("VIP", "FALSE");

        Assert.Equal("TRUE", (string)(await api.GetAsync($"{Given.Segments}/Vip")).Json["query"]!["raw"]!);
        Assert.Equal("FALSE", (string)(await api.GetAsync($"{Given.Segments}/VIP")).Json["query"]!["raw"]!);
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_that_is_not_there_is_404_for_every_method(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"{Given.Segments}/NOWHERE")).ExpectError("404-01", "There is no segment NOWHERE.");
        (await api.PatchAsync($"{Given.Segments}/NOWHERE", "{}")).ExpectError("404-01", "There is no segment NOWHERE.");
        (await api.DeleteAsync($"{Given.Segments}/NOWHERE")).ExpectError("404-01", "There is no segment NOWHERE.");
    }

    [Theory, OnBothDatabases]
    public async Task A_deleted_segment_answers_200_without_a_body_and_is_gone(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");

        var deleted = (await api.DeleteAsync($"{Given.Segments}/A")).Expect(200);

        Assert.Equal("", deleted.Text);
        (await api.GetAsync($"{Given.Segments}/A")).ExpectError("404-01", "There is no segment A.");
        (await api.DeleteAsync($"{Given.Segments}/A")).ExpectError("404-01", "There is no segment A.");
        Assert.DoesNotContain("\"A\"", (await api.PostAsync("/v1/segments/match", "{}")).Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task A_deleted_segment_can_be_made_again_without_its_old_fields(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("A", "TRUE", "q_a");
        (await api.DeleteAsync($"{Given.Segments}/A")).Expect(200);

        await api.SegmentAsync("A", "FALSE");

        Assert.Empty((await api.GetAsync($"{Given.Segments}/A")).Json["structuredDataFieldIds"]!.AsArray());
        Assert.Empty((await api.GetAsync($"{Given.Fields}/q_a")).Json["segmentIds"]!.AsArray());
    }
}
