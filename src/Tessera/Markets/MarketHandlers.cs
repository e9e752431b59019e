using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>What the endpoints of all kinds do alike.</summary>
/// <param name="What">The kind as errors call it.</param>
/// <param name="Kinds">The kinds an id may be of.</param>
internal sealed record MarketHandlers(string What, params MarketKind[] Kinds)
{
    /// <summary>Maps what all kinds have: get, create, and update by POST and by PUT.</summary>
    /// <param name="routes">The kind's routes.</param>
    /// <param name="name">The kind in the names of operations, as <c>BrandVoice</c>.</param>
    /// <param name="entity">What is answered.</param>
    /// <param name="create">A body that makes one.</param>
    /// <param name="update">A body that changes one.</param>
    public void Map(RouteGroupBuilder routes, string name, OctaveEntity entity, string create, string update)
    {
        routes.MapGet("get", Get).Requires(Scopes.Read | Scopes.Config)
            .Does($"get{name}", $"Get a {What}").AsksOId().Gives(OctaveForm.Flat, entity);
        routes.MapPost("create", Create).Requires(Scopes.Config)
            .Does($"create{name}", $"Make a {What}", "Its content stands flat beside the name, under `data`, or both.")
            .Takes(body => MarketInput.ReadNew(body, Kinds[0]), create).Gives(OctaveForm.Data, entity);
        routes.MapPost("update", Update).Requires(Scopes.Config)
            .Does($"update{name}", $"Change a {What}").Takes(body => MarketInput.ReadUpdate(body, Kinds[0]), update)
            .Gives(OctaveForm.Data, entity).Fails(404);
        routes.MapPut("update", Update).Requires(Scopes.Config)
            .Does($"update{name}ByPut", $"Change a {What}, by PUT").Takes(body => MarketInput.ReadUpdate(body, Kinds[0]), update)
            .Gives(OctaveForm.Data, entity).Fails(404);
    }

    /// <summary>Makes one.</summary>
    public async Task<IResult> Create(HttpContext http, MarketStore store, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync(http, body => MarketInput.ReadNew(body, Kinds[0]));
        if (read.Problem is { } problem) return problem;
        var input = read.Value!;
        var kind = input.Type == "SERVICE" && Kinds.Contains(MarketKind.Service) ? MarketKind.Service : Kinds[0];
        var entity = new MarketEntity
        {
            Kind = kind,
            OId = MarketIds.New(MarketIds.Prefix(kind)),
            Name = input.Name!,
            InternalName = input.InternalName ?? input.Name!,
            Description = input.Description ?? "",
            PrimaryUrl = input.PrimaryUrl,
            Content = input.Content,
            CreatedBy = "",
        };
        var workspace = http.Caller().Workspace;
        var made = await store.CreateAsync(workspace, http.Author(), [new NewEntity(entity, [])], input.Linking, cancellationToken);
        return made.ToHttp(all => Data(http, store, all[0], UnknownPrimary(store, workspace, input.Linking)));
    }

    /// <summary>Lists those of these kinds.</summary>
    public static IResult List(HttpContext http, MarketStore store, string textName, params MarketKind[] kinds)
    {
        var (asked, filter) = (OffsetRequest.Read(http.Request), MarketFilter.Read(http.Request, kinds, textName));
        if ((asked.Problem ?? filter.Problem) is { } problem) return problem;
        var workspace = http.Caller().Workspace;
        var (total, items) = store.List(workspace, filter.Value!, asked.Value!);
        return OctaveEnvelope.List(http, asked.Value!, total, items, e => MarketResource.Of(e, store.Workspace(workspace)));
    }

    /// <summary>Gives one, flat.</summary>
    public IResult Get(HttpContext http, MarketStore store)
    {
        var oId = ReadOId(http);
        if (oId.Problem is { } problem) return problem;
        return store.Find(http.Caller().Workspace, oId.Value!, Kinds) is { } found
            ? Flat(http, store, found)
            : MarketStore.Unknown(What, oId.Value!);
    }

    /// <summary>
    /// Changes one. What is absent is kept, and so is what is sent empty, as a known client sends every member every time; with the header
    /// <c>x-tessera-replace: true</c> what is empty replaces too, but a name.
    /// </summary>
    public async Task<IResult> Update(HttpContext http, MarketStore store, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync(
            http, body => (MarketInput.ReadUpdate(body, Kinds[0]), EmptyDescription: body.Has("description")));
        if (read.Problem is { } problem) return problem;
        var (input, describes) = read.Value;
        var replace = string.Equals(http.Request.Headers["x-tessera-replace"], "true", StringComparison.OrdinalIgnoreCase);
        var updated = await store.UpdateAsync(http.Caller().Workspace, http.Author(), What, input.OId!, Kinds, Change, cancellationToken);
        return updated.ToHttp(entity => Data(http, store, entity, null));

        MarketEntity Change(MarketEntity before) => before with
        {
            Name = input.Name ?? before.Name,
            InternalName = input.InternalName ?? before.InternalName,
            Description = input.Description ?? (replace && describes ? "" : before.Description),
            PrimaryUrl = input.PrimaryUrl ?? before.PrimaryUrl,
            Content = MarketContent.Merge(before.Content, input.Content, replace),
        };
    }

    /// <summary>Deletes one softly and gives it, flat.</summary>
    public async Task<IResult> Delete(HttpContext http, MarketStore store, CancellationToken cancellationToken)
    {
        var oId = ReadOId(http);
        if (oId.Problem is { } problem) return problem;
        var deleted = await store.DeleteAsync(http.Caller().Workspace, http.Author(), What, oId.Value!, Kinds, cancellationToken);
        return deleted.ToHttp(entity => Flat(http, store, entity));
    }

    /// <summary>The id of the query string, which must be there.</summary>
    public static Result<string> ReadOId(HttpContext http) =>
        http.Request.Query["oId"] is [{ Length: > 0 } oId] && MarketInput.AnyId.Check(oId) is null
        ? oId : Problem.BadBody($"oId: required in the query string, expected {MarketInput.AnyId.ExpectedString}.");

    /// <summary>An entity under <c>data</c>.</summary>
    public static IResult Data(HttpContext http, MarketStore store, MarketEntity entity, string? message) =>
        OctaveEnvelope.Data(http, MarketResource.Of(entity, store.Workspace(http.Caller().Workspace)), message);

    /// <summary>
    /// A sentence about a primary offering that isn't there; the vendor's own example names one nobody has, so it is no error.
    /// </summary>
    public static string? UnknownPrimary(MarketStore store, WorkspaceId workspace, MarketLinking linking) =>
        linking.Primary is { } primary && store.Find(workspace, primary, MarketKind.Product, MarketKind.Service) is null
            ? $"There is no offering {primary}; nothing was made of primaryOfferingOId." : null;

    static IResult Flat(HttpContext http, MarketStore store, MarketEntity entity) =>
        OctaveEnvelope.Flat(http, MarketResource.Of(entity, store.Workspace(http.Caller().Workspace)));
}
