using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tessera.Wire;

namespace Tessera.Fetch;

/// <summary>
/// Fetches pages that strangers name, without letting them reach what is inside. A host is looked up once, every address it has is
/// checked, and the connection goes to an address that was checked: a second look-up that answers otherwise changes nothing. Redirects
/// are followed by hand and checked each time. No proxy, cookie or credential is used.
/// </summary>
internal sealed class PageFetcher : IDisposable
{
    static readonly HttpRequestOptionsKey<IPAddress[]> CheckedAddresses = new("addresses");

    // One sentence for a host that isn't there and one that leads inside: which names exist inside is nobody's business.
    static readonly Problem NotPublic = Problem.BadBody("its host has no public address");

    readonly FetchAllowList allowed;
    readonly HostResolver resolve;
    readonly TimeProvider clock;
    readonly FetchLimits limits;
    readonly HttpMessageInvoker http;

    public PageFetcher(FetchAllowList allowed, HostResolver resolve, TimeProvider clock, FetchLimits limits)
    {
        (this.allowed, this.resolve, this.clock, this.limits) = (allowed, resolve, clock, limits);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 0,
            // A connection serves the one request whose addresses were checked.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Fetches a page and makes it readable; or 400 with why not, in a few words that go on a sentence about the URL.</summary>
    public async Task<Result<FetchedPage>> FetchAsync(string url, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limits.Time);
        try
        {
            return await FollowAsync(url, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Problem.BadBody($"it did not come within {limits.Time.TotalSeconds:0.#} seconds");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or InvalidDataException)
        {
            return Problem.BadBody(failure is InvalidDataException || failure.InnerException is InvalidDataException
                ? "its compressed body is broken" : "its server could not be reached or broke off");
        }
    }

    public void Dispose() => http.Dispose();

    async Task<Result<FetchedPage>> FollowAsync(string asked, CancellationToken cancellationToken)
    {
        var next = FetchUrl.Read(asked, allowed, limits.Ports);
        for (var redirects = 0; ; redirects++)
        {
            if (next.Problem is { } bad) return bad;
            var url = next.Value!;
            if (await AddressesAsync(url, cancellationToken) is not { } addresses) return NotPublic;
            using var request = Request(url, addresses);
            using var response = await http.SendAsync(request, cancellationToken);
            if (!IsRedirect(response.StatusCode)) return await ReadAsync(asked, url, response, cancellationToken);
            if (redirects == limits.Redirects) return Problem.BadBody($"it redirects more than {limits.Redirects} times");
            if (response.Headers.NonValidated.TryGetValues("Location", out var location) is false || location.Count != 1)
                return Problem.BadBody("it redirects without saying where to");
            next = FetchUrl.Read(location.ToString(), allowed, limits.Ports, from: url);
        }
    }

    async Task<Result<FetchedPage>> ReadAsync(string asked, Uri url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK) return Problem.BadBody($"its server answered {(int)response.StatusCode}");
        var type = response.Content.Headers.ContentType;
        var mediaType = type?.MediaType ?? "";
        if (PageText.Refuse(mediaType) is { } refusal) return refusal;
        var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[32 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > limits.Bytes) return Problem.BadBody($"it is larger than {limits.Bytes} bytes");
            body.Write(buffer, 0, read);
        }

        var bytes = body.ToArray();
        var text = await PageText.ReadAsync(bytes, mediaType, type?.CharSet, cancellationToken);
        if (text.Problem is { } unreadable) return unreadable;
        return new FetchedPage(asked, url.AbsoluteUri, mediaType, SHA256.HashData(bytes), clock.GetUtcNow(), text.Value!);
    }

    // Null where any of the host's addresses is inside: a name that leads to both is up to something.
    async Task<IPAddress[]?> AddressesAsync(Uri url, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(url.IdnHost, out var literal) ? [literal] : await resolve(url.IdnHost, cancellationToken);
        }
        catch (SocketException)
        {
            return null;
        }

        var checkedAll = allowed.Allows(url.IdnHost, url.Port) || Array.TrueForAll(addresses, PublicAddress.Is);
        return addresses.Length > 0 && checkedAll ? addresses : null;
    }

    static HttpRequestMessage Request(Uri url, IPAddress[] addresses)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11 };
        request.Options.Set(CheckedAddresses, addresses);
        request.Headers.TryAddWithoutValidation("User-Agent", "Tessera/0.1 (page fetcher)");
        request.Headers.TryAddWithoutValidation(
            "Accept", "text/html, text/plain, text/markdown, application/json;q=0.9, application/pdf;q=0.8, */*;q=0.1");
        return request;
    }

    static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(CheckedAddresses, out var addresses))
            throw new InvalidOperationException("A connection was asked for whose addresses were not checked.");
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                if (failure is OperationCanceledException || i == addresses.Length - 1) throw;
            }
        }
    }

    static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
