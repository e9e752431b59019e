using System.Text;
using Tessera.Tests.Fetch;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

public sealed class ResourceTests(Servers servers)
{
    const string Create = "/api/v2/resource/create";
    const int Limit = 5 * 1024 * 1024;

    [Theory]
    [OnBothDatabases("""{"mode":"text","text":"# Who we serve\nBanks."}""", "Who we serve", "text", "text/plain")]
    [OnBothDatabases("""{"mode":"text","text":"Banks.","name":"Notes","metadata":{"a":[1]}}""", "Notes", "text", "text/plain")]
    [OnBothDatabases("""{"mode":"file","filename":"a.html","file":"PHA+QmFua3MuPC9wPg=="}""", "a.html", "file", "text/html")]
    [OnBothDatabases(
        """{"mode":"file","filename":"a","contentType":"text/plain; charset=utf-8","file":"QmFua3Mu"}""", "a", "file", "text/plain")]
    public async Task A_text_or_a_file_is_kept_and_indexed(Backend backend, string body, string name, string type, string contentType)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        var made = await api.MakeAsync("resource", body);
        var got = (await api.GetAsync($"/api/v2/resource/get?oId={made["oId"]}")).Expect(200).Json["data"]!;

        Assert.Equal(made.ToJsonString(), got.ToJsonString());
        Assert.Equal(
            (name, type, "indexed", contentType),
            ((string)got["name"]!, (string)got["resourceType"]!, (string)got["status"]!, (string)got["contentType"]!));
        Assert.Equal([name], await api.NamesAsync($"/api/v2/resource/list?resourceType={type}&search={name[..1].ToUpperInvariant()}"));
        Assert.Empty(await api.NamesAsync("/api/v2/resource/list?resourceType=url"));
        Assert.Empty(await api.NamesAsync("/api/v2/resource/list?status=pending"));
        (await api.DeleteAsync($"/api/v2/resource/delete?oId={made["oId"]}")).Expect(200);
        (await api.GetAsync($"/api/v2/resource/get?oId={made["oId"]}")).ExpectError("404-01", $"There is no resource {made["oId"]}.");
        Assert.Empty(await api.NamesAsync("/api/v2/resource/list"));
    }

    [Theory]
    [OnBothDatabases("""{"mode":"drive"}""", "$.mode: expected text, file or url, found \"drive\"")]
    [OnBothDatabases("""{"mode":"text"}""", "$.text: required, expected a string of 1 to 5242880 characters")]
    [OnBothDatabases("""{"mode":"file","filename":"a.txt"}""", "$.file: required, expected base64")]
    [OnBothDatabases("""{"mode":"file","filename":"a.txt","file":"%%%"}""", "$.file: expected base64 of at most 5242880 bytes")]
    [OnBothDatabases("""{"mode":"file","filename":"a.pdf","file":"JVBERi0xLjc="}""", "a.pdf: it is a PDF that is broken.")]
    [OnBothDatabases("""{"mode":"url","url":"http://127.0.0.1/"}""", "http://127.0.0.1/ can't be read: its host has no public address.")]
    [OnBothDatabases(
        """{"mode":"url","url":"file:///etc/passwd"}""", "file:///etc/passwd can't be read: only http and https URLs are fetched.")]
    public async Task What_can_not_be_kept_is_400_and_says_why(Backend backend, string body, string message)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(Create, body)).ExpectError("400-01", message);
    }

    [Theory]
    [OnBothDatabases(Limit - 1, 200)]
    [OnBothDatabases(Limit, 200)]
    [OnBothDatabases(Limit + 1, 400)]
    public async Task A_file_has_five_mebibytes_at_most(Backend backend, int bytes, int status)
    {
        using var api = await servers.NewWorkspaceAsync(backend);

        (await api.PostAsync(
            Create,
            new
            {
                mode = "file", filename = "a.txt", file = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', bytes))),
            })).Expect(status);
    }

    [Theory, OnBothDatabases]
    public async Task A_page_is_fetched_where_the_operator_allows_its_host(Backend backend)
    {
        await using var site = await Site.StartAsync();
        var url = site.Page("/who", "<title>Who we serve</title><p>Banks and insurers.</p>");
        await using var server = await Servers.StartAsync(servers.NewDatabase(backend) with { AllowFetch = [site.Host] });
        using var api = Servers.NewKey(server, "pages");

        var made = await api.MakeAsync("resource", new { mode = "url", url });

        Assert.Equal(("Who we serve", url, "text/html"), ((string)made["name"]!, (string)made["finalUrl"]!, (string)made["contentType"]!));
        (await api.PostAsync(Create, new { mode = "url", url = $"{site.Url}/gone" })).ExpectError(
            "400-01", $"{site.Url}/gone can't be read: its server answered 404.");
    }
}
