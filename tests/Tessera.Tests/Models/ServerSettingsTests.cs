using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Tessera.Extraction;
using Tessera.Extraction.Models;
using Tessera.Fields;
using Tessera.Llm;

namespace Tessera.Tests.Models;

/// <summary>The settings of each server in docs/models.md make the very request that stands below them.</summary>
public sealed partial class ServerSettingsTests
{
    // What HTTP itself needs is nothing to read there.
    static readonly string[] Ordinary = ["Host", "Content-Length", "Content-Type", "Accept-Encoding"];

    static readonly StructuredDataField[] Fields =
    [
        new()
        {
            Id = "q_happy", Name = "Happy", CategoryId = "OUTCOME", Kind = FieldKind.Question,
            Question = new QuestionDefinition("Was the customer happy?", null),
        },
        new()
        {
            Id = "e_mood", Name = "Mood", CategoryId = "CUSTOM", Kind = FieldKind.Entity,
            Entity = new EntityDefinition("mood", "How it went.", []),
        },
    ];

    public static TheoryData<string> Servers => [.. Documented.Keys];

    static readonly Dictionary<string, (string Settings, string Request)> Documented = Section().Matches(File.ReadAllText(DocsPath()))
        .ToDictionary(m => m.Groups["name"].Value, m => (m.Groups["settings"].Value, m.Groups["request"].Value));

    [Fact]
    public void Each_supported_server_is_there()
    {
        foreach (var server in new[] { "OpenAI", "Azure OpenAI", "Ollama", "vLLM", "llama.cpp", "LM Studio" })
            Assert.Contains(server, Documented.Keys);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task The_settings_make_the_request_that_is_shown(string server)
    {
        var (settings, expected) = Documented[server];
        var variables = settings.Split('\n').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('"'));
        var url = new Uri(variables["TESSERA_MODEL_URL"]);
        var sent = "";
        await using var listening = await ListenAsync(async http =>
        {
            sent = await ShowAsync(http, url.Authority);
            await Steps.Says(Steps.FormText(("Not Found", "", 0), ("Not Found", "", 0)))(http, null!);
        });
        // The same but for where it is: the socket of this test.
        variables["TESSERA_MODEL_URL"] = new Uri(new Uri(listening.Urls.First()), url.PathAndQuery).ToString();
        var options = ModelSettings.Read(variables.GetValueOrDefault)!;
        using var client = new OpenAiCompatibleChatClient(options, TimeProvider.System);

        var transcript = new Transcript([new TranscriptMessage("m1", SenderRole.Customer, "Thanks, I'm over the moon.")]);
        var values = await new ModelExtractor(client, options).ExtractAsync(transcript, Fields, TestContext.Current.CancellationToken);

        Assert.All(values, value => Assert.Equal(ExtractionOutcome.NotFound, value.Outcome));
        Assert.Equal(expected, sent);
    }

    /// <summary>A request as the page shows it.</summary>
    static async Task<string> ShowAsync(HttpContext http, string host)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        Assert.Equal(["system", "user"], body["messages"]!.AsArray().Select(message => (string)message!["role"]!));
        body["messages"] = "MESSAGES";
        if (body["response_format"]?["json_schema"] is { } schema) schema["schema"] = "SCHEMA";
        var own = http.Request.Headers.Where(header => !Ordinary.Contains(header.Key)).Select(header => $"{header.Key}: {header.Value}");
        return string.Join('\n', [
            $"{http.Request.Method} {new Uri(http.Request.GetEncodedUrl()).PathAndQuery}",
            $"Host: {host}",
            .. own,
            $"Content-Type: {http.Request.ContentType}",
            "",
            body.ToJsonString().Replace("\"MESSAGES\"", "[…]", StringComparison.Ordinal)
                .Replace("\"SCHEMA\"", "{…}", StringComparison.Ordinal),
        ]);
    }

    static async Task<WebApplication> ListenAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    static string DocsPath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); ; folder = folder.Parent!)
        {
            var file = Path.Combine(folder.FullName, "docs", "models.md");
            if (File.Exists(file)) return file;
        }
    }

    [GeneratedRegex(
        "### (?<name>[^\n]+)\n[^#]*?```sh\n(?<settings>[^`]+)\n```\n\n```http\n(?<request>[^`]+)\n```", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Section();
}
