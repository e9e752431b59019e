using System.Globalization;

namespace Tessera.Fetch;

/// <summary>
/// The hosts inside that the operator lets pages be fetched from: <c>host</c> (ports 80 and 443) or <c>host:port</c>, where a host is a
/// name or an address and is compared as it stands in the URL. Empty by default.
/// </summary>
internal sealed class FetchAllowList
{
    /// <summary>No host inside.</summary>
    public static readonly FetchAllowList Empty = new([]);

    readonly HashSet<(string Host, int Port)> entries = [];

    /// <summary>Reads the operator's entries.</summary>
    /// <exception cref="InvalidDataException">An entry is no <c>host</c> or <c>host:port</c>.</exception>
    public FetchAllowList(IEnumerable<string> hosts)
    {
        foreach (var text in hosts)
        {
            if (Read(text) is not var (host, port))
                throw new InvalidDataException($"--allow-fetch: expected HOST or HOST:PORT, found {text}.");
            foreach (var each in port is { } only ? [only] : FetchUrl.UsualPorts) entries.Add((host, each));
        }
    }

    /// <summary>Whether the operator allows this host and port, wherever it leads.</summary>
    public bool Allows(string host, int port) => entries.Contains((Normal(host), port));

    static (string Host, int? Port)? Read(string text)
    {
        var colon = text.LastIndexOf(':');
        // An IPv6 address has colons of its own and stands in brackets where a port follows.
        var hasPort = colon > 0 && colon > text.LastIndexOf(']')
            && (text[0] == '[' || text.IndexOf(':', StringComparison.Ordinal) == colon);
        var port = 0;
        if (hasPort
            && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                || port is < 1 or > 65_535))
            return null;
        var host = Normal(hasPort ? text[..colon] : text);
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : (host, hasPort ? port : null);
    }

    static string Normal(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
