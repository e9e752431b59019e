using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Tessera.Bench;

/// <summary>Posts bodies over a number of connections, each sending its next when its last was answered.</summary>
internal sealed record HttpLoad(double PerSecond, double P50, double P95, double P99)
{
    /// <summary>
    /// Runs for a time after a second of warming up, or until every body was sent once, unless they may be repeated: an event sent again
    /// does nothing, and would be measured as if it did. An answer that is no 200 fails the run.
    /// </summary>
    public static Task<HttpLoad> RunAsync(
        string url, string? key, int connections, TimeSpan time, IReadOnlyList<string> bodies, CancellationToken cancellationToken,
        bool repeat = false) =>
        RunAsync(_ => url, HttpMethod.Post, key, connections, time, bodies, cancellationToken, repeat);

    /// <summary>The same with an address for each body, by its number, and another method.</summary>
    public static async Task<HttpLoad> RunAsync(
        Func<long, string> url, HttpMethod method, string? key, int connections, TimeSpan time, IReadOnlyList<string> bodies,
        CancellationToken cancellationToken, bool repeat = false)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
        using var client = new HttpClient(handler);
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var bytes = bodies.Select(Encoding.UTF8.GetBytes).ToArray();
        var next = -1L;
        var warm = TimeSpan.FromSeconds(1);
        var clock = Stopwatch.StartNew();
        var measured = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(SendAsync, cancellationToken)));
        var latencies = measured.SelectMany(l => l).Order().ToArray();
        var lasted = Math.Min(clock.Elapsed.TotalSeconds, (warm + time).TotalSeconds) - warm.TotalSeconds;
        return new HttpLoad(latencies.Length / lasted, At(latencies, 0.50), At(latencies, 0.95), At(latencies, 0.99));

        async Task<List<double>> SendAsync()
        {
            var times = new List<double>();
            while (clock.Elapsed < warm + time)
            {
                var number = Interlocked.Increment(ref next);
                if (repeat) number %= bytes.Length;
                else if (number >= bytes.Length) break;
                var began = clock.Elapsed;
                using var content = new ByteArrayContent(bytes[number])
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                };
                using var request = new HttpRequestMessage(method, url(number)) { Content = content };
                using var response = await client.SendAsync(request, cancellationToken);
                var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                if (!response.IsSuccessStatusCode)
                    throw new InvalidOperationException(
                        $"{request.RequestUri} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}");
                if (began >= warm) times.Add((clock.Elapsed - began).TotalMilliseconds);
            }

            return times;
        }
    }

    static double At(double[] sorted, double part) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
}
