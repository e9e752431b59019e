using System.Text.RegularExpressions;
using Tessera.Tests.Harness;

namespace Tessera.Tests.OpenApi;

/// <summary>The page to read and try the API: whole in the executable, and closed to everything that isn't from here.</summary>
public sealed partial class DocsPageTests(Servers servers)
{
    [Fact]
    public async Task The_page_is_there_without_a_key_and_says_what_may_be_loaded()
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        using var request = Api.Request(HttpMethod.Get, "/docs");

        var answer = (await api.SendAsync(request)).Expect(200);

        Assert.Equal("text/html; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        var policy = answer.Headers["Content-Security-Policy"].Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.DoesNotContain("unsafe", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("://", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), answer.Text);
    }

    [Fact]
    public async Task Whatever_the_page_loads_is_there()
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);
        var page = (await api.GetAsync("/docs")).Expect(200).Text;
        var loaded = Loaded().Matches(page).Select(match => match.Groups["file"].Value).ToList();
        Assert.Equal(5, loaded.Count);
        foreach (var file in loaded)
        {
            var answer = (await api.GetAsync($"/{file}")).Expect(200);
            Assert.True(answer.Text.Length > 100, $"{file} is nearly empty.");
        }

        Assert.Contains("data-face=\"asapp\"", page, StringComparison.Ordinal);
        Assert.Contains("data-face=\"octave\"", page, StringComparison.Ordinal);
        Assert.Contains("data-face=\"v1\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("package.json")]
    [InlineData("..%2Fdocs.js")]
    public async Task Nothing_else_is(string file)
    {
        using var api = await servers.NewWorkspaceAsync(Backend.Sqlite);

        Assert.Equal("404-01", (await api.GetAsync($"/docs/{file}")).Expect(404).ErrorCode);
    }

    [GeneratedRegex(@"(href|src)=""(?<file>docs/[^""]*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loaded();

    [GeneratedRegex("""<script>|<style|\son\w+=|\sstyle=""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inline();
}
