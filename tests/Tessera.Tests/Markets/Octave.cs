using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>What tests of Octave's face do again and again.</summary>
internal static class Octave
{
    public const string Segment = "/api/v2/segment";

    /// <summary>Makes an entity and gives it.</summary>
    public static async Task<JsonNode> MakeAsync(this Api api, string kind, object body) =>
        (await api.PostAsync($"/api/v2/{kind}/create", body)).Expect(200).Json["data"]!;

    public static async Task<string> MakeIdAsync(this Api api, string kind, object body) =>
        (string)(await api.MakeAsync(kind, body))["oId"]!;

    /// <summary>The names of a list, in its order.</summary>
    public static async Task<string[]> NamesAsync(this Api api, string path) =>
        [.. (await api.GetAsync(path)).Expect(200).Json["data"]!.AsArray().Select(e => (string)e!["name"]!)];

    /// <summary>
    /// Sends a request byte for byte: its lines as a client's library writes them, with <c>KEY</c> for the key, <c>HOST</c> for the host
    /// and
    /// <c>LENGTH</c> for the body's length.
    /// </summary>
    public static async Task<Answer> RawAsync(this Api api, string head, string body = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(api.Address.Host, api.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var text = head.ReplaceLineEndings("\r\n").TrimEnd()
            .Replace("KEY", $"{api.KeyId}.{api.Secret}", StringComparison.Ordinal)
            .Replace("HOST", api.Address.Authority, StringComparison.Ordinal)
            .Replace("LENGTH", Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"{text}\r\nConnection: close\r\n\r\n{body}"), TestContext.Current.CancellationToken);
        // A chunk's length counts bytes, so the answer is taken byte by character first.
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var parts = answer.Split("\r\n\r\n", 2);
        var lines = parts[0].Split("\r\n");
        var headers = lines.Skip(1).Select(l => l.Split(':', 2))
            .ToDictionary(l => l[0], l => l[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return new Answer(
            (HttpStatusCode)int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Body(parts[1], headers))), headers)
        { IsOctave = true };
    }

    static string Body(string sent, Dictionary<string, string> headers)
    {
        if (!headers.ContainsKey("Transfer-Encoding")) return sent;
        var body = new StringBuilder();
        for (var rest = sent; ;)
        {
            var (length, after) =
                (rest[..rest.IndexOf("\r\n", StringComparison.Ordinal)], rest[(rest.IndexOf("\r\n", StringComparison.Ordinal) + 2)..]);
            var count = int.Parse(length, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (count == 0) return body.ToString();
            body.Append(after.AsSpan(0, count));
            rest = after[(count + 2)..];
        }
    }
}
