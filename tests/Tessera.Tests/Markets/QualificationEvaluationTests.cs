using System.Text.Json.Nodes;
using Tessera.Markets.Qualifying.Evaluation;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>Segments and their questions measured on labelled companies, over HTTP and by the command.</summary>
public sealed class QualificationEvaluationTests(Servers servers) : IDisposable
{
    const string Evaluate = "/v1/market-evaluations";

    static readonly string[] Companies =
    [
        """{"name":"A","text":"A bank with 900 employees in Spain.","band":"GOOD","segment":"Banks"}""",
        """{"name":"B","text":"An airline with 20 employees in Spain.","band":"BAD","segment":"Banks"}""",
        """{"name":"C","text":"It rains.","band":"BAD","segment":"Banks"}""",
        """{"name":"D","text":"An airline with 900 employees in Spain.","band":"GOOD","segment":"Banks"}""",
        """{"name":"E","text":"An airline with 20 employees.","band":"GOOD","segment":"Airlines"}""",
    ];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tessera-qualify-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory, OnBothDatabases]
    public async Task Wrong_matches_wrong_scores_and_questions_that_do_not_separate_are_told_apart(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);

        var report = (await api.PostAsync(Evaluate, Body(Companies))).Expect(200).Json;

        Assert.Equal(
            """{"companies":5,"right":3,"wrongMatches":1,"wrongScores":1,"notSeparating":2,"uncovered":1}""",
            report["summary"]!.ToJsonString());
        Assert.Equal(
            ["A right 10 GOOD Banks", "B right 3 BAD Airlines", "C wrong-score 5.5 BORDERLINE Airlines", "D wrong-match 3 BAD Airlines",
                "E right 8.6 GOOD Airlines"],
            report["companies"]!.AsArray()
                .Select(c => $"{c!["name"]} {c["verdict"]} {c["scored"]!["score"]} {c["band"]} {c["matched"]!["name"]}"));
        Assert.Equal(
            "Nothing that is known of it speaks against a fit: no question covers why it should be BAD.",
            (string)report["companies"]![2]!["uncovered"]!);
        Assert.Equal((3, 3), ((int)report["companies"]![2]!["lowConfidence"]!, (int)report["companies"]![2]!["questions"]!));
        Assert.Equal(
            [
                "Is the company of this size: 500+ employees? 2/0/0 0/2/1 true",
                "Is the company's main business something other than: banks? 1/1/0 2/0/1 true",
                "Is the company based or active here: Spain? 2/0/0 1/0/2 false",
            ],
            report["segments"]![0]!["questions"]!.AsArray()
                .Select(q => $"{q!["question"]} {Counts(q["fits"]!)} {Counts(q["misfits"]!)} {q["separates"]!.ToJsonString()}"));
        // Nothing was stored.
        Assert.Equal(2, (await api.NamesAsync($"{Octave.Segment}/list")).Length);

        static string Counts(JsonNode counts) => $"{counts["yes"]}/{counts["no"]}/{counts["low"]}";
    }

    [Theory]
    [InlineData(1, "BAD")]
    [InlineData(3.4, "BAD")]
    [InlineData(3.5, "BORDERLINE")]
    [InlineData(6.4, "BORDERLINE")]
    [InlineData(6.5, null)]
    [InlineData(7.4, null)]
    [InlineData(7.5, "GOOD")]
    [InlineData(10, "GOOD")]
    public void A_score_belongs_to_a_band_by_its_whole_number(double score, string? band) => Assert.Equal(band, Bands.Of(score));

    [Theory, OnBothDatabases]
    public async Task Without_a_label_for_the_segment_the_best_one_is_judged(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);

        var company = (await api.PostAsync(
            Evaluate, Body("""{"name":"A","text":"An airline with 20 employees.","band":"GOOD"}"""))).Expect(200).Json["companies"]![0]!;

        Assert.Equal(("right", "Airlines"), ((string)company["verdict"]!, (string)company["scored"]!["name"]!));
    }

    [Theory]
    [OnBothDatabases("""{"name":"A","text":"a","band":"FAIR"}""", "$.companies[0].band: expected GOOD, BORDERLINE or BAD, found \"FAIR\"")]
    [OnBothDatabases("""{"name":"A","text":"","band":"GOOD"}""", "$.companies[0].text: expected 1 to 50000 characters, found 0")]
    public async Task A_label_that_can_not_be_is_400(Backend backend, string company, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);

        (await api.PostAsync(Evaluate, Body(company))).ExpectError("400-01", message);
    }

    [Theory, OnBothDatabases]
    public async Task A_segment_of_another_workspace_is_none(Backend backend)
    {
        using var owner = await servers.NewWorkspaceAsync(backend);
        using var stranger = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(owner);

        (await stranger.PostAsync(Evaluate, Body(Companies))).ExpectError(
            "404-01", "$.companies[0].segment: there is no active segment Banks.");
    }

    [Theory]
    [OnBothDatabases(0, 400)]
    [OnBothDatabases(1, 200)]
    [OnBothDatabases(99, 200)]
    [OnBothDatabases(100, 200)]
    [OnBothDatabases(101, 400)]
    public async Task An_evaluation_has_a_hundred_companies_at_most(Backend backend, int count, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);

        (await api.PostAsync(Evaluate, Body([.. Enumerable.Repeat(Companies[0], count)]))).Expect(status);
    }

    [Theory, OnBothDatabases]
    public async Task A_workspace_without_segments_has_nothing_to_measure(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Evaluate, Body("""{"name":"A","text":"a","band":"GOOD"}"""))).ExpectError(
            "400-01", "There is no active segment to qualify for.");
    }

    [Theory, OnBothDatabases]
    public async Task The_command_measures_through_a_server_and_on_its_data(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var labels = Path.Combine(folder.FullName, "companies.ndjson");
        await File.WriteAllLinesAsync(labels, Companies, TestContext.Current.CancellationToken);
        string through;
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            await DefineAsync(api);
            through = (await CommandLine.RunAsync(
                "qualify", "--labels", labels, "--url", server.Urls.First(), "--key", $"{api.KeyId}.{api.Secret}")).Expect(0).Output;
            (await CommandLine.RunAsync(["qualify", "--labels", labels, "--workspace", "support", .. CommandLine.Options(options)], null))
                .ExpectFailure("A server is using this database. Ask it instead: --url http://127.0.0.1:8080 --key <id>.<secret>");
        }

        var onData = (await CommandLine.RunAsync(
            ["qualify", "--labels", labels, "--workspace", "support", .. CommandLine.Options(options)], null)).Expect(0).Output;
        var json = (await CommandLine.RunAsync(
            ["qualify", "--labels", labels, "--workspace", "support", "--json", .. CommandLine.Options(options)], null)).Json();

        Assert.Equal(through, onData);
        Assert.StartsWith(
            """
            company  expected  score  band        scored for  best match  unknown  verdict
            A        GOOD       10.0  GOOD        Banks       Banks        0 of 3  right
            B        BAD         3.0  BAD         Banks       Airlines     0 of 3  right
            C        BAD         5.5  BORDERLINE  Banks       Airlines     3 of 3  wrong-score
            D        GOOD        3.0  BAD         Banks       Airlines     0 of 3  wrong-match
            E        GOOD        8.6  GOOD        Airlines    Airlines     0 of 2  right
            C: Nothing that is known of it speaks against a fit: no question covers why it should be BAD.
            """.ReplaceLineEndings("\n"), onData, StringComparison.Ordinal);
        Assert.Contains(
            "LOW                   GOOD  2/0/0  1/0/2    doesn't separate  Is the company based or active here: Spain?\n", onData,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "5 companies, answered by built-in: 3 right, 1 wrong matches, 1 wrong scores; 2 questions don't separate, 1 misses that no question covers. Fits and misfits are Yes/No/unknown.\n", onData, StringComparison.Ordinal);
        Assert.Equal(3, (int)json["summary"]!["right"]!);
    }

    [Fact]
    public async Task The_command_tells_what_it_lacks()
    {
        var labels = Path.Combine(folder.FullName, "companies.ndjson");
        await File.WriteAllLinesAsync(labels, [Companies[0], """{"name":"B","text":"b"}"""], TestContext.Current.CancellationToken);
        var data = folder.CreateSubdirectory("data").FullName;

        (await CommandLine.RunAsync("qualify", "--labels", labels, "--workspace", "support", "--data", data))
            .ExpectFailure($"{labels}: line 2: $.band: required, expected GOOD, BORDERLINE or BAD");
        await File.WriteAllLinesAsync(labels, [Companies[0]], TestContext.Current.CancellationToken);
        (await CommandLine.RunAsync("qualify", "--labels", labels, "--data", data)).ExpectFailure(
            "--workspace NAME is required, unless --url is given.");
        (await CommandLine.RunAsync("qualify", "--labels", labels, "--url", "http://127.0.0.1:9")).ExpectFailure(
            "The server at http://127.0.0.1:9 (--url) needs a key: --key <id>.<secret>, or the environment variable TESSERA_KEY.");
        Assert.Contains(
            "Example: tessera qualify --labels companies.ndjson", (await CommandLine.RunAsync("qualify", "--help")).Expect(0).Output,
            StringComparison.Ordinal);
    }

    static string Body(params string[] companies) => $"{{\"companies\":[{string.Join(',', companies)}]}}";

    static async Task DefineAsync(Api api)
    {
        await SegmentAsync("Banks", """
            {"questions":[{"question":"Is the company of this size: 500+ employees?","rationale":"r","fitType":"GOOD","weight":"HIGH"},
                          {"question":"Is the company's main business something other than: banks?","rationale":"r","fitType":"BAD","weight":"INSTANT_DISQUALIFIER"},
                          {"question":"Is the company based or active here: Spain?","rationale":"r","fitType":"GOOD","weight":"LOW"}]}
            """);
        await SegmentAsync("Airlines", """
            {"questions":[{"question":"Is the company's main business one of these: airlines?","rationale":"r","fitType":"GOOD","weight":"HIGH"},
                          {"question":"Is the company of a size outside of: 1000+ employees?","rationale":"r","fitType":"BAD","weight":"LOW"}]}
            """);

        async Task SegmentAsync(string name, string questions)
        {
            var oId = await api.MakeIdAsync("segment", new { name });
            (await api.PutAsync($"/v1/market-segments/{oId}/questions", questions)).Expect(200);
        }
    }
}
