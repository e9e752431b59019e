using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Llm;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Models;

/// <summary>
/// A server on each database with a scripted model. A transcript says which script the model follows (<c>SCRIPT:name.</c>), so that all
/// tests share one server.
/// </summary>
public sealed class ModelWorkspaces(Servers servers) : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, (Step[] Steps, ConcurrentQueue<JsonNode> Requests)> _scripts = [];
    readonly ConcurrentDictionary<Backend, Lazy<Task<WebApplication>>> _running = [];
    ScriptedModel _model = null!;
    int _names;

    public async ValueTask InitializeAsync() => _model = await ScriptedModel.StartAsync((_, _, http, request) =>
    {
        var name = ((string)request["messages"]![1]!["content"]!).Split("SCRIPT:")[1].Split('.')[0];
        var (steps, requests) = _scripts[name];
        lock (requests)
        {
            requests.Enqueue(request);
            return steps[Math.Min(requests.Count, steps.Length) - 1](http, request);
        }
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _running.Values) await (await server.Value).DisposeAsync();
        await _model.DisposeAsync();
    }

    /// <summary>A new workspace, whose model follows a script in the conversations that name it.</summary>
    internal async Task<ModelWorkspace> NewAsync(Backend backend, params Step[] steps)
    {
        var server = await _running.GetOrAdd(backend, b => new Lazy<Task<WebApplication>>(() => StartAsync(b))).Value;
        var name = $"s{Interlocked.Increment(ref _names)}";
        var requests = new ConcurrentQueue<JsonNode>();
        _scripts[name] = (steps, requests);
        return new ModelWorkspace(Servers.NewKey(server, name), name, requests);
    }

    /// <summary>A service of the running server.</summary>
    internal async Task<T> ServiceAsync<T>(Backend backend)
        where T : notnull => (await _running[backend].Value).Services.GetRequiredService<T>();

    Task<WebApplication> StartAsync(Backend backend)
    {
        // One fault of a test mustn't park the model for all others.
        var options = _model.Options with { Retries = 1, ParkAfter = int.MaxValue };
        return Servers.StartAsync(servers.NewDatabase(backend) with
        {
            Model = LanguageModel.Of(options, TimeProvider.System, options with { Model = "second", InputPrice = 3 }),
        });
    }
}

/// <summary>A workspace with two fields that only a model can answer, and a conversation that answers both.</summary>
internal sealed class ModelWorkspace(Api api, string script, ConcurrentQueue<JsonNode> requests) : IDisposable
{
    public const string Thanks = "Thanks, I'm over the moon.";

    /// <summary>What a model should say of the conversation.</summary>
    public static readonly (string, string, int)[] Right = [("Yes", "Thanks", 3), ("over the moon", "over the moon", 3)];

    public Api Api => api;

    public string Script => script;

    /// <summary>What the model was asked.</summary>
    public ConcurrentQueue<JsonNode> Requests => requests;

    /// <summary>Makes fields, segment and conversation, and asks for structured data.</summary>
    public async Task<Answer> ExtractAsync(string query = "")
    {
        await DefineAsync();
        var conversation = await ConversationAsync("c-1", Thanks);
        return await api.PostAsync($"{Given.StructuredData}{query}", new { conversationId = conversation });
    }

    public async Task DefineAsync()
    {
        (await api.PostAsync(Given.Fields, """
            {"id":"q_happy","name":"Happy","categoryId":"OUTCOME","type":"QUESTION","question":{"question":"Was the customer happy?"}}
            """)).Expect(201);
        (await api.PostAsync(Given.Fields, """
            {"id":"e_mood","name":"Mood","categoryId":"CUSTOM","type":"ENTITY","entity":{"name":"mood","description":"How it went, in a phrase.","examples":[]}}
            """)).Expect(201);
        await api.SegmentAsync("ALL", "TRUE", "q_happy", "e_mood");
        await PolicyAsync("""{"strategy":"model-first"}""");
    }

    public async Task PolicyAsync(string policy) => (await api.PutAsync("/v1/extraction/policy", policy)).Expect(200);

    public async Task<string> ConversationAsync(string externalId, string last)
    {
        var conversation = await api.ConversationAsync(externalId);
        await api.MessageAsync(conversation, "agent", "a", $"Welcome to SCRIPT:{script}. How did it go?", minute: 0);
        await api.MessageAsync(conversation, "customer", "b", "It took an hour “or so”, 😀 really.", minute: 1);
        await api.MessageAsync(conversation, "customer", "b", last, minute: 2);
        return conversation;
    }

    /// <summary>The set that an answer names, in full.</summary>
    public async Task<JsonArray> ValuesAsync(Answer made) =>
        (await api.GetAsync($"/v1/structured-data/{made.Expect(200)["id"]}")).Expect(200).Json["values"]!.AsArray();

    /// <summary>Calls, tokens of prompts and of answers, as the ledger has them.</summary>
    public async Task<(int Calls, int Input, int Output, int Estimated)> UsageAsync()
    {
        var total = (await api.GetAsync("/v1/usage")).Expect(200).Json["total"]!;
        return ((int)total["calls"]!, (int)total["inputTokens"]!, (int)total["outputTokens"]!, (int)total["estimated"]!);
    }

    public void Dispose() => api.Dispose();
}
