using Tessera.Access;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>Octave's API for products and services: the offerings that segments are for.</summary>
internal static class OfferingEndpoints
{
    public static void MapOfferings(this IEndpointRouteBuilder app)
    {
        Map(app.MapGroup("/api/v2/product"), "product", MarketKind.Product, MarketKind.Service);
        Map(app.MapGroup("/api/v2/service"), "service", MarketKind.Service);
    }

    // Clients list and get services through the product's endpoints too.
    static void Map(RouteGroupBuilder group, string what, params MarketKind[] kinds)
    {
        var handlers = new MarketHandlers(what, kinds);
        group.MapGet("list", (HttpContext http, MarketStore store) => List(http, store, handlers)).Requires(Scopes.Read | Scopes.Config);
        group.MapGet("get", handlers.Get).Requires(Scopes.Read | Scopes.Config);
        group.MapPost("create", handlers.Create).Requires(Scopes.Config);
        group.MapMethods("update", ["POST", "PUT"], handlers.Update).Requires(Scopes.Config);
        group.MapDelete("delete", handlers.Delete).Requires(Scopes.Config);
    }

    static IResult List(HttpContext http, MarketStore store, MarketHandlers handlers) => (string?)http.Request.Query["type"] switch
    {
        null or "" => MarketHandlers.List(http, store, "text", handlers.Kinds[0]),
        "PRODUCT" => MarketHandlers.List(http, store, "text", MarketKind.Product),
        "SERVICE" => MarketHandlers.List(http, store, "text", MarketKind.Service),
        "ALL" => MarketHandlers.List(http, store, "text", MarketKind.Product, MarketKind.Service),
        var other => Problem.BadBody($"type: expected PRODUCT, SERVICE or ALL, found {other}."),
    };
}
