using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Tessera.Tests.Fetch;

/// <summary>Listens on every address of this machine (loopback, link-local, private) and counts who knocks.</summary>
internal sealed class Canary : IDisposable
{
    readonly TcpListener listener = new(IPAddress.IPv6Any, 0);
    int knocks;

    public Canary()
    {
        listener.Server.DualMode = true;
        listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections made, whether or not a byte followed.</summary>
    public int Knocks => Volatile.Read(ref knocks);

    /// <summary>The machine's own addresses, of which none is the internet's business.</summary>
    public static IEnumerable<IPAddress> OwnAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address);

    public void Dispose() => listener.Dispose();

    async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref knocks);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
        }
    }
}
