using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>Requests as the known clients of Octave's API put them on the wire, byte for byte.</summary>
public sealed class ClientTests(Servers servers)
{
    const string N8nHead = """
        Host: HOST
        accept: application/json
        api_key: KEY
        x-request-source: n8n
        """;

    [Theory]
    [OnBothDatabases("""{"mode":"ALL"}""", 2)]
    [OnBothDatabases("""{"mode":"SPECIFIC","offeringOIds":["{product}"]}""", 1)]
    public async Task N8n_generates_for_all_offerings_or_some(Backend backend, string strategy, int linked)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var product = await api.MakeIdAsync("product", new { name = "Product" });
        var service = await api.MakeIdAsync("service", new { name = "Service" });

        var answer = (await api.RawAsync($"""
            POST /api/v2/segment/generate HTTP/1.1
            {N8nHead}
            content-type: application/json
            content-length: LENGTH
            """, $$"""
            {"primaryOfferingOId":"{{product}}","segments":[{"name":"Banks","sources":[{"type":"TEXT","value":"Banks with 500+ employees need an audit trail."}]},{"sources":[{"type":"TEXT","value":"Airlines in Spain."}]}],"linkingStrategy":{{strategy.Replace("{product}", product, StringComparison.Ordinal)}}}
            """)).Expect(200).Json;

        // Its results are taken by their place.
        Assert.Equal(["Banks", "Airlines in Spain"], answer["data"]!.AsArray().Select(s => (string)s!["name"]!));
        Assert.Equal(0, (int)answer["_metadata"]!["usage"]!);
        Assert.Equal(2, (await api.NamesAsync($"/api/v2/segment/list?productOId={product}")).Length);
        Assert.Equal(linked == 2 ? 2 : 0, (await api.NamesAsync($"/api/v2/segment/list?productOId={service}")).Length);
    }

    [Theory, OnBothDatabases]
    public async Task An_axios_app_generates_and_reads_what_is_wrong(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        const string Head = """
            POST /api/v2/segment/generate HTTP/1.1
            Accept: application/json, text/plain, */*
            Content-Type: application/json
            api_key: KEY
            User-Agent: axios/1.7.2
            Content-Length: LENGTH
            Accept-Encoding: gzip, compress, deflate, br
            Host: HOST
            """;

        var made = (await api.RawAsync(
            Head, """{"segments":[{"sources":[{"type":"TEXT","value":"Banks with 500+ employees."}]}]}""")).Expect(200).Json;
        Assert.Equal("500+ employees", (string)made["data"]![0]!["data"]!["firmographics"]!["employees"]![0]!);

        var wrong = (await api.RawAsync(Head, """{"segments":[{"sources":[{"type":"URL","value":"http://localhost/"}]}]}""")).Expect(400);
        Assert.Equal("$.segments[0].sources[0].value: http://localhost/ can't be read: its host has no public address.", wrong["message"]);
        Assert.Equal("Bad Request", (string)wrong.Json["_metadata"]!["message"]!);
    }

    [Theory, OnBothDatabases]
    public async Task An_older_n8n_updates_by_put_and_hears_of_the_plural_path_in_json(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("segment", new { name = "Banks" });

        foreach (var (path, status) in ((string, int)[])[("/api/v2/segment/update", 200), ("/api/v2/segments/update", 404)])
        {
            var answer = (await api.RawAsync($"""
                PUT {path} HTTP/1.1
                {N8nHead}
                content-type: application/json
                content-length: LENGTH
                """, $$"""{"oId":"{{oId}}","name":"Insurers"}""")).Expect(status);
            if (status == 200) Assert.Equal("Insurers", (string)answer.Json["data"]!["name"]!);
            else Assert.Equal("There is nothing at PUT /api/v2/segments/update.", answer["message"]);
        }
    }

    [Theory, OnBothDatabases]
    public async Task N8n_qualifies_a_company_by_its_context(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await api.PostAsync(
            "/api/v2/segment/generate",
            """{"segments":[{"name":"Banks","sources":[{"type":"TEXT","value":"Banks with 500+ employees."}]}]}""")).Expect(200);

        var answer = (await api.RawAsync($"""
            POST /api/v2/agents/qualify-company/run HTTP/1.1
            {N8nHead}
            content-type: application/json
            content-length: LENGTH
            """, """{"agentOId":"ca_1","companyDomain":"acme.example","companyName":"","runtimeContext":{"notes":"A bank with 900 employees."},"includeFullAnnotation":false}""")).Expect(200).Json;

        Assert.Equal(
            (true, "Banks", 10), ((bool)answer["found"]!, (string)answer["data"]!["segment"]!["name"]!, (double)answer["data"]!["score"]!));
    }

    [Theory, OnBothDatabases]
    public async Task N8n_updates_with_every_member_every_time_and_blanks_nothing(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("segment", """
            {"name":"Banks","internalName":"BNK","description":"Large banks","fitExplanation":"They must","firmographics":{"industry":["Banking"]},"keyPriorities":["Audit"]}
            """);

        var answer = (await api.RawAsync($"""
            POST /api/v2/segment/update HTTP/1.1
            {N8nHead}
            content-type: application/json
            content-length: LENGTH
            """, $$"""
            {"oId":"{{oId}}","name":"","description":"Large banks and insurers","internalName":"","fitExplanation":"","firmographics":{},"keyPriorities":[],"keyConsiderations":[],"uniqueApproach":[],"strategicFit":[],"operatingCharacteristics":[],"buyingDynamics":[],"strategicPriorities":["Consolidate"],"marketPressures":[],"customFields":[]}
            """)).Expect(200);

        var segment = answer.Json["data"]!;
        Assert.Equal(
            ("Banks", "BNK", "Large banks and insurers"),
            ((string)segment["name"]!, (string)segment["internalName"]!, (string)segment["description"]!));
        Assert.Equal(
            """{"fitExplanation":"They must","firmographics":{"industry":["Banking"]},"keyPriorities":["Audit"],"keyConsiderations":[],"uniqueApproach":[],"customFields":[],"strategicPriorities":["Consolidate"]}""",
            segment["data"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task N8n_lists_without_an_offset_and_deletes_without_a_body(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var product = await api.MakeIdAsync("product", new { name = "Product" });
        var oId = await api.MakeIdAsync("segment", new { name = "Banks", primaryOfferingOId = product });
        await api.MakeIdAsync("segment", new { name = "Banks without a product" });

        var list = (await api.RawAsync($"""
            GET /api/v2/segment/list?oIds={oId}&productOId={product}&textSearchQuery=BANK&limit=5 HTTP/1.1
            {N8nHead}
            """)).Expect(200).Json;
        Assert.Equal((false, 1, oId), ((bool)list["hasNext"]!, (int)list["total"]!, (string)list["data"]![0]!["oId"]!));

        var deleted = (await api.RawAsync($"""
            DELETE /api/v2/segment/delete?oId={oId} HTTP/1.1
            {N8nHead}
            """)).Expect(200).Json;
        Assert.Equal(oId, (string)deleted["oId"]!);
        Assert.NotNull(deleted["deletedAt"]);
        Assert.False((bool)deleted["active"]!);
        Assert.Equal(["Banks without a product"], await api.NamesAsync("/api/v2/segment/list"));
    }

    [Theory]
    [OnBothDatabases("POST", "product/generate")]
    [OnBothDatabases("POST", "service/generate")]
    [OnBothDatabases("POST", "brand-voice/generate")]
    [OnBothDatabases("POST", "brand-voice/apply")]
    [OnBothDatabases("GET", "agents/list")]
    [OnBothDatabases("POST", "agents/enrich-company/run")]
    [OnBothDatabases("POST", "async/agent/run")]
    [OnBothDatabases("POST", "workspace/build")]
    [OnBothDatabases("GET", "persona/list")]
    [OnBothDatabases("GET", "competitor/list")]
    [OnBothDatabases("GET", "playbook/list")]
    public async Task What_is_not_offered_is_404_in_the_envelope(Backend backend, string method, string path)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.SendAsync(new HttpMethod(method), $"/api/v2/{path}", method == "POST" ? "{}" : null)).ExpectError(
            "404-01", $"There is nothing at {method} /api/v2/{path}.");
    }

    [Theory, OnBothDatabases]
    public async Task An_older_n8n_creates_with_empty_members(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var segment = (await api.RawAsync($"""
            POST /api/v2/segment/create HTTP/1.1
            {N8nHead}
            content-type: application/json
            content-length: LENGTH
            """, """{"name":"Banks","primaryOfferingOId":"","description":"","data":{},"linkingStrategy":{}}""")).Expect(200).Json["data"]!;

        Assert.Equal(("Banks", "Banks", ""), ((string)segment["name"]!, (string)segment["internalName"]!, (string)segment["description"]!));
    }

    [Theory, OnBothDatabases]
    public async Task An_axios_app_lists_ids_in_brackets_and_reads_message(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var a = await api.MakeIdAsync("segment", new { name = "A" });
        var b = await api.MakeIdAsync("segment", new { name = "B" });
        await api.MakeIdAsync("segment", new { name = "C" });

        foreach (var query in (string[])[$"oIds[]={a}&oIds[]={b}", $"oIds%5B%5D={a}&oIds%5B%5D={b}", $"oIds[0]={a}&oIds[1]={b}",
            $"oIds={a}&oIds={b}", $"oIds={a},{b}", $"oIds={a}%2C%20{b}"])
        {
            var list = (await api.RawAsync($"""
                GET /api/v2/segment/list?{query} HTTP/1.1
                Accept: application/json, text/plain, */*
                api_key: KEY
                User-Agent: axios/1.7.2
                Accept-Encoding: gzip, compress, deflate, br
                Host: HOST
                """)).Expect(200);
            Assert.Equal((query, "B,A"), (query, string.Join(',', list.Json["data"]!.AsArray().Select(s => (string)s!["name"]!))));
        }

        Assert.Equal("There is no segment sg_nobody.", (await api.RawAsync("""
            GET /api/v2/segment/get?oId=sg_nobody HTTP/1.1
            Accept: application/json, text/plain, */*
            api_key: KEY
            User-Agent: axios/1.7.2
            Host: HOST
            """)).Expect(404)["message"]);
    }

    [Theory, OnBothDatabases]
    public async Task Open_connector_finds_a_credential_it_takes_and_json_everywhere(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var valid = (await api.RawAsync("""
            GET /api/v2/api-key/validate HTTP/1.1
            user-agent: oomol-connect/0.1
            api_key: KEY
            x-external-request-id: trace-7
            Host: HOST
            """)).Expect(200).Json;

        Assert.True((bool)valid["valid"]!);
        Assert.Equal("ok", (string)valid["status"]!);
        foreach (var required in (string[])["workspaceOId", "organizationOId", "organizationSlug", "organizationName", "workspaceName"])
            Assert.True(((string)valid[required]!).Length > 0, required);
        foreach (var (method, path, status) in ((string, string, int)[])[
            ("GET", "/api/v2/nothing/here", 404), ("PATCH", "/api/v2/segment/update", 405), ("GET", "/api/v2/segment/get", 400),
            ("POST", "/api/v2/segment/create", 400)])
        {
            var answer = (await api.RawAsync($"""
                {method} {path} HTTP/1.1
                user-agent: oomol-connect/0.1
                api_key: KEY
                Host: HOST
                """)).Expect(status);
            Assert.Equal(0, (int)answer.Json["_metadata"]!["usage"]!);
            Assert.True(answer["message"].Length > 0, path);
        }
    }
}
