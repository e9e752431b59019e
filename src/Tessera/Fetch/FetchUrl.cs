using Tessera.Wire;

namespace Tessera.Fetch;

/// <summary>What a URL must be before anything is done with it.</summary>
internal static class FetchUrl
{
    /// <summary>The longest URL, in characters.</summary>
    public const int MostCharacters = 2048;

    /// <summary>The ports of web servers; others are fetched from only where the operator allows it.</summary>
    public static readonly int[] UsualPorts = [80, 443];

    /// <summary>Reads a URL, against that of the page that redirects to it where there is one; or says what is wrong with it.</summary>
    public static Result<Uri> Read(string text, FetchAllowList allowed, int[] ports, Uri? from = null)
    {
        if (text.Length > MostCharacters) return Problem.BadBody($"the URL is longer than {MostCharacters} characters");
        // Readers of URLs disagree about these, and where they disagree one can be led past a check.
        if (text.Any(c => c is <= ' ' or '\\' or '\u007f'))
            return Problem.BadBody("the URL has a space, a control character or a backslash in it");
        if (!(from is null ? Uri.TryCreate(text, UriKind.Absolute, out var url) : Uri.TryCreate(from, text, out url)))
            return Problem.BadBody("expected an absolute URL, as in https://example.com/page");
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            return Problem.BadBody("only http and https URLs are fetched");
        if (url.UserInfo.Length > 0) return Problem.BadBody("the URL must not carry a user name or password");
        if (url.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            return Problem.BadBody("the URL's host is no name or address");
        if (!ports.Contains(url.Port) && !allowed.Allows(url.IdnHost, url.Port))
            return Problem.BadBody($"only the ports {string.Join(" and ", ports)} are fetched from");
        return url;
    }
}
