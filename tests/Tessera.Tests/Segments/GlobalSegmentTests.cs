using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>The segment that every workspace begins with.</summary>
public sealed class GlobalSegmentTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_new_workspace_has_it_with_the_query_TRUE(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync(Given.Segments)).ExpectJson(200, """
            {"segments":[{"id":"GLOBAL","name":"Global","query":{"type":"raw","raw":"TRUE"},"structuredDataFieldIds":[]}],"nextCursor":null,"prevCursor":null}
            """);
    }

    [Theory, OnBothDatabases]
    public async Task It_can_be_edited_like_any_other(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.QuestionAsync("q_a");
        const string Edited =
            """{"id":"GLOBAL","name":"Everyone","query":{"type":"raw","raw":"lob_id IS SET"},"structuredDataFieldIds":["q_a"]}""";

        (await api.PatchAsync($"{Given.Segments}/GLOBAL", Edited)).ExpectJson(200, Edited);
        (await api.GetAsync($"{Given.Segments}/GLOBAL")).ExpectJson(200, Edited);
    }

    [Theory, OnBothDatabases]
    public async Task It_can_not_be_deleted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.DeleteAsync($"{Given.Segments}/GLOBAL"))
            .ExpectError("409-01", "GLOBAL can't be deleted. Its query and its fields can be changed.");

        (await api.GetAsync($"{Given.Segments}/GLOBAL")).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task It_can_not_be_made_twice(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Given.Segments, """{"id":"GLOBAL","name":"Mine","query":{"type":"raw","raw":"FALSE"}}"""))
            .ExpectError("409-01", "There is a segment GLOBAL already.");
    }
}
