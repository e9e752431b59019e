using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tessera.Fetch;

namespace Tessera.Tests.Fetch;

public sealed class FetchTests
{
    const int Limit = 5 * 1024 * 1024;

    [Fact]
    public async Task A_page_is_kept_with_its_hash_its_final_url_and_its_text()
    {
        await using var site = await Site.StartAsync();
        var final = site.Page("/b", "<title>Who we serve</title><p>Hello &amp; welcome.</p>");

        var page = (await FetchAsync(site, site.Redirect("/a", "/b"))).Value!;

        Assert.Equal(
            ($"{site.Url}/a", final, "text/html", "# Who we serve\nHello & welcome."),
            (page.Url, page.FinalUrl, page.MediaType, page.Text));
        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData("<title>Who we serve</title><p>Hello &amp; welcome.</p>"u8), page.ContentHash);
    }

    [Fact]
    public async Task No_cookie_credential_or_trace_goes_along()
    {
        await using var site = await Site.StartAsync();
        site.Page("/b", "<p>Hello.</p>");
        var start = site.Page("/a", http =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers["Set-Cookie"] = "session=1; Path=/";
            http.Response.Headers["Location"] = "/b";
            return Task.CompletedTask;
        });
        using var activity = new System.Diagnostics.Activity("test").Start();

        Assert.Null((await FetchAsync(site, start)).Problem);

        Assert.Equal(["Accept", "Accept-Encoding", "Host", "User-Agent"], site.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "it redirects more than 5 times")]
    public async Task Five_redirects_are_followed(int redirects, string? problem)
    {
        await using var site = await Site.StartAsync();
        site.Page("/0", "<p>Hello.</p>");
        for (var i = 1; i <= redirects; i++) site.Redirect($"/{i}", $"/{i - 1}", i % 2 == 0 ? 301 : 308);

        Assert.Equal(problem, (await FetchAsync(site, $"{site.Url}/{redirects}")).Problem?.Message);
    }

    [Theory]
    [InlineData(Limit - 1, null)]
    [InlineData(Limit, null)]
    [InlineData(Limit + 1, "it is larger than 5242880 bytes")]
    public async Task A_page_has_five_mebibytes_at_most_compressed_or_not(int bytes, string? problem)
    {
        await using var site = await Site.StartAsync();
        var body = Encoding.ASCII.GetBytes(new string('x', bytes));

        Assert.Equal(problem, (await FetchAsync(site, site.Page("/a", body, "text/plain"))).Problem?.Message);
        Assert.Equal(problem, (await FetchAsync(site, site.Page("/b", Gzip(body), "text/plain", "gzip"))).Problem?.Message);
    }

    [Fact]
    public async Task A_bomb_is_put_down_before_it_goes_off()
    {
        await using var site = await Site.StartAsync();
        var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 200; i++) gzip.Write(zeros);
        }

        Assert.InRange(bomb.Length, 1, 1024 * 1024);

        Assert.Equal(
            "it is larger than 5242880 bytes",
            (await FetchAsync(site, site.Page("/bomb", bomb.ToArray(), "text/html", "gzip"))).Problem?.Message);
    }

    [Fact]
    public async Task A_broken_compressed_page_is_told()
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(
            "its compressed body is broken",
            (await FetchAsync(site, site.Page("/a", "no gzip at all"u8.ToArray(), "text/plain", "gzip"))).Problem?.Message);
    }

    [Fact]
    public async Task A_page_that_drips_is_given_up_in_time()
    {
        await using var site = await Site.StartAsync();
        var url = site.Page("/slow", async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync("x", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(20, http.RequestAborted);
            }
        });
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal("it did not come within 0.5 seconds", (await FetchAsync(site, url, TimeSpan.FromSeconds(0.5))).Problem?.Message);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.4, 8);
    }

    [Fact]
    public void Ten_seconds_five_mebibytes_and_five_redirects_are_the_limits()
    {
        var limits = new FetchLimits();
        Assert.Equal((10, Limit, 5), (limits.Time.TotalSeconds, limits.Bytes, limits.Redirects));
        Assert.Equal([80, 443], limits.Ports);
    }

    [Theory]
    [InlineData(404, "its server answered 404")]
    [InlineData(500, "its server answered 500")]
    [InlineData(204, "its server answered 204")]
    [InlineData(304, "its server answered 304")]
    [InlineData(401, "its server answered 401")]
    public async Task An_answer_that_is_no_page_is_told(int status, string problem)
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(
            problem,
            (await FetchAsync(
                site, site.Page("/a", status is 204 or 304 ? [] : "<p>Sorry.</p>"u8.ToArray(), status: status))).Problem?.Message);
    }

    [Theory]
    [InlineData("application/pdf", "it is a PDF that is broken")]
    [InlineData("image/png", "it is image/png; expected HTML, plain text, Markdown, JSON or PDF. What it says can be given as text")]
    [InlineData(
        "application/octet-stream",
        "it is application/octet-stream; expected HTML, plain text, Markdown, JSON or PDF. What it says can be given as text")]
    [InlineData("text/plain", "it is a PDF that is broken")]
    [InlineData(null, "it is a PDF that is broken")]
    public async Task A_page_of_a_kind_that_is_not_read_is_refused(string? type, string problem)
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(problem, (await FetchAsync(site, site.Page("/a", "%PDF-1.7"u8.ToArray(), type))).Problem?.Message);
    }

    [Theory]
    [InlineData("text/html", "<p>a</p>", "a")]
    [InlineData("application/xhtml+xml", "<p>a</p>", "a")]
    [InlineData("text/plain", "<p>a</p>", "<p>a</p>")]
    [InlineData("text/markdown", "# a\r\nb", "# a\nb")]
    [InlineData("application/json", "{\"a\":1}", "{\"a\":1}")]
    [InlineData("application/ld+json", "{\"a\":1}", "{\"a\":1}")]
    [InlineData(null, " \n<html><p>a", "a")]
    [InlineData(null, "plainly a", "plainly a")]
    public async Task A_page_is_read_by_its_kind(string? type, string body, string text)
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(text, (await FetchAsync(site, site.Page("/a", body, type))).Value?.Text);
    }

    public static TheoryData<string, string?, bool, byte[]> Charsets => new()
    {
        { "bom", "windows-1252", false, [0xEF, 0xBB, 0xBF, .. "é"u8] },
        { "utf-16", null, false, [0xFF, 0xFE, 0xE9, 0x00] },
        { "utf-16 be", null, false, [0xFE, 0xFF, 0x00, 0xE9] },
        { "declared", "iso-8859-1", false, [0xE9] },
        { "quoted", "\"ISO-8859-15\"", false, [0xE9] },
        { "unknown", "x-nonsense", false, [.. "é"u8] },
        { "sniffed utf-8", null, false, [.. "é"u8] },
        { "sniffed latin", null, false, [0xE9] },
        { "utf-7 is none", "utf-7", false, [.. "é"u8] },
    };

    [Theory, MemberData(nameof(Charsets))]
    public void A_charset_is_taken_from_the_mark_the_header_or_the_bytes(string kind, string? declared, bool html, byte[] bytes) =>
        Assert.Equal((kind, "é"), (kind, PageText.Decode(bytes, declared, html)));

    [Theory]
    [InlineData("<meta charset=shift_jis>", "shift_jis")]
    [InlineData("<meta http-equiv='Content-Type' content='text/html; charset=EUC-JP'>", "euc-jp")]
    [InlineData("<meta charset=\"utf-8\">", "utf-8")]
    [InlineData("<meta charset=\"utf-16\">", "utf-8")]
    public void A_charset_is_taken_from_the_page_where_it_names_one(string head, string charset)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);

        Assert.EndsWith(
            "日本", PageText.Decode([.. Encoding.ASCII.GetBytes(head), .. encoding.GetBytes("日本")], null, html: true),
            StringComparison.Ordinal);
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return compressed.ToArray();
    }

    static async Task<Tessera.Wire.Result<FetchedPage>> FetchAsync(Site site, string url, TimeSpan? time = null)
    {
        using var fetcher = new PageFetcher(
            new FetchAllowList([site.Host]),
            (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken),
            TimeProvider.System,
            new FetchLimits { Time = time ?? TimeSpan.FromSeconds(10) });
        return await fetcher.FetchAsync(url, TestContext.Current.CancellationToken);
    }
}
