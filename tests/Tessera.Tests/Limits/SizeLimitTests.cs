using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Tessera.Limits;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Limits;

/// <summary>How much of a request is read, and for how long.</summary>
public sealed class SizeLimitTests(Servers servers)
{
    static readonly ServerLimits Small = new ServerLimits().WithoutRates() with
    {
        BodyBytes = 2000,
        BatchBytes = 4000,
        HeaderBytes = 2000,
        HeaderCount = 12,
        BodyRate = 100_000,
        HeaderSeconds = 2,
        Connections = 20,
    };

    [Theory]
    [OnBothDatabases(Given.Preview, 1999, true)]
    [OnBothDatabases(Given.Preview, 2000, true)]
    [OnBothDatabases(Given.Preview, 2001, false)]
    [OnBothDatabases(Given.ManyMetadata, 3999, true)]
    [OnBothDatabases(Given.ManyMetadata, 4000, true)]
    [OnBothDatabases(Given.ManyMetadata, 4001, false)]
    public async Task A_body_may_be_as_large_as_is_set(Backend backend, string path, int bytes, bool taken)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { Limits = Small });
        using var api = Servers.NewKey(server, "support");
        var body = path == Given.Preview ? """{"query":"TRUE"}""" : """{"items":[{"externalConversationId":"c-1"}]}""";

        var answer = await api.PostAsync(path, body.PadRight(bytes));

        if (taken) answer.Expect(200);
        else answer.ExpectError("413-01", $"The body is larger than {(path == Given.Preview ? 2000 : 4000)} bytes.");
    }

    [Theory]
    [InlineData(1999, 200)]
    [InlineData(2000, 200)]
    [InlineData(2001, 431)]
    public async Task Headers_may_be_as_large_as_is_set(int bytes, int status)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(Backend.Sqlite) with { Limits = Small });
        const string Rest = "Host: a\r\nConnection: close\r\nX: ";

        Assert.Equal(
            status, await StatusAsync(server, $"GET /healthz HTTP/1.1\r\n{Rest}{new string('x', bytes - Rest.Length - 2)}\r\n\r\n"));
    }

    [Theory]
    [InlineData(11, 200)]
    [InlineData(12, 200)]
    [InlineData(13, 431)]
    public async Task There_may_be_as_many_headers_as_is_set(int count, int status)
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(Backend.Sqlite) with { Limits = Small });
        var more = string.Concat(Enumerable.Range(0, count - 2).Select(i => $"X{i}: x\r\n"));

        Assert.Equal(status, await StatusAsync(server, $"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{more}\r\n"));
    }

    [Fact]
    public async Task A_body_that_trickles_in_is_given_up()
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(Backend.Sqlite) with { Limits = Small });
        using var api = Servers.NewKey(server, "support");
        var time = Stopwatch.StartNew();

        var status = await StatusAsync(
            server,
            $"POST /v1/segments/preview HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {api.KeyId}.{api.Secret}\r\nContent-Length: 1000\r\n\r\n{{");

        Assert.Equal(408, status);
        Assert.InRange(time.Elapsed.TotalSeconds, 4, 20);
    }

    [Fact]
    public async Task Headers_that_never_end_are_given_up()
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(Backend.Sqlite) with { Limits = Small });

        Assert.Equal(408, await StatusAsync(server, "GET /healthz HTTP/1.1\r\nHost: a\r\n"));
    }

    [Fact]
    public async Task Beyond_the_connections_that_are_set_one_is_closed_at_once()
    {
        await using var server = await Servers.StartAsync(servers.NewDatabase(Backend.Sqlite) with { Limits = Small });
        var open = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Small.Connections; i++)
            {
                open.Add(await ConnectAsync(server));
                Assert.StartsWith("HTTP/1.1 200", await AskAsync(open[^1]), StringComparison.Ordinal);
            }

            using var more = await ConnectAsync(server);
            Assert.Equal("", await AskAsync(more));
            Assert.StartsWith("HTTP/1.1 200", await AskAsync(open[0]), StringComparison.Ordinal);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    static async Task<int> StatusAsync(Microsoft.AspNetCore.Builder.WebApplication server, string request)
    {
        using var connection = await ConnectAsync(server);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection.GetStream());
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return int.Parse(line!.Split(' ')[1], null);
    }

    static async Task<string> AskAsync(TcpClient connection)
    {
        try
        {
            await connection.GetStream()
                .WriteAsync("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            var answer = new byte[1000];
            return Encoding.ASCII.GetString(
                answer, 0, await connection.GetStream().ReadAsync(answer, TestContext.Current.CancellationToken));
        }
        catch (IOException)
        {
            return "";
        }
    }

    static async Task<TcpClient> ConnectAsync(Microsoft.AspNetCore.Builder.WebApplication server)
    {
        var address = new Uri(server.Urls.First());
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return connection;
    }
}
