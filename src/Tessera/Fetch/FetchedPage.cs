namespace Tessera.Fetch;

/// <summary>A page that was fetched and made readable.</summary>
/// <param name="Url">Where it was asked for.</param>
/// <param name="FinalUrl">Where it was found after redirects.</param>
/// <param name="MediaType">What it was sent as.</param>
/// <param name="ContentHash">SHA-256 of its bytes after decompression.</param>
/// <param name="FetchedAt">When.</param>
/// <param name="Text">Its readable text.</param>
internal sealed record FetchedPage(
    string Url, string FinalUrl, string MediaType, byte[] ContentHash, DateTimeOffset FetchedAt, string Text);

/// <summary>How much of a page is fetched, and how long that may take.</summary>
internal sealed record FetchLimits
{
    /// <summary>The whole of a fetch: look-ups, redirects, headers and body.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest body after decompression, in bytes.</summary>
    public int Bytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>The most redirects that are followed.</summary>
    public int Redirects { get; init; } = 5;

    /// <summary>The ports that are fetched from; the operator's allow-list may name others for its hosts.</summary>
    public int[] Ports { get; init; } = FetchUrl.UsualPorts;
}

/// <summary>Gives the addresses of a host's name.</summary>
internal delegate Task<System.Net.IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);
