using System.Text.Json.Nodes;
using Tessera.Tests.Harness;
using static Tessera.Tests.Models.Steps;

namespace Tessera.Tests.Models;

/// <summary>
/// What models and their servers do wrong, through a real socket: how each ends, what of it is given out, and what the ledger has.
/// </summary>
public sealed class ModelFaultTests(ModelWorkspaces workspaces) : IClassFixture<ModelWorkspaces>
{
    const string Found = "found", Failed = "failed", Ungrounded = "ungrounded", NotFound = "not found";

    static readonly string RightText = FormText(ModelWorkspace.Right);
    static readonly Step Right = Says(RightText);

    /// <summary>
    /// What a script leads to: outcomes of the question and the entity; calls the ledger has, and their tokens in the ledger.
    /// </summary>
    sealed record Fault(Step[] Script, string Question, string Entity, int Requests, int Calls, int Input, int Output)
    {
        /// <summary>The server answers 503-01, as a repeat may help.</summary>
        public bool IsTransient { get; init; }

        /// <summary>Tokens the server didn't tell, so that only their being there can be said.</summary>
        public bool IsEstimated { get; init; }
    }

    static Fault Repaired(params Step[] wrong) =>
        new([.. wrong, Right], Found, Found, wrong.Length + 1, wrong.Length + 1, 100 * (wrong.Length + 1), 10 * (wrong.Length + 1));

    static Fault Retried(Step wrong) => new([wrong, Right], Found, Found, 2, 1, 100, 10);

    static Fault Given(string question, string entity, params Step[] script) =>
        new(script, question, entity, script.Length, script.Length, 100 * script.Length, 10 * script.Length);

    static Fault Refused(int requests, Step step) => new([step], Failed, Failed, requests, 1, 0, 0);

    static Fault Passing(int requests, Step step) => new([step], Failed, Failed, requests, 1, 0, 0) { IsTransient = true };

    static Fault Unreadable(Step step) => new([step], Failed, Failed, 2, 2, 0, 0);

    static Fault Estimated(Step step) => new([step], Found, Found, 1, 1, 0, 0) { IsEstimated = true };

    static Step Content(JsonNode? content, string? finish = "stop") => Body(Answer(content, finish));

    static Step Message(Action<JsonObject> change, string? content = null) =>
        Says(content ?? RightText, answer => change(answer["choices"]![0]!["message"]!.AsObject()));

    static readonly Dictionary<string, Fault> Faults = new()
    {
        ["all is well"] = new([Right], Found, Found, 1, 1, 100, 10),
        ["no answer in time, once"] = Retried(Hangs),
        ["no answer in time, ever"] = Passing(2, Hangs),
        ["an answer that drips for ever"] = Passing(2, DripsForEver),
        ["429 without a hint"] = Retried(Status(429)),
        ["429 with Retry-After 0"] = Retried(Status(429, retryAfter: "0")),
        ["429 with a date that has passed"] = Retried(Status(429, retryAfter: "Wed, 21 Oct 2015 07:28:00 GMT")),
        ["429 with Retry-After of an hour"] = Passing(1, Status(429, retryAfter: "3600")),
        ["503 once"] = Retried(Status(503)),
        ["500 ever"] = Passing(2, Status(500)),
        ["502 with a page of HTML"] = Retried(Raw("<html>Bad gateway</html>", "text/html", 502)),
        ["the connection is cut within the answer, once"] = Retried(CutsTheConnection),
        ["the connection is cut within the answer, ever"] = Passing(2, CutsTheConnection),
        ["401"] = Refused(1, Status(401, """{"error":{"message":"Incorrect API key provided: sk-secret"}}""")),
        ["403 with no body"] = Refused(1, Status(403, "")),
        ["404, no such model"] = Refused(1, Status(404, """{"error":"model 'scripted' not found"}""")),
        ["413"] = Refused(1, Status(413)),
        ["a redirect"] = Refused(1, Status(302)),
        ["204 without a body"] = Unreadable((http, _) =>
        {
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        }),
        ["half of the JSON, once"] = new([Raw("""{"choices":[{"mess"""), Right], Found, Found, 2, 2, 100, 10),
        ["half of the JSON, twice"] = Unreadable(Raw("""{"choices":[{"mess""")),
        ["a JSON array"] = Unreadable(Raw("[]")),
        ["a page of HTML as an answer"] = Unreadable(Raw("<html>Log in</html>", "text/html")),
        ["nested a thousand deep"] = Unreadable(Raw(new string('[', 1000))),
        ["10 MB"] = Unreadable(Raw($$"""{"x":"{{new string('x', 10 << 20)}}"}""")),
        ["an error with status 200"] = Unreadable(Raw("""{"error":{"message":"overloaded"}}""")),
        ["no choices"] = Unreadable(Raw("""{"id":"x"}""")),
        ["empty choices that cost"] = Repaired(Raw("""{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":10}}""")),
        ["a choice without a message"] = Unreadable(Raw("""{"choices":[{}]}""")),
        ["half of a surrogate pair"] = Unreadable(Raw("""{"choices":[{"message":{"content":"\ud83d"}}]}""")),
        ["no content"] = Repaired(Content(null)),
        ["empty content, twice"] = Given(Failed, Failed, Content(""), Content("")),
        ["content in parts"] = new([Content(new JsonArray(
            new JsonObject { ["type"] = "text", ["text"] = RightText[..20] },
            new JsonObject { ["type"] = "text", ["text"] = RightText[20..] }))], Found, Found, 1, 1, 100, 10),
        ["content as a number"] = Repaired(Content(7)),
        ["thoughts beside the content"] = new(
            [Message(m => m["reasoning_content"] = """Perhaps {"f1":{"value":"No"}}?""")], Found, Found, 1, 1, 100, 10),
        ["thoughts within the content"] = new(
            [Says("""<think>{"f1":{"value":"No","quote":"x","message":1}}</think>""" + RightText)], Found, Found, 1, 1, 100, 10),
        ["a fence"] = new([Says($"Here you are:\n```json\n{RightText}\n```\nAnything else?")], Found, Found, 1, 1, 100, 10),
        ["finish_reason eos"] = new([Content(RightText, "eos")], Found, Found, 1, 1, 100, 10),
        ["finish_reason null"] = new([Content(RightText, null)], Found, Found, 1, 1, 100, 10),
        ["an empty finish_reason"] = new([Content(RightText, "")], Found, Found, 1, 1, 100, 10),
        ["no usage"] = Estimated(Says(RightText, a => a.Remove("usage"))),
        ["usage null"] = Estimated(Says(RightText, a => a["usage"] = null)),
        ["usage below zero"] = Estimated(Says(RightText, a => a["usage"]!["prompt_tokens"] = -5)),
        ["usage in texts"] = new(
            [Says(RightText, a => a["usage"] = new JsonObject { ["prompt_tokens"] = "100", ["completion_tokens"] = "10" })], Found, Found,
            1, 1, 100, 10),
        ["calls of tools beside the answer"] = new(
            [Message(m => m["tool_calls"] = new JsonArray(new JsonObject { ["id"] = "1" }))], Found, Found, 1, 1, 100, 10),
        ["calls of tools instead of an answer"] = Repaired(Body(Answer(null, "tool_calls"))),
        ["an array instead of an object"] = Repaired(Says("""["Yes"]""")),
        ["an entry is missing"] = Repaired(Says("""{"f1":{"value":"Yes","quote":"Thanks","message":3}}""")),
        ["an entry is a text"] = Repaired(Says("""{"f1":"Yes","f2":"over the moon"}""")),
        ["an entry without a value"] = Repaired(Says("""{"f1":{"quote":"Thanks"},"f2":{"value":true}}""")),
        ["neither Yes nor No, twice"] = Given(
            Failed, Found, Form(("Maybe", "Thanks", 3), ModelWorkspace.Right[1]), Form(("Perhaps", "Thanks", 3), ModelWorkspace.Right[1])),
        ["another language"] = Given(
            Failed, Found, Form(("Ja", "Thanks", 3), ModelWorkspace.Right[1]), Form(("Oui", "Thanks", 3), ModelWorkspace.Right[1])),
        ["yes in small letters"] = Given(Found, Found, Form(("yes.", "Thanks", 3), ModelWorkspace.Right[1])),
        ["entries nobody asked for"] = Given(Found, Found, Form(ModelWorkspace.Right[0], ModelWorkspace.Right[1], ("PWNED", "Thanks", 3))),
        ["a quote nobody said"] = Given(Ungrounded, Ungrounded, Form(("Yes", "I love it", 3), ("in love", "in love", 3))),
        ["a quote of another message"] = Given(Ungrounded, Ungrounded, Form(("Yes", "Thanks", 2), ("over the moon", "over the moon", 2))),
        ["a message that isn't there"] = Given(Ungrounded, Ungrounded, Form(("Yes", "Thanks", 0), ("over the moon", "over the moon", 4))),
        ["a message below zero"] = Given(
            Ungrounded, Ungrounded, Form(("Yes", "Thanks", -3), ("over the moon", "over the moon", int.MinValue))),
        ["a message in a text"] = Given(Found, Found, Says(RightText.Replace(":3", ":\"3\"", StringComparison.Ordinal))),
        ["a value that isn't in its quote"] = Given(Found, Ungrounded, Form(ModelWorkspace.Right[0], ("sad", "over the moon", 3))),
        ["a value without a quote"] = Given(Ungrounded, Ungrounded, Form(("Yes", "", 3), ("over the moon", " ", 3))),
        ["a value of 5,000 characters, twice"] = Given(
            Found, Failed, Form(ModelWorkspace.Right[0], (new('x', 5000), "x", 3)),
            Form(ModelWorkspace.Right[0], (new('x', 5000), "x", 3))),
        ["Not Found"] = Given(NotFound, NotFound, Form(("not found", "", 0), ("", "x", 9))),
        ["values of null"] = Given(NotFound, NotFound, Says("""{"f1":{"value":null},"f2":{"value":null}}""")),
        ["cut off by its length"] = new(
            [Content(RightText[..30], "length"), Form(ModelWorkspace.Right[0]), Form(ModelWorkspace.Right[1])], Found, Found, 3, 3, 300,
            30),
        ["cut off by a filter, twice"] = Given(Failed, Failed, Content("I can't", "content_filter"), Content("I can't", "content_filter")),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_fault_ends_as_documented_on_SQLite(string name) => await CheckAsync(Backend.Sqlite, Faults[name]);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_fault_ends_as_documented_on_PostgreSQL(string name) => await CheckAsync(Backend.Postgres, Faults[name]);

    async Task CheckAsync(Backend backend, Fault fault)
    {
        using var workspace = await workspaces.NewAsync(backend, fault.Script);
        var answer = await workspace.ExtractAsync();

        Assert.Equal(fault.Requests, workspace.Requests.Count);
        var (calls, input, output, estimated) = await workspace.UsageAsync();
        if (fault.IsEstimated)
            Assert.True(
                calls == fault.Calls && input > 100 && output > 0 && estimated == 1,
                $"{calls} calls, {input} and {output} tokens, {estimated} estimated");
        else Assert.Equal((fault.Calls, fault.Input, fault.Output, 0), (calls, input, output, estimated));
        if (fault.IsTransient)
        {
            Assert.Equal("503-01", answer.Expect(503).ErrorCode);
            return;
        }

        var values = await workspace.ValuesAsync(answer);
        Assert.Equal(["q_happy", "e_mood"], values.Select(v => (string)v!["fieldId"]!));
        Assert.Equal([fault.Question, fault.Entity], values.Select(v => (string)v!["outcome"]!));
        Assert.Equal(
            [fault.Question == Found ? "Yes" : "Not Found", fault.Entity == Found ? "over the moon" : "Not Found"],
            answer.Json["structuredDataMetrics"]!.AsArray().Select(m => (string)m!["value"]!));
        Assert.All(values, v => Assert.Equal((string)v!["outcome"]! == Failed, v["reason"] is not null));
        Assert.All(values, v => Assert.Equal((string)v!["outcome"]! == Ungrounded, v["claim"] is not null));
        Assert.DoesNotContain("sk-secret", values.ToJsonString(), StringComparison.Ordinal);
    }
}
