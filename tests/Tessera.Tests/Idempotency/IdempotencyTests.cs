using System.Net;
using Dapper;
using Tessera.Access;
using Tessera.Data;
using Tessera.Idempotency;
using Tessera.Tests.Access;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Idempotency;

/// <summary><c>Idempotency-Key</c>: what comes twice is done once.</summary>
public sealed class IdempotencyTests(Servers servers)
{
    const string Body = """{"id":"A","name":"A","query":{"type":"raw","raw":"TRUE"}}""";
    const string Replayed = "Idempotent-Replayed";

    public static IEnumerable<string> Posts => Endpoint.All.Where(endpoint => endpoint.Method == "POST").Select(endpoint => endpoint.Name);

    [Theory, OnBothDatabases(From = nameof(Posts))]
    public async Task Every_post_is_answered_again_as_it_was(Backend backend, string name)
    {
        var endpoint = Endpoint.Named(name);
        using var api = await servers.NewWorkspaceAsync(backend);
        var objects = await Objects.CreateAsync(api);

        var first = await SendAsync();
        var again = await SendAsync();

        Assert.InRange((int)first.Status, 200, 204);
        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal(first.Headers.GetValueOrDefault("Content-Type"), again.Headers.GetValueOrDefault("Content-Type"));
        Assert.Equal(first.Headers.GetValueOrDefault("ETag"), again.Headers.GetValueOrDefault("ETag"));
        Assert.Equal((null, "true"), (first.Headers.GetValueOrDefault(Replayed), again.Headers.GetValueOrDefault(Replayed)));
        Assert.NotEqual(first.Headers["X-Request-Id"], again.Headers["X-Request-Id"]);

        async Task<Answer> SendAsync()
        {
            using var request = Api.Request(
                HttpMethod.Post, objects.Fill(endpoint.Path), ("asapp-api-id", api.KeyId), ("asapp-api-secret", api.Secret),
                ("Idempotency-Key", "k-1"));
            request.Content = new StringContent(objects.Fill(endpoint.Body ?? ""), System.Text.Encoding.UTF8, endpoint.ContentType);
            return await api.SendAsync(request);
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_message_that_comes_again_is_there_once(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var path = $"{Given.Conversations}/{await api.ConversationAsync("c-1")}/messages";
        const string Message = """{"text":"Hello","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}""";

        for (var i = 0; i < 3; i++) (await PostAsync(api, path, Message, "m-1")).Expect(200);
        (await PostAsync(api, path, Message, "m-2")).Expect(200);

        Assert.Equal(2, (await api.GetAsync(path)).Json["items"]!.AsArray().Count);
    }

    [Theory, OnBothDatabases]
    public async Task A_key_stands_for_one_body_and_query_string(Backend backend)
    {
        const string Message = "Idempotency-Key: this key came with another body or query string before. A key stands for one request.";
        using var api = await servers.NewWorkspaceAsync(backend);
        (await PostAsync(api, Given.Segments, Body, "k")).Expect(201);

        (await PostAsync(api, Given.Segments, Body + " ", "k")).ExpectError("409-02", Message);
        (await PostAsync(api, Given.Segments + "?a=b", Body, "k")).ExpectError("409-02", Message);
        Assert.Equal("true", (await PostAsync(api, Given.Segments, Body, "k")).Expect(201).Headers[Replayed]);
    }

    [Theory, OnBothDatabases]
    public async Task A_key_is_one_of_a_workspace_and_a_path(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var stranger = await servers.NewWorkspaceAsync(backend);
        using var colleague = await servers.NewKeyAsync(backend, api, Scopes.Config);
        (await PostAsync(api, Given.Segments, Body, "k")).Expect(201);

        Assert.False((await PostAsync(stranger, Given.Segments, Body, "k")).Expect(201).Headers.ContainsKey(Replayed));
        Assert.True((await PostAsync(colleague, Given.Segments, Body, "k")).Expect(201).Headers.ContainsKey(Replayed));
        (await PostAsync(api, Given.Preview, """{"query":"TRUE"}""", "k")).Expect(200);
    }

    [Theory, OnBothDatabases]
    public async Task What_was_refused_is_not_kept(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        using var reader = await servers.NewKeyAsync(backend, api, Scopes.Read);

        (await PostAsync(api, Given.Segments, "{", "k")).Expect(400);
        (await PostAsync(api, Given.Segments, """{"id":"A"}""", "k")).Expect(400);
        (await PostAsync(api, Given.Segments, Body.Replace("TRUE", "NONSENSE", StringComparison.Ordinal), "k")).Expect(422);
        (await PostAsync(api, Given.Segments, Body.Replace("TRUE", "SEGMENT('B')", StringComparison.Ordinal), "k")).Expect(422);
        (await PostAsync(api, Given.Segments, Body.Replace("\"A\"", "\"GLOBAL\"", StringComparison.Ordinal), "k")).Expect(409);
        (await PostAsync(reader, Given.Segments, Body, "k")).Expect(403);
        (await PostAsync(api, Given.Segments, Body, "k")).Expect(201);
        (await PostAsync(reader, Given.Segments, Body, "k")).Expect(403);
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_at_once_one_is_carried_out(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var path = $"{Given.Conversations}/{await api.ConversationAsync("c-1")}/messages";
        const string Message = """{"text":"Hello","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PostAsync(api, path, Message, "k")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK && !answer.Headers.ContainsKey(Replayed));
        Assert.Single(answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.Text).Distinct());
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal("409-03", answer.ErrorCode));
        Assert.Single((await api.GetAsync(path)).Json["items"]!.AsArray());
    }

    [Theory, OnBothDatabases]
    public async Task While_one_is_under_way_the_next_is_told_to_come_later(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var rest = new TaskCompletionSource();
        using var slow = Api.Request(
            HttpMethod.Post, Given.Segments, ("asapp-api-id", api.KeyId), ("asapp-api-secret", api.Secret), ("Idempotency-Key", "k"));
        slow.Content = new SlowContent(Body, rest.Task);
        var first = api.SendAsync(slow);
        // Were the other one there before it, it would be the first that is refused.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Answer second = null!;
        await Eventually.IsTrueAsync(
            async () => (second = await PostAsync(api, Given.Segments, "{", "k")).Status == HttpStatusCode.Conflict,
            "the first is under way");

        second.ExpectError("409-03", "Idempotency-Key: a request with this key is under way. Try again when it is answered.");
        Assert.Equal("1", second.Headers["Retry-After"]);
        rest.SetResult();
        (await first).Expect(201);
    }

    [Theory, OnBothDatabases]
    public async Task Who_leaves_and_comes_again_finds_it_done_once(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var path = $"{Given.Conversations}/{await api.ConversationAsync("c-1")}/messages";
        const string Message = """{"text":"Hello","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}""";
        for (var i = 0; i < 30; i++)
        {
            using var hasty = new HttpClient { BaseAddress = api.Address, Timeout = TimeSpan.FromMilliseconds(1 + (i % 10)) };
            using var request = Api.Request(
                HttpMethod.Post, path, ("asapp-api-id", api.KeyId), ("asapp-api-secret", api.Secret), ("Idempotency-Key", $"k-{i}"));
            request.Content = new StringContent(Message, System.Text.Encoding.UTF8, "application/json");
            try
            {
                using var response = await hasty.SendAsync(request, TestContext.Current.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                // He is gone, his request may or may not have come.
            }

            Answer answer = null!;
            await Eventually.IsTrueAsync(
                async () => (answer = await PostAsync(api, path, Message, $"k-{i}")).Status != HttpStatusCode.Conflict, "it is answered");
            answer.Expect(200);
        }

        Assert.Equal(30, (await api.GetAsync(path)).Json["items"]!.AsArray().Count);
    }

    [Theory, OnBothDatabases]
    public async Task An_answer_is_kept_for_24_hours_and_then_swept(Backend backend)
    {
        var clock = new ManualClock();
        var options = servers.NewDatabase(backend) with { Clock = clock };
        await using var server = await Servers.StartAsync(options);
        using var api = Servers.NewKey(server, "support");
        var requests = (IdempotentRequests)server.Services.GetService(typeof(IdempotentRequests))!;
        (await PostAsync(api, Given.Segments, Body, "k")).Expect(201);

        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMicroseconds(1));
        Assert.True((await PostAsync(api, Given.Segments, Body, "k")).Expect(201).Headers.ContainsKey(Replayed));
        Assert.Equal(0, await requests.SweepAsync(TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromMicroseconds(1));

        (await PostAsync(api, Given.Segments, Body, "k")).ExpectError("409-01", "There is a segment A already.");
        (await PostAsync(api, Given.Segments, """{"id":"B","name":"B","query":{"type":"raw","raw":"TRUE"}}""", "k")).Expect(201);
        Assert.Equal(0, await requests.SweepAsync(TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1, await requests.SweepAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [OnBothDatabases(1, true)]
    [OnBothDatabases(254, true)]
    [OnBothDatabases(255, true)]
    [OnBothDatabases(256, false)]
    public async Task A_key_has_1_to_255_characters(Backend backend, int length, bool taken)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Taken(await PostAsync(api, Given.Segments, Body, new string('k', length)), taken);
    }

    [Theory]
    [OnBothDatabases("!~", true)]
    [OnBothDatabases("", false)]
    [OnBothDatabases("a b", false)]
    [OnBothDatabases("a\tb", false)]
    public async Task A_key_is_of_printable_characters(Backend backend, string key, bool taken)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        Taken(await PostAsync(api, Given.Segments, Body, key), taken);
    }

    [Theory, OnBothDatabases]
    public async Task What_was_done_and_never_answered_is_not_done_again(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        (await PostAsync(api, Given.Segments, Body, "k")).Expect(201);
        // As it stands after the commit of the effect, before that of the answer.
        using (var connection = (await servers.ServiceAsync<Database>(backend)).Dialect.OpenWriter())
        {
            Assert.Equal(1, connection.Execute(
                """
                UPDATE idempotent_request SET status = NULL, body = NULL
                WHERE workspace_id = (SELECT workspace_id FROM workspace WHERE name = @Workspace)
                """,
                new { api.Workspace }));
        }

        (await PostAsync(api, Given.Segments, Body, "k")).ExpectError(
            "409-04",
            "Idempotency-Key: this request was carried out, but its answer was lost when the server ended. It is not carried out again; read what it made.");
    }

    [Theory, OnBothDatabases]
    public async Task A_body_beyond_every_limit_is_refused_as_without_a_key(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await PostAsync(api, Given.Segments, new string(' ', 9 * 1024 * 1024), "k")).ExpectError(
            "413-01", "The body is larger than 8388608 bytes.");
        (await PostAsync(api, Given.Segments, new string(' ', 2 * 1024 * 1024), "k")).ExpectError(
            "413-01", "The body is larger than 1048576 bytes.");
    }

    static void Taken(Answer answer, bool taken)
    {
        if (taken) answer.Expect(201);
        else answer.ExpectError("400-01", "Idempotency-Key: expected one value of 1 to 255 printable ASCII characters without spaces.");
    }

    static Task<Answer> PostAsync(Api api, string path, string body, string key) =>
        api.SendAsync(HttpMethod.Post, path, body, ("Idempotency-Key", key));
}
