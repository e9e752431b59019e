using System.Net;

namespace Tessera.Fetch;

/// <summary>
/// Which addresses belong to the open internet. Everything else is somebody's inside: IANA's special-purpose registries for IPv4 and IPv6,
/// multicast, and the one metadata service that has a public address.
/// </summary>
internal static class PublicAddress
{
    static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Azure's, reachable from every virtual machine there.
            "168.63.129.16/32",
            // Of IPv6's global unicast: Teredo and its neighbours, documentation, 6to4, and the documentation range of RFC 9637.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // The rest of IPv6 is either special (loopback, link-local, unique local, NAT64, multicast, …) or given to nobody yet.
    static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address may be connected to on behalf of whoever wrote a URL.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            && (!GlobalUnicast.Contains(address) || IsIsatap(address)))
            return false;
        return !Array.Exists(Inside, network => network.Contains(address));
    }

    // ISATAP wraps an IPv4 address into the lower half of any prefix: …:0:5efe:a.b.c.d or …:200:5efe:a.b.c.d.
    static bool IsIsatap(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }
}
