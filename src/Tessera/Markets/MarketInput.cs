using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>
/// An entity as clients send it. What is absent, null or empty is null here; <see cref="Content"/> has what was sent, empty or not.
/// </summary>
internal sealed record MarketInput
{
    static readonly TextRule LongText = new(0, 16_384);
    static readonly TextRule NameOrEmpty = new(0, 256);

    /// <summary>An id of another entity, which is opaque.</summary>
    public static readonly TextRule AnyId = new(1, 256);

    public string? OId { get; init; }

    public string? Name { get; init; }

    public string? InternalName { get; init; }

    public string? Description { get; init; }

    public string? PrimaryUrl { get; init; }

    /// <summary><c>SERVICE</c> where a product's endpoint is told so.</summary>
    public string? Type { get; init; }

    public required System.Text.Json.Nodes.JsonObject Content { get; init; }

    public MarketLinking Linking { get; init; } = MarketLinking.None;

    /// <summary>Reads the body of a create: its name must be there.</summary>
    public static MarketInput ReadNew(JsonObject body, MarketKind kind)
    {
        var input = Read(body, kind);
        if (input.Name is null && !body.Has("name") && !body.Has("title"))
            body.Violate("name", $"required, expected {TextRule.Name.ExpectedString}");
        else if (input.Name is null) body.Violate("name", $"expected {TextRule.Name.Expected}, found 0");
        return input with { Linking = kind == MarketKind.Segment ? MarketLinking.Read(body) : MarketLinking.None };
    }

    /// <summary>Reads the body of an update: which one must be said.</summary>
    public static MarketInput ReadUpdate(JsonObject body, MarketKind kind) =>
        Read(body, kind) with { OId = body.RequiredText("oId", AnyId) };

    static MarketInput Read(JsonObject body, MarketKind kind) => new()
    {
        Name = Filled(body, "name", NameOrEmpty) ?? Filled(body, "title", NameOrEmpty),
        InternalName = Filled(body, "internalName", NameOrEmpty),
        Description = Filled(body, "description", LongText),
        PrimaryUrl = Filled(body, "primaryUrl", LongText),
        Type = body.OptionalChoice("type", "PRODUCT", "SERVICE").Value,
        Content = MarketContent.Read(body, kind),
    };

    static string? Filled(JsonObject body, string name, TextRule rule) =>
        body.OptionalText(name, rule).Value is { Length: > 0 } text ? text : null;
}

/// <summary>Which offerings a new segment is for.</summary>
/// <param name="All">Every active offering there is.</param>
/// <param name="Specific">These, where any are named.</param>
/// <param name="Primary">The one it was made for.</param>
internal sealed record MarketLinking(bool All, IReadOnlyList<string> Specific, string? Primary)
{
    const int MostOfferings = 1000;

    /// <summary>None at all.</summary>
    public static readonly MarketLinking None = new(false, [], null);

    /// <summary>Reads <c>linkingStrategy</c> and <c>primaryOfferingOId</c>; <c>{}</c> and the empty string stand for absent.</summary>
    public static MarketLinking Read(JsonObject body)
    {
        var primary = body.OptionalText("primaryOfferingOId", new TextRule(0, 256)).Value is { Length: > 0 } id ? id : null;
        if (body.OptionalObject("linkingStrategy") is not { } strategy || !strategy.Element.EnumerateObject().Any())
            return new(false, [], primary);
        var offerings = strategy.OptionalTexts("offeringOIds", MarketInput.AnyId, MostOfferings).Value ?? [];
        if (strategy.RequiredChoice("mode", "ALL", "SPECIFIC") is not "SPECIFIC") return new(true, [], primary);
        if (offerings.Count == 0) strategy.Violate("offeringOIds", "expected at least one offering, as the mode is SPECIFIC");
        return new(false, offerings, primary);
    }
}
