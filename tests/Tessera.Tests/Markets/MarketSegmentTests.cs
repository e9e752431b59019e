using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

public sealed class MarketSegmentTests(Servers servers)
{
    static readonly string[] Members =
    [
        "oId", "createdAt", "updatedAt", "deletedAt", "archivedAt", "name", "internalName", "description", "active", "data",
        "qualifyingQuestions", "user", "workspace", "unrecognized", "rejected",
    ];

    [Theory, OnBothDatabases]
    public async Task A_segment_is_created_under_data_and_got_flat_with_every_member(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var made = (await api.PostAsync($"{Octave.Segment}/create", """
            {"name":"Banks","description":"Large","data":{"fitExplanation":"They must","firmographics":{"industry":["Banking"],"employees":"500+"},
             "keyPriorities":["a"],"customFields":[{"title":"t","value":["v"],"more":1}],"strategicFit":["kept"],"odd":{"a":[1,null,true]}},"uniqueApproach":["flat"]}
            """)).Expect(200).Json;
        var got = (await api.GetAsync($"{Octave.Segment}/get?oId={made["data"]!["oId"]}")).Expect(200).Json.AsObject();

        Assert.Equal(["_metadata", "data"], made.AsObject().Select(m => m.Key));
        Assert.Equal(["_metadata", .. Members], got.Select(m => m.Key));
        got.Remove("_metadata");
        Assert.Equal(made["data"]!.ToJsonString(), got.ToJsonString());
        Assert.Matches("^sg_[A-Za-z0-9_-]{21}$", (string)got["oId"]!);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)got["createdAt"]!);
        Assert.Equal("""{"fitExplanation":"They must","firmographics":{"industry":["Banking"],"employees":["500+"]},"keyPriorities":["a"],"keyConsiderations":[],"uniqueApproach":["flat"],"customFields":[{"title":"t","value":["v"],"more":1}],"strategicFit":["kept"],"odd":{"a":[1,null,true]}}""",
            got["data"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal((true, false, false), ((bool)got["active"]!, (bool)got["unrecognized"]!, (bool)got["rejected"]!));
    }

    [Theory]
    [OnBothDatabases("{}", "$.name: required, expected a string of 1 to 256 characters")]
    [OnBothDatabases("""{"name":""}""", "$.name: expected 1 to 256 characters, found 0")]
    [OnBothDatabases(
        """{"name":"A","linkingStrategy":{"mode":"NONE"}}""", "$.linkingStrategy.mode: expected ALL or SPECIFIC, found \"NONE\"")]
    [OnBothDatabases(
        """{"name":"A","linkingStrategy":{"mode":"SPECIFIC"}}""",
        "$.linkingStrategy.offeringOIds: expected at least one offering, as the mode is SPECIFIC")]
    [OnBothDatabases(
        """{"name":"A","linkingStrategy":{"mode":"SPECIFIC","offeringOIds":["px_none"]}}""",
        "linkingStrategy.offeringOIds: there is no offering px_none.")]
    [OnBothDatabases("""{"name":"A","data":{"firmographics":[]}}""", "$.data.firmographics: expected an object, found an array")]
    [OnBothDatabases("""{"name":"A","keyPriorities":"a"}""", "$.keyPriorities: expected an array of strings, found a string")]
    [OnBothDatabases(
        """{"name":"A","data":{"odd":["\ud800"]}}""",
        "$.data.odd: a string within is no valid text: half of a surrogate pair stands alone")]
    public async Task What_is_wrong_is_400_and_says_where(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync($"{Octave.Segment}/create", body)).ExpectError("400-01", message);
        Assert.Empty(await api.NamesAsync($"{Octave.Segment}/list"));
    }

    [Theory, OnBothDatabases]
    public async Task A_name_has_256_characters_at_most(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        await api.MakeIdAsync("segment", new { name = new string('x', 255) });
        await api.MakeIdAsync("segment", new { name = new string('x', 256) });
        (await api.PostAsync($"{Octave.Segment}/create", new { name = new string('x', 257) })).ExpectError(
            "400-01", "$.name: expected at most 256 characters, found 257");
    }

    [Theory, OnBothDatabases]
    public async Task A_list_goes_page_by_page_newest_first(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        for (var i = 1; i <= 12; i++) await api.MakeIdAsync("segment", new { name = $"S{i}" });

        var first = (await api.GetAsync($"{Octave.Segment}/list")).Expect(200).Json;
        Assert.Equal((true, 12, 10), ((bool)first["hasNext"]!, (int)first["total"]!, first["data"]!.AsArray().Count));
        Assert.Equal("S12", (string)first["data"]![0]!["name"]!);
        Assert.Equal(["_metadata", "hasNext", "total", "data"], first.AsObject().Select(m => m.Key));
        var second = (await api.GetAsync($"{Octave.Segment}/list?limit=null&offset=10")).Expect(200).Json;
        Assert.Equal((false, 12), ((bool)second["hasNext"]!, (int)second["total"]!));
        Assert.Equal(["S2", "S1"], second["data"]!.AsArray().Select(s => (string)s!["name"]!));
        Assert.Empty(await api.NamesAsync($"{Octave.Segment}/list?offset=12"));
        Assert.Equal(12, (await api.NamesAsync($"{Octave.Segment}/list?limit=100")).Length);
    }

    [Theory]
    [OnBothDatabases("limit=0", "limit: expected a whole number from 1 to 100, found 0.")]
    [OnBothDatabases("limit=101", "limit: expected a whole number from 1 to 100, found 101.")]
    [OnBothDatabases("limit=ten", "limit: expected a whole number from 1 to 100, found ten.")]
    [OnBothDatabases("offset=-1", "offset: expected a whole number from 0 to 2147483647, found -1.")]
    public async Task A_page_that_can_not_be_is_400(Backend backend, string query, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.GetAsync($"{Octave.Segment}/list?{query}")).ExpectError("400-01", message);
    }

    [Theory]
    [OnBothDatabases("bank", "Banks,Éclair")]
    [OnBothDatabases("BANKS", "Banks")]
    [OnBothDatabases("é", "Éclair")]
    [OnBothDatabases("%25", "100%_!")]
    [OnBothDatabases("_", "100%_!")]
    [OnBothDatabases("!", "100%_!")]
    [OnBothDatabases("nothing", "")]
    public async Task Text_is_searched_in_name_and_description_whatever_its_letters(Backend backend, string text, string names)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.MakeIdAsync("segment", new { name = "100%_!" });
        await api.MakeIdAsync("segment", new { name = "Éclair", description = "a bank of sweets" });
        await api.MakeIdAsync("segment", new { name = "Banks" });

        Assert.Equal(names, string.Join(',', await api.NamesAsync($"{Octave.Segment}/list?textSearchQuery={text}")));
    }

    [Theory, OnBothDatabases]
    public async Task An_update_keeps_what_is_absent_or_empty_unless_told_to_replace(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var made = await api.MakeAsync(
            "segment", """{"name":"A","description":"d","data":{"keyPriorities":["a"],"fitExplanation":"f","odd":1}}""");
        var oId = (string)made["oId"]!;

        var kept = (await api.PutAsync(
            $"{Octave.Segment}/update",
            new { oId, name = "", description = "", keyPriorities = Array.Empty<string>() })).Expect(200).Json["data"]!;
        Assert.Equal(("A", "d"), ((string)kept["name"]!, (string)kept["description"]!));
        Assert.Equal(made["data"]!.ToJsonString(), kept["data"]!.ToJsonString());

        using var request = Api.Request(
            HttpMethod.Post, $"{Octave.Segment}/update", ("api_key", $"{api.KeyId}.{api.Secret}"), ("x-tessera-replace", "true"));
        request.Content = new StringContent(
            $$"""{"oId":"{{oId}}","name":"","description":"","keyPriorities":[]}""", System.Text.Encoding.UTF8, "application/json");
        var replaced = (await api.SendAsync(request)).Expect(200).Json["data"]!;
        Assert.Equal(
            ("A", "", "[]", "f"),
            ((string)replaced["name"]!, (string)replaced["description"]!, replaced["data"]!["keyPriorities"]!.ToJsonString(),
                (string)replaced["data"]!["fitExplanation"]!));
        Assert.True(string.CompareOrdinal((string)replaced["updatedAt"]!, (string)replaced["createdAt"]!) >= 0);
    }

    [Theory, OnBothDatabases]
    public async Task A_deleted_segment_is_gone_for_every_method(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("segment", new { name = "A" });

        (await api.DeleteAsync($"{Octave.Segment}/delete?oId={oId}")).Expect(200);

        (await api.GetAsync($"{Octave.Segment}/get?oId={oId}")).ExpectError("404-01", $"There is no segment {oId}.");
        (await api.DeleteAsync($"{Octave.Segment}/delete?oId={oId}")).ExpectError("404-01", $"There is no segment {oId}.");
        (await api.PostAsync($"{Octave.Segment}/update", new { oId, name = "B" })).ExpectError("404-01", $"There is no segment {oId}.");
        Assert.Empty(await api.NamesAsync($"{Octave.Segment}/list?oIds={oId}"));
    }

    [Theory]
    [OnBothDatabases("""{"mode":"ALL"}""", "A,B")]
    [OnBothDatabases("""{"mode":"SPECIFIC","offeringOIds":["{b}","{b}"]}""", "B")]
    [OnBothDatabases("{}", "A")]
    [OnBothDatabases("null", "A")]
    public async Task A_segment_is_linked_to_all_some_or_its_primary_offering(Backend backend, string strategy, string linked)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var offerings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["A"] = await api.MakeIdAsync("product", new { name = "A" }), ["B"] = await api.MakeIdAsync("service", new { name = "B" }),
        };
        var gone = await api.MakeIdAsync("product", new { name = "Gone" });
        (await api.DeleteAsync($"/api/v2/product/delete?oId={gone}")).Expect(200);

        await api.MakeIdAsync(
            "segment",
            $$"""{"name":"S","primaryOfferingOId":"{{offerings["A"]}}","linkingStrategy":{{strategy.Replace("{b}", offerings["B"], StringComparison.Ordinal)}}}""");

        var found = new List<string>();
        foreach (var (name, oId) in offerings)
        {
            if ((await api.NamesAsync($"{Octave.Segment}/list?productOId={oId}")).Length == 1) found.Add(name);
        }

        Assert.Equal(linked, string.Join(',', found));
        Assert.Empty(await api.NamesAsync($"{Octave.Segment}/list?productOId={gone}"));
    }

    [Theory, OnBothDatabases]
    public async Task A_primary_offering_that_is_not_there_is_told_and_no_error(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var made = (await api.PostAsync($"{Octave.Segment}/create", """{"name":"A","primaryOfferingOId":"o_123456"}""")).Expect(200).Json;

        Assert.Equal("There is no offering o_123456; nothing was made of primaryOfferingOId.", (string)made["_metadata"]!["message"]!);
    }

    [Theory, OnBothDatabases]
    public async Task Every_change_is_in_the_audit_log(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("segment", new { name = "A" });
        (await api.PostAsync($"{Octave.Segment}/update", new { oId, name = "B" })).Expect(200);
        (await api.DeleteAsync($"{Octave.Segment}/delete?oId={oId}")).Expect(200);

        var log = (await api.GetAsync("/v1/audit?limit=3")).Expect(200);

        Assert.Equal(3, log.Text.Split("\"market-segment\"").Length - 1);
    }
}
