using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Access;
using Tessera.Data;
using Tessera.Limits;
using Tessera.Segments;

namespace Tessera.Bench;

/// <summary>What one run measured, from the start of the server on.</summary>
/// <param name="Conversations">How many were stored in the workspace.</param>
/// <param name="Segments">How many segments, with GLOBAL.</param>
/// <param name="ListeningSeconds">Until the server takes requests.</param>
/// <param name="OpenSeconds">Until the workspace's segments and fields are there.</param>
/// <param name="FilledSeconds">Until its conversations are in memory.</param>
/// <param name="CpuSeconds">What all threads of the process took until then.</param>
/// <param name="Meanwhile">Previews until then, one after the other with a fifth of a second between: answered by SQL.</param>
/// <param name="Writes">Metadata written to another workspace until then, with a hundredth of a second between.</param>
/// <param name="Filled">Previews from memory, one connection.</param>
sealed record FillReport(
    int Conversations, int Segments, double ListeningSeconds, double OpenSeconds, double FilledSeconds, double CpuSeconds,
    Latencies Meanwhile, Latencies Writes, HttpLoad Filled)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Conversations:N0} conversations, {Segments:N0} segments
        listening after {ListeningSeconds:0.00} s, segments open after {OpenSeconds:0.00} s, conversations filled after {FilledSeconds:0.00} s ({CpuSeconds:0.00} s of CPU)
        previews by SQL meanwhile: {Meanwhile}
        writes to another workspace meanwhile: {Writes}
        previews once filled: {Filled.PerSecond:N0} a second, p50 {Filled.P50:0.00} ms, p95 {Filled.P95:0.00} ms, p99 {Filled.P99:0.00} ms
        """);
}

/// <summary>How long some requests took, in milliseconds.</summary>
sealed record Latencies(int Count, double Median, double Longest)
{
    public static Latencies Of(List<double> times) =>
        times.Count == 0 ? new Latencies(0, 0, 0) : new Latencies(times.Count, times.Order().ElementAt(times.Count / 2), times.Max());

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Count:N0}, median {Median:0.0} ms, longest {Longest:0.0} ms");
}

/// <summary>Prepares a database, starts a server on it and watches it fill.</summary>
sealed class FillRun(string folder, string? connection, int conversations, int segments, bool idle)
{
    const int QueriesOfAShape = 40;
    static readonly TimeSpan previewPause = TimeSpan.FromMilliseconds(200), writePause = TimeSpan.FromMilliseconds(10);

    public async Task<FillReport> RunAsync(TimeSpan loadTime, CancellationToken cancellationToken)
    {
        var (workspace, key, otherKey) = Prepare();
        GC.Collect();
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await using var server = await Server.CreateAsync(
            new ServerOptions
            {
                Urls = "http://127.0.0.1:0", DataDirectory = folder, Database = connection, Limits = new ServerLimits().WithoutRates(),
            }, cancellationToken);
        await server.StartAsync(cancellationToken);
        var listening = clock.Elapsed.TotalSeconds;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var bodies = Queries().Select(query => JsonSerializer.Serialize(new { query })).ToArray();
        var previews = idle
            ? NoneAsync()
            : RepeatAsync(
                server, key, HttpMethod.Post, "/v1/segments/preview", number => bodies[number % bodies.Length], previewPause, stop.Token);
        var started = DateTime.UtcNow.Ticks;
        var writes = idle ? NoneAsync() : RepeatAsync(
            server, otherKey, HttpMethod.Post, "/metadata-ingestion/v1/single-convo-metadata",
            number => $$"""{"externalConversationId":"other-{{started}}-{{number}}","lobId":"cards"}""", writePause, stop.Token);
        var live = server.Services.GetRequiredService<LiveWorkspaces>();
        var opened = await live.OpenAsync(workspace, cancellationToken);
        var open = clock.Elapsed.TotalSeconds;
        while (!opened.Filled) await Task.Delay(5, cancellationToken);
        var (filled, cpu) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds);
        await stop.CancelAsync();
        var (meanwhile, written) = (await previews, await writes);
        var load = await HttpLoad.RunAsync(
            server.Urls.First() + "/v1/segments/preview", key, 1, loadTime, bodies, cancellationToken, repeat: true);
        return new FillReport(
            opened.Indexed, opened.Segments.Count, listening, open, filled, cpu, Latencies.Of(meanwhile), Latencies.Of(written), load);
    }

    static Task<List<double>> NoneAsync() => Task.FromResult(new List<double>());

    static IEnumerable<string> Queries() =>
        Enum.GetValues<BackwardShape>().SelectMany(shape => BackwardWorkload.Queries(shape, QueriesOfAShape));

    (WorkspaceId Workspace, string Key, string OtherKey) Prepare()
    {
        using var database = Database.Open(folder, connection);
        using var writer = database.Dialect.OpenWriter();
        var keys = new AccessKeyStore(database, TimeProvider.System);
        var workspace = keys.FindOrCreateWorkspace("fill");
        FillWorkload.Write(database, workspace, conversations, segments);
        return (workspace, Key(workspace), Key(keys.FindOrCreateWorkspace("other")));

        string Key(WorkspaceId of)
        {
            var (id, secret) = keys.Create(of, Scopes.All);
            return $"{id}.{secret}";
        }
    }

    // One request after the other until it is stopped; the times of those that were answered before.
    static async Task<List<double>> RepeatAsync(
        WebApplication server, string key, HttpMethod method, string path, Func<int, string> body, TimeSpan pause,
        CancellationToken stopped)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var times = new List<double>();
        for (var number = 0; !stopped.IsCancellationRequested; number++)
        {
            var began = Stopwatch.GetTimestamp();
            using var content = new StringContent(body(number), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using var request = new HttpRequestMessage(method, path) { Content = content };
            try
            {
                using var response = await client.SendAsync(request, stopped);
                response.EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                await Task.Delay(pause, stopped);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return times;
    }
}
