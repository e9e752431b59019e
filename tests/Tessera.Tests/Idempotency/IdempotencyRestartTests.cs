using System.Collections.Concurrent;
using Tessera.Access;
using Tessera.Cli;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Idempotency;

/// <summary>What was answered before the process was killed is answered again after, and nothing is done twice.</summary>
public sealed class IdempotencyRestartTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task Requests_before_a_kill_are_carried_out_once_with_those_after(Backend backend)
    {
        var options = servers.NewDatabase(backend);
        var keys = CommonOptions.OpenKeys(options.DataDirectory, options.Database);
        var (id, secret) = keys.Create(keys.FindOrCreateWorkspace("support"), Scopes.All);
        var answered = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var sent = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        string path;
        using (var process = CommandLine.Start(
            ["serve", "--urls", "http://127.0.0.1:0", "--limit", "key-rate=0", "--limit", "workspace-rate=0",
                .. CommandLine.Options(options)]))
        {
            using var api = new Api(await CommandLine.AddressAsync(process), "support", id, secret);
            path = $"{Given.Conversations}/{await api.ConversationAsync("c-1")}/messages";
            var senders = Enumerable.Range(0, 8).Select(sender => SendUntilItBreaksAsync(api, path, sender, sent, answered)).ToArray();
            await Eventually.IsTrueAsync(() => Task.FromResult(answered.Count >= 200), "200 requests are answered");
            process.Kill(); // SIGKILL: nothing of it runs any more.
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(senders);
        }

        await using var server = await Servers.StartAsync(options);
        using var after = Servers.NewKey(server, "support");
        var unknown = 0;
        foreach (var (key, body) in sent)
        {
            var answer = await after.SendAsync(HttpMethod.Post, path, body, ("Idempotency-Key", key));
            if (answered.TryGetValue(key, out var text))
                Assert.Equal((text, "true"), (answer.Expect(200).Text, answer.Headers["Idempotent-Replayed"]));
            else if ((int)answer.Status == 409) unknown += answer.ErrorCode == "409-04" ? 1 : 100;
            else answer.Expect(200);
        }

        // One for each sender was in the air at most.
        Assert.InRange(unknown, 0, 8);
        var texts = (await after.GetAsync(path)).Expect(200).Json["items"]!.AsArray().Select(m => (string)m!["text"]!);
        Assert.Equal(sent.Keys.Order(StringComparer.Ordinal), texts.Order(StringComparer.Ordinal));
    }

    // Figures of several messages may happen to be those of a card, and be masked.
    static string InLetters(string text) => string.Concat(text.Select(c => char.IsAsciiDigit(c) ? (char)('a' + (c - '0')) : c));

    static async Task SendUntilItBreaksAsync(
        Api api, string path, int sender, ConcurrentDictionary<string, string> sent, ConcurrentDictionary<string, string> answered)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var key = InLetters($"{sender}-{i}");
                sent[key] = $$"""{"text":"{{key}}","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}""";
                answered[key] = (await api.SendAsync(HttpMethod.Post, path, sent[key], ("Idempotency-Key", key))).Expect(200).Text;
            }
        }
        catch (HttpRequestException)
        {
            // The process is gone.
        }
    }
}
