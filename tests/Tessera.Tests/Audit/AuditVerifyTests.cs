using Dapper;
using Tessera.Audit;
using Tessera.Data;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Audit;

/// <summary><c>tessera audit verify</c>: whatever is done to the log behind the server's back is found.</summary>
public sealed class AuditVerifyTests(Servers servers)
{
    // The log of the tests: 1 workspace, 2 GLOBAL, 3 the key, 4 A made, 5 A renamed, 6 B made.
    const int Entries = 6;

    public static IEnumerable<(string Sql, string Found)> Tamperings =>
    [
        ("UPDATE audit_entry SET changed_at = changed_at + 1 WHERE sequence = 5", Changed(5)),
        ("UPDATE audit_entry SET key_id = 'other' WHERE sequence = 5", Changed(5)),
        ("UPDATE audit_entry SET key_id = NULL WHERE sequence = 5", Changed(5)),
        ("UPDATE audit_entry SET key_id = '' WHERE sequence = 1", Changed(1)),
        ("UPDATE audit_entry SET request_id = 'other' WHERE sequence = 6", Changed(6)),
        ("UPDATE audit_entry SET kind = 4 WHERE sequence = 4", Changed(4)),
        ("UPDATE audit_entry SET kind = 99 WHERE sequence = 4", Changed(4)),
        ("UPDATE audit_entry SET object_id = 'C' WHERE sequence = 4", Changed(4)),
        ("UPDATE audit_entry SET before_change = '{}' WHERE sequence = 4", Changed(4)),
        ("UPDATE audit_entry SET before_change = after_change, after_change = before_change WHERE sequence = 5", Changed(5)),
        ("UPDATE audit_entry SET after_change = after_change || ' ' WHERE sequence = 5", Changed(5)),
        ("UPDATE audit_entry SET hash = 'f' WHERE sequence = 2", Changed(2)),
        ("DELETE FROM audit_entry WHERE sequence = 1", "entry 1 is missing: 2 follows 0"),
        ("DELETE FROM audit_entry WHERE sequence = 5", "entry 5 is missing: 6 follows 4"),
        ("DELETE FROM audit_entry WHERE sequence = 6", "entry 6 is missing: the log had 6 entries"),
        ("DELETE FROM audit_entry WHERE sequence > 3", "entry 4 is missing: the log had 6 entries"),
        ("DELETE FROM audit_entry", "entry 1 is missing: the log had 6 entries"),
        ("DELETE FROM audit_head", "its head is missing"),
        ("UPDATE audit_head SET hash = 'f'", "its head is not that of entry 6: it names entry 6"),
        ("DELETE FROM audit_entry WHERE sequence = 5; UPDATE audit_entry SET sequence = 5 WHERE sequence = 6", Changed(5)),
        ("UPDATE audit_entry SET sequence = 0 WHERE sequence = 4; UPDATE audit_entry SET sequence = 4 WHERE sequence = 5; UPDATE audit_entry SET sequence = 5 WHERE sequence = 0", Changed(4)),
        ("UPDATE audit_entry SET sequence = 7 WHERE sequence = 4", "entry 4 is missing: 5 follows 3"),
        ("INSERT INTO audit_entry SELECT workspace_id, 7, changed_at, key_id, request_id, kind, object_id, before_change, after_change, hash FROM audit_entry WHERE sequence = 6", Changed(7)),
    ];

    [Theory, OnBothDatabases(From = nameof(Tamperings))]
    public async Task Tampering_is_found_at_its_first_entry(Backend backend, string sql, string found)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        await LogAsync(api);
        var database = await servers.ServiceAsync<Database>(backend);
        Assert.Null(State().Broken);

        using (var connection = database.Dialect.OpenWriter())
        {
            var workspace = connection.QuerySingle<long>(
                "SELECT workspace_id FROM workspace WHERE name = @Workspace", new { api.Workspace });
            foreach (var statement in sql.Split(';'))
            {
                var own = statement.Contains(" WHERE ", StringComparison.Ordinal)
                    ? statement.Replace(" WHERE ", $" WHERE workspace_id = {workspace} AND ", StringComparison.Ordinal)
                    : $"{statement} WHERE workspace_id = {workspace}";
                Assert.NotEqual(0, connection.Execute(own));
            }
        }

        Assert.Equal(found, State().Broken);

        ChainState State() =>
            AuditVerification.Verify(new AuditLog(database).Chains(), []).Single(state => state.Workspace == api.Workspace);
    }

    [Theory, OnBothDatabases]
    public async Task An_untouched_log_is_confirmed_with_its_head(Backend backend)
    {
        var options = await LoggedAsync(backend);
        string head;
        using (var database = Database.Open(options.DataDirectory, options.Database))
        using (var connection = database.Read()) head = connection.QuerySingle<string>("SELECT hash FROM audit_entry WHERE sequence = 6");

        Assert.Equal($"support: {Entries} entries are as they were written. Head {head}\n", (await VerifyAsync(options)).Expect(0).Output);
    }

    [Theory, OnBothDatabases]
    public async Task The_command_names_the_first_broken_entry_and_fails(Backend backend)
    {
        var options = await LoggedAsync(backend);
        Execute(options, "UPDATE audit_entry SET object_id = 'C' WHERE sequence = 4");

        Assert.Equal(
            $"support: BROKEN, {Changed(4)}. 3 entries before that are as they were written.\n",
            (await VerifyAsync(options)).Expect(1).Output);
        var json = (await VerifyAsync(options, "--json")).Expect(1).Output;
        Assert.Contains($"\"broken\":\"{Changed(4)}\"", json, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task A_log_rewritten_to_its_head_is_found_by_a_head_noted_elsewhere(Backend backend)
    {
        var options = await LoggedAsync(backend);
        var noted = Path.Combine(options.DataDirectory, "noted.json");
        await File.WriteAllTextAsync(noted, (await VerifyAsync(options, "--json")).Expect(0).Output, TestContext.Current.CancellationToken);
        (await VerifyAsync(options, "--noted", noted)).Expect(0);

        Execute(options, "DELETE FROM audit_entry WHERE sequence = 6");
        Execute(options, "UPDATE audit_head SET sequence = 5, hash = (SELECT hash FROM audit_entry WHERE sequence = 5)");

        (await VerifyAsync(options)).Expect(0);
        var outcome = (await VerifyAsync(options, "--noted", noted)).Expect(1);
        Assert.StartsWith("support: BROKEN, entry 6 is missing: 6 entries were noted earlier. ", outcome.Output, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Another_entry_where_a_noted_one_stood_is_found(Backend backend)
    {
        var options = await LoggedAsync(backend);
        var noted = Path.Combine(options.DataDirectory, "noted.json");
        await File.WriteAllTextAsync(
            noted, """[{"workspace":"support","entries":6,"head":"f"},{"workspace":"gone","entries":1,"head":"f"}]""",
            TestContext.Current.CancellationToken);

        var lines = (await VerifyAsync(options, "--noted", noted)).Expect(1).Output.Split('\n');

        Assert.StartsWith("support: BROKEN, entry 6 is not the one that was noted earlier. ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("gone: BROKEN, the workspace was noted earlier and is gone. ", lines[1], StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task It_can_be_verified_while_the_server_writes(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        await using var server = await Servers.StartAsync(options);
        using var api = Servers.NewKey(server, "support");
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await api.SegmentAsync($"S{i}", "TRUE");
        }, TestContext.Current.CancellationToken);

        while (!writing.IsCompleted) (await VerifyAsync(options)).Expect(0);
        await writing;

        Assert.Contains("support: 203 entries", (await VerifyAsync(options)).Expect(0).Output, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task A_file_that_is_no_note_is_told(Backend backend)
    {
        var options = await LoggedAsync(backend);
        var file = Path.Combine(options.DataDirectory, "note.json");
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);

        var outcome = (await VerifyAsync(options, "--noted", file)).Expect(1);

        Assert.StartsWith(
            $"tessera: --noted: {file} is not what tessera audit verify --json printed: ", outcome.Error, StringComparison.Ordinal);
    }

    static string Changed(int sequence) => $"entry {sequence} is not as it was written, or doesn't belong behind {sequence - 1}";

    async Task<ServerOptions> LoggedAsync(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        await using var server = await Servers.StartAsync(options);
        using var api = Servers.NewKey(server, "support");
        await LogAsync(api);
        return options;
    }

    static async Task LogAsync(Api api)
    {
        await api.SegmentAsync("A", "TRUE");
        (await api.PatchAsync($"{Given.Segments}/A", """{"name":"Renamed"}""")).Expect(200);
        await api.SegmentAsync("B", "platform = 'IOS'");
    }

    static void Execute(ServerOptions options, string sql)
    {
        using var database = Database.Open(options.DataDirectory, options.Database);
        using var connection = database.Dialect.OpenWriter();
        Assert.NotEqual(0, connection.Execute(sql));
    }

    static Task<Outcome> VerifyAsync(ServerOptions options, params string[] more) =>
        CommandLine.RunAsync(["audit", "verify", .. CommandLine.Options(options), .. more]);
}
