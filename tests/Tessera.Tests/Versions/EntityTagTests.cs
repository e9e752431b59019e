using Tessera.Tests.Harness;

namespace Tessera.Tests.Versions;

/// <summary><c>ETag</c>, <c>If-Match</c> and <c>If-None-Match</c> of definitions.</summary>
public sealed class EntityTagTests(Servers servers)
{
    const string Segment = $"{Given.Segments}/A";
    const string Field = $"{Given.Fields}/q_a";
    const string FieldBody = """{"name":"Renamed","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"New?"}}""";

    [Theory, OnBothDatabases]
    public async Task Every_change_of_a_segment_has_a_new_tag_which_the_next_get_has_too(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");

        var made = (await api.PostAsync(
            Given.Segments, """{"id":"A","name":"A","query":{"type":"raw","raw":"TRUE"}}""")).Expect(201).Headers["ETag"];
        Assert.Equal((made, "\"1\""), (await TagAsync(api, Segment), made));
        var patched = (await api.PatchAsync(Segment, """{"name":"B"}""")).Expect(200).Headers["ETag"];
        Assert.Equal((patched, "\"2\""), (await TagAsync(api, Segment), patched));
        (await api.PutAsync(
            Field,
            """{"name":"F","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"F?"},"segmentIds":["A"]}""")).Expect(200);
        Assert.Equal("\"3\"", await TagAsync(api, Segment));
    }

    [Theory, OnBothDatabases]
    public async Task A_fields_tag_changes_with_the_field_and_with_the_segments_that_list_it(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        var tags = new List<string> { await TagAsync(api, Field) };

        tags.Add((await api.PutAsync(Field, FieldBody)).Expect(200).Headers["ETag"]);
        Assert.Equal(tags[^1], await TagAsync(api, Field));
        await api.SegmentAsync("A", "TRUE", "q_a");
        tags.Add(await TagAsync(api, Field));
        (await api.PatchAsync(Segment, """{"structuredDataFieldIds":[]}""")).Expect(200);

        Assert.Equal(tags[1], await TagAsync(api, Field));
        Assert.Equal(3, tags.Distinct().Count());
    }

    [Theory, OnBothDatabases]
    public async Task A_change_goes_through_only_on_the_version_it_was_made_for(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        await api.SegmentAsync("A", "TRUE");
        foreach (var (path, method, body) in new[] { (Segment, HttpMethod.Patch, """{"name":"B"}"""), (Field, HttpMethod.Put, FieldBody) })
        {
            var old = await TagAsync(api, path);
            var current = (await api.SendAsync(method, path, body, ("If-Match", old))).Expect(200).Headers["ETag"];
            var message = $"If-Match: the ETag is {current}, not {old}: it was changed meanwhile.";

            (await api.SendAsync(method, path, body, ("If-Match", old))).ExpectError("412-01", message);
            (await api.SendAsync(HttpMethod.Delete, path, null, ("If-Match", old))).ExpectError("412-01", message);
            (await api.SendAsync(method, path, body, ("If-Match", $"W/{current}"))).Expect(412);
            Assert.Equal(current, await TagAsync(api, path));

            current = (await api.SendAsync(method, path, body, ("If-Match", $"\"other\", {current}"))).Expect(200).Headers["ETag"];
            current = (await api.SendAsync(method, path, body, ("If-Match", "*"))).Expect(200).Headers["ETag"];
            (await api.SendAsync(method, path, body)).Expect(200);
            (await api.SendAsync(HttpMethod.Delete, path, null, ("If-Match", current))).Expect(412);
            (await api.SendAsync(HttpMethod.Delete, path, null, ("If-Match", await TagAsync(api, path)))).Expect(200);
            (await api.SendAsync(HttpMethod.Delete, path, null, ("If-Match", "*"))).Expect(404);
        }
    }

    [Theory]
    [OnBothDatabases("3")]
    [OnBothDatabases("\"3")]
    [OnBothDatabases("\"3\" \"4\"")]
    public async Task A_malformed_if_match_changes_nothing(Backend backend, string header)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");

        (await api.SendAsync(HttpMethod.Patch, Segment, """{"name":"B"}""", ("If-Match", header)))
            .ExpectError("400-01", $"If-Match: expected * or the ETag of an earlier answer, as \"3\" with its quotes; found {header}.");
        Assert.Equal("\"1\"", await TagAsync(api, Segment));
    }

    [Theory, OnBothDatabases]
    public async Task Who_has_the_version_is_not_sent_it_again(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");

        foreach (var header in new[] { "\"1\"", "W/\"1\"", "\"7\", \"1\"", "*" })
        {
            var known = (await api.SendAsync(HttpMethod.Get, Segment, null, ("If-None-Match", header))).Expect(304);
            Assert.Equal(("", "\"1\""), (known.Text, known.Headers["ETag"]));
        }

        foreach (var header in new[] { "\"2\"", "1", "\"" })
            (await api.SendAsync(HttpMethod.Get, Segment, null, ("If-None-Match", header))).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task A_tag_never_means_two_things_even_where_a_definition_is_made_anew(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var path in new[] { Segment, Field })
        {
            var tags = new List<string>();
            for (var i = 0; i < 3; i++)
            {
                if (path == Segment) await api.SegmentAsync("A", "TRUE");
                else await api.QuestionAsync("q_a");
                tags.Add(await TagAsync(api, path));
                (await api.DeleteAsync(path)).Expect(200);
            }

            Assert.Equal(3, tags.Distinct().Count());
        }
    }

    static async Task<string> TagAsync(Api api, string path) => (await api.GetAsync(path)).Expect(200).Headers["ETag"];
}
