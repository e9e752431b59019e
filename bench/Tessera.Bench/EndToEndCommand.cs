using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Limits;
using Tessera.Query.Fields;
using Tessera.Query.Language;
using Tessera.Segments;

namespace Tessera.Bench;

/// <summary>How much of the rate of ingestion is left when live segments are matched at every write.</summary>
internal static class EndToEndCommand
{
    const int Connections = 64;
    const int Rounds = 5;

    static readonly int[] SegmentCounts = [0, 10, 1_000, 100_000];

    static readonly (HttpMethod Method, Func<long, string> Path) Put =
        (HttpMethod.Put, number => $"/v1/conversations/bench-{number}/metadata");
    static readonly (HttpMethod Method, Func<long, string> Path) Post =
        (HttpMethod.Post, _ => "/metadata-ingestion/v1/single-convo-metadata");

    public static Command Create()
    {
        var star = Repository.StarOption();
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long each load runs; there are five of each.", DefaultValueFactory = _ => 3,
        };
        var json = new Option<bool>("--json") { Description = "Print JSON for scripts." };
        var command = new Command("end-to-end", """
            Metadata with 0, 10, 1,000 and 100,000 live segments, through PUT /v1/conversations/{id}/metadata, which tells the segments entered
            and left, and through ASAPP's single-convo-metadata, which doesn't: requests a second, p50 and p99, and the ratio to the rate
            without segments: the median of five rounds, in each of which all have their turn.

            Example: dotnet run --project bench/Tessera.Bench -c Release -- end-to-end
            """) { star, seconds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = await MeasureAsync(
                IngestWorkload.Load(parsed.GetValue(star)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
            else IngestCommand.Print(results, ratio: "of none");
            return 0;
        });
        return command;
    }

    static async Task<List<Measurement>> MeasureAsync(IngestWorkload workload, TimeSpan time, CancellationToken cancellationToken)
    {
        var servers = new List<LiveServer>();
        try
        {
            foreach (var count in SegmentCounts) servers.Add(await LiveServer.StartAsync(workload, count, cancellationToken));
            // The first load warms the code up and isn't shown.
            foreach (var face in new[] { Put, Post }) await servers[0].LoadAsync(workload, face, time, cancellationToken);
            var results = new List<Measurement>();
            foreach (var face in new[] { Put, Post })
            {
                // By turns: code that gets warmer and a machine that gets busier treat all alike.
                var rounds = new List<HttpLoad[]>();
                for (var round = 0; round < Rounds; round++)
                {
                    var loads = new HttpLoad[servers.Count];
                    for (var i = 0; i < loads.Length; i++) loads[i] = await servers[i].LoadAsync(workload, face, time, cancellationToken);
                    rounds.Add(loads);
                }

                results.AddRange(SegmentCounts.Select((count, i) => new Measurement(
                    $"{face.Method}, {count:N0} live segments, {Connections} connections: requests",
                    Median(rounds, loads => loads[i].PerSecond), Median(rounds, loads => loads[i].P50),
                    Median(rounds, loads => loads[i].P99),
                    count == 0 ? null : Median(rounds, loads => loads[i].PerSecond / loads[0].PerSecond))));
            }

            return results;
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    static double Median(List<HttpLoad[]> rounds, Func<HttpLoad[], double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    /// <summary>A server with live segments in one workspace, on a database of its own.</summary>
    sealed class LiveServer(DirectoryInfo folder, WebApplication server, string key) : IAsyncDisposable
    {
        // More than are sent in the time of a load: what came before does nothing, and would be measured as if it did.
        const int MostEvents = 100_000;

        long sent;

        public static async Task<LiveServer> StartAsync(IngestWorkload workload, int segments, CancellationToken cancellationToken)
        {
            var folder = Directory.CreateTempSubdirectory("tessera-bench-");
            var server = await Server.CreateAsync(
                new ServerOptions
                {
                    Urls = "http://127.0.0.1:0", DataDirectory = folder.FullName, Limits = new ServerLimits().WithoutRates(),
                }, cancellationToken);
            await server.StartAsync(cancellationToken);
            var keys = server.Services.GetRequiredService<AccessKeyStore>();
            var workspace = keys.FindOrCreateWorkspace("bench");
            var (id, secret) = keys.Create(workspace, Scopes.All);
            await DefineAsync(server, workspace, workload, segments, cancellationToken);
            await server.Services.GetRequiredService<LiveWorkspaces>().GetAsync(workspace, cancellationToken);
            return new LiveServer(folder, server, $"{id}.{secret}");
        }

        /// <summary>Sends events that it has not been sent before.</summary>
        public Task<HttpLoad> LoadAsync(
            IngestWorkload workload, (HttpMethod Method, Func<long, string> Path) face, TimeSpan time, CancellationToken cancellationToken)
        {
            var (url, first) = (server.Urls.First(), sent);
            sent += MostEvents;
            var bodies = Enumerable.Range(0, MostEvents).Select(i => workload.Event(first + i)).ToArray();
            return HttpLoad.RunAsync(
                number => url + face.Path(first + number), face.Method, key, Connections, time, bodies, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await server.StopAsync();
            await server.DisposeAsync();
            folder.Delete(recursive: true);
        }

        // Two values of one conversation each: like what people write, and matched by some conversations.
        static async Task DefineAsync(
            WebApplication server, WorkspaceId workspace, IngestWorkload workload, int segments, CancellationToken cancellationToken)
        {
            var store = server.Services.GetRequiredService<SegmentStore>();
            var fields = FieldCatalog.All.Where(f => f is { WireName: not null, Type: FieldType.Text or FieldType.Enum }).ToArray();
#pragma warning disable CA5394 // A seeded workload, nothing to guess.
            var random = new Random(1);
            var inputs = Enumerable.Range(0, segments).Select(i =>
            {
                var metadata = workload.Metadata[random.Next(workload.Metadata.Count)];
                var known = fields.Where(f => metadata.ContainsKey(f.WireName!)).OrderBy(_ => random.Next()).Take(2);
                var query = string.Join(" AND ", known.Select(f => $"{f.Name} = {Printer.Quote((string)metadata[f.WireName!]!)}"));
                return new SegmentInput($"S{i}", $"Segment {i}", query, []);
            }).ToArray();
#pragma warning restore CA5394
            await Parallel.ForEachAsync(
                inputs, new ParallelOptions { MaxDegreeOfParallelism = 256, CancellationToken = cancellationToken },
                async (input, stop) => await store.CreateAsync(workspace, Author.CommandLine, input, stop));
        }
    }
}
