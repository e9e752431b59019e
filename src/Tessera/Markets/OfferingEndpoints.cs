using Tessera.Access;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>Octave's API for products and services: the offerings that segments are for.</summary>
internal static class OfferingEndpoints
{
    public static void MapOfferings(this IEndpointRouteBuilder app)
    {
        Map(app.MapGroup("/api/v2/product"), "product", OctaveExamples.ProductEntity, MarketKind.Product, MarketKind.Service);
        Map(app.MapGroup("/api/v2/service"), "service", OctaveExamples.ServiceEntity, MarketKind.Service);
    }

    // Clients list and get services through the product's endpoints too.
    static void Map(RouteGroupBuilder group, string what, OctaveEntity entity, params MarketKind[] kinds)
    {
        var (handlers, name) = (new MarketHandlers(what, kinds), char.ToUpperInvariant(what[0]) + what[1..]);
        group.MapGet("list", (HttpContext http, MarketStore store) => List(http, store, handlers)).Requires(Scopes.Read | Scopes.Config)
            .Does($"list{name}s", $"List {what}s", "The newest first.").AsksList("text")
            .Asks("type", BodyShape.Choice(["PRODUCT", "SERVICE", "ALL"])).Gives(OctaveForm.List, OctaveExamples.OfferingEntity);
        handlers.Map(group, name, entity, OctaveExamples.NewOffering(kinds[0]), OctaveExamples.ChangedOffering(kinds[0]));
        group.MapDelete("delete", handlers.Delete).Requires(Scopes.Config)
            .Does($"delete{name}", $"Delete a {what}", "Softly: it is kept with a stamp and shown no more.").AsksOId()
            .Gives(OctaveForm.Flat, entity);
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
