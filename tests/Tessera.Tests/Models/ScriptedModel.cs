using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tessera.Llm;

namespace Tessera.Tests.Models;

/// <summary>
/// An OpenAI-compatible server on a real socket that answers as a script says: one step a request, the last one again and again.
/// </summary>
internal sealed class ScriptedModel : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Func<int, ScriptedModel, HttpContext, JsonNode, Task> _answer;
    int _calls;

    ScriptedModel(Func<int, ScriptedModel, HttpContext, JsonNode, Task> answer)
    {
        _answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    /// <summary>The bodies that came.</summary>
    public ConcurrentQueue<JsonNode> Requests { get; } = [];

    /// <summary>The headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public int Calls => _calls;

    /// <summary>Options that reach this server; short, so that what hangs is over soon.</summary>
    public ModelOptions Options => new()
    {
        Url = new Uri($"{_app.Urls.First()}/v1"),
        Model = "scripted",
        Key = "sk-secret",
        Timeout = TimeSpan.FromSeconds(2.5),
        FirstRetryAfter = TimeSpan.FromMilliseconds(1),
        Concurrency = 64,
        InputPrice = 1m,
        OutputPrice = 2m,
    };

    /// <summary>What was said to the model in the last request.</summary>
    public string LastPrompt => string.Join('\n', Requests.Last()["messages"]!.AsArray().Select(m => (string)m!["content"]!));

    public static Task<ScriptedModel> StartAsync(params Step[] script) =>
        StartAsync((call, model, http, request) => script[Math.Min(call, script.Length - 1)](http, request));

    /// <summary>A server whose answer to each request is made from it.</summary>
    public static async Task<ScriptedModel> StartAsync(Func<int, ScriptedModel, HttpContext, JsonNode, Task> answer)
    {
        var model = new ScriptedModel(answer);
        await model._app.StartAsync();
        return model;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var request = JsonNode.Parse(await reader.ReadToEndAsync())!;
        Requests.Enqueue(request);
        Headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        try
        {
            await _answer(Interlocked.Increment(ref _calls) - 1, this, http, request);
        }
        catch (OperationCanceledException)
        {
            // The client went away; that's what some scripts are for.
        }
    }
}

/// <summary>What the server does with one request.</summary>
internal delegate Task Step(HttpContext http, JsonNode request);

/// <summary>The steps scripts are made of.</summary>
internal static class Steps
{
    /// <summary>A form filled in as told, of the first entries.</summary>
    public static Step Form(params (string Value, string Quote, int Message)[] entries) => Says(FormText(entries));

    public static string FormText(params (string Value, string Quote, int Message)[] entries) => new JsonObject(
        entries.Select(
            (e, i) => KeyValuePair.Create(
                $"f{i + 1}",
                (JsonNode?)new JsonObject { ["value"] = e.Value, ["quote"] = e.Quote, ["message"] = e.Message }))).ToJsonString();

    /// <summary>An ordinary answer with this content, and usage of 100 and 10 tokens.</summary>
    public static Step Says(string content) => Body(Answer(JsonValue.Create(content)));

    /// <summary>An ordinary answer, changed.</summary>
    public static Step Says(string content, Action<JsonObject> change)
    {
        var answer = Answer(JsonValue.Create(content));
        change(answer);
        return Body(answer);
    }

    public static JsonObject Answer(JsonNode? content, string? finish = "stop") => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["model"] = "scripted",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content },
            ["finish_reason"] = finish,
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 100, ["completion_tokens"] = 10, ["total_tokens"] = 110 },
    };

    public static Step Body(JsonNode answer) => Raw(answer.ToJsonString());

    public static Step Raw(string body, string type = "application/json", int status = 200) => async (http, _) =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(body, http.RequestAborted);
    };

    public static Step Status(int status, string? body = null, string? retryAfter = null) => async (http, _) =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body ?? """{"error":{"message":"no"}}""", http.RequestAborted);
    };

    public static readonly Step Hangs = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted);

    public static readonly Step CutsTheConnection = async (http, _) =>
    {
        http.Response.ContentLength = 1000;
        await http.Response.WriteAsync("{\"choices\":[");
        await http.Response.Body.FlushAsync();
        http.Abort();
    };

    /// <summary>A stream of events with these data.</summary>
    public static Step Streams(params string[] data) => async (http, _) =>
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var item in data) await http.Response.WriteAsync($"data: {item}\n\n", http.RequestAborted);
    };

    /// <summary>Words without end, a few each millisecond.</summary>
    public static readonly Step StreamsForEver = async (http, _) =>
    {
        http.Response.ContentType = "text/event-stream";
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.WriteAsync("data: {\"choices\":[{\"delta\":{\"content\":\"and \"}}]}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(1, http.RequestAborted);
        }
    };

    /// <summary>Blanks without end, after the headers of an ordinary answer.</summary>
    public static readonly Step DripsForEver = async (http, _) =>
    {
        http.Response.ContentType = "application/json";
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.WriteAsync(" ", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(20, http.RequestAborted);
        }
    };

    /// <summary>A chunk of a stream.</summary>
    public static string Chunk(string? content, string? finish = null) => new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject { ["delta"] = new JsonObject { ["content"] = content }, ["finish_reason"] = finish }),
    }.ToJsonString();

    public const string UsageChunk = """{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":10}}""";
}
