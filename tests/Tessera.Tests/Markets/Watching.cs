using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>What tests of market segments that watch conversations do again and again.</summary>
internal static class Watching
{
    public const string BankQuestions = """
        {"questions":[{"question":"Is the company of this size: 500+ employees?","rationale":"A number of employees counts.","fitType":"GOOD","weight":"HIGH"},
                      {"question":"Is the company's main business one of these: airlines?","rationale":"","fitType":"BAD","weight":"MEDIUM"}]}
        """;

    /// <summary>A market segment with these questions; gives its id.</summary>
    public static async Task<string> MarketAsync(this Api api, string questions = BankQuestions, string name = "Banks")
    {
        var oId = await api.MakeIdAsync("segment", new { name });
        (await api.PutAsync($"/v1/market-segments/{oId}/questions", questions)).Expect(200);
        return oId;
    }

    public static Task<Answer> TryActivateAsync(this Api api, string oId, string query) =>
        api.PostAsync($"/v1/market-segments/{oId}/activate", new { query });

    public static async Task<JsonNode> ActivateAsync(this Api api, string oId, string query = "lob_id = 'sales'") =>
        (await api.TryActivateAsync(oId, query)).Expect(200).Json;

    /// <summary>A conversation of a line of business in which the customer says something; gives its id.</summary>
    public static async Task<string> SaidAsync(this Api api, string externalId, string text, string lob = "sales")
    {
        var id = await api.ConversationAsync(externalId);
        await api.MessageAsync(id, "customer", "c", text);
        await api.MetadataAsync(externalId, $$"""{"lobId":"{{lob}}"}""");
        return id;
    }

    /// <summary>Waits until so many conversations have a score of a market segment.</summary>
    public static Task ScoredAsync(this Api api, string oId, int conversations) =>
        Eventually.IsTrueAsync(
            async () => await api.CountAsync($"fit['{oId}'] IS SET") == conversations, $"{conversations} conversations are scored");

    /// <summary>A conversation's score and answers of the one market segment that has scored it.</summary>
    public static async Task<JsonNode> FitAsync(this Api api, string conversationId) =>
        Assert.Single((await api.GetAsync($"/v1/conversations/{conversationId}/fits")).Expect(200).Json["items"]!.AsArray())!;

    /// <summary>The ids of the fields that an activation names.</summary>
    public static string[] FieldIds(this JsonNode activation) => [.. activation["fields"]!.AsArray().Select(f => (string)f!["fieldId"]!)];

    /// <summary>The standing job of a market segment.</summary>
    public static async Task<JsonNode> JobAsync(this Api api, string oId) =>
        Assert.Single(
            (await api.GetAsync("/v1/jobs?kind=market-watch")).Expect(200).Json["items"]!.AsArray(),
            job => (string)job!["subject"]! == oId)!;

    /// <summary>Holds a stored score against what qualification says of the same conversation now.</summary>
    public static async Task<JsonNode> SameAsQualifiedAsync(this Api api, string oId, string conversationId)
    {
        var qualified = (await api.PostAsync($"/v1/market-segments/{oId}/qualify", new { conversationId })).Expect(200).Json;
        var fit = await api.FitAsync(conversationId);
        Assert.Equal((double)qualified["score"]!, (double)fit["score"]!);
        foreach (var answer in fit["answers"]!.AsArray())
        {
            answer!.AsObject().Remove("fieldId");
            answer.AsObject().Remove("answeredBy");
        }

        Assert.Equal(qualified["answers"]!.ToJsonString(), fit["answers"]!.ToJsonString());
        return qualified;
    }
}
