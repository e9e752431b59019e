using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Access;
using Tessera.Limits;

namespace Tessera.Bench;

/// <summary>How long writers of definitions wait while many write at once.</summary>
internal static class EditCommand
{
    const string Segments = "/configuration/v1/segments";
    const string Vocabularies = "/configuration/v1/custom-vocabularies";

    // Five writers each: some of their changes meet, and are refused.
    const int SegmentCount = 10;

    public static Command Create()
    {
        var writers = new Option<int>("--writers") { Description = "How many write at once.", DefaultValueFactory = _ => 50 };
        var operations = new Option<int>("--operations")
        {
            Description = "How many changes they make of each kind.", DefaultValueFactory = _ => 10_000,
        };
        var database = new Option<string?>("--database")
        {
            Description = "Measure on this PostgreSQL database (it is filled!) instead of SQLite.", HelpName = "CONNECTION",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON for scripts." };
        var command = new Command("edits", """
            Concurrent writers of segments, each with If-Match and the tag it saw last, and of custom vocabularies: changes a second, p50, p99.

            Example: dotnet run --project bench/Tessera.Bench -c Release -- edits
            """) { writers, operations, database, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = await RunAsync(
                parsed.GetValue(writers), parsed.GetValue(operations), parsed.GetValue(database), cancellationToken);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
            else IngestCommand.Print(results);
            return 0;
        });
        return command;
    }

    static async Task<List<Measurement>> RunAsync(int writers, int operations, string? database, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-bench-");
        try
        {
            await using var server = await Server.CreateAsync(
                new ServerOptions
                {
                    Urls = "http://127.0.0.1:0", DataDirectory = folder.FullName, Database = database,
                    Limits = new ServerLimits().WithoutRates(),
                },
                cancellationToken);
            await server.StartAsync(cancellationToken);
            using var client = Client(server);
            for (var i = 0; i < SegmentCount; i++)
                await SendAsync(
                    client, HttpMethod.Post, Segments, new { id = $"S{i}", name = "S", query = new { type = "raw", raw = "TRUE" } }, null,
                    cancellationToken);
            // The first run warms the code up and isn't shown.
            await MeasureAsync("", writers, operations / 10, EditSegmentsAsync, cancellationToken);
            return
            [
                await MeasureAsync("segments, each with If-Match: changes", writers, operations, EditSegmentsAsync, cancellationToken),
                await MeasureAsync(
                    "custom vocabularies, made and deleted: changes", writers, operations, EditVocabulariesAsync, cancellationToken),
            ];

            async Task EditSegmentsAsync(int writer, int count, List<double> times)
            {
                var tags = new string?[SegmentCount];
                for (var i = 0; i < count; i++)
                {
                    var number = (writer + i) % SegmentCount;
                    var path = $"{Segments}/S{number}";
                    tags[number] ??= (await SendAsync(client, HttpMethod.Get, path, null, null, cancellationToken)).Tag;
                    var began = Stopwatch.GetTimestamp();
                    var (status, tag, _) = await SendAsync(
                        client, HttpMethod.Patch, path, new { name = $"{writer}-{i}" }, tags[number], cancellationToken);
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    tags[number] = status == HttpStatusCode.PreconditionFailed ? null : tag;
                }
            }

            async Task EditVocabulariesAsync(int writer, int count, List<double> times)
            {
                string? made = null;
                for (var i = 0; i < count; i++)
                {
                    var began = Stopwatch.GetTimestamp();
                    var body = new { phrase = $"phrase {writer} {i}", soundsLike = new[] { $"form {writer} {i}" } };
                    var answer = made is null
                        ? await SendAsync(client, HttpMethod.Post, Vocabularies, body, null, cancellationToken)
                        : await SendAsync(client, HttpMethod.Delete, $"{Vocabularies}/{made}", null, null, cancellationToken);
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    made = made is null ? (string)JsonDocument.Parse(answer.Text).RootElement.GetProperty("id").GetString()! : null;
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<Measurement> MeasureAsync(
        string what, int writers, int operations, Func<int, int, List<double>, Task> edit, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(
            async () =>
            {
                var own = new List<double>();
                await edit(writer, operations / writers, own);
                return own;
            },
            cancellationToken)));
        double[] sorted = [.. times.SelectMany(t => t).Order()];
        return new Measurement(
            string.Create(CultureInfo.InvariantCulture, $"{writers} writers of {what}"),
            sorted.Length / clock.Elapsed.TotalSeconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }

    static HttpClient Client(WebApplication server)
    {
        var keys = server.Services.GetRequiredService<AccessKeyStore>();
        var (id, secret) = keys.Create(keys.FindOrCreateWorkspace("bench-edits"), Scopes.All);
        var client = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{id}.{secret}");
        return client;
    }

    // A change that was refused for its tag is an answer like any other; anything else is a mistake of this run.
    static async Task<(HttpStatusCode Status, string? Tag, string Text)> SendAsync(
        HttpClient client, HttpMethod method, string path, object? body, string? tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.PreconditionFailed)
            throw new InvalidOperationException($"{method} {path} answered {(int)response.StatusCode}: {text}");
        return (response.StatusCode, response.Headers.ETag?.ToString(), text);
    }
}
