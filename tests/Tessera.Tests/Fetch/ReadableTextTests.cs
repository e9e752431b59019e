using System.Diagnostics;
using Tessera.Fetch;

namespace Tessera.Tests.Fetch;

public sealed class ReadableTextTests
{
    [Theory]
    [InlineData("<h1>A</h1><p>b <b>c</b>\n d<br>e</p>", "# A\nb c d\ne")]
    [InlineData("<h1>A</h1><ul><li>b<li><p>c</p></ul>", "# A\n- b\n- c")]
    [InlineData("<h1>A</h1><table><tr><th>b<th>c<tr><td>d<td><p>e</p></table>", "# A\nb | c\nd | e")]
    [InlineData(
        "<h1>A</h1><script>b</script><style>c</style><noscript>d</noscript><template>e</template><nav>f</nav><footer>g</footer>h",
        "# A\nh")]
    [InlineData(
        "<h1>A</h1><div class='CookieBar'>We use cookies.</div><div id=onetrust-sdk>c</div><div role=navigation>d</div><div hidden>e</div>f", "# A\nf")]
    [InlineData(
        "<header>menu</header><main><header><h1>A</h1></header><p>This is what the page is about, in a sentence.</p></main><div>b</div>",
        "# A\nThis is what the page is about, in a sentence.")]
    [InlineData("<main></main><p>b</p>", "b")]
    [InlineData("<title> A \n b </title><h2>c</h2>", "# A b\n## c")]
    [InlineData("a&nbsp;b&shy;c&#0;&lt;d", "a bc\uFFFD<d")]
    [InlineData("", "")]
    public void Html_becomes_lines(string html, string text) => Assert.Equal(text, ReadableText.Of(html));

    [Fact]
    public void Five_mebibytes_of_text_are_read() =>
        Assert.Equal(5_000_000, ReadableText.Of($"<p>{new string('x', 5_000_000)}</p>")!.Length);

    [Theory]
    [InlineData("<div>", "")]
    [InlineData("<table>x", "")]
    [InlineData("<a>", "")]
    [InlineData("<b><p></b>", "")]
    [InlineData("<p>x", "<font size=1><font size=2><font size=3><font size=4>")]
    [InlineData("a ", "<a ")]
    [InlineData("<svg><math>", "")]
    public void Tangled_markup_is_read_or_given_up_in_bounded_time(string repeated, string before)
    {
        var html = before + string.Concat(Enumerable.Repeat(repeated, 5 * 1024 * 1024 / repeated.Length));
        var watch = Stopwatch.StartNew();

        _ = ReadableText.Of(html);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }
}
