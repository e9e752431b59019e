using Tessera.Cli;
using Tessera.Conversations;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Cli;

/// <summary>An import that is cut off goes on where it was; nothing is doubled and nothing left out.</summary>
public sealed class ImportResumeTests(Servers servers)
{
    [Theory]
    [OnBothDatabases(0, false)]
    [OnBothDatabases(1, false)]
    [OnBothDatabases(3, true)]
    public async Task An_import_that_was_cut_off_goes_on_behind_its_last_chunk(Backend backend, int chunks, bool packed)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File(ImportLines.Good(0, 1100), packed);
        await using (var target = new CutOff(ImportTarget.IntoData(options.DataDirectory, options.Database, "support"), chunks))
            await Assert.ThrowsAsync<OperationCanceledException>(
                () => new ImportRun(target, quiet: true).RunAsync(file, again: false, TestContext.Current.CancellationToken));

        var summary = (await ImportCommandTests.ImportAsync(options, file, "--json")).Json();

        Assert.Equal((1100, chunks * 250, 1100 - (chunks * 250), 2 * (1100 - (chunks * 250)), 0), ImportCommandTests.Numbers(summary));
        await ExpectWholeAsync(options, 1100);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_imported_already_is_not_imported_again_unless_asked(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File(ImportLines.Good(0, 260));
        (await ImportCommandTests.ImportAsync(options, file)).Expect(0);

        var second = await ImportCommandTests.ImportAsync(options, file);
        var again = (await ImportCommandTests.ImportAsync(options, file, "--again", "--json")).Json();

        Assert.Contains("; 260 lines were imported earlier.", second.Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal((260, 0, 260, 0, 0), ImportCommandTests.Numbers(again));
        await ExpectWholeAsync(options, 260);
    }

    [Theory, OnBothDatabases]
    public async Task Another_file_and_another_workspace_begin_at_the_first_line(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File(ImportLines.Good(0, 5));
        (await ImportCommandTests.ImportAsync(options, file)).Expect(0);

        var other = (await ImportCommandTests.ImportAsync(options, ImportLines.File(ImportLines.Good(5, 5)), "--json")).Json();
        var elsewhere =
            (await CommandLine.RunAsync(["import", file, "--workspace", "sales", "--json", .. CommandLine.Options(options)])).Json();

        Assert.Equal((5, 0, 5, 10, 0), ImportCommandTests.Numbers(other));
        Assert.Equal((5, 0, 5, 10, 0), ImportCommandTests.Numbers(elsewhere));
    }

    [Theory, OnBothDatabases]
    public async Task A_process_that_is_killed_midway_leaves_an_import_that_goes_on(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var file = ImportLines.File(ImportLines.Good(0, 20_000));
        using (var process = CommandLine.Start(["import", file, "--workspace", "support", .. CommandLine.Options(options)]))
        {
            using var keys = new Watch(options);
            await Eventually.IsTrueAsync(() => Task.FromResult(keys.Conversations() > 0), "the first chunk is there");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var summary = (await ImportCommandTests.ImportAsync(options, file, "--json")).Json();

        var (lines, skipped, conversations, _, bad) = ImportCommandTests.Numbers(summary);
        Assert.Equal((20_000, 20_000, 0), (lines, skipped + conversations, bad));
        Assert.True(skipped > 0, "Some had been imported.");
        await ExpectWholeAsync(options, 20_000);
    }

    static async Task ExpectWholeAsync(ServerOptions options, int count)
    {
        await using var server = await Servers.StartAsync(options);
        using var api = Servers.NewKey(server, "support");
        Assert.Equal((count, count), (await api.CountAsync("TRUE"), await api.CountAsync("lob_id IS SET AND intent_code = 'BILLING'")));
        foreach (var number in new[] { 0, count / 2, count - 1 })
        {
            var messages = (await api.GetAsync($"/conversation/v1/conversation/messages?externalId=c-{number}")).Expect(200).Json["items"]!
                .AsArray();
            Assert.Equal([$"Hi {number}", "Hello"], messages.Select(message => (string)message!["text"]!));
        }
    }

    // Writes some chunks and is then cut off, as by Ctrl+C.
    sealed class CutOff(ImportTarget target, int chunks) : ImportTarget
    {
        int written;

        public override Task<long> LinesDoneAsync(string fingerprint, CancellationToken cancellationToken) =>
            target.LinesDoneAsync(fingerprint, cancellationToken);

        public override object Prepare(long linesBefore, IReadOnlyList<ReadOnlyMemory<byte>> lines) => target.Prepare(linesBefore, lines);

        public override Task<ImportOutcome> WriteAsync(string? fingerprint, object prepared, CancellationToken cancellationToken) =>
            ++written > chunks ? throw new OperationCanceledException() : target.WriteAsync(fingerprint, prepared, cancellationToken);

        public override ValueTask DisposeAsync() => target.DisposeAsync();
    }

    // Looks into the database beside the process that writes it.
    sealed class Watch(ServerOptions options) : IDisposable
    {
        readonly Tessera.Data.Database database = Tessera.Data.Database.Open(options.DataDirectory, options.Database);

        public long Conversations()
        {
            using var connection = database.Read();
            using var statement = new Tessera.Data.Statement(connection, "SELECT COUNT(*) FROM conversation");
            using var row = statement.Read();
            return row.Read() ? row.GetInt64(0) : 0;
        }

        public void Dispose() => Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
