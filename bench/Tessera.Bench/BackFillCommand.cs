using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Extraction;
using Tessera.Extraction.Evaluation;
using Tessera.Limits;

namespace Tessera.Bench;

/// <summary>
/// How long a back-fill of all conversations of STAR takes, beside the extractor alone on the same conversations and cores.
/// </summary>
internal static class BackFillCommand
{
    static readonly string[] Files = ["train.ndjson.gz", "dev.ndjson.gz"];

    public static Command Create()
    {
        var star = Repository.StarOption();
        var json = new Option<bool>("--json") { Description = "Print JSON for scripts." };
        var command = new Command("back-fill", """
            A back-fill of all conversations of STAR and all fields of bench/star/fields.json by the built-in extractor, through the API of a
            server with a database of its own; and the same extraction in memory, on as many cores, without a server.

            Example: dotnet run --project bench/Tessera.Bench -c Release -- back-fill
            """) { star, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var files = Files.Select(file => Repository.StarFile(parsed.GetValue(star), file)).ToList();
            var mapping = await File.ReadAllTextAsync(Path.Combine(Repository.Folder("bench/star"), "fields.json"), cancellationToken);
            var (conversations, alone) = await ExtractAsync(files, FieldMapping.Parse(mapping), cancellationToken);
            var backFill = await BackFillAsync(files, JsonNode.Parse(mapping)!, conversations, cancellationToken);
            var result = new
            {
                conversations, aloneSeconds = alone.TotalSeconds, backFillSeconds = backFill.TotalSeconds, ratio = alone / backFill,
            };
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(result, JsonSerializerOptions.Web)
                : $"{conversations:N0} conversations\nextractor alone  {alone.TotalSeconds,6:0.0} s\nback-fill        {backFill.TotalSeconds,6:0.0} s, {result.ratio:0.00} of its speed");
            return 0;
        });
        return command;
    }

    static async Task<(int Conversations, TimeSpan Time)> ExtractAsync(
        List<string> files, FieldMapping mapping, CancellationToken cancellationToken)
    {
        var conversations = new List<LabelledConversation>();
        foreach (var file in files)
        {
            await using var stream = File.OpenRead(file);
            await foreach (var (_, line) in ConversationLines.ReadAsync(stream, cancellationToken))
                conversations.Add(LabelledConversation.Parse(line));
        }

        var extractor = new BuiltInExtractor();
        var time = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            conversations, cancellationToken, async (c, stop) => await extractor.ExtractAsync(c.Transcript, mapping.Fields, stop));
        return (conversations.Count, time.Elapsed);
    }

    static async Task<TimeSpan> BackFillAsync(List<string> files, JsonNode mapping, int conversations, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-bench-");
        try
        {
            await using var server = await Server.CreateAsync(
                new ServerOptions
                {
                    Urls = "http://127.0.0.1:0", DataDirectory = folder.FullName, Limits = new ServerLimits().WithoutRates(),
                }, cancellationToken);
            await server.StartAsync(cancellationToken);
            var keys = server.Services.GetRequiredService<AccessKeyStore>();
            var (id, secret) = keys.Create(keys.FindOrCreateWorkspace("bench"), Scopes.All);
            await using (var target = ImportTarget.ThroughServer(server.Urls.First(), $"{id}.{secret}"))
            {
                foreach (var file in files) await new ImportRun(target, quiet: true).RunAsync(file, again: false, cancellationToken);
            }

            using var http = new HttpClient
            {
                BaseAddress = new Uri(server.Urls.First()), DefaultRequestHeaders = { { "Authorization", $"Bearer {id}.{secret}" } },
            };
            var fields = mapping["fields"]!.AsArray();
            foreach (var field in fields)
                await PostAsync(http, "/configuration/v1/structured-data-fields", field!.DeepClone(), cancellationToken);
            await PostAsync(http, "/configuration/v1/segments", new JsonObject
            {
                ["id"] = "STAR",
                ["name"] = "STAR",
                ["query"] = new JsonObject { ["type"] = "raw", ["raw"] = "TRUE" },
                ["structuredDataFieldIds"] = new JsonArray([.. fields.Select(field => JsonValue.Create((string)field!["id"]!))]),
            }, cancellationToken);
            var time = Stopwatch.StartNew();
            var made = await PostAsync(
                http, "/v1/back-fills", new JsonObject { ["segmentIds"] = new JsonArray("STAR") }, cancellationToken);
            JsonNode job;
            do
            {
                await Task.Delay(100, cancellationToken);
                job = (await http.GetFromJsonAsync<JsonNode>($"/v1/jobs/{made["job"]!["id"]}", cancellationToken))!;
            }
            while ((string)job["state"]! is "waiting" or "running");

            if ((string)job["state"]! != "done" || (int)job["done"]! != conversations)
                throw new InvalidOperationException($"The back-fill ended as {job.ToJsonString()}");
            return time.Elapsed;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<JsonNode> PostAsync(HttpClient http, string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {text}");
    }
}
