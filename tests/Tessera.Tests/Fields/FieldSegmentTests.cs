using Tessera.Tests.Harness;

namespace Tessera.Tests.Fields;

/// <summary>Which segments list a field: the segments' own lists are the truth, seen and changed from the field's side too.</summary>
public sealed class FieldSegmentTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_field_shows_the_segments_that_list_it_by_id(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("Z", "TRUE", "q_a");
        await api.SegmentAsync("M", "TRUE", "q_a");

        Assert.Equal("""["M","Z"]""", await SegmentsOfAsync(api, "q_a"));
    }

    [Theory, OnBothDatabases]
    public async Task A_new_field_is_appended_to_the_segments_it_names(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_z");
        await api.SegmentAsync("S", "TRUE", "q_z");

        await PutAsync(api, "POST", Given.Fields, "q_a", """["S","GLOBAL","S"]""");

        Assert.Equal("""["q_z","q_a"]""", await FieldsOfAsync(api, "S"));
        Assert.Equal("""["q_a"]""", await FieldsOfAsync(api, "GLOBAL"));
        Assert.Equal("""["GLOBAL","S"]""", await SegmentsOfAsync(api, "q_a"));
    }

    [Theory, OnBothDatabases]
    public async Task An_update_attaches_and_detaches_as_it_names_segments(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.QuestionAsync("q_b");
        await api.SegmentAsync("OLD", "TRUE", "q_a", "q_b");
        await api.SegmentAsync("KEPT", "TRUE", "q_a", "q_b");
        await api.SegmentAsync("NEW", "TRUE", "q_b");

        await PutAsync(api, "PUT", $"{Given.Fields}/q_a", "q_a", """["NEW","KEPT"]""");

        Assert.Equal("""["q_b"]""", await FieldsOfAsync(api, "OLD"));
        Assert.Equal("""["q_a","q_b"]""", await FieldsOfAsync(api, "KEPT"));
        Assert.Equal("""["q_b","q_a"]""", await FieldsOfAsync(api, "NEW"));
    }

    [Theory, OnBothDatabases]
    public async Task An_empty_list_detaches_it_from_all(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("S", "TRUE", "q_a");

        await PutAsync(api, "PUT", $"{Given.Fields}/q_a", "q_a", "[]");

        Assert.Equal("[]", await FieldsOfAsync(api, "S"));
    }

    [Theory, OnBothDatabases]
    public async Task Where_no_list_is_given_the_segments_stay_as_they_are(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("S", "TRUE", "q_a");

        await PutAsync(api, "PUT", $"{Given.Fields}/q_a", "q_a", segmentIds: null);

        Assert.Equal("""["S"]""", await SegmentsOfAsync(api, "q_a"));
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_nobody_made_is_refused_and_nothing_is_done(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");

        (await SendAsync(api, "POST", Given.Fields, "q_b", """["GLOBAL","NOWHERE"]"""))
            .ExpectError("422-03", "segmentIds: there is no segment NOWHERE.");
        (await SendAsync(api, "PUT", $"{Given.Fields}/q_a", "q_a", """["GLOBAL","NOWHERE"]"""))
            .ExpectError("422-03", "segmentIds: there is no segment NOWHERE.");

        Assert.Equal("[]", await FieldsOfAsync(api, "GLOBAL"));
        (await api.GetAsync($"{Given.Fields}/q_b")).Expect(404);
    }

    [Theory, OnBothDatabases]
    public async Task A_deleted_segment_is_off_its_fields(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("S", "TRUE", "q_a");

        (await api.DeleteAsync($"{Given.Segments}/S")).Expect(200);

        Assert.Equal("[]", await SegmentsOfAsync(api, "q_a"));
    }

    [Theory, OnBothDatabases]
    public async Task What_is_attached_from_the_field_is_asked_at_once(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await PutAsync(api, "POST", Given.Fields, "q_a", """["GLOBAL"]""");
        Assert.Equal("q_a", (string)(await api.PostAsync("/v1/segments/match", "{}")).Json["structuredDataFields"]![0]!["id"]!);

        await PutAsync(api, "PUT", $"{Given.Fields}/q_a", "q_a", "[]");

        Assert.Empty((await api.PostAsync("/v1/segments/match", "{}")).Json["structuredDataFields"]!.AsArray());
    }

    static Task<Answer> SendAsync(Api api, string method, string path, string id, string? segmentIds) =>
        api.SendAsync(new HttpMethod(method), path, $$$"""
        {"id":"{{{id}}}","name":"A","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"A?"}{{{(segmentIds is null ? "" : $",\"segmentIds\":{segmentIds}")}}}}
        """);

    static async Task PutAsync(Api api, string method, string path, string id, string? segmentIds) =>
        Assert.InRange((int)(await SendAsync(api, method, path, id, segmentIds)).Status, 200, 201);

    static async Task<string> SegmentsOfAsync(Api api, string field) =>
        (await api.GetAsync($"{Given.Fields}/{field}")).Expect(200).Json["segmentIds"]!.ToJsonString();

    static async Task<string> FieldsOfAsync(Api api, string segment) =>
        (await api.GetAsync($"{Given.Segments}/{segment}")).Expect(200).Json["structuredDataFieldIds"]!.ToJsonString();
}
