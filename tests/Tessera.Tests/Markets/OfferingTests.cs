using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>Products, services, brand voices and the company: what segments lean on.</summary>
public sealed class OfferingTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_product_is_created_flat_and_listed_by_type(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var product = await api.MakeAsync(
            "product",
            """{"name":"P","internalName":"p1","primaryUrl":"https://example.com","summary":"s","capabilities":["c"],"distinctCapabilities":["d"]}""");
        await api.MakeIdAsync("product", """{"name":"S","type":"SERVICE"}""");
        await api.MakeIdAsync("service", """{"name":"T","deliverables":["x"]}""");

        Assert.Matches("^px_", (string)product["oId"]!);
        Assert.Equal(
            """{"summary":"s","capabilities":["c"],"differentiatedValue":[],"statusQuo":[],"challengesAddressed":[],"customerBenefits":[],"customFields":[],"distinctCapabilities":["d"],"type":"PRODUCT","internalName":"p1"}""",
            product["data"]!.ToJsonString());
        Assert.Equal(["P"], await api.NamesAsync("/api/v2/product/list"));
        Assert.Equal(["T", "S"], await api.NamesAsync("/api/v2/product/list?type=SERVICE&queryType=ALL"));
        Assert.Equal(["T", "S"], await api.NamesAsync("/api/v2/service/list"));
        Assert.Equal(["T", "S", "P"], await api.NamesAsync("/api/v2/product/list?type=ALL"));
        Assert.Equal(["S"], await api.NamesAsync("/api/v2/product/list?type=ALL&text=s"));
        (await api.GetAsync("/api/v2/product/list?type=THING")).ExpectError(
            "400-01", "type: expected PRODUCT, SERVICE or ALL, found THING.");
    }

    [Theory, OnBothDatabases]
    public async Task A_product_is_updated_got_and_deleted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var oId = await api.MakeIdAsync("product", new { name = "P", primaryUrl = "https://a.example" });

        (await api.PostAsync("/api/v2/product/update", new { oId, name = "Q", summary = "new" })).Expect(200);
        var got = (await api.GetAsync($"/api/v2/product/get?oId={oId}")).Expect(200).Json;
        Assert.Equal(
            ("Q", "https://a.example", "new", "PRODUCT"),
            ((string)got["name"]!, (string)got["primaryUrl"]!, (string)got["data"]!["summary"]!, (string)got["type"]!));
        (await api.GetAsync($"/api/v2/service/get?oId={oId}")).ExpectError("404-01", $"There is no service {oId}.");
        (await api.GetAsync($"/api/v2/segment/get?oId={oId}")).ExpectError("404-01", $"There is no segment {oId}.");

        (await api.DeleteAsync($"/api/v2/product/delete?oId={oId}")).Expect(200);
        (await api.GetAsync($"/api/v2/product/get?oId={oId}")).ExpectError("404-01", $"There is no product {oId}.");
    }

    [Theory, OnBothDatabases]
    public async Task One_brand_voice_is_the_default_and_toggling_it_again_leaves_none(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var a = await api.MakeIdAsync(
            "brand-voice",
            """{"title":"A","description":"d","vocabulary":{"keyCompanyTerms":["Tessera"],"keySubstitutions":["clients -> customers"]}}""");
        var b = await api.MakeIdAsync("brand-voice", new { name = "B" });

        Assert.True(await ToggleAsync(a));
        Assert.True(await ToggleAsync(b));
        Assert.Equal((false, true), (await IsDefaultAsync(a), await IsDefaultAsync(b)));
        Assert.False(await ToggleAsync(b));
        Assert.Equal((false, false), (await IsDefaultAsync(a), await IsDefaultAsync(b)));
        Assert.Equal(["B", "A"], await api.NamesAsync("/api/v2/brand-voice/list"));
        Assert.Equal(
            """["Tessera"]""",
            (await api.GetAsync($"/api/v2/brand-voice/get?oId={a}")).Json["data"]!["vocabulary"]!["keyCompanyTerms"]!.ToJsonString());

        async Task<bool> ToggleAsync(string oId) =>
            (bool)(await api.PostAsync("/api/v2/brand-voice/toggle-default", new { oId })).Expect(200).Json["data"]!["default"]!;
        async Task<bool> IsDefaultAsync(string oId) =>
            (bool)(await api.GetAsync($"/api/v2/brand-voice/get?oId={oId}")).Expect(200).Json["default"]!;
    }

    [Theory, OnBothDatabases]
    public async Task The_company_is_the_workspaces_name_until_it_is_told(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Assert.Equal(api.Workspace, (string)(await api.GetAsync("/api/v2/workspace-company/get")).Expect(200).Json["data"]!["name"]!);
        foreach (var name in (string[])["Acme", "Acme Limited"])
            (await api.PutAsync(
                "/v1/workspace-company",
                new
                {
                    name, url = "https://acme.example", description = "Anvils.", data = new { businessModel = new[] { "B2B" } },
                })).Expect(200);

        var company = (await api.GetAsync("/api/v2/workspace-company/get")).Expect(200).Json["data"]!;
        Assert.Equal(
            ("Acme Limited", "https://acme.example", "Anvils."),
            ((string)company["name"]!, (string)company["url"]!, (string)company["description"]!));
        Assert.Equal("""{"businessModel":["B2B"]}""", company["data"]!.ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task Credits_are_never_exhausted(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var credits = (await api.GetAsync("/api/v2/credits/usage")).Expect(200).Json["data"]!["credits"]!;

        Assert.False((bool)credits["exhausted"]!);
        Assert.Equal(((long)credits["total"]!, 0L), ((long)credits["remaining"]! + (long)credits["used"]!, (long)credits["used"]!));
    }
}
