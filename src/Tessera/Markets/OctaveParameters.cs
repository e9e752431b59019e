using Microsoft.OpenApi;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>Parameters of the query string that endpoints of Octave's face have in common, as its description shows them.</summary>
internal static class OctaveParameters
{
    /// <summary>The id of one thing, which must be there.</summary>
    public static RouteHandlerBuilder AsksOId(this RouteHandlerBuilder route) =>
        route.Asks("oId", MarketInput.AnyId, required: true).Fails(404);

    /// <summary>Which part of a list.</summary>
    public static RouteHandlerBuilder AsksPart(this RouteHandlerBuilder route) => route
        .Asks(
            "limit",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{OffsetRequest.MostLimit}", Default = OffsetRequest.DefaultLimit,
            })
        .Asks("offset", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0", Default = 0 });

    /// <summary>What a list may be narrowed by.</summary>
    public static RouteHandlerBuilder AsksList(this RouteHandlerBuilder route, string textName) => route.AsksPart()
        .Asks("oIds", BodyShape.Texts(MarketInput.AnyId, MarketFilter.MostIds), remarks: "Also as oIds[], oIds[0], and parted by commas.")
        .Asks("productOId", MarketInput.AnyId, remarks: "Segments that are linked to this offering.")
        .Asks(textName, new TextRule(0, MarketFilter.MostText), remarks: "A text within name or description, whatever the letters' size.");
}
