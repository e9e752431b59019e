using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Segments;

/// <summary>A draft against the stored query, two segments beside each other, what a clause keeps out, what no segment covers.</summary>
public sealed class ComparisonTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_draft_says_who_would_enter_and_leave(Backend backend)
    {
        using var api = await GivenSixAsync(backend);

        var compared =
            (await api.PostAsync("/v1/segments/PHONES/compare", """{"query":"platform = 'web' OR lob_id = 'b'"}""")).Expect(200).Json;

        Assert.Equal((3, 4), ((int)compared["storedCount"]!, (int)compared["draftCount"]!));
        Assert.Equal((3, "c-4 c-5 c-6"), Counted(compared["entering"]!));
        Assert.Equal((2, "c-1 c-2"), Counted(compared["leaving"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_draft_that_is_no_query_is_refused_with_its_place(Backend backend)
    {
        using var api = await GivenSixAsync(backend);

        (await api.PostAsync("/v1/segments/PHONES/compare", """{"query":"platfrom = 'web'"}""")).ExpectError(
            "422-02", "Line 1, column 1: expected the name of a field, but found `platfrom`. Did you mean `platform`?");
        (await api.PostAsync("/v1/segments/NONE/compare", """{"query":"TRUE"}""")).ExpectError("404-01", "There is no segment NONE.");
    }

    [Theory, OnBothDatabases]
    public async Task Two_segments_have_some_conversations_in_common(Backend backend)
    {
        using var api = await GivenSixAsync(backend);

        var overlap = (await api.GetAsync("/v1/segments/PHONES/overlap/LINE_B")).Expect(200);

        overlap.ExpectJson(200, """{"count":3,"otherCount":2,"both":1,"onlyThis":2,"onlyOther":1}""");
        (await api.GetAsync("/v1/segments/PHONES/overlap/NONE")).ExpectError("404-01", "There is no segment NONE.");
    }

    [Theory, OnBothDatabases]
    public async Task Each_clause_says_what_it_alone_keeps_out(Backend backend)
    {
        using var api = await GivenSixAsync(backend);
        await api.SegmentAsync("BOTH", "platform = 'ios' AND lob_id = 'b'");

        var clauses = (await api.GetAsync("/v1/segments/BOTH/near-misses")).Expect(200).Json["clauses"]!.AsArray();

        Assert.Equal(
            [("platform = 'IOS'", 0, 16, (1, "c-4")), ("lob_id = 'b'", 21, 12, (2, "c-1 c-2"))],
            clauses.Select(c => ((string)c!["clause"]!, (int)c["offset"]!, (int)c["length"]!, Counted(c))));
    }

    [Theory, OnBothDatabases]
    public async Task What_no_segment_covers_is_counted_without_those_that_say_nothing(Backend backend)
    {
        using var api = await GivenSixAsync(backend);

        var coverage = (await api.GetAsync("/v1/segments/coverage")).Expect(200).Json;

        Assert.Equal((6, 4, 66.67), ((int)coverage["total"]!, (int)coverage["covered"]!, (double)coverage["percentage"]!));
        Assert.Equal((2, "c-5 c-6"), Counted(coverage["uncovered"]!));
        Assert.Equal("""["GLOBAL"]""", coverage["ignored"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task A_native_write_of_metadata_says_which_segments_were_entered_and_left(Backend backend)
    {
        using var api = await GivenSixAsync(backend);

        var moved = (await api.PutAsync("/v1/conversations/c-1/metadata", """{"platform":"WEB","lobId":"b"}""")).Expect(200).Json;
        var unmoved = (await api.PutAsync("/v1/conversations/c-1/metadata", """{"campaign":"x"}""")).Expect(200).Json;
        var made = (await api.PutAsync("/v1/conversations/c%20new.1/metadata", """{"platform":"IOS"}""")).Expect(200).Json;

        Assert.Equal(("""["LINE_B"]""", """["PHONES"]"""), Moves(moved));
        Assert.Equal(("[]", "[]"), Moves(unmoved));
        Assert.Equal(("""["GLOBAL","PHONES"]""", "[]"), Moves(made));
        Assert.Equal(1, await api.CountAsync("external_conversation_id = 'c new.1' AND platform = 'ios'"));
    }

    [Theory, OnBothDatabases]
    public async Task The_status_tells_of_the_indexes(Backend backend)
    {
        using var api = await GivenSixAsync(backend);

        var index = (await api.GetAsync("/v1/status")).Expect(200).Json["index"]!;

        Assert.Equal("""{"state":"ready","conversations":6,"indexedConversations":6,"segments":3,"lag":0}""", index.ToJsonString());
    }

    // Six conversations: c-1 to c-3 by phone app, c-4 to c-6 by web; c-3 and c-4 of line b.
    async Task<Api> GivenSixAsync(Backend backend)
    {
        var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 1; i <= 6; i++)
            await api.MetadataAsync($"c-{i}", $$"""{"platform":"{{(i <= 3 ? "IOS" : "WEB")}}","lobId":"{{(i is 3 or 4 ? "b" : "a")}}"}""");
        await api.SegmentAsync("PHONES", "platform = 'ios'");
        await api.SegmentAsync("LINE_B", "lob_id = 'b'");
        return api;
    }

    static (int Count, string Sample) Counted(JsonNode counted) => (
        (int)counted["count"]!,
        string.Join(' ', counted["sample"]!.AsArray().Select(c => (string)c!["externalConversationId"]!).Order(StringComparer.Ordinal)));

    static (string Entered, string Left) Moves(JsonNode answer) =>
        (answer["enteredSegments"]!.ToJsonString(), answer["leftSegments"]!.ToJsonString());
}
