using System.Text.Json.Nodes;
using Dapper;
using Tessera.Cli;
using Tessera.Data;
using Tessera.Extraction.Evaluation;
using Tessera.Llm;
using Tessera.Tests.Harness;
using Tessera.Tests.Models;
using static Tessera.Tests.Evaluations.MoodCases;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Evaluations;

/// <summary>Candidates are compared on labelled cases, with a model on a real socket.</summary>
public sealed class EvaluationRunTests(ModelWorkspaces workspaces, Servers servers) : IClassFixture<ModelWorkspaces>
{
    const string Evaluations = EvaluationsPath;

    [Theory, OnBothDatabases]
    public async Task Prompts_models_and_extractors_are_compared_and_one_is_held_against_another(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Moods);
        await LabelAsync(workspace, 40);
        var made = (await workspace.Api.PostAsync(Evaluations, """
            {"name":"Which","candidates":[{"name":"ours","strategy":"built-in-only"},{"name":"now","strategy":"model-only"},
              {"name":"next","strategy":"model-only","prompt":"2"},{"name":"other","strategy":"model-only","model":"second"}],
             "noWorseThan":{"baseline":"now","metric":"recall","tolerance":0.02}}
            """)).Expect(201).Json;
        Assert.Equal(("queued", 0, 160), ((string)made["status"]!, (int)made["progress"]!["answered"]!, (int)made["progress"]!["total"]!));

        var ended = await EndAsync(workspace.Api, (string)made["id"]!);

        Assert.Equal((160, 160), ((int)ended["progress"]!["answered"]!, (int)ended["progress"]!["total"]!));
        var report = ended["report"]!;
        var (now, next, other) = (Total(report, 1), Total(report, 2), Total(report, 3));
        Assert.Equal((40, 40, 20, 20), ((int)now["asked"]!, (int)now["support"]!, (int)now["right"]!, (int)now["missed"]!));
        Assert.Equal((40, 0), ((int)next["right"]!, (int)next["missed"]!));
        // Wilson: 20 and 40 of 40.
        Assert.Equal("0.500 0.352 0.648", Shown(now["recall"]!));
        Assert.Equal("1.000 0.912 1.000", Shown(next["recall"]!));
        Assert.Equal((0.5, 1.0), ((double)now["abstention"]!["value"]!, (double)now["grounded"]!["value"]!));
        Assert.Equal(now["f1"]!.ToJsonString(), report["candidates"]![1]!["fields"]![0]!["f1"]!.ToJsonString());
        Assert.True(
            (double)now["f1"]!["low"]! < (double)now["f1"]!["value"]!
                && (double)now["latency"]!["p50"]! <= (double)now["latency"]!["p95"]!);
        // 100 and 10 tokens a call at 1 and 2 a million; the other model takes 3.
        Assert.Equal(
            (0.0048m, 0.0048m, 0.0128m),
            ((decimal)now["cost"]!["cost"]!, (decimal)next["cost"]!["cost"]!, (decimal)other["cost"]!["cost"]!));
        Assert.Null(Total(report, 0)["cost"]);
        Assert.Equal(["ours", "ours", "ours", "now", "now", "next"], report["agreement"]!.AsArray().Select(a => (string)a!["one"]!));
        var pair = report["agreement"]!.AsArray().Single(a => (string)a!["one"]! == "now" && (string)a["other"]! == "next")!;
        Assert.Equal((40, 20, "e_mood"), ((int)pair["asked"]!, (int)pair["same"]!, (string)pair["fields"]![0]!["name"]!));
        Assert.Equal(
            "ours:fail next:pass other:pass", string.Join(' ', report["gate"]!.AsArray().Select(g => $"{g!["candidate"]}:{g["outcome"]}")));
        Assert.Contains("recall differs by +0.5000 from now", (string)report["gate"]![1]!["reason"]!, StringComparison.Ordinal);

        // All of it is in the ledger, and nothing at the conversations.
        Assert.Equal((120, 12_000, 1200, 0), await workspace.UsageAsync());
        Assert.Equal(0, await SetsAsync(backend, workspace));
        // Every answer was the model's own, not one that is kept.
        Assert.Equal(120, workspace.Requests.Count);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_completed_stays_as_it_is(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Moods);
        await LabelAsync(workspace, 3);
        var ended = await RunAsync(workspace.Api, TwoCandidates);

        await ImportAsync(workspace.Api, """{"externalConversationId":"c-01","labels":{"e_mood":["another"]}}""");
        (await workspace.Api.DeleteAsync($"{Given.Fields}/e_mood")).Expect(200);
        foreach (var action in new[] { "cancel", "resume" })
            Assert.Equal(
                ended.ToJsonString(),
                (await workspace.Api.SendAsync(HttpMethod.Post, $"{Evaluations}/{ended["id"]}/{action}")).Expect(200).Json.ToJsonString());
        Assert.Equal(ended.ToJsonString(), (await workspace.Api.GetAsync($"{Evaluations}/{ended["id"]}")).Expect(200).Json.ToJsonString());
        var listed = Assert.Single((await workspace.Api.GetAsync(Evaluations)).Expect(200).Json["evaluations"]!.AsArray())!;
        Assert.Equal(
            ((string)ended["id"]!, null, """["e_mood"]"""),
            ((string)listed["id"]!, listed["report"], $"[\"{listed["candidates"]![0]!["fieldVersions"]!.AsObject().Single().Key}\"]"));
        // A further evaluation has no field to ask for.
        var later = await RunAsync(workspace.Api, TwoCandidates);
        Assert.Equal((0, 3), ((int)later["cases"]!["labels"]!, (int)later["cases"]!["withoutField"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_spent_budget_interrupts_and_what_was_paid_for_is_kept(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Moods);
        await LabelAsync(workspace, 4);
        (await workspace.Api.PutAsync("/v1/usage/budget", """{"daily":{"tokens":5100}}""")).Expect(200);

        // A call reserves some 5,000 tokens, so that only the first fits.
        var id = (await workspace.Api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
        var interrupted = await EndAsync(workspace.Api, id, "interrupted");
        Assert.Contains(
            "The model isn't called: one more call could pass the day's budget of 5100 tokens", (string)interrupted["reason"]!,
            StringComparison.Ordinal);
        Assert.Null(interrupted["report"]);
        var kept = (int)interrupted["progress"]!["answered"]!;
        Assert.InRange(kept, 1, 7);
        Assert.Equal(kept, workspace.Requests.Count);

        (await workspace.Api.PutAsync("/v1/usage/budget", "{}")).Expect(200);
        (await workspace.Api.SendAsync(HttpMethod.Post, $"{Evaluations}/{id}/resume")).Expect(200);
        var ended = await EndAsync(workspace.Api, id);
        Assert.Equal((8, 8), ((int)ended["progress"]!["answered"]!, workspace.Requests.Count));
        Assert.Equal((4, null), ((int)Total(ended["report"]!, 1)["right"]!, ended["reason"]));
    }

    [Theory, OnBothDatabases]
    public async Task A_model_that_is_away_for_a_moment_is_no_mistake_of_a_candidate(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Status(503), Status(503), Moods);
        await LabelAsync(workspace, 1);

        var ended = await RunAsync(workspace.Api, """{"candidates":[{"name":"next","strategy":"model-only","prompt":"2"}]}""");

        Assert.Equal((1, 0), ((int)Total(ended["report"]!, 0)["right"]!, (int)Total(ended["report"]!, 0)["failed"]!));
        // The call that failed is in the ledger, and among its costs.
        Assert.Equal((2, 1), ((int)Total(ended["report"]!, 0)["cost"]!["calls"]!, (int)Total(ended["report"]!, 0)["cost"]!["failed"]!));
    }

    [Theory, OnBothDatabases]
    public async Task A_model_that_will_be_away_for_an_hour_is_not_waited_for(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Status(429, retryAfter: "3600"));
        await LabelAsync(workspace, 1);

        var id = (await workspace.Api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];

        var interrupted = await EndAsync(workspace.Api, id, "interrupted");
        Assert.Equal(("now: ", 1), (((string)interrupted["reason"]!)[..5], workspace.Requests.Count));
        Assert.Contains("answered 429", (string)interrupted["reason"]!, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task The_command_measures_an_exported_file_as_the_server_measures_its_cases(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.EntityAsync("e_account", "4411223344");
        await api.QuestionAsync("q_ok");
        for (var i = 0; i < 9; i++)
        {
            var conversation = await api.ConversationAsync($"c-{i}");
            await api.MessageAsync(conversation, "agent", "a", "What is your account number?");
            await api.MessageAsync(
                conversation, "customer", "b", i % 3 == 0 ? "I don't know, no thanks." : $"It is 990011223{i}, yes please.", minute: 1);
        }

        var lines = Enumerable.Range(0, 9)
            .Select(i => $$$"""{"externalConversationId":"c-{{{i}}}","labels":{"e_account":["990011223{{{i % 4}}}"],"q_ok":["Yes"]}}""");
        await ImportAsync(api, string.Join('\n', lines));
        var ended = await RunAsync(api, """{"candidates":[{"name":"built-in","strategy":"built-in-only"}]}""");

        var exported = (await api.GetAsync("/v1/labelled-case-file")).Expect(200).Text;
        var fields = (await api.GetAsync(Given.Fields)).Expect(200).Json["structuredDataFields"]!.ToJsonString();
        var mapping = FieldMapping.Parse($$"""{"fields":{{fields}}}""");
        using var run = new EvaluateRun(
            new EvaluateRequest("-", "-", [ExtractorChoice.BuiltIn], Json: true, null, null), mapping, new LanguageModel());
        await run.ReadAsync(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(exported)), TextWriter.Null, TestContext.Current.CancellationToken);
        var report = JsonNode.Parse(ReportWriter.Document(run.Report(), run.BadLines))!;

        Assert.Equal(Measured(ended["report"]!), Measured(report));
        Assert.Equal((18, 0), ((int)Total(report, 0)["asked"]!, run.BadLines));
        Assert.InRange((int)Total(report, 0)["right"]!, 5, 13);

        static string Measured(JsonNode report) => string.Join('\n', new[] { Total(report, 0) }.Concat(
            report["candidates"]![0]!["fields"]!.AsArray()).Select(measures =>
        {
            var timeless = measures!.DeepClone().AsObject();
            timeless.Remove("latency");
            return timeless.ToJsonString();
        }));
    }

    [Theory, OnBothDatabases]
    public async Task A_model_that_answers_nonsense_has_failed(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Says("I'd rather not."));
        await LabelAsync(workspace, 2);

        var ended = await RunAsync(workspace.Api, """{"candidates":[{"name":"now","strategy":"model-only"}]}""");

        var total = Total(ended["report"]!, 0);
        Assert.Equal((2, 2, 1.0), ((int)total["failed"]!, (int)total["missed"]!, (double)total["abstention"]!["value"]!));
        var mistakes = (await workspace.Api.GetAsync($"{Evaluations}/{ended["id"]}/mistakes")).Expect(200).Json["mistakes"]!.AsArray();
        Assert.All(
            mistakes,
            m => Assert.Equal(
                ("failed", "missed", "The model's answer can't be used: there is no complete JSON object in it."),
                ((string)m!["outcome"]!, (string)m["verdict"]!, (string)m["failure"]!)));
    }

    [Theory, OnBothDatabases]
    public async Task A_run_is_cancelled_while_it_waits_for_the_model(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Hangs);
        await LabelAsync(workspace, 3);
        var id = (await workspace.Api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
        await Eventually.IsTrueAsync(() => Task.FromResult(!workspace.Requests.IsEmpty), "the model is asked");

        var cancelled = (await workspace.Api.SendAsync(HttpMethod.Post, $"{Evaluations}/{id}/cancel")).Expect(200).Json;
        Assert.Equal(("cancelled", null), ((string)cancelled["status"]!, cancelled["report"]));
        Assert.NotNull(cancelled["finishedAt"]);
        // Calls under way are written down as what they were.
        await Eventually.IsTrueAsync(
            async () => (await workspace.Api.GetAsync("/v1/usage?groupBy=outcome")).Expect(200).Json["groups"]!.AsArray()
                .Any(g => (string)g!["group"]! == "cancelled"), "the calls are cancelled");
        Assert.Equal("cancelled", (await workspace.Api.SendAsync(HttpMethod.Post, $"{Evaluations}/{id}/resume")).Expect(200)["status"]);
    }

    [Theory, OnBothDatabases]
    public async Task After_a_restart_a_run_goes_on_where_it_was(Backend backend)
    {
        var database = servers.NewDatabase(backend);
        await using var dying = await ScriptedModel.StartAsync(
            async (call, _, http, request) => await (call < 3 ? Moods : Hangs)(http, request));
        string id;
        var server = await Servers.StartAsync(database with { Model = ModelOf(dying, atOnce: 1) });
        using (var first = new ModelWorkspace(Servers.NewKey(server, "w"), "any", []))
        {
            await LabelAsync(first, 4);
            id = (await first.Api.PostAsync(Evaluations, TwoCandidates)).Expect(201)["id"];
            await Eventually.IsTrueAsync(
                async () => (int)(await first.Api.GetAsync($"{Evaluations}/{id}")).Expect(200).Json["progress"]!["answered"]! == 3
                    && dying.Calls == 4, "three answers are kept");
        }

        await server.DisposeAsync();
        await using var living = await ScriptedModel.StartAsync(Moods);
        server = await Servers.StartAsync(database with { Model = ModelOf(living, atOnce: 1) });
        using (var again = Servers.NewKey(server, "w"))
        {
            var ended = await EndAsync(again, id);
            Assert.Equal((8, 5), ((int)ended["progress"]!["answered"]!, living.Calls));
            Assert.Equal((2, 4), ((int)Total(ended["report"]!, 0)["right"]!, (int)Total(ended["report"]!, 1)["right"]!));
        }

        await server.DisposeAsync();

        // The model is another one since: that is told, and not taken for the same.
        await using var renamed = await Servers.StartAsync(database with { Model = new LanguageModel() });
        using var last = Servers.NewKey(renamed, "w");
        (await last.PostAsync(Evaluations, TwoCandidates)).ExpectError("422-01", "candidates[0]: no language model is configured.");
    }

    [Theory, OnBothDatabases]
    public async Task Cases_are_chosen_by_set_field_and_segment_and_disputes_are_left_out(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Moods);
        var ids = await LabelAsync(workspace, 4);
        var api = workspace.Api;
        await api.MetadataAsync("c-01", """{"platform":"IOS"}""");
        await api.SegmentAsync("ON_IOS", "platform = 'IOS'");
        await ImportAsync(
            api,
            """{"messages":[{"text":"I'm mood 99.","sender":{"role":"customer"}}],"labels":{"e_mood":["mood 99"],"q_happy":["Yes"]}}""");
        // Another set says the same of one, and something else of another.
        (await api.SendAsync(HttpMethod.Post, "/v1/labelled-case-file?set=others", """
            {"externalConversationId":"c-00","labels":{"e_mood":["MOOD 00","fine"]}}
            {"externalConversationId":"c-01","labels":{"e_mood":[]}}
            """, "application/x-ndjson")).Expect(200);

        Assert.Equal("4 5 1", await ChosenAsync("null"));
        Assert.Equal("5 6 0", await ChosenAsync("""{"set":"moods"}"""));
        Assert.Equal("5 5 0", await ChosenAsync("""{"set":"moods","fieldIds":["e_mood"]}"""));
        Assert.Equal("1 1 0", await ChosenAsync("""{"fieldIds":["q_happy"]}"""));
        Assert.Equal("1 1 0", await ChosenAsync("""{"set":"moods","segmentId":"ON_IOS"}"""));
        Assert.Equal("0 0 1", await ChosenAsync("""{"segmentId":"ON_IOS"}"""));
        Assert.Equal("0 0 0", await ChosenAsync("""{"set":"none"}"""));
        Assert.Equal(4, ids.Count);

        async Task<string> ChosenAsync(string cases)
        {
            var ended = await RunAsync(api, $$$"""{"candidates":[{"name":"ours","strategy":"built-in-only"}],"cases":{{{cases}}}}""");
            Assert.Equal((int)ended["cases"]!["labels"]!, (int)Total(ended["report"]!, 0)["asked"]!);
            return $"{ended["cases"]!["conversations"]} {ended["cases"]!["labels"]} {ended["cases"]!["disputed"]}";
        }
    }

    [Theory, OnBothDatabases]
    public async Task Versions_of_a_field_are_compared_and_mistakes_are_shown(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await api.EntityAsync("e_account", "4411223344");
        (await api.PutAsync($"{Given.Fields}/e_account", """
            {"name":"Account","categoryId":"CUSTOM","type":"ENTITY","entity":{"name":"name of the pet","description":"What the pet is called.","examples":["Rex"]}}
            """)).Expect(200);
        for (var i = 0; i < 3; i++)
        {
            var conversation = await api.ConversationAsync($"c-{i}");
            await api.MessageAsync(conversation, "agent", "a", "What is your account number?");
            await api.MessageAsync(conversation, "customer", "b", $"My account number is 990011223{i}.", minute: 1);
        }

        await ImportAsync(
            api,
            string.Join(
                '\n',
                Enumerable.Range(0, 3)
                    .Select(i => $$$"""{"externalConversationId":"c-{{{i}}}","labels":{"e_account":["990011223{{{i}}}"]}}""")));
        var ended = await RunAsync(api, """
            {"candidates":[{"name":"was","strategy":"built-in-only","fieldVersions":{"e_account":1}},{"name":"is","strategy":"built-in-only"}],
             "noWorseThan":{"baseline":"was","tolerance":0,"minCases":3}}
            """);

        Assert.Equal([1, 2], ended["candidates"]!.AsArray().Select(c => (int)c!["fieldVersions"]!["e_account"]!));
        Assert.Equal((3, 0), ((int)Total(ended["report"]!, 0)["right"]!, (int)Total(ended["report"]!, 1)["right"]!));
        Assert.Equal("fail", (string)ended["report"]!["gate"]![0]!["outcome"]!);
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await api.GetAsync($"{Evaluations}/{ended["id"]}/mistakes?limit=2&cursor={cursor}")).Expect(200).Json;
            seen.AddRange(page["mistakes"]!.AsArray().Select(m => $"{m!["candidate"]} {m["accepted"]![0]}"));
            cursor = (string?)page["nextCursor"];
        }

        Assert.Equal(["is 9900112230", "is 9900112231", "is 9900112232"], seen);
    }

    [Theory]
    [OnBothDatabases("""{"candidates":[]}""", "400-01", "$.candidates: expected 1 to 10 candidates, found 0")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"best"}]}""", "400-01",
        "$.candidates[0].strategy: expected built-in-first, model-first, both, built-in-only or model-only, found \"best\"")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both"},{"name":"a","strategy":"both"}]}""", "400-01",
        "$.candidates: two of them have the name a")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both","model":"third"}]}""", "422-03",
        "candidates[0].model: no language model third is configured.")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both","prompt":"9"}]}""", "422-03",
        "candidates[0].prompt: there is no prompt 9, only 1, 2.")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"built-in-only","prompt":"1"}]}""", "422-01",
        "candidates[0]: built-in-only asks no model, so it can have no model or prompt.")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both","fieldVersions":{"e_mood":7}}]}""", "422-03",
        "candidates[0].fieldVersions: there is no version 7 of a structured data field e_mood.")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both"}],"cases":{"fieldIds":["e_gone"]}}""", "422-03",
        "cases.fieldIds: there is no structured data field e_gone.")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both"}],"cases":{"segmentId":"GONE"}}""", "422-03",
        "cases.segmentId: there is no segment GONE.")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both"},{"name":"b","strategy":"both"}],"noWorseThan":{"baseline":"c","tolerance":0}}""",
        "400-01", "$.noWorseThan.baseline: expected the name of a candidate")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both"}],"noWorseThan":{"baseline":"a","tolerance":0}}""", "400-01",
        "$.noWorseThan.baseline: expected a further candidate to hold against it")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both"},{"name":"b","strategy":"both"}],"noWorseThan":{"baseline":"a","tolerance":1.01}}""", "400-01", "$.noWorseThan.tolerance: expected a number from 0 to 1, found 1.01")]
    [OnBothDatabases(
        """{"candidates":[{"name":"a","strategy":"both"},{"name":"b","strategy":"both"}],"noWorseThan":{"baseline":"a","tolerance":0,"metric":"luck"}}""", "400-01", "$.noWorseThan.metric: expected f1, precision, recall or accuracy, found \"luck\"")]
    public async Task What_cannot_be_compared_is_refused(Backend backend, string body, string code, string message)
    {
        using var workspace = await workspaces.NewAsync(backend, Moods);
        await workspace.DefineAsync();

        (await workspace.Api.PostAsync(Evaluations, body)).ExpectError(code, message);
        Assert.Empty((await workspace.Api.GetAsync(Evaluations)).Expect(200).Json["evaluations"]!.AsArray());
        (await workspace.Api.GetAsync($"{Evaluations}/{code}")).ExpectError("404-01", $"There is no evaluation {code}.");
    }

    [Theory, OnBothDatabases]
    public async Task There_are_ten_candidates_at_most(Backend backend)
    {
        using var workspace = await workspaces.NewAsync(backend, Moods);
        foreach (var count in new[] { 9, 10, 11 })
        {
            var candidates = Enumerable.Range(0, count).Select(i => new { name = $"{i}", strategy = "built-in-only" });
            (await workspace.Api.PostAsync(Evaluations, new { candidates })).Expect(count > 10 ? 400 : 201);
        }
    }

    static string Shown(JsonNode rate) =>
        string.Join(' ', new[] { "value", "low", "high" }.Select(part => ((double)rate[part]!).ToString("0.000")));

    static JsonNode Total(JsonNode report, int candidate) => report["candidates"]![candidate]!["total"]!;

    async Task<long> SetsAsync(Backend backend, ModelWorkspace workspace)
    {
        var database = await workspaces.ServiceAsync<Database>(backend);
        using var connection = database.Read();
        return connection.QuerySingle<long>(
            "SELECT COUNT(*) FROM structured_data s JOIN workspace w ON w.workspace_id = s.workspace_id WHERE w.name = @name",
            new { name = workspace.Api.Workspace });
    }
}
