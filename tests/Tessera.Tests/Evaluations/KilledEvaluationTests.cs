using Tessera.Tests.Harness;

namespace Tessera.Tests.Evaluations;

/// <summary>The server is killed again and again while it works on an evaluation.</summary>
public sealed class KilledEvaluationTests(Servers servers)
{
    const int Conversations = 200;
    const int Candidates = 2;
    const int Answers = Conversations * Candidates;

    [Theory, OnBothDatabases]
    public async Task Every_answer_is_kept_once_and_only_what_was_under_way_is_asked_again(Backend backend)
    {
        var server = new KilledServer(servers.NewDatabase(backend)) { Kills = 8, LongestLife = 600, AtATime = 4 };
        await server.WorkAsync(Answers, BeginAsync, AssertReportAsync);
        Assert.Equal(Answers, server.Count("evaluation_answer"));
    }

    static async Task<string> BeginAsync(Api api)
    {
        await KilledServer.FillAsync(api, Conversations);
        var labels = string.Join(
            '\n',
            Enumerable.Range(0, Conversations).Select(i => $$$"""{"externalConversationId":"c-{{{i}}}","labels":{"q_said":["Yes"]}}"""));
        (await api.SendAsync(HttpMethod.Post, "/v1/labelled-case-file?set=said", labels, "application/x-ndjson")).Expect(200);
        return (await api.PostAsync(MoodCases.EvaluationsPath, MoodCases.TwoCandidates)).Expect(201)["id"];
    }

    static async Task AssertReportAsync(Api api, string id)
    {
        var ended = await MoodCases.EndAsync(api, id);
        Assert.Equal((Answers, Answers), ((int)ended["progress"]!["answered"]!, (int)ended["progress"]!["total"]!));
        Assert.All(
            ended["report"]!["candidates"]!.AsArray(),
            candidate => Assert.Equal((Conversations, 0), ((int)candidate!["total"]!["right"]!, (int)candidate["total"]!["failed"]!)));
        var job = (await api.GetAsync($"/v1/jobs/{id}")).Expect(200).Json;
        Assert.Equal(("done", Answers, Answers), ((string)job["state"]!, (int)job["done"]!, (int)job["total"]!));
    }
}
