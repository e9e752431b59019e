using System.Text.RegularExpressions;
using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets;

/// <summary>
/// What Octave's clients ask about their key, their credits and their company; and the native way to say which company it is.
/// </summary>
internal static partial class OctaveWorkspaceEndpoints
{
    // Nothing is metered here. Clients do sums with these figures and refuse to work where none are left: the largest whole number that
    // every JSON reader keeps exactly.
    const long Unmetered = (1L << 53) - 1;

    static readonly Company ExampleCompany = new("Acme", "https://acme.example", "Anvils for every trade.", []);

    public static void MapOctaveWorkspace(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v2/api-key/validate", Validate).Requires(Scopes.None)
            .Does("validateApiKey", "Say whose key it is")
            .Gives(OctaveForm.Flat, new OctaveEntity("ValidKey", Validated(OctaveExamples.Workspace)));
        app.MapGet("/api/v2/credits/usage", Credits).Requires(Scopes.None)
            .Does("getCreditsUsage", "Say what is left to spend", "Nothing is metered here.")
            .Gives(OctaveForm.Data, new OctaveEntity("CreditsUsage", Unlimited(OctaveExamples.Workspace, DateTimeOffset.UnixEpoch)));
        app.MapGet("/api/v2/workspace-company/get", Company).Requires(Scopes.Read | Scopes.Config)
            .Does("getWorkspaceCompany", "Get the company whose workspace it is")
            .Gives(OctaveForm.Data, new OctaveEntity("WorkspaceCompany", Resource(ExampleCompany, OctaveExamples.Workspace)));
        app.MapPut("/v1/workspace-company", SetCompany).Requires(Scopes.Config)
            .Does(
                "setWorkspaceCompany", "Say which company the workspace is of",
                "Market segments are drafted for it where no offering is named.")
            .Takes(Markets.Company.Read, """{"name":"Acme","url":"https://acme.example","description":"Anvils for every trade."}""")
            .Gives(200, Resource(ExampleCompany, OctaveExamples.Workspace));
    }

    static IResult Validate(HttpContext http, MarketStore store) =>
        OctaveEnvelope.Flat(http, Validated(store.Workspace(http.Caller().Workspace)));

    static IResult Credits(HttpContext http, MarketStore store) =>
        OctaveEnvelope.Data(http, Unlimited(store.Workspace(http.Caller().Workspace), DateTimeOffset.UtcNow));

    static JsonObject Validated(OctaveWorkspace workspace) => new()
    {
        ["status"] = "ok",
        ["valid"] = true,
        ["workspaceOId"] = workspace.OId,
        ["workspaceName"] = workspace.Name,
        ["workspaceDomain"] = null,
        ["organizationOId"] = workspace.OrganizationOId,
        ["organizationName"] = workspace.Name,
        ["organizationDomain"] = null,
        ["organizationSlug"] = Slug(workspace),
        ["mcpUrl"] = null,
        ["credits"] = new JsonObject
        {
            ["totalUsed"] = 0, ["totalRemaining"] = Unmetered, ["totalMax"] = Unmetered, ["quotaUsed"] = 0, ["quotaAvailable"] = Unmetered,
            ["quotaMax"] = Unmetered, ["period"] = "life", ["creditsUsed"] = 0, ["creditsAvailable"] = Unmetered,
        },
    };

    static JsonObject Unlimited(OctaveWorkspace workspace, DateTimeOffset now) => new()
    {
        ["scope"] = "subscription",
        ["organizationOId"] = workspace.OrganizationOId,
        ["subscription"] = new JsonObject { ["oId"] = MarketIds.Of("sub", workspace.Identity), ["name"] = "Self-hosted" },
        ["asOf"] = OctaveEnvelope.Format(now),
        ["resetAt"] = null,
        ["credits"] = new JsonObject
        {
            ["included"] = Unmetered, ["additional"] = 0, ["total"] = Unmetered, ["used"] = 0, ["remaining"] = Unmetered,
            ["additionalUsed"] = 0, ["additionalRemaining"] = 0, ["exhausted"] = false,
        },
        ["overage"] = null,
    };

    static IResult Company(HttpContext http, MarketStore markets, CompanyStore store)
    {
        var workspace = http.Caller().Workspace;
        return OctaveEnvelope.Data(
            http,
            Resource(store.Find(workspace) ?? new Company(markets.Workspace(workspace).Name, "", "", []), markets.Workspace(workspace)));
    }

    static async Task<IResult> SetCompany(HttpContext http, MarketStore markets, CompanyStore store, CancellationToken cancellationToken)
    {
        var company = await JsonBody.ReadAsync(http, Markets.Company.Read);
        if (company.Problem is { } problem) return problem;
        await store.SetAsync(http.Caller().Workspace, http.Author(), company.Value!, cancellationToken);
        return Json.Ok(Resource(company.Value!, markets.Workspace(http.Caller().Workspace)));
    }

    static JsonObject Resource(Company company, OctaveWorkspace workspace) => new()
    {
        ["oId"] = MarketIds.Of("co", workspace.Identity),
        ["name"] = company.Name,
        ["url"] = company.Url,
        ["description"] = company.Description,
        ["data"] = company.Content.DeepClone(),
        ["workspace"] = new JsonObject { ["oId"] = workspace.OId },
    };

    // Never empty, as a known client refuses an empty one.
    static string Slug(OctaveWorkspace workspace) =>
        NoSlug().Replace(workspace.Name.ToLowerInvariant(), "-").Trim('-') is { Length: > 0 } slug
            ? slug
            : workspace.OrganizationOId.ToLowerInvariant();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoSlug();
}
