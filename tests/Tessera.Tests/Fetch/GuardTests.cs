using System.Net;
using System.Net.Sockets;
using Tessera.Fetch;

namespace Tessera.Tests.Fetch;

/// <summary>Whatever URL is given: not one connection reaches what is inside, and the refusal tells nothing of it.</summary>
public sealed class GuardTests
{
    static readonly Dictionary<string, string[]> Hosts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["loopback.test"] = ["127.0.0.1"], ["private.test"] = ["10.1.2.3"], ["linklocal.test"] = ["169.254.1.1"],
        ["metadata.test"] = ["169.254.169.254"], ["metadata.google.internal"] = ["169.254.169.254"], ["mapped.test"] = ["::ffff:127.0.0.1"],
        ["nat64.test"] = ["64:ff9b::7f00:1"], ["sixtofour.test"] = ["2002:7f00:1::"],
        ["teredo.test"] = ["2001:0:4136:e378:8000:63bf:80ff:fffe"], ["carrier.test"] = ["100.64.0.1"],
        ["mixed.test"] = ["93.184.216.34", "127.0.0.1"], ["mixed6.test"] = ["2606:2800:220:1:248:1893:25c8:1946", "::1"],
        ["nothing.test"] = [], ["unique-local.test"] = ["fd12::1"], ["multicast.test"] = ["ff02::fb"], ["localhost"] = ["127.0.0.1", "::1"],
        ["localhost.localdomain"] = ["127.0.0.1"], ["ip6-localhost"] = ["::1"], ["127.0.0.1.loopback.test"] = ["127.0.0.1"],
    };

    public static TheoryData<string> Urls => [.. HostileUrls.All];

    [Fact]
    public void There_are_two_hundred_of_them() => Assert.True(HostileUrls.All.Distinct(StringComparer.Ordinal).Count() >= 200);

    [Theory, MemberData(nameof(Urls))]
    public async Task No_connection_is_made(string url)
    {
        using var canary = new Canary();
        using var fetcher = Fetcher(canary.Port);

        AssertRefused(await fetcher.FetchAsync(At(url, canary), TestContext.Current.CancellationToken));
        Assert.Equal(0, canary.Knocks);
    }

    [Fact]
    public async Task No_connection_is_made_by_a_redirect_either()
    {
        using var canary = new Canary();
        await using var site = await Site.StartAsync();
        using var fetcher = Fetcher(canary.Port, site.Host);
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            foreach (var url in HostileUrls.All)
            {
                // A header can't carry these; and what is relative stays on the site.
                var location = At(url, canary);
                if (location.Any(c => c is < ' ' or > '~') || location.Trim().Length == 0 || !location.Contains(':')) continue;
                AssertRefused(await fetcher.FetchAsync(site.Redirect("/start", location, status), TestContext.Current.CancellationToken));
                Assert.True(canary.Knocks == 0, location);
            }
        }
    }

    [Fact]
    public async Task The_machines_own_addresses_are_refused_under_any_name()
    {
        using var canary = new Canary();
        using var fetcher = Fetcher(canary.Port);
        foreach (var address in Canary.OwnAddresses().Where(a => !PublicAddress.Is(a)))
        {
            var host = address.AddressFamily == AddressFamily.InterNetworkV6
                ? $"[{new IPAddress(address.GetAddressBytes())}]"
                : address.ToString();
            AssertRefused(await fetcher.FetchAsync($"http://{host}:{canary.Port}/", TestContext.Current.CancellationToken));
        }

        Assert.Equal(0, canary.Knocks);
    }

    [Fact]
    public async Task A_name_that_changes_its_address_between_two_look_ups_is_looked_up_once()
    {
        using var canary = new Canary();
        var lookUps = 0;
        using var fetcher = new PageFetcher(
            FetchAllowList.Empty,
            (_, _) => Task.FromResult<IPAddress[]>([++lookUps == 1 ? IPAddress.Parse("93.184.216.34") : IPAddress.Loopback]),
            TimeProvider.System,
            new FetchLimits { Ports = [canary.Port], Time = TimeSpan.FromSeconds(1) });

        var answer = await fetcher.FetchAsync($"http://rebinding.test:{canary.Port}/", TestContext.Current.CancellationToken);

        Assert.Equal((400, 1, 0), (answer.Problem!.Status, lookUps, canary.Knocks));
        Assert.Equal(
            "its host has no public address",
            (await fetcher.FetchAsync($"http://rebinding.test:{canary.Port}/", TestContext.Current.CancellationToken)).Problem!.Message);
        Assert.Equal(0, canary.Knocks);
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("11.0.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.0", true)]
    [InlineData("126.255.255.255", true)]
    [InlineData("128.0.0.0", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("224.0.0.0", false)]
    [InlineData("198.17.255.255", true)]
    [InlineData("198.20.0.0", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    [InlineData("2001:200::1", true)]
    [InlineData("2001:1ff::1", false)]
    [InlineData("2001:db9::1", true)]
    [InlineData("2003::1", true)]
    [InlineData("1fff::1", false)]
    [InlineData("4000::1", false)]
    [InlineData("::ffff:93.184.216.34", true)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void Each_range_ends_where_it_is_said_to(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task The_operator_may_allow_a_host_on_its_port_and_no_other()
    {
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync();
        using var fetcher = Fetcher(0, site.Host);

        Assert.Null((await fetcher.FetchAsync(site.Page("/", "<p>Hello.</p>"), TestContext.Current.CancellationToken)).Problem);
        Assert.NotNull((await fetcher.FetchAsync(other.Page("/", "<p>Hello.</p>"), TestContext.Current.CancellationToken)).Problem);
        Assert.NotNull((await fetcher.FetchAsync($"http://localhost:{site.Port}/", TestContext.Current.CancellationToken)).Problem);
    }

    [Theory]
    [InlineData("wiki", "wiki", 80, true)]
    [InlineData("wiki", "WIKI.", 443, true)]
    [InlineData("wiki", "wiki", 8080, false)]
    [InlineData("Wiki.Corp:8080", "wiki.corp", 8080, true)]
    [InlineData("wiki.corp:8080", "wiki.corp", 80, false)]
    [InlineData("wiki.corp", "evil.wiki.corp", 80, false)]
    [InlineData("[::1]:81", "::1", 81, true)]
    [InlineData("::1", "::1", 80, true)]
    public void The_allow_list_is_read_as_it_is_written(string entry, string host, int port, bool allowed) =>
        Assert.Equal(allowed, new FetchAllowList([entry]).Allows(host, port));

    [Theory]
    [InlineData("")]
    [InlineData("http://wiki")]
    [InlineData("wiki:")]
    [InlineData("wiki:0")]
    [InlineData("wiki:65536")]
    [InlineData("*.corp")]
    [InlineData("a b")]
    public void An_entry_that_names_no_host_is_refused(string entry) =>
        Assert.Equal(
            $"--allow-fetch: expected HOST or HOST:PORT, found {entry}.",
            Assert.Throws<InvalidDataException>(() => new FetchAllowList([entry])).Message);

    static PageFetcher Fetcher(int port, params string[] allowed) => new(
        new FetchAllowList(allowed),
        (host, _) => Task.FromResult<IPAddress[]>(
            host == "own.test"
                ? [.. Canary.OwnAddresses()]
                : [.. (Hosts.GetValueOrDefault(host.TrimEnd('.')) ?? []).Select(IPAddress.Parse)]),
        TimeProvider.System,
        new FetchLimits { Ports = port == 0 ? [80, 443] : [80, 443, port] });

    static string At(string url, Canary canary) => url.Replace("PORT", canary.Port.ToString(), StringComparison.Ordinal);

    // Of the reasons there are, none says what is there.
    static void AssertRefused(Tessera.Wire.Result<FetchedPage> answer)
    {
        Assert.NotNull(answer.Problem);
        Assert.Equal(400, answer.Problem.Status);
        Assert.Matches(
            "^(its host has no public address|only http and https URLs are fetched|the URL must not carry a user name or password|only the ports [0-9 and]+ are fetched from"
            + "|expected an absolute URL, as in https://example.com/page|the URL has a space, a control character or a backslash in it|the URL's host is no name or address"
            // A URL without a host is relative: it stays on the site, which has nothing there.
            + "|it redirects without saying where to|its server answered 404)$",
            answer.Problem.Message);
    }
}
