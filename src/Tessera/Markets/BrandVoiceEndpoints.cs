using Tessera.Access;
using Tessera.Audit;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Markets;

/// <summary>Octave's API for brand voices.</summary>
internal static class BrandVoiceEndpoints
{
    static readonly MarketHandlers Handlers = new("brand voice", MarketKind.BrandVoice);

    public static void MapBrandVoices(this IEndpointRouteBuilder app)
    {
        var voices = app.MapGroup("/api/v2/brand-voice");
        voices.MapGet("list", (HttpContext http, MarketStore store) => MarketHandlers.List(http, store, "text", MarketKind.BrandVoice))
            .Requires(Scopes.Read | Scopes.Config)
            .Does("listBrandVoices", "List brand voices", "The newest first.").AsksList("text")
            .Gives(OctaveForm.List, OctaveExamples.BrandVoiceEntity);
        Handlers.Map(voices, "BrandVoice", OctaveExamples.BrandVoiceEntity, OctaveExamples.NewBrandVoice, OctaveExamples.ChangedBrandVoice);
        voices.MapPost("toggle-default", ToggleDefault).Requires(Scopes.Config)
            .Does(
                "toggleDefaultBrandVoice", "Make a brand voice the default, or none",
                "The default becomes none; any other becomes the default in its place.")
            .Takes(body => body.RequiredText("oId", MarketInput.AnyId), """{"oId":"bv_123456"}""")
            .Gives(OctaveForm.Data, OctaveExamples.BrandVoiceEntity).Fails(404);
    }

    // The default becomes none; any other becomes the default, and there is one at most.
    static async Task<IResult> ToggleDefault(HttpContext http, MarketStore store, CancellationToken cancellationToken)
    {
        var oId = await JsonBody.ReadAsync(http, body => body.RequiredText("oId", MarketInput.AnyId));
        if (oId.Problem is { } problem) return problem;
        var toggled = await store.UpdateAsync(
            http.Caller().Workspace, http.Author(), Handlers.What, oId.Value!, Handlers.Kinds,
            voice => voice with { IsDefault = !voice.IsDefault }, cancellationToken);
        return toggled.ToHttp(voice => MarketHandlers.Data(http, store, voice, null));
    }
}
