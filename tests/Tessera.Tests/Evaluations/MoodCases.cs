using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tessera.Llm;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Evaluations;

/// <summary>Conversations of which the mood is labelled, a model that tells it, and evaluations of both.</summary>
internal static class MoodCases
{
    public const string EvaluationsPath = "/v1/evaluations";
    public const string TwoCandidates = """{"name":"A new prompt","candidates":[{"name":"now","strategy":"model-only"},{"name":"next","strategy":"model-only","prompt":"2"}]}""";

    /// <summary>
    /// Says what the customer said last: with the second prompt or model always, with the first of each in every other conversation.
    /// </summary>
    public static Task Moods(HttpContext http, JsonNode request)
    {
        var last = ((string)request["messages"]![1]!["content"]!).Split('\n').Last();
        var mood = ((string)JsonNode.Parse(last)!["text"]!).Split("I'm ")[1].TrimEnd('.');
        var second = (string)request["model"]! == "second"
            || ((string)request["messages"]![0]!["content"]!).Contains("before you answer", StringComparison.Ordinal);
        return (second || int.Parse(mood[^2..]) % 2 == 0 ? Form((mood, mood, 3)) : Form(("Not Found", "", 0)))(http, request);
    }

    public static async Task<List<string>> LabelAsync(ModelWorkspace workspace, int conversations)
    {
        await workspace.DefineAsync();
        var ids = new List<string>();
        for (var i = 0; i < conversations; i++) ids.Add(await workspace.ConversationAsync($"c-{i:00}", $"Thanks, I'm mood {i:00}."));
        var lines = Enumerable.Range(0, conversations)
            .Select(i => $$$"""{"externalConversationId":"c-{{{i:00}}}","labels":{"e_mood":["mood {{{i:00}}}"]}}""");
        (await ImportAsync(workspace.Api, string.Join('\n', lines))).Expect(200);
        return ids;
    }

    public static Task<Answer> ImportAsync(Api api, string lines) =>
        api.SendAsync(HttpMethod.Post, "/v1/labelled-case-file?set=moods", lines, "application/x-ndjson");

    public static async Task<JsonNode> EndAsync(Api api, string id, string status = "completed")
    {
        await Eventually.IsTrueAsync(
            async () => (string)(await api.GetAsync($"{EvaluationsPath}/{id}")).Expect(200).Json["status"]! is not ("queued" or "running"),
            "the evaluation ends");
        var ended = (await api.GetAsync($"{EvaluationsPath}/{id}")).Expect(200).Json;
        Assert.True((string)ended["status"]! == status, ended.ToJsonString());
        return ended;
    }

    public static async Task<JsonNode> RunAsync(Api api, string body) =>
        await EndAsync(api, (await api.PostAsync(EvaluationsPath, body)).Expect(201)["id"]);

    /// <summary>A patient client of a scripted model, which asks it so much at once.</summary>
    public static LanguageModel ModelOf(ScriptedModel model, int atOnce) =>
        LanguageModel.Of(model.Options with { Concurrency = atOnce, Timeout = TimeSpan.FromMinutes(1) }, TimeProvider.System);
}
