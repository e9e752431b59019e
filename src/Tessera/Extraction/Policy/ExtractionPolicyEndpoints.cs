using System.Text.Json;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Llm;
using Tessera.OpenApi;
using Tessera.Wire;

namespace Tessera.Extraction.Policy;

/// <summary>Which extractor a workspace wants for which field.</summary>
internal static class ExtractionPolicyEndpoints
{
    static readonly string[] Strategies = [.. Enum.GetNames<ExtractionStrategy>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public static void MapExtractionPolicy(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/extraction/policy", Get).Requires(Scopes.Read | Scopes.Config)
            .Does("getExtractionPolicy", "Which extractor is used for which field").Gives(200, PolicyResource.Example);
        app.MapPut("/v1/extraction/policy", Set).Requires(Scopes.Config)
            .Does("setExtractionPolicy", "Choose the extractors", "What is absent has its default.")
            .Takes(
                Read,
                """{"strategy":"model-first","fields":{"e_account_number":"built-in-only"},"giveUngrounded":false,"endAfterSilenceMinutes":30}""")
            .Gives(200, PolicyResource.Example);
    }

    static IResult Get(HttpContext http, ExtractionPolicyStore store, LanguageModel model) =>
        Json.Ok(PolicyResource.Of(store.Find(http.Caller().Workspace), model));

    static async Task<IResult> Set(HttpContext http, ExtractionPolicyStore store, LanguageModel model, CancellationToken cancellationToken)
    {
        var input = await JsonBody.ReadAsync(http, Read);
        if (input.Problem is { } problem) return problem;
        await store.SetAsync(http.Caller().Workspace, http.Author(), input.Value!, cancellationToken);
        return Json.Ok(PolicyResource.Of(input.Value!, model));
    }

    /// <summary>A policy; what is absent has its default. A field needn't be there yet.</summary>
    static ExtractionPolicy Read(JsonObject body)
    {
        const int MostFields = 10_000;
        var strategy = body.OptionalChoice("strategy", Strategies).Value;
        var fields = new Dictionary<string, ExtractionStrategy>(StringComparer.Ordinal);
        foreach (var (id, name) in body.MapOrAbsent("fields", TextRule.Identifier, TextRule.Any, MostFields) ?? [])
        {
            if (name is null) continue;
            if (Strategies.Contains(name)) fields[id] = Strategy(name);
            else body.Violate($"fields['{id}']", $"expected one of {string.Join(", ", Strategies)}, found another string");
        }

        return new ExtractionPolicy(
            strategy is null ? ExtractionPolicy.Default.Strategy : Strategy(strategy), fields, body.BoolOrAbsent("giveUngrounded") ?? false,
            body.OptionalInt("endAfterSilenceMinutes", 1, ExtractionPolicy.LongestSilenceMinutes));
    }

    static ExtractionStrategy Strategy(string name) => (ExtractionStrategy)(Array.IndexOf(Strategies, name) + 1);
}

/// <summary>A policy as it is given out, with the model it would ask.</summary>
/// <param name="Strategy">For fields that aren't named.</param>
/// <param name="Fields">For these fields.</param>
/// <param name="GiveUngrounded">Whether ungrounded values are given out.</param>
/// <param name="EndAfterSilenceMinutes">After how many minutes without a message a conversation has ended; absent where silence ends
/// none.</param>
/// <param name="Model">The model's name; absent where this server has none.</param>
internal sealed record PolicyResource(
    ExtractionStrategy Strategy, IReadOnlyDictionary<string, ExtractionStrategy> Fields, bool GiveUngrounded, int? EndAfterSilenceMinutes,
    string? Model)
{
    public static readonly PolicyResource Example = new(
        ExtractionStrategy.ModelFirst,
        new Dictionary<string, ExtractionStrategy> { ["e_account_number"] = ExtractionStrategy.BuiltInOnly },
        GiveUngrounded: false,
        30,
        "llama3.1");

    public static PolicyResource Of(ExtractionPolicy policy, LanguageModel model) =>
        new(policy.Strategy, policy.Fields, policy.GiveUngrounded, policy.EndAfterSilenceMinutes, model.Options?.Model);
}
