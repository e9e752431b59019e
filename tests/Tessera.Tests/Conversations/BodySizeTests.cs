using System.Text;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Conversations;

/// <summary>A body of one thing may have 1 MiB, one of many things 8 MiB; whether its length is told or not.</summary>
public sealed class BodySizeTests(Servers servers)
{
    const int MiB = 1024 * 1024;

    [Theory]
    [OnBothDatabases(MiB - 1)]
    [OnBothDatabases(MiB)]
    public async Task A_body_within_the_limit_is_taken(Backend backend, int length)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var path = $"{Given.Conversations}/{await api.ConversationAsync("c-1")}/messages";
        var body = Message(length);

        (await SendAsync(api, path, body, chunked: false)).Expect(200);
        (await SendAsync(api, path, body, chunked: true)).Expect(200);

        var kept = (await api.GetAsync(path)).Expect(200).Json["items"]!.AsArray();
        Assert.All(kept, message => Assert.Equal(length - Message(0).Length, ((string)message!["text"]!).Length));
    }

    [Theory]
    [OnBothDatabases(MiB + 1, false)]
    [OnBothDatabases(MiB + 1, true)]
    [OnBothDatabases(2 * MiB, false)]
    [OnBothDatabases(2 * MiB, true)]
    [OnBothDatabases(9 * MiB, false)]
    [OnBothDatabases(9 * MiB, true)]
    public async Task A_larger_body_is_413(Backend backend, int length, bool chunked)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var path = $"{Given.Conversations}/{await api.ConversationAsync("c-1")}/messages";

        (await SendAsync(api, path, Message(length), chunked)).ExpectError("413-01", "The body is larger than 1048576 bytes.");

        Assert.Empty((await api.GetAsync(path)).Json["items"]!.AsArray());
    }

    [Theory]
    [OnBothDatabases(8 * MiB, false, 200)]
    [OnBothDatabases(8 * MiB, true, 200)]
    [OnBothDatabases((8 * MiB) + 1, false, 413)]
    [OnBothDatabases((8 * MiB) + 1, true, 413)]
    [OnBothDatabases((8 * MiB) + 4096, true, 413)]
    public async Task A_batch_may_have_8_MiB(Backend backend, int length, bool chunked, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var path = $"{Given.Conversations}/{await api.ConversationAsync("c-1")}/messages/batch";
        var empty = $$"""{"messages":[{{Message(0)}}]}""";
        var body = $$"""{"messages":[{{Message(length - empty.Length + Message(0).Length)}}]}""";

        var answer = await SendAsync(api, path, body, chunked);

        if (status == 200) answer.Expect(200);
        else answer.ExpectError("413-01", "The body is larger than 8388608 bytes.");
    }

    // A message whose JSON has this many bytes; of 0, with an empty text.
    static string Message(int length)
    {
        const string Start = """{"text":" """;
        const string End = """ ","sender":{"role":"agent","externalId":"a"},"timestamp":"2026-01-31T10:00:00Z"}""";
        return Start.TrimEnd() + new string('x', Math.Max(0, length - Start.TrimEnd().Length - End.TrimStart().Length)) + End.TrimStart();
    }

    static async Task<Answer> SendAsync(Api api, string path, string body, bool chunked)
    {
        using var request = Api.Request(HttpMethod.Post, path, ("api_key", $"{api.KeyId}.{api.Secret}"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;
        return await api.SendAsync(request);
    }
}
