using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Conversations;
using Tessera.Limits;

namespace Tessera.Bench;

/// <summary>The measurements of one run, each beside its limits.</summary>
internal sealed class IngestRun(IngestWorkload workload, string folder, string? database, TimeSpan loadTime)
{
    const int BatchSize = 1000;
    const int BatchConnections = 4;
    const int SingleConnections = 64;

    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<Measurement>();
        await ImportAsync(results, cancellationToken);

        await using var server = await Server.CreateAsync(
            new ServerOptions
            {
                Urls = "http://127.0.0.1:0", DataDirectory = Path.Combine(folder, "served"), Database = database,
                Limits = new ServerLimits().WithoutRates(),
            }, cancellationToken);
        await server.StartAsync(cancellationToken);
        await using var empty = await EmptyServer.StartAsync();
        await BatchesAsync(results, server, empty, cancellationToken);
        await SinglesAsync(results, server, empty, cancellationToken);
        await PreviewAsync(results, server, cancellationToken);
        return results;
    }

    async Task ImportAsync(List<Measurement> results, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "import.ndjson");
        await File.WriteAllLinesAsync(file, workload.Lines.Select(System.Text.Encoding.UTF8.GetString), cancellationToken);
        // The first run warms the code up; the second is measured.
        var rate = 0.0;
        foreach (var name in new[] { "warm", "measured" })
        {
            await using var target = ImportTarget.IntoData(Path.Combine(folder, "import-" + name), database, "bench-import-" + name);
            var time = Stopwatch.StartNew();
            var summary = await new ImportRun(target, quiet: true).RunAsync(file, again: true, cancellationToken);
            rate = summary.Conversations / time.Elapsed.TotalSeconds;
        }

        BareSqlite.Insert(Path.Combine(folder, "bare-warm"), workload.Records);
        var limit = workload.Records.Count / BareSqlite.Insert(Path.Combine(folder, "bare"), workload.Records).TotalSeconds;
        results.Add(new Measurement($"import of {workload.Name}: conversations with messages", rate));
        results.Add(new Measurement("  limit: the same rows into bare SQLite", limit, Ratio: rate / limit));
    }

    async Task BatchesAsync(List<Measurement> results, WebApplication server, EmptyServer empty, CancellationToken cancellationToken)
    {
        const string Path = "/metadata-ingestion/v1/many-convo-metadata";
        var bodies = Enumerable.Range(0, 400).Select(i => workload.Batch((long)i * BatchSize, BatchSize)).ToArray();
        var ours = await HttpLoad.RunAsync(server.Urls.First() + Path, Key(server), BatchConnections, loadTime, bodies, cancellationToken);
        var limit = await HttpLoad.RunAsync(empty.Url, null, BatchConnections, loadTime, bodies, cancellationToken, repeat: true);
        results.Add(new Measurement(
            $"many-convo-metadata, {BatchSize} items, {BatchConnections} connections: items",
            ours.PerSecond * BatchSize, ours.P50, ours.P99));
        results.Add(new Measurement(
            "  limit: an empty endpoint parses the same bodies", limit.PerSecond * BatchSize, limit.P50, limit.P99,
            ours.PerSecond / limit.PerSecond));
        var rows = BareSqlite.Upsert(System.IO.Path.Combine(folder, "bare-batches"), workload.Records, BatchSize);
        results.Add(new Measurement("  limit: the same rows into bare SQLite", rows, Ratio: ours.PerSecond * BatchSize / rows));
    }

    async Task SinglesAsync(List<Measurement> results, WebApplication server, EmptyServer empty, CancellationToken cancellationToken)
    {
        const string Path = "/metadata-ingestion/v1/single-convo-metadata";
        var bodies = Enumerable.Range(1_000_000, 300_000).Select(i => workload.Event(i)).ToArray();
        var ours = await HttpLoad.RunAsync(server.Urls.First() + Path, Key(server), SingleConnections, loadTime, bodies, cancellationToken);
        var limit = await HttpLoad.RunAsync(empty.Url, null, SingleConnections, loadTime, bodies, cancellationToken, repeat: true);
        results.Add(new Measurement(
            $"single-convo-metadata, {SingleConnections} connections: requests", ours.PerSecond, ours.P50, ours.P99));
        results.Add(new Measurement(
            "  limit: an empty endpoint parses the same bodies", limit.PerSecond, limit.P50, limit.P99, ours.PerSecond / limit.PerSecond));
        var rows = BareSqlite.Upsert(System.IO.Path.Combine(folder, "bare-singles"), workload.Records, SingleConnections);
        results.Add(new Measurement($"  limit: bare SQLite, {SingleConnections} rows a synced commit", rows, Ratio: ours.PerSecond / rows));
    }

    // What an author waits for while writing: a count, a sample of five and the lints, over what was just imported.
    async Task PreviewAsync(List<Measurement> results, WebApplication server, CancellationToken cancellationToken)
    {
        var workspace = server.Services.GetRequiredService<AccessKeyStore>().FindOrCreateWorkspace("bench-preview");
        ReadOnlyMemory<byte>[] lines = [.. workload.Lines.Select(line => (ReadOnlyMemory<byte>)line)];
        await server.Services.GetRequiredService<Importer>()
            .WriteAsync(workspace, fingerprint: null, Importer.Parse(0, lines), cancellationToken);
        string[] queries =
        [
            "platform = 'ios' AND NOT device_type = 'tablet'", "company_segment IN ['bank', 'hotel'] OR lob_id IS NOT SET",
            "attributes.turns >= 20 AND entry_type = 'unhappy'", "intent_code LIKE '%_book' AND started_at < '2020-05-16'",
        ];
        var bodies = queries.Select(query => JsonSerializer.Serialize(new { query })).ToArray();
        var load = await HttpLoad.RunAsync(
            server.Urls.First() + "/v1/segments/preview", Key(server, "bench-preview"), 1, loadTime, bodies, cancellationToken,
            repeat: true);
        results.Add(
            new Measurement(
                $"preview over {workload.Records.Count:N0} conversations, one connection: requests", load.PerSecond, load.P50, load.P99));
    }

    static string Key(WebApplication server, string workspace = "bench")
    {
        var keys = server.Services.GetRequiredService<AccessKeyStore>();
        var (id, secret) = keys.Create(keys.FindOrCreateWorkspace(workspace), Scopes.All);
        return $"{id}.{secret}";
    }
}
