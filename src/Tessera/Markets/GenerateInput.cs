using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>A request for drafts, as clients send it.</summary>
/// <param name="Segments">One draft each, in this order.</param>
/// <param name="Linking">The offerings they are for.</param>
/// <param name="BrandVoice">The voice they are put in; null for the workspace's default.</param>
internal sealed record GenerateInput(IReadOnlyList<GenerateItem> Segments, MarketLinking Linking, string? BrandVoice)
{
    /// <summary>The most drafts of a request: each may take ten seconds for every page.</summary>
    public const int MostSegments = 20;

    /// <summary>The most sources of a draft.</summary>
    public const int MostSources = 10;

    /// <summary>A body as the API's description shows it: the vendor's own.</summary>
    public const string Example = """
        {"primaryOfferingOId":"o_123456","linkingStrategy":{"mode":"ALL"},
         "segments":[{"name":"Enterprise Technology Companies","sources":[{"type":"TEXT","value":"Enterprise companies with 500+ employees in technology sector"}]},
                     {"sources":[{"type":"URL","value":"https://example.com/market-research"}]}],
         "brandVoiceOId":"bv_123456"}
        """;

    public static GenerateInput Read(JsonObject body)
    {
        var segments = body.RequiredObjects("segments", 1, MostSegments).Select(segment => new GenerateItem(
            segment.OptionalText("name", new TextRule(0, 256)).Value is { Length: > 0 } name ? name : null,
            [.. segment.RequiredObjects("sources", 1, MostSources).Select(Source.Read)]));
        return new GenerateInput(
            [.. segments],
            MarketLinking.Read(body),
            body.OptionalText("brandVoiceOId", new TextRule(0, 256)).Value is { Length: > 0 } voice ? voice : null);
    }
}

/// <summary>One draft that is asked for.</summary>
/// <param name="Name">The name it is to have, or null.</param>
/// <param name="Sources">What it is made of.</param>
internal sealed record GenerateItem(string? Name, IReadOnlyList<Source> Sources);
