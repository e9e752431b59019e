using Microsoft.Extensions.AI;
using Tessera.Llm;
using Tessera.Tests.Harness;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Models;

/// <summary>The client of OpenAI-compatible servers: what it sends, how it streams, and when it stops calling.</summary>
public sealed class ModelClientTests
{
    static readonly ChatMessage[] Hello = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello")];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_is_what_the_documents_say()
    {
        await using var model = await ScriptedModel.StartAsync(Says("Hi"));
        using var client = Client(
            model.Options with
            {
                Headers = new Dictionary<string, string> { ["api-key"] = "k", ["X-Team"] = "cx" },
                MaxTokens = 77,
                Temperature = 0.5f,
            });

        var answer = await client.GetResponseAsync(
            Hello, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElementOf("""{"type":"object"}"""), "form") },
            Stop);

        Assert.Equal(("Hi", 100, 10), (answer.Text, answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount));
        Assert.Equal("""
            {"model":"scripted","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"}],"temperature":0.5,"max_tokens":77,"response_format":{"type":"json_schema","json_schema":{"name":"form","strict":true,"schema":{"type":"object"}}}}
            """, Assert.Single(model.Requests).ToJsonString());
        Assert.Equal(["Bearer sk-secret", "k", "cx"], new[] { "Authorization", "api-key", "X-Team" }.Select(name => model.Headers[name]));
    }

    [Fact]
    public async Task Formats_a_server_refuses_are_not_asked_for_again()
    {
        await using var model = await ScriptedModel.StartAsync((_, _, http, request) =>
            request["response_format"] is null
                ? Says("{}")(http, request)
                : Status(400, """{"error":{"message":"response_format is not supported"}}""")(http, request));
        using var client = Client(model.Options);
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElementOf("""{"type":"object"}""")) };

        for (var i = 0; i < 2; i++) Assert.Equal("{}", (await client.GetResponseAsync(Hello, options, Stop)).Text);

        Assert.Equal(["json_schema", "json_object", null, null], model.Requests.Select(r => (string?)r["response_format"]?["type"]));
    }

    [Theory]
    [InlineData("the usual", "Hi there", true)]
    [InlineData("no DONE", "Hi there", true)]
    [InlineData("in one piece", "Hi there", true)]
    [InlineData("parts with reasoning", "Hi there", true)]
    [InlineData("cut off", "", false)]
    [InlineData("an error within", "", false)]
    [InlineData("broken JSON within", "", false)]
    public async Task Streams_are_read_as_servers_send_them(string kind, string text, bool works)
    {
        await using var model = await ScriptedModel.StartAsync(kind switch
        {
            "the usual" => Streams(Chunk("Hi "), Chunk("there", "stop"), UsageChunk, "[DONE]"),
            "no DONE" => Streams(Chunk("Hi "), Chunk("there", "eos"), UsageChunk),
            "in one piece" => Says("Hi there"),
            "parts with reasoning" => Streams(
                """{"choices":[{"delta":{"reasoning_content":"Hm"}}]}""", Chunk("Hi there"), Chunk(null, "stop"), UsageChunk, "[DONE]"),
            "cut off" => Streams(Chunk("Hi ")),
            "an error within" => Streams(Chunk("Hi "), """{"error":{"message":"overloaded"}}"""),
            _ => Streams(Chunk("Hi "), "{\"choices\":"),
        });
        using var client = Client(model.Options with { Stream = true });

        if (!works)
        {
            Assert.Equal(
                ModelFault.Unreadable, (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(Hello, null, Stop))).Fault);
            return;
        }

        var answer = await client.GetResponseAsync(Hello, null, Stop);
        Assert.Equal((text, 100, 10), (answer.Text, answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount));
        Assert.True((bool)Assert.Single(model.Requests)["stream_options"]!["include_usage"]!);
    }

    [Fact]
    public async Task A_stream_without_end_is_ended_by_time_or_length()
    {
        await using var model = await ScriptedModel.StartAsync(StreamsForEver);

        using var slow = Client(model.Options with { Stream = true, Retries = 0 });
        Assert.Equal(ModelFault.Timeout, (await Assert.ThrowsAsync<ModelException>(() => slow.GetResponseAsync(Hello, null, Stop))).Fault);

        using var bounded = Client(model.Options with { Stream = true, Timeout = TimeSpan.FromMinutes(1), MaxAnswerBytes = 2000 });
        Assert.Equal(
            ModelFault.Unreadable, (await Assert.ThrowsAsync<ModelException>(() => bounded.GetResponseAsync(Hello, null, Stop))).Fault);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_longest_answer_is_bounded(int more, bool works)
    {
        var body = Answer("Hi").ToJsonString();
        await using var model = await ScriptedModel.StartAsync(Raw(body));
        using var client = Client(model.Options with { MaxAnswerBytes = body.Length - more });

        if (works) Assert.Equal("Hi", (await client.GetResponseAsync(Hello, null, Stop)).Text);
        else Assert.Contains(
            "longer than", (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(Hello, null, Stop))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_left_alone_for_a_while()
    {
        await using var model = await ScriptedModel.StartAsync(Status(503));
        using var client = Client(model.Options with { Retries = 0, ParkAfter = 4 });

        for (var i = 0; i < 4; i++)
            Assert.Equal(
                ModelFault.Unavailable, (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(Hello, null, Stop))).Fault);
        var parked = await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(Hello, null, Stop));

        Assert.Equal((ModelFault.Parked, 4), (parked.Fault, model.Calls));
        Assert.True(parked.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_server_that_is_well_again_is_called_again_after_half_a_minute()
    {
        var clock = new ManualClock();
        await using var model = await ScriptedModel.StartAsync(
            (call, _, http, request) => (call < 4 ? Status(503) : Says("Hi"))(http, request));
        using var client = new OpenAiCompatibleChatClient(model.Options with { Retries = 0, ParkAfter = 4 }, clock);
        for (var i = 0; i < 4; i++) await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(Hello, null, Stop));

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(ModelFault.Parked, (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(Hello, null, Stop))).Fault);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Hi", (await client.GetResponseAsync(Hello, null, Stop)).Text);
        Assert.Equal("Hi", (await client.GetResponseAsync(Hello, null, Stop)).Text);
        Assert.Equal(6, model.Calls);
    }

    [Fact]
    public async Task No_more_calls_are_begun_in_a_minute_than_allowed()
    {
        await using var model = await ScriptedModel.StartAsync(Says("Hi"));
        using var client = Client(model.Options with { RequestsPerMinute = 3 });
        using var enough = new CancellationTokenSource();

        var calls = Enumerable.Range(0, 5).Select(_ => client.GetResponseAsync(Hello, null, enough.Token)).ToList();
        for (var i = 0; i < 3; i++) calls.Remove(await Task.WhenAny(calls));

        // The others wait for the next minute; they go when their callers do.
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        await enough.CancelAsync();
        foreach (var call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(3, model.Calls);
    }

    [Fact]
    public async Task No_more_calls_are_under_way_than_allowed()
    {
        var (now, most) = (0, 0);
        await using var model = await ScriptedModel.StartAsync(async (_, _, http, request) =>
        {
            var inside = Interlocked.Increment(ref now);
            InterlockedMax(ref most, inside);
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
            await Says("Hi")(http, request);
        });
        using var client = Client(model.Options with { Concurrency = 3, Timeout = TimeSpan.FromMinutes(1) });

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.GetResponseAsync(Hello, null, Stop)));

        Assert.Equal((3, 30), (most, model.Calls));
    }

    [Fact]
    public async Task A_caller_that_goes_away_ends_the_call()
    {
        await using var model = await ScriptedModel.StartAsync(Hangs);
        using var client = Client(model.Options with { Timeout = TimeSpan.FromMinutes(5) });
        using var gone = new CancellationTokenSource(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync(Hello, null, gone.Token));
        Assert.Equal(1, model.Calls);
    }

    [Fact]
    public async Task Tools_are_refused()
    {
        await using var model = await ScriptedModel.StartAsync(Says("Hi"));
        using var client = Client(model.Options);
        await Assert.ThrowsAsync<NotSupportedException>(
            () => client.GetResponseAsync(Hello, new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1)] }, Stop));
    }

    static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = most) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    static System.Text.Json.JsonElement JsonElementOf(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement;

    static OpenAiCompatibleChatClient Client(ModelOptions options) => new(options, TimeProvider.System);
}
