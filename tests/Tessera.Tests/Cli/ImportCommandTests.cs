using System.Text;
using System.Text.RegularExpressions;
using Tessera.Conversations;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Cli;

/// <summary><c>tessera import</c> into a data directory or a database, as a process of its own.</summary>
public sealed class ImportCommandTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task A_file_is_imported_plain_or_packed(Backend backend, bool packed)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File(ImportLines.Good(0, 300), packed);

        var summary = (await ImportAsync(options, file, "--json")).Json();

        Assert.Equal((300, 0, 300, 600, 0), Numbers(summary));
        Assert.Equal(file, (string)summary["file"]!);
        await using var server = await Servers.StartAsync(options);
        using var api = Servers.NewKey(server, "support");
        Assert.Equal(300, await api.CountAsync("started_at IS SET AND intent_code = 'BILLING'"));
        Assert.Equal(30, await api.CountAsync("lob_id = 'lob-3'"));
        var messages = (await api.GetAsync("/conversation/v1/conversation/messages?externalId=c-299")).Expect(200).Json["items"]!.AsArray();
        Assert.Equal(["Hi 299", "Hello"], messages.Select(message => (string)message!["text"]!));
    }

    [Theory]
    [OnBothDatabases(1)]
    [OnBothDatabases(8)]
    [OnBothDatabases(2_000)]
    public async Task A_packed_file_that_is_cut_off_fails_and_says_how_much_of_it_was_imported(Backend backend, int cutOff)
    {
        var options = servers.NewDatabase(backend);
        var whole = ImportLines.Pack(Encoding.UTF8.GetBytes(string.Concat(ImportLines.Good(0, 700).Select(line => line + "\n"))));
        var file = ImportLines.File(whole[..^cutOff]);

        var outcome = await ImportAsync(options, file, "--json");

        Assert.Equal(1, outcome.ExitCode);
        var told = Regex.Match(
            outcome.Error,
            $@"^tessera: {Regex.Escape(file)} is cut off or damaged: not all of it can be unpacked\. Its first (\d+) lines are imported, but for the bad ones; import the whole file again for the others\.\n$",
            RegexOptions.None,
            TimeSpan.FromSeconds(1));
        Assert.True(told.Success, outcome.Error);
        var lines = int.Parse(told.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(lines, 1, 700);
        await using (var server = await Servers.StartAsync(options))
        {
            using var api = Servers.NewKey(server, "support");
            Assert.Equal(lines, await api.CountAsync("started_at IS SET"));
        }

        var again = (await ImportAsync(options, ImportLines.File(whole), "--json")).Json();
        Assert.Equal((700, 0, 700, 2 * (700 - lines), 0), Numbers(again));
    }

    [Theory, OnBothDatabases]
    public async Task A_conversation_that_stands_there_twice_has_the_later_values_and_the_first_messages(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var later = ImportLines.Good(1).Replace("lob-1", "lob-later", StringComparison.Ordinal)
            .Replace("Hi 1", "Hi again", StringComparison.Ordinal);
        var file = ImportLines.File([ImportLines.Good(1), .. ImportLines.Good(2, 20), later]);

        var summary = (await ImportAsync(options, file, "--json")).Json();

        Assert.Equal((22, 0, 22, 42, 0), Numbers(summary));
        await using var server = await Servers.StartAsync(options);
        using var api = Servers.NewKey(server, "support");
        Assert.Equal(
            (21, 1, 0),
            (await api.CountAsync("TRUE"), await api.CountAsync("lob_id = 'lob-later'"),
                await api.CountAsync("external_conversation_id = 'c-1' AND lob_id = 'lob-1'")));
        var messages = (await api.GetAsync("/conversation/v1/conversation/messages?externalId=c-1")).Expect(200).Json["items"]!.AsArray();
        Assert.Equal(["Hi 1", "Hello"], messages.Select(message => (string)message!["text"]!));
    }

    [Theory, OnBothDatabases]
    public async Task What_it_did_is_told_in_a_sentence(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File([ImportLines.Good(1), "not json"]);

        var outcome = (await ImportAsync(options, file)).Expect(0);

        Assert.Matches(
            $@"^{Regex.Escape(file)}: 1 conversations with 2 messages in \d+\.\d\d s \(\d+ conversations a second\); 1 bad lines passed over\.\n$",
            outcome.Output);
        Assert.Equal(
            "line 2: The body is not valid JSON at line 1, byte 2: 'not json' is an invalid JSON literal. Expected the literal 'null'.\n",
            outcome.Error.Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory, OnBothDatabases]
    public async Task Bad_lines_are_told_with_number_and_reason_and_passed_over(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File(
        [
            ImportLines.Good(1),
            "",
            "[]",
            """{"conversation":{"externalId":"c-4"}}""",
            "  \t",
            """{"metadata":{"externalConversationId":"c-6"}}""",
            ImportLines.Good(7)
                .Replace("\"externalConversationId\":\"c-7\"", "\"externalConversationId\":\"other\"", StringComparison.Ordinal),
            ImportLines.Good(8).Replace("\"customer\",\"ext", "\"bot\",\"ext", StringComparison.Ordinal),
            ImportLines.Good(9),
        ]);

        var outcome = await ImportAsync(options, file, "--json");

        Assert.Equal((9, 0, 2, 4, 5), Numbers(outcome.Json()));
        Assert.Equal(
            """
            line 3: $: expected an object, found an array
            line 4: $.conversation.customer: required, expected an object; $.conversation.timestamp: required, expected a time as 2026-01-31T13:45:00Z, with 0 to 12 fraction digits and an offset or none
            line 6: $.conversation: required, expected an object
            line 7: $.metadata.externalConversationId: expected c-7, as the conversation's externalId, found other
            line 8: $.messages[0].sender.role: expected agent, customer or system, found "bot"

            """,
            outcome.Error.Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory]
    [OnBothDatabases("")]
    [OnBothDatabases("\n\n  \n")]
    public async Task A_file_of_nothing_is_nothing_to_do(Backend backend, string content)
    {
        var options = servers.NewDatabase(backend);

        var summary = (await ImportAsync(options, ImportLines.File(Encoding.UTF8.GetBytes(content)), "--json")).Json();

        Assert.Equal((content.Count(c => c == '\n'), 0, 0, 0, 0), Numbers(summary));
    }

    [Theory, OnBothDatabases]
    public async Task A_last_line_needs_no_line_feed_and_carriage_returns_are_white_space(Backend backend)
    {
        var options = servers.NewDatabase(backend);

        var file = ImportLines.File(Encoding.UTF8.GetBytes(ImportLines.Good(1) + "\r\n" + ImportLines.Good(2)));

        var summary = (await ImportAsync(options, file, "--json")).Json();

        Assert.Equal((2, 0, 2, 4, 0), Numbers(summary));
    }

    [Theory, OnBothDatabases]
    public async Task A_line_that_is_too_long_is_a_bad_line_and_the_next_is_read(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File(
            [ImportLines.Good(1), new string('x', NdjsonReader.LongestLine + 1), ImportLines.Good(3), LongGood(4), ImportLines.Good(5)]);

        var outcome = await ImportAsync(options, file, "--json");

        Assert.Equal((5, 0, 4, 7, 1), Numbers(outcome.Json()));
        Assert.Equal(
            $"line 2: The line is longer than {NdjsonReader.LongestLine} bytes\n",
            outcome.Error.Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory]
    [OnBothDatabases(false)]
    [OnBothDatabases(true)]
    public async Task Standard_input_is_imported_plain_or_packed(Backend backend, bool packed)
    {
        var options = servers.NewDatabase(backend);
        var content = Encoding.UTF8.GetBytes(string.Join('\n', ImportLines.Good(0, 10)));
        string[] arguments = ["import", "-", "--workspace", "support", "--json", .. CommandLine.Options(options)];

        var summary = (await CommandLine.RunAsync(arguments, packed ? ImportLines.Pack(content) : content)).Json();
        var again = (await CommandLine.RunAsync(arguments, content)).Json();

        Assert.Equal((10, 0, 10, 20, 0), Numbers(summary));
        // What can't be read again is not remembered, but a conversation keeps the messages it has.
        Assert.Equal((10, 0, 10, 0, 0), Numbers(again));
    }

    [Theory, OnBothDatabases]
    public async Task A_server_that_holds_the_database_is_pointed_to(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        await using var server = await Servers.StartAsync(options);

        (await ImportAsync(options, ImportLines.File([ImportLines.Good(1)])))
            .ExpectFailure("A server is using this database. Import through it instead: --url http://127.0.0.1:8080 --key <id>.<secret>");
    }

    [Theory, OnBothDatabases]
    public async Task A_second_server_does_not_start_beside_the_first(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        await using var server = await Servers.StartAsync(options);

        (await CommandLine.RunAsync(["serve", "--urls", "http://127.0.0.1:0", .. CommandLine.Options(options)])).ExpectFailure(
            backend == Backend.Sqlite
                ? $"Another Tessera process is using the data directory {options.DataDirectory}."
                : "Another Tessera process is serving this PostgreSQL database.");
    }

    [Fact]
    public async Task What_is_missing_is_told()
    {
        var options = servers.NewDatabase(Backend.Sqlite);
        var file = ImportLines.File([ImportLines.Good(1)]);

        (await CommandLine.RunAsync(["import", file, .. CommandLine.Options(options)]))
            .ExpectFailure("--workspace NAME is required, unless --url is given.");
        (await ImportAsync(options, "/nowhere/file.ndjson")).ExpectFailure("There is no file /nowhere/file.ndjson.");
        (await CommandLine.RunAsync("import", file, "--url", "http://127.0.0.1:9"))
            .ExpectFailure(
                "The server at http://127.0.0.1:9 (--url) needs a key: --key <id>.<secret>, or the environment variable TESSERA_KEY.");
        (await CommandLine.RunAsync("import", file, "--url", "localhost", "--key", "a.b"))
            .ExpectFailure("--url: expected an address as http://127.0.0.1:8080, found localhost.");
    }

    [Fact]
    public async Task A_packed_file_that_is_damaged_is_told()
    {
        var whole = ImportLines.Pack(Encoding.UTF8.GetBytes(string.Join('\n', ImportLines.Good(0, 2000))));
        byte[] damaged = [.. whole[..100], .. new byte[100], .. whole[200..]];

        var outcome = (await ImportAsync(servers.NewDatabase(Backend.Sqlite), ImportLines.File(damaged))).Expect(1);

        Assert.Matches("^tessera: [^\n]+\n$", outcome.Error);
    }

    internal static (int Lines, int Skipped, int Conversations, int Messages, int Bad) Numbers(System.Text.Json.Nodes.JsonNode summary) =>
        ((int)summary["lines"]!, (int)summary["skippedLines"]!, (int)summary["conversations"]!, (int)summary["messages"]!,
            (int)summary["badLines"]!);

    internal static Task<Outcome> ImportAsync(ServerOptions options, string file, params string[] more) =>
        CommandLine.RunAsync(["import", file, "--workspace", "support", .. CommandLine.Options(options), .. more]);

    // The longest line that is read: one long message.
    internal static string LongGood(int number)
    {
        const string Start = """{"conversation":{"externalId":"long-""";
        const string Middle = """ ","customer":{"externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"},"messages":[{"text":" """;
        const string End = """ ","sender":{"role":"customer","externalId":"b"},"timestamp":"2026-01-31T10:00:00Z"}]}""";
        var empty = Start + number + Middle.Trim() + End.TrimStart();
        return Start + number + Middle.Trim() + new string('x', NdjsonReader.LongestLine - empty.Length) + End.TrimStart();
    }
}
