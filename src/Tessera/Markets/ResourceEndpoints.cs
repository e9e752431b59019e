using Tessera.Access;
using Tessera.Audit;
using Tessera.Fetch;
using Tessera.OpenApi;
using Tessera.Wire;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Tessera.Markets;

/// <summary>Octave's API for resources: material that is kept and named as a source by its id.</summary>
internal static class ResourceEndpoints
{
    static readonly OctaveEntity Example = new(
        "Resource", Resource(ExampleOf(ResourceMode.Text, null, null, null), OctaveExamples.Workspace),
        Resource(ExampleOf(ResourceMode.File, null, null, "who-buys.md"), OctaveExamples.Workspace),
        Resource(
            ExampleOf(ResourceMode.Url, "https://example.com/", "https://www.example.com/", null, DateTimeOffset.UnixEpoch),
            OctaveExamples.Workspace));

    public static void MapResources(this IEndpointRouteBuilder app)
    {
        var resources = app.MapGroup("/api/v2/resource");
        resources.MapGet("list", List).Requires(Scopes.Read | Scopes.Config)
            .Does("listResources", "List resources", "The newest first.").AsksPart()
            .Asks("resourceType", BodyShape.Choice(["text", "file", "url"])).Asks("search", TextRule.Any)
            .Asks("status", TextRule.Any, remarks: "Whatever is kept is `indexed`.").Gives(OctaveForm.List, Example);
        resources.MapGet("get", Get).Requires(Scopes.Read | Scopes.Config).Does("getResource", "Get a resource", "Without its text.")
            .AsksOId().Gives(OctaveForm.Data, Example);
        resources.MapPost("create", Create).Requires(Scopes.Config)
            .Does(
                "createResource", "Keep a text, a file or a page",
                "A page is fetched while its client waits. HTML, plain text, Markdown, JSON and PDF are read.")
            .Takes(
                ResourceInput.Read,
                """{"mode":"text","text":"Our customers are banks.","name":"Who buys","contentType":"text/plain","metadata":{"owner":"sales"}}""",
                """{"mode":"file","file":"T3VyIGN1c3RvbWVycyBhcmUgYmFua3Mu","filename":"who-buys.md","name":"Who buys","contentType":"text/markdown","metadata":{}}""",
                """{"mode":"url","url":"https://example.com/","name":"The site","metadata":{}}""")
            .Gives(OctaveForm.Data, Example);
        resources.MapDelete("delete", Delete).Requires(Scopes.Config)
            .Does("deleteResource", "Delete a resource", "Drafts that were made of it keep what they read.").AsksOId()
            .Gives(OctaveForm.Data, Example);
    }

    // A page is fetched while its client waits: it is there, or the client hears why not.
    static async Task<IResult> Create(
        HttpContext http, MarketStore markets, ResourceStore store, PageFetcher fetcher, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync(http, ResourceInput.Read, JsonBody.BatchLimit);
        if (read.Problem is { } problem) return problem;
        var input = read.Value!;
        var resource = input.Url is { } url
            ? await FetchAsync(input, url, fetcher, cancellationToken)
            : await input.ToResourceAsync(cancellationToken);
        if (resource.Problem is { } unreadable) return unreadable;
        return Data(http, markets, await store.CreateAsync(http.Caller().Workspace, http.Author(), resource.Value!, cancellationToken));
    }

    static IResult List(HttpContext http, MarketStore markets, ResourceStore store)
    {
        var asked = OffsetRequest.Read(http.Request);
        if (asked.Problem is { } problem) return problem;
        ResourceMode? mode = null;
        switch ((string?)http.Request.Query["resourceType"])
        {
            case null or "":
                break;
            case { } type when Enum.TryParse<ResourceMode>(type, ignoreCase: true, out var named) && !char.IsAsciiDigit(type[0]):
                mode = named;
                break;
            case var other:
                return Problem.BadBody($"resourceType: expected text, file or url, found {other}.");
        }

        // Whatever is kept is indexed.
        if ((string?)http.Request.Query["status"] is { Length: > 0 } status && status != "indexed")
            return OctaveEnvelope.List<Resource>(http, asked.Value!, 0, [], _ => new JsonObject());
        var search = (string?)http.Request.Query["search"] is { Length: > 0 } text ? text : null;
        if (search is not null && new TextRule(0, 1024).Check(search) is { } wrong) return Problem.BadBody($"search: {wrong}.");
        var (total, items) = store.List(http.Caller().Workspace, mode, search, asked.Value!);
        return OctaveEnvelope.List(http, asked.Value!, total, items, r => Resource(r, markets.Workspace(http.Caller().Workspace)));
    }

    static IResult Get(HttpContext http, MarketStore markets, ResourceStore store)
    {
        var oId = MarketHandlers.ReadOId(http);
        if (oId.Problem is { } problem) return problem;
        return store.Find(http.Caller().Workspace, oId.Value!) is { } found
            ? Data(http, markets, found)
            : MarketStore.Unknown("resource", oId.Value!);
    }

    static async Task<IResult> Delete(HttpContext http, MarketStore markets, ResourceStore store, CancellationToken cancellationToken)
    {
        var oId = MarketHandlers.ReadOId(http);
        if (oId.Problem is { } problem) return problem;
        var deleted = await store.DeleteAsync(http.Caller().Workspace, http.Author(), oId.Value!, cancellationToken);
        return deleted.ToHttp(resource => Data(http, markets, resource));
    }

    static async Task<Result<Resource>> FetchAsync(
        ResourceInput input, string url, PageFetcher fetcher, CancellationToken cancellationToken)
    {
        var fetched = await fetcher.FetchAsync(url, cancellationToken);
        if (fetched.Problem is { } problem) return Problem.BadBody($"{url} can't be read: {problem.Message}.");
        var page = fetched.Value!;
        return new Resource
        {
            OId = MarketIds.New("rs"),
            Name = input.Name ?? ResourceInput.FirstLine(page.Text),
            Mode = ResourceMode.Url,
            Url = url,
            FinalUrl = page.FinalUrl,
            MediaType = page.MediaType,
            ContentHash = page.ContentHash,
            Metadata = input.Metadata,
            Text = page.Text,
        };
    }

    static IResult Data(HttpContext http, MarketStore markets, Resource resource) =>
        OctaveEnvelope.Data(http, Resource(resource, markets.Workspace(http.Caller().Workspace)));

    static Resource ExampleOf(
        ResourceMode mode, string? url, string? finalUrl, string? filename, DateTimeOffset? deletedAt = null) => new()
        {
            OId = "rs_V1StGXR8Z5jdHi6B-myTa", Name = "Who buys", Mode = mode, Url = url, FinalUrl = finalUrl, Filename = filename,
            MediaType = "text/plain", ContentHash = new byte[32], Text = "", CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch, DeletedAt = deletedAt,
        };

    static JsonObject Resource(Resource resource, OctaveWorkspace workspace) => new()
    {
        ["oId"] = resource.OId,
        ["createdAt"] = OctaveEnvelope.Format(resource.CreatedAt),
        ["updatedAt"] = OctaveEnvelope.Format(resource.UpdatedAt),
        ["deletedAt"] = resource.DeletedAt is { } deleted ? OctaveEnvelope.Format(deleted) : null,
        ["name"] = resource.Name,
        ["resourceType"] = resource.Mode.ToString().ToLowerInvariant(),
        ["status"] = "indexed",
        ["url"] = resource.Url,
        ["finalUrl"] = resource.FinalUrl,
        ["filename"] = resource.Filename,
        ["contentType"] = resource.MediaType,
        ["contentHash"] = Convert.ToHexStringLower(resource.ContentHash),
        ["metadata"] = resource.Metadata.DeepClone(),
        ["user"] = new JsonObject { ["oId"] = MarketIds.Of("u", resource.CreatedBy) },
        ["workspace"] = new JsonObject { ["oId"] = workspace.OId },
    };
}
