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

    static readonly int[] SegmentCounts = [0, 10, 1_000, 100_000];

    static readonly (HttpMethod Method, Func<long, string> Path) Put = (HttpMethod.Put, number => $"/v1/conversations/bench-{number}/metadata");
    static readonly (HttpMethod Method, Func<long, string> Path) Post = (HttpMethod.Post, _ => "/metadata-ingestion/v1/single-convo-metadata");

    public static Command Create()
    {
        var star = new Option<string?>("--star") { Description = "The folder of the STAR files; found beside the repository when it is there.", HelpName = "DIR" };
        var seconds = new Option<int>("--seconds") { Description = "How long each load runs.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print JSON for scripts." };
        var command = new Command("end-to-end", """
            Metadata with 0, 10, 1,000 and 100,000 live segments, through PUT /v1/conversations/{id}/metadata, which tells the segments entered
            and left, and through ASAPP's single-convo-metadata, which doesn't: requests a second, p50 and p99, and the ratio to the rate
            without segments.

            Example: dotnet run --project bench/Tessera.Bench -c Release -- end-to-end
            """) { star, seconds, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var workload = IngestWorkload.Load(parsed.GetValue(star));
            var results = new List<Measurement>();
            var time = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            // The first run warms the code up and isn't shown.
            await MeasureAsync(workload, Put, 0, time, cancellationToken);
            foreach (var face in new[] { Put, Post })
            {
                var none = 0.0;
                foreach (var count in SegmentCounts)
                {
                    var load = await MeasureAsync(workload, face, count, time, cancellationToken);
                    if (count == 0) none = load.PerSecond;
                    results.Add(new Measurement(
                        $"{face.Method}, {count:N0} live segments, {Connections} connections: requests", load.PerSecond, load.P50, load.P99,
                        count == 0 ? null : load.PerSecond / none));
                }
            }

            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
            else IngestCommand.Print(results, ratio: "of none");
            return 0;
        });
        return command;
    }

    static async Task<HttpLoad> MeasureAsync(IngestWorkload workload, (HttpMethod Method, Func<long, string> Path) face, int segments, TimeSpan time, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-bench-");
        try
        {
            await using var server = await Server.CreateAsync(
                new ServerOptions { Urls = "http://127.0.0.1:0", DataDirectory = folder.FullName, Limits = new ServerLimits().WithoutRates() }, cancellationToken);
            await server.StartAsync(cancellationToken);
            var keys = server.Services.GetRequiredService<AccessKeyStore>();
            var workspace = keys.FindOrCreateWorkspace("bench");
            var (id, secret) = keys.Create(workspace, Scopes.All);
            await DefineAsync(server, workspace, workload, segments, cancellationToken);
            await server.Services.GetRequiredService<LiveWorkspaces>().GetAsync(workspace, cancellationToken);
            var bodies = Enumerable.Range(0, 200_000).Select(i => workload.Event(i)).ToArray();
            return await HttpLoad.RunAsync(
                number => server.Urls.First() + face.Path(number), face.Method, $"{id}.{secret}", Connections, time, bodies, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Two values of one conversation each: like what people write, and matched by some conversations.
    static async Task DefineAsync(WebApplication server, WorkspaceId workspace, IngestWorkload workload, int segments, CancellationToken cancellationToken)
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
