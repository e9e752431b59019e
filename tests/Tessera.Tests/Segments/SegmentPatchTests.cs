using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

public sealed class SegmentPatchTests(Servers servers)
{
    [Theory]
    [OnBothDatabases("{}", """{"id":"A","name":"Before","query":{"type":"raw","raw":"FALSE"},"structuredDataFieldIds":["q_a","q_b"]}""")]
    [OnBothDatabases("""{"name":"After"}""",
        """{"id":"A","name":"After","query":{"type":"raw","raw":"FALSE"},"structuredDataFieldIds":["q_a","q_b"]}""")]
    [OnBothDatabases("""{"query":{"type":"raw","raw":"TRUE"}}""",
        """{"id":"A","name":"Before","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":["q_a","q_b"]}""")]
    [OnBothDatabases("""{"structuredDataFieldIds":["q_c","q_a"]}""",
        """{"id":"A","name":"Before","query":{"type":"raw","raw":"FALSE"},"structuredDataFieldIds":["q_c","q_a"]}""")]
    [OnBothDatabases("""{"structuredDataFieldIds":[]}""",
        """{"id":"A","name":"Before","query":{"type":"raw","raw":"FALSE"},"structuredDataFieldIds":[]}""")]
    [OnBothDatabases("""{"id":"A","name":"After","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":["q_b"],"version":3}""",
        """{"id":"A","name":"After","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":["q_b"]}""")]
    public async Task What_a_patch_names_is_replaced_and_the_rest_stays(Backend backend, string patch, string after)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        foreach (var id in new[] { "q_a", "q_b", "q_c" }) await api.QuestionAsync(id);
        (await api.PostAsync(Given.Segments, """
            {"id":"A","name":"Before","query":{"type":"raw","raw":"FALSE"},"structuredDataFieldIds":["q_a","q_b"]}
            """)).Expect(201);

        (await api.PatchAsync($"{Given.Segments}/A", patch)).ExpectJson(200, after);
        (await api.GetAsync($"{Given.Segments}/A")).ExpectJson(200, after);
    }

    [Theory, OnBothDatabases]
    public async Task The_id_can_not_be_changed(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");

        (await api.PatchAsync($"{Given.Segments}/A", """{"id":"B"}"""))
            .ExpectError("400-01", "$.id: expected A, as in the path, or nothing");
    }

    [Theory, OnBothDatabases]
    public async Task A_query_is_replaced_whole_so_its_type_is_required(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");

        (await api.PatchAsync($"{Given.Segments}/A", """{"query":{"raw":"FALSE"}}"""))
            .ExpectError("400-01", "$.query.type: required, expected raw");
    }

    [Theory, OnBothDatabases]
    public async Task A_patch_of_part_wrong_changes_nothing_at_all(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.SegmentAsync("A", "TRUE");
        var before = (await api.GetAsync($"{Given.Segments}/A")).Text;

        (await api.PatchAsync($"{Given.Segments}/A", """{"name":"After","structuredDataFieldIds":["q_nowhere"]}"""))
            .ExpectError("422-03", "structuredDataFieldIds: there is no structured data field q_nowhere.");

        Assert.Equal(before, (await api.GetAsync($"{Given.Segments}/A")).Text);
    }
}
