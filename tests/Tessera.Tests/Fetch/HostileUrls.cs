namespace Tessera.Tests.Fetch;

/// <summary>URLs that lead inside, or are no URLs of pages. <c>PORT</c> is the canary's.</summary>
internal static class HostileUrls
{
    // Every one an address of the inside in a spelling that some reader of URLs takes for it.
    static readonly string[] Ipv4Hosts =
    [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.0x0.0x0.0x1", "0x7f.1", "017700000001", "0177.0.0.1",
        "0177.0.0.01", "00000177.0.0.1", "0x7f.0.0.1", "127.0.0.1.", "127.000.000.001", "127.127.127.127", "127.255.255.254", "0.0.0.0",
        "0", "0x0", "0.0.0.1", "10.0.0.1", "10.255.255.255", "167772161", "0x0a000001", "012.0.0.1", "172.16.0.1", "172.31.255.254",
        "0xac.0x10.0.1", "2886729729", "192.168.0.1", "192.168.1", "192.168.255.255", "3232235521", "0xc0a80001", "0300.0250.0.1",
        "169.254.169.254", "169.254.0.1", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "0xa9.0xfe.0xa9.0xfe", "169.254.43518",
        "169.16689662", "169.254.170.2", "100.64.0.1", "100.127.255.254", "100.100.100.200", "192.0.0.1", "192.0.0.192", "192.0.2.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.7", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255", "4294967295", "168.63.129.16", "%31%32%37.0.0.1", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1%00",
        "127.0.0.1%2e",
    ];

    static readonly string[] Ipv6Hosts =
    [
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::0001]", "[0::1]", "[::127.0.0.1]",
        "[::7f00:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::FFFF:127.0.0.1]", "[::ffff:0:127.0.0.1]",
        "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::ffff:192.168.0.1]", "[::ffff:0.0.0.0]",
        "[::ffff:100.64.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::7f00:1]",
        "[64:ff9b:1:fffe::a00:1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[2002:a9fe:a9fe::]", "[2002:a00:1::1]", "[2002:c0a8:1::]",
        "[2001::1]", "[2001:0:7f00:1::]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2001:10::1]", "[2001:20::1]", "[2001:2::1]",
        "[2001:db8::1]", "[3fff::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%251]", "[febf::1]", "[fec0::1]", "[fc00::1]", "[fd00::1]",
        "[fd00:ec2::254]", "[fdff:ffff::1]", "[fd20:ce::254]", "[ff02::1]", "[ff01::1]", "[ff0e::1]", "[100::1]", "[::2]", "[5f00::1]",
        "[2607:f8b0:0:1:0:5efe:7f00:1]", "[2607:f8b0:0:1:200:5efe:10.0.0.1]", "[::ffff:127.0.0.1%25lo]",
    ];

    // Names of the tests' resolver (and of everybody's hosts file), all of which lead inside.
    static readonly string[] Names =
    [
        "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost", "loopback.test", "LoopBack.test.", "private.test",
        "linklocal.test", "metadata.google.internal", "metadata.test", "mapped.test", "nat64.test", "sixtofour.test", "teredo.test",
        "carrier.test", "mixed.test", "mixed6.test", "nothing.test", "unique-local.test", "127.0.0.1.loopback.test", "own.test",
        "multicast.test", "ⓛocalhost", "xn--loopback.test",
    ];

    static readonly string[] Others =
    [
        "http://user@127.0.0.1:PORT/", "http://user:password@127.0.0.1:PORT/", "http://example.com@127.0.0.1:PORT/",
        "http://example.com:80@127.0.0.1:PORT/", "http://127.0.0.1:PORT@example.com/", "http://@127.0.0.1:PORT/",
        "http://:@127.0.0.1:PORT/", "http://example.com%40127.0.0.1:PORT/", "http://127.0.0.1:PORT\\@example.com/",
        "http://example.com\\@127.0.0.1:PORT/", "http:\\\\127.0.0.1:PORT\\", "http:/127.0.0.1:PORT/", "http:127.0.0.1:PORT/",
        "http:///127.0.0.1:PORT/", "http://127.0.0.1:PORT#@example.com/", "http://127.0.0.1:PORT?@example.com/", "//127.0.0.1:PORT/",
        "127.0.0.1:PORT", "/etc/passwd", "", " ", "http://", "https://", "http://:PORT/", "http://?/", "http://[/", "http://[]/",
        "http://[::1/", "http://[::1]]:PORT/", "http://[:::1]:PORT/", "http://127.0.0.1 :PORT/", " http://127.0.0.1:PORT/",
        "http://127.0.0.1:PORT/ ", "http://127.0.0.1:PORT/\r\nHost: a", "http://127.0.0.1\t:PORT/", "http://127.0.0.1:PORT/\u0000",
        "file:///etc/passwd", "FILE:///etc/passwd", "file://127.0.0.1/etc/passwd", "ftp://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/_GET",
        "dict://127.0.0.1:PORT/d", "ldap://127.0.0.1:PORT/", "ws://127.0.0.1:PORT/", "wss://127.0.0.1:PORT/", "data:text/html,hello",
        "javascript:alert(1)", "jar:http://127.0.0.1:PORT!/", "unix:///var/run/docker.sock", "about:blank", "net.tcp://127.0.0.1:PORT/",
        "view-source:http://127.0.0.1:PORT/", "tel:127", "http+unix://%2Fvar%2Frun%2Fdocker.sock/info", "http://example.com:22/",
        "http://example.com:25/", "http://example.com:6379/", "http://example.com:0/", "http://example.com:65536/",
        "http://example.com:-1/", "http://example.com:8080/", "https://127.0.0.1:PORT/", "https://[::1]:PORT/", "https://localhost:PORT/",
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<string> All =>
    [
        .. Ipv4Hosts.Concat(Ipv6Hosts).Concat(Names).Select(host => $"http://{host}:PORT/"),
        .. Others,
    ];
}
