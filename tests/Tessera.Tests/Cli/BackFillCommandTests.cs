using System.Diagnostics;
using System.Text.Json;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Llm;
using Tessera.Tests.Harness;
using Tessera.Tests.Jobs;
using Tessera.Tests.Models;
using Tessera.Wire;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Cli;

/// <summary><c>tessera back-fill</c>, the program itself against a running server.</summary>
public sealed class BackFillCommandTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task A_back_fill_is_estimated_started_and_waited_for_and_ends_with_its_report(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);

        var estimate = await RunAsync(api, "estimate", "--segment", "SHOP", "--segment", "BANK");
        var done = await RunAsync(api, "start", "--segment", "SHOP", "--segment", "BANK", "--wait");

        Assert.StartsWith(
            """
            conversations       3
            of these looked at  3
            calls of the model  0
            tokens of prompts   0
            tokens of answers   0
            cost                0
            minutes             0
            """.ReplaceLineEndings("\n"), estimate.Expect(0).Output, StringComparison.Ordinal);
        var id = Assert.Single((await RunAsync(api, "list", "--json")).Json().AsArray())!["id"]!;
        Assert.StartsWith(
            $"""
            Back-fill {id} is done, 3 of 3 conversations done.
            Calls of the model: 0, with 0 tokens of prompts and 0 of answers, cost 0.

            field   added  changed  unchanged  removed  absent  unanswered  failed
            q_said      2        0          0        0       1           0       0

            for example  conversation
            """.ReplaceLineEndings("\n"), done.Expect(0).Output, StringComparison.Ordinal);
        // Lines, as its standard error is no terminal: where it was when it was looked at, and in the end where it ended.
        Assert.EndsWith($"Back-fill {id} is done, 3 of 3 conversations done.\n", done.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', done.Error);
        Assert.Equal(2, await api.CountAsync("data.q_said IS SET"));
    }

    [Theory, OnBothDatabases]
    public async Task Scripts_get_what_the_api_answers_and_nothing_else(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);

        var estimate = (await RunAsync(api, "estimate", "--segment", "SHOP", "--json")).Json();
        var outcome = await RunAsync(
            api, "start", "--segment", "SHOP", "--field", "q_said", "--from", "2026-01-01T00:00:00Z", "--until", "2026-02-01T00:00:00Z",
            "--sample-rate", "1", "--regenerate", "--priority", "high", "--wait", "--json");
        var done = outcome.Json();

        Assert.Equal((2, true), ((int)estimate["conversations"]!, (bool)estimate["isExact"]!));
        Assert.Equal("", outcome.Error);
        Assert.Equal(("done", "high", 2), ((string)done["job"]!["state"]!, (string)done["job"]!["priority"]!, (int)done["job"]!["done"]!));
        Assert.Equal(
            """{"segmentIds":["SHOP"],"fieldIds":["q_said"],"startedFrom":"2026-01-01T00:00:00+00:00","startedUntil":"2026-02-01T00:00:00+00:00","sampleRate":1,"regenerate":true}""",
            JsonSerializer.Serialize(done["selection"], Json.Options));
        var served = (await api.GetAsync($"/v1/back-fills/{done["job"]!["id"]}")).Expect(200).Json;
        Assert.Equal(served.ToJsonString(), done.ToJsonString());
        Assert.Equal(served.ToJsonString(), (await RunAsync(api, "show", (string)done["job"]!["id"]!, "--json")).Json().ToJsonString());
    }

    [Theory, OnBothDatabases]
    public async Task A_back_fill_is_paused_resumed_listed_and_cancelled(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await DefineAsync(api);
        var id = (string)(await RunAsync(api, "start", "--segment", "SHOP", "--paused", "--json")).Json()["job"]!["id"]!;
        var other = await api.PausedBackFillAsync("BANK");

        Assert.Equal(
            $"Back-fill {id} is paused, 0 of 2 conversations done.", (await RunAsync(api, "show", id)).Expect(0).Output.Split('\n')[0]);
        Assert.Equal(
            $"Back-fill {other} is cancelled, 0 of 1 conversations done.\n", (await RunAsync(api, "cancel", other)).Expect(0).Output);
        var listed = (await RunAsync(api, "list")).Expect(0).Output.Split('\n');
        Assert.Equal(
            ["id", "state", "priority", "done", "of", "made", "reason"], listed[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal([id, other], listed[1..^1].Select(line => line.Split(' ')[0]));
        Assert.Equal(
            other, (string)Assert.Single((await RunAsync(api, "list", "--state", "cancelled", "--json")).Json().AsArray())!["id"]!);

        // Who waits for one that is stopped is told so at once, and by the exit code.
        Assert.StartsWith(
            $"Back-fill {other} is cancelled", (await RunAsync(api, "show", other, "--wait")).Expect(BackFillCommand.NotDone).Output,
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"Back-fill {id} is paused", (await RunAsync(api, "show", id, "--wait")).Expect(BackFillCommand.NotDone).Output,
            StringComparison.Ordinal);
        Assert.StartsWith($"Back-fill {id} is ", (await RunAsync(api, "resume", id)).Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal("done", (string)(await RunAsync(api, "show", id, "--wait", "--json")).Json()["job"]!["state"]!);
        Told(409, "409-01", "The job is done: there is nothing to pause.", await RunAsync(api, "pause", id));
    }

    [Fact]
    public async Task Every_page_is_listed()
    {
        const int MoreThanAPage = 101;
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        await api.SegmentAsync("ALL", "TRUE");
        var ids = new List<string>();
        for (var i = 0; i < MoreThanAPage; i++) ids.Add(await api.PausedBackFillAsync("ALL"));

        Assert.Equal(ids, (await RunAsync(api, "list", "--json")).Json().AsArray().Select(job => (string)job!["id"]!));
    }

    [Fact]
    public async Task What_is_wrong_is_told_as_other_commands_do()
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        await DefineAsync(api);
        using var reader = await servers.NewKeyAsync(Backend.Sqlite, api, Scopes.Read);
        (await api.PostAsync($"/v1/conversations/{await api.ConversationAsync("c-9")}/end", "")).Expect(200);

        Told(422, "422-03", "segmentIds: there is no segment NONE.", await RunAsync(api, "estimate", "--segment", "NONE"));
        Told(
            400, "400-01", "$.sampleRate: expected a number above 0 and at most 1, found 0",
            await RunAsync(api, "start", "--segment", "SHOP", "--sample-rate", "0"));
        Told(404, "404-01", "There is no back-fill no such?.", await RunAsync(api, "show", "no such?"));
        Told(404, "404-01", "There is no back-fill none.", await RunAsync(api, "show", "none", "--wait"));
        // Of other jobs it keeps away.
        var job = (string)(await api.GetAsync("/v1/jobs?kind=conversation-end")).Expect(200).Json["items"]![0]!["id"]!;
        Told(404, "404-01", $"There is no back-fill {job}.", await RunAsync(api, "cancel", job));
        Told(403, "403-01", "The key lacks the scope extract; it has read.", await RunAsync(reader, "start", "--segment", "SHOP"));
        (await RunAsync(api, "start", "--segment", "SHOP", "--paused", "--wait")).ExpectFailure(
            "--wait: there is nothing to wait for with --paused.");
        (await CommandLine.RunAsync("back-fill", "list", "--url", "nowhere", "--key", "k")).ExpectFailure(
            "--url: expected an address as http://127.0.0.1:8080, found nowhere.");
        Assert.StartsWith(
            "tessera: Connection refused",
            (await CommandLine.RunAsync("back-fill", "list", "--url", "http://127.0.0.1:9", "--key", "k")).Expect(1).Error,
            StringComparison.Ordinal);
        Assert.Contains("Option '--segment' is required.", (await RunAsync(api, "start")).Expect(1).Error, StringComparison.Ordinal);
        Assert.Contains(
            "'urgent' not recognized", (await RunAsync(api, "start", "--segment", "SHOP", "--priority", "urgent")).Expect(1).Error,
            StringComparison.Ordinal);
        Assert.Empty((await RunAsync(api, "list", "--json")).Json().AsArray());
    }

    [Fact]
    public async Task What_named_the_server_is_told_where_its_key_or_address_is_missing()
    {
        const string NeedsKey = "needs a key: --key <id>.<secret>, or the environment variable TESSERA_KEY.";

        (await ListAsync("", "--url", "http://127.0.0.1:9")).ExpectFailure($"The server at http://127.0.0.1:9 (--url) {NeedsKey}");
        (await ListAsync("http://127.0.0.1:10", "--url", "http://127.0.0.1:9")).ExpectFailure(
            $"The server at http://127.0.0.1:9 (--url) {NeedsKey}");
        (await ListAsync("http://127.0.0.1:10")).ExpectFailure($"The server at http://127.0.0.1:10 (TESSERA_URL) {NeedsKey}");
        (await ListAsync("")).ExpectFailure(
            $"The server at http://127.0.0.1:8080 (the default, with neither --url nor TESSERA_URL given) {NeedsKey}");
        (await ListAsync("nowhere", "--key", "k")).ExpectFailure(
            "TESSERA_URL: expected an address as http://127.0.0.1:8080, found nowhere.");

        static Task<Outcome> ListAsync(string variable, params string[] arguments) =>
            CommandLine.RunAsync(["back-fill", "list", .. arguments], null, ("TESSERA_URL", variable));
    }

    [Theory]
    [InlineData("estimate")]
    [InlineData("start")]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public async Task Every_command_shows_an_example(string command) => Assert.Contains(
        $"Example: tessera back-fill {command} ", (await CommandLine.RunAsync("back-fill", command, "--help")).Expect(0).Output,
        StringComparison.Ordinal);

    [Theory, OnBothDatabases]
    public async Task Values_that_fail_are_told_by_the_exit_code_and_what_a_model_says_moves_no_cursor(Backend backend)
    {
        await using var model = await ScriptedModel.StartAsync(Status(401));
        await using var server = await Servers.StartAsync(
            servers.NewDatabase(backend) with { Model = LanguageModel.Of(model.Options with { Retries = 0 }, TimeProvider.System) });
        using var api = Servers.NewKey(server, "support");
        await DefineAsync(api);
        (await api.PutAsync("/v1/extraction/policy", """{"strategy":"model-only"}""")).Expect(200);

        var done = await RunAsync(api, "start", "--segment", "SHOP", "--wait");

        Assert.Contains(
            "q_said      0        0          0        0       0           0       2\n", done.Expect(BackFillCommand.NotAllAnswered).Output,
            StringComparison.Ordinal);
        Assert.Equal("a b c", TextTable.Plain("a\u001bb\nc"));
    }

    [Theory, OnBothDatabases]
    public async Task A_server_that_is_started_again_is_waited_for(Backend backend)
    {
        await using var silent = await ScriptedModel.StartAsync(Hangs);
        await using var model = await ScriptedModel.StartAsync(Form(("Yes", "yes please", 1)));
        var options = servers.NewDatabase(backend);
        Process waiting;
        Task<string> output;
        await using (var first = await Servers.StartAsync(options with { Model = Model(silent) }))
        {
            using var api = Servers.NewKey(first, "support");
            await DefineAsync(api);
            (await api.PutAsync("/v1/extraction/policy", """{"strategy":"model-only"}""")).Expect(200);
            options = options with { Urls = first.Urls.First() };
            waiting = CommandLine.Start(
                ["back-fill", "start", "--segment", "SHOP", "--wait", "--url", options.Urls, "--key", $"{api.KeyId}.{api.Secret}"]);
            output = waiting.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Contains(
                " conversations done", await waiting.StandardError.ReadLineAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            // So that the next one needn't wait until it is clear that this one has gone.
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        using (waiting)
        {
            // Whatever is told of the work before, it tells that nobody answers.
            while (await waiting.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
                && line != "The server doesn't answer; trying again.")
                Assert.StartsWith("Back-fill ", line, StringComparison.Ordinal);
            await using var second = await Servers.StartAsync(options with { Model = Model(model) });
            await waiting.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await waiting.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, waiting.ExitCode);
            Assert.Contains("is done, 2 of 2 conversations done.\n", await output, StringComparison.Ordinal);
        }

        static LanguageModel Model(ScriptedModel scripted) =>
            LanguageModel.Of(scripted.Options with { Timeout = TimeSpan.FromMinutes(1) }, TimeProvider.System);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_back_fill()
    {
        await using var model = await ScriptedModel.StartAsync(Hangs);
        await using var server = await Servers.StartAsync(
            servers.NewDatabase(Backend.Sqlite) with
            {
                Model = LanguageModel.Of(model.Options with { Timeout = TimeSpan.FromMinutes(1) }, TimeProvider.System),
            });
        using var api = Servers.NewKey(server, "support");
        await DefineAsync(api);
        (await api.PutAsync("/v1/extraction/policy", """{"strategy":"model-only"}""")).Expect(200);

        using var waiting = CommandLine.Start(
            ["back-fill", "start", "--segment", "SHOP", "--wait", "--url", server.Urls.First(), "--key", $"{api.KeyId}.{api.Secret}"]);
        Assert.Contains(
            " conversations done", await waiting.StandardError.ReadLineAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        using var kill = Process.Start("kill", ["-TERM", $"{waiting.Id}"]);
        var told = await waiting.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await waiting.WaitForExitAsync(TestContext.Current.CancellationToken);

        var job = Assert.Single((await api.GetAsync("/v1/jobs")).Expect(200).Json["items"]!.AsArray())!;
        Assert.EndsWith(
            $"The back-fill goes on. To see how it ends: tessera back-fill show {job["id"]} --wait\n", told, StringComparison.Ordinal);
        Assert.Equal((130, "running"), (waiting.ExitCode, (string)job["state"]!));
        (await api.PostAsync($"/v1/jobs/{job["id"]}/cancel", "")).Expect(200);
    }

    [Fact]
    public async Task A_terminal_sees_one_line_with_a_bar_that_is_gone_in_the_end()
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        await DefineAsync(api);
        var id = await api.PausedBackFillAsync("SHOP");
        (await api.PostAsync($"/v1/jobs/{id}/resume", "")).Expect(200);
        await api.DoneAsync(id);
        using var client = ServerClient.Of(api.Address.ToString(), $"{api.KeyId}.{api.Secret}", TimeSpan.FromSeconds(30));
        await using var terminal = new StringWriter();

        await new BackFillWatch(client, terminal, isTerminal: true).WaitAsync(id, TestContext.Current.CancellationToken);

        Assert.Equal($"{ProgressLine.Gone}\r[##############################] 100% 2 of 2, done   {ProgressLine.Gone}", terminal.ToString());
    }

    /// <summary>A question, two conversations of a shop that answer it or don't, and one of a bank.</summary>
    static async Task DefineAsync(Api api)
    {
        await api.QuestionAsync("q_said");
        await api.SegmentAsync("SHOP", "lob_id = 'shop'", "q_said");
        await api.SegmentAsync("BANK", "lob_id = 'bank'", "q_said");
        foreach (var (externalId, lob, said) in new[] { ("c-1", "shop", "yes please"), ("c-2", "shop", "well"),
            ("c-3", "bank", "no thanks") })
        {
            var id = await api.ConversationAsync(externalId);
            await api.MetadataAsync(externalId, $$"""{"lobId":"{{lob}}"}""");
            await api.MessageAsync(id, "customer", "customer-1", said);
        }
    }

    static void Told(int status, string code, string message, Outcome outcome)
    {
        Assert.StartsWith(
            $"tessera: The server answered {status}: {{\"error\":{{\"requestId\":\"", outcome.Expect(1).Error, StringComparison.Ordinal);
        Assert.EndsWith($"\"code\":\"{code}\",\"message\":\"{message}\"}}}}\n", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }

    static Task<Outcome> RunAsync(Api api, params string[] arguments) =>
        CommandLine.RunAsync(["back-fill", .. arguments, "--url", api.Address.ToString(), "--key", $"{api.KeyId}.{api.Secret}"], null);
}
