using System.Text.Json.Nodes;
using Tessera.Tests.Fetch;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

public sealed class GenerateTests(Servers servers)
{
    const string Generate = "/api/v2/segment/generate";

    // The vendor page's own request; its page stands on a site of the test's.
    const string VendorRequest = """
        {
          "primaryOfferingOId": "o_123456",
          "linkingStrategy": {
            "mode": "ALL"
          },
          "segments": [
            {
              "name": "Enterprise Technology Companies",
              "sources": [
                {
                  "type": "TEXT",
                  "value": "Enterprise companies with 500+ employees in technology sector"
                }
              ]
            },
            {
              "sources": [
                {
                  "type": "URL",
                  "value": "https://example.com/market-research"
                }
              ]
            }
          ],
          "brandVoiceOId": "bv_123456"
        }
        """;

    [Theory, OnBothDatabases]
    public async Task The_vendors_own_request_is_answered_in_its_own_shape(Backend backend)
    {
        await using var site = await Site.StartAsync();
        var url = site.Page("/market-research", Pages.CaseStudy);
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { AllowFetch = [site.Host] });
        using var api = Servers.NewKey(server, "vendor");
        var product = await api.MakeIdAsync("product", new { name = "Tracker" });

        var answer = (await api.RawAsync("""
            POST /api/v2/segment/generate HTTP/1.1
            Host: HOST
            User-Agent: curl/8.5.0
            Accept: */*
            Content-Type: application/json
            api_key: KEY
            Content-Length: LENGTH
            """, VendorRequest.Replace("https://example.com/market-research", url, StringComparison.Ordinal))).Expect(200).Json;

        Assert.Equal(["_metadata", "data"], answer.AsObject().Select(m => m.Key));
        Assert.Equal(["requestId", "timestamp", "usage", "message"], answer["_metadata"]!.AsObject().Select(m => m.Key));
        Assert.StartsWith("No model was used: ", (string)answer["_metadata"]!["message"]!, StringComparison.Ordinal);
        var segments = answer["data"]!.AsArray();
        Assert.Equal(
            ["Enterprise Technology Companies", "How Norden Freight cut claims by 40%"], segments.Select(s => (string)s!["name"]!));
        foreach (var segment in segments)
        {
            Assert.Equal(
                ["active", "archivedAt", "createdAt", "data", "deletedAt", "description", "internalName", "name", "oId",
                    "qualifyingQuestions", "rejected", "unrecognized", "updatedAt", "user", "workspace"],
                segment!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
            Assert.Equal(
                ["fitExplanation", "firmographics", "keyPriorities", "keyConsiderations", "uniqueApproach", "customFields"],
                segment["data"]!.AsObject().Select(m => m.Key));
            foreach (var question in segment["qualifyingQuestions"]!.AsArray())
            {
                Assert.Equal(["question", "rationale", "fitType", "weight", "archivedAt"], question!.AsObject().Select(m => m.Key));
                Assert.Contains((string)question["fitType"]!, (string[])["GOOD", "BAD"]);
                Assert.Contains((string)question["weight"]!, (string[])["LOW", "MEDIUM", "HIGH", "INSTANT_DISQUALIFIER"]);
            }
        }

        Assert.Equal("Enterprise companies with 500+ employees in technology sector", (string)segments[0]!["description"]!);
        Assert.Equal(
            """{"industry":["technology"],"employees":["500\u002B employees"]}""", segments[0]!["data"]!["firmographics"]!.ToJsonString());
        Assert.Equal(
            ["How Norden Freight cut claims by 40%", "Enterprise Technology Companies"],
            await api.NamesAsync($"{Octave.Segment}/list?productOId={product}"));
    }

    [Theory, OnBothDatabases]
    public async Task A_source_that_can_not_be_read_fails_the_whole_call_and_is_named(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Generate, """
            {"segments":[{"sources":[{"type":"TEXT","value":"Banks with 500 employees."}]},{"sources":[{"type":"TEXT","value":"a"},{"type":"URL","value":"http://10.0.0.1/secret"}]}]}
            """)).ExpectError("400-01", "$.segments[1].sources[1].value: http://10.0.0.1/secret can't be read: its host has no public address.");
        (await api.PostAsync(Generate, """{"segments":[{"sources":[{"type":"RESOURCE","value":"rs_none"}]}]}"""))
            .ExpectError("400-01", "$.segments[0].sources[0].value: there is no resource rs_none.");
        (await api.PostAsync(Generate, """
            {"segments":[{"sources":[{"type":"TEXT","value":"Banks with 500 employees."}]}],"linkingStrategy":{"mode":"SPECIFIC","offeringOIds":["px_none"]}}
            """)).ExpectError("400-01", "linkingStrategy.offeringOIds: there is no offering px_none.");

        Assert.Empty(await api.NamesAsync($"{Octave.Segment}/list"));
    }

    [Theory, OnBothDatabases]
    public async Task Of_ten_pages_nothing_is_invented_and_a_bomb_is_refused(Backend backend)
    {
        await using var site = await Site.StartAsync();
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { AllowFetch = [site.Host] });
        using var api = Servers.NewKey(server, "pages");
        foreach (var (i, (name, html)) in Pages.All.Index())
        {
            var url = site.Page($"/{i}", html);

            var segment = (await api.PostAsync(Generate, Request("URL", url))).Expect(200).Json["data"]![0]!;

            var source = (string)(await api.GetAsync($"/v1/market-segments/{segment["oId"]}")).Expect(200).Json["sources"]![0]!["text"]!;
            Assert.Equal((name, name is "soft 404" or "login wall" or "scripts"), (name, (bool)segment["unrecognized"]!));
            foreach (var value in segment["data"]!["firmographics"]?.AsObject().SelectMany(f => f.Value!.AsArray()) ?? [])
                Assert.Contains((string)value!, source, StringComparison.Ordinal);
        }

        var bomb = site.Page("/bomb", FetchTests.Gzip(new byte[50 * 1024 * 1024]), "text/html", "gzip");
        (await api.PostAsync(Generate, Request("URL", bomb))).ExpectError(
            "400-01", $"$.segments[0].sources[0].value: {bomb} can't be read: it is larger than 5242880 bytes.");
    }

    [Theory, OnBothDatabases]
    public async Task A_resource_of_another_workspace_is_none(Backend backend)
    {
        using var owner = await servers.NewWorkspaceAsync(backend);
        using var stranger = await servers.NewWorkspaceAsync(backend);
        var resource = await owner.MakeIdAsync("resource", """{"mode":"text","text":"Banks with 500 employees."}""");

        (await stranger.PostAsync(Generate, Request("RESOURCE", resource))).ExpectError(
            "400-01", $"$.segments[0].sources[0].value: there is no resource {resource}.");
        Assert.Equal(
            "500 employees",
            (string)(await owner.PostAsync(
                Generate, Request("RESOURCE", resource))).Expect(200).Json["data"]![0]!["data"]!["firmographics"]!["employees"]![0]!);
    }

    [Theory, OnBothDatabases]
    public async Task What_yields_no_segment_is_unrecognized_empty_and_linked_to_nothing(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var product = await api.MakeIdAsync("product", new { name = "Tracker" });

        var segment = (await api.PostAsync(
            Generate,
            """{"linkingStrategy":{"mode":"ALL"},"segments":[{"sources":[{"type":"TEXT","value":"ok"}]}]}""")).Expect(200).Json["data"]![0]!;

        Assert.Equal(
            (true, "{}", "[]"),
            ((bool)segment["unrecognized"]!, segment["data"]!.ToJsonString(), segment["qualifyingQuestions"]!.ToJsonString()));
        Assert.Empty(await api.NamesAsync($"{Octave.Segment}/list?productOId={product}"));
    }

    [Theory, OnBothDatabases]
    public async Task Natively_every_statement_is_shown_with_its_place_and_the_source_as_it_was(Backend backend)
    {
        await using var site = await Site.StartAsync();
        var url = site.Page("/case", Pages.CaseStudy);
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { AllowFetch = [site.Host] });
        using var api = Servers.NewKey(server, "native");
        var oId = (string)(await api.PostAsync(Generate, Request("URL", url))).Expect(200).Json["data"]![0]!["oId"]!;
        site.Page("/case", "<p>Something else entirely.</p>");

        var native = (await api.GetAsync($"/v1/market-segments/{oId}")).Expect(200).Json;

        var text = (string)native["sources"]![0]!["text"]!;
        Assert.Contains("logistics company with 3,000 employees", text, StringComparison.Ordinal);
        Assert.Equal(url, (string)native["sources"]![0]!["finalUrl"]!);
        Assert.NotEmpty(native["citations"]!.AsArray());
        foreach (var citation in native["citations"]!.AsArray())
            Assert.Equal(text[(int)citation!["start"]!..(int)citation["end"]!], (string)citation["quote"]!);
        Assert.Contains(
            native["citations"]!.AsArray(),
            c => (string)c!["statement"]! == "firmographics.employees[0]" && (string)c["quote"]! == "3,000 employees");
    }

    [Theory, OnBothDatabases]
    public async Task The_default_voice_is_applied_and_so_is_a_named_one(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var voice = await api.MakeIdAsync("brand-voice", """{"name":"V","vocabulary":{"keySubstitutions":["clients -> customers"]}}""");
        const string Source = "Our clients are banks with 500 employees.";

        Assert.Equal(Source, await DescriptionAsync(null));
        Assert.Equal("Our customers are banks with 500 employees.", await DescriptionAsync(voice));
        (await api.PostAsync("/api/v2/brand-voice/toggle-default", new { oId = voice })).Expect(200);
        Assert.Equal("Our customers are banks with 500 employees.", await DescriptionAsync(null));

        async Task<string> DescriptionAsync(string? brandVoiceOId) => (string)(await api.PostAsync(
            Generate,
            new
            {
                segments = new[] { new { sources = new[] { new { type = "TEXT", value = Source } } } }, brandVoiceOId,
            })).Expect(200).Json["data"]![0]!["description"]!;
    }

    [Theory, OnBothDatabases]
    public async Task A_declined_draft_is_rejected(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId =
            (string)(await api.PostAsync(Generate, Request("TEXT", "Banks with 500 employees."))).Expect(200).Json["data"]![0]!["oId"]!;

        (await api.PostAsync($"/v1/market-segments/{oId}/decline", "{}")).Expect(200);

        Assert.True((bool)(await api.GetAsync($"{Octave.Segment}/get?oId={oId}")).Expect(200).Json["rejected"]!);
    }

    [Theory]
    [OnBothDatabases(1, 10, 200)]
    [OnBothDatabases(20, 1, 200)]
    [OnBothDatabases(21, 1, 400)]
    [OnBothDatabases(1, 11, 400)]
    public async Task A_call_has_twenty_segments_of_ten_sources_at_most(Backend backend, int segments, int sources, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var source = new JsonObject { ["type"] = "TEXT", ["value"] = "Banks with 500 employees." };
        var segment = new JsonObject { ["sources"] = new JsonArray([.. Enumerable.Range(0, sources).Select(_ => source.DeepClone())]) };
        var body = new JsonObject { ["segments"] = new JsonArray([.. Enumerable.Range(0, segments).Select(_ => segment.DeepClone())]) };

        (await api.PostAsync(Generate, body.ToJsonString())).Expect(status);
    }

    static string Request(string type, string value) =>
        new JsonObject
        {
            ["segments"] = new JsonArray(
                new JsonObject { ["sources"] = new JsonArray(new JsonObject { ["type"] = type, ["value"] = value }) }),
        }.ToJsonString();

    [Theory]
    [OnBothDatabases("""{"segments":[]}""", "$.segments: expected 1 to 20 segments, found 0")]
    [OnBothDatabases(
        """{"segments":[{"name":"A","sources":[]}],"linkingStrategy":{"mode":"ALL"}}""",
        "$.segments[0].sources: expected 1 to 10 sources, found 0")]
    [OnBothDatabases("""{"segments":[{"name":"A"}]}""", "$.segments[0].sources: required, expected an array")]
    [OnBothDatabases("""{}""", "$.segments: required, expected an array")]
    [OnBothDatabases(
        """{"segments":[{"sources":[{"type":"NAME","value":"a"}]}]}""",
        "$.segments[0].sources[0].type: expected TEXT, URL or RESOURCE, found \"NAME\"")]
    [OnBothDatabases(
        """{"segments":[{"sources":[{"type":"TEXT","value":""}]}]}""",
        "$.segments[0].sources[0].value: expected 1 to 500000 characters, found 0")]
    public async Task N8n_may_generate_from_nothing_and_hears_what_is_missing(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Assert.Equal(message, (await api.RawAsync("""
            POST /api/v2/segment/generate HTTP/1.1
            Host: HOST
            accept: application/json
            api_key: KEY
            x-request-source: n8n
            content-type: application/json
            content-length: LENGTH
            """, body)).Expect(400)["message"]);
    }
}
