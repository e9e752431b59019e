using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Tessera.Tests.Fetch;

/// <summary>A web site of the test's own on loopback, which serves what it is told to.</summary>
internal sealed class Site : IAsyncDisposable
{
    readonly WebApplication app;
    readonly Dictionary<string, RequestDelegate> pages = new(StringComparer.Ordinal);

    Site(WebApplication app) => this.app = app;

    /// <summary>The last request's headers.</summary>
    public Dictionary<string, string> Headers { get; private set; } = [];

    public string Url { get; private set; } = "";

    public int Port => new Uri(Url).Port;

    /// <summary>As the operator's allow-list names it.</summary>
    public string Host => $"127.0.0.1:{Port}";

    public static async Task<Site> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var site = new Site(builder.Build());
        site.app.Run(site.ServeAsync);
        await site.app.StartAsync();
        site.Url = site.app.Urls.First();
        return site;
    }

    /// <summary>Serves a body under a path; gives its URL.</summary>
    public string Page(
        string path, byte[] body, string? type = "text/html; charset=utf-8", string? encoding = null, int status = 200) => Page(path,
        async http =>
    {
        http.Response.StatusCode = status;
        if (type is not null) http.Response.ContentType = type;
        if (encoding is not null) http.Response.Headers.ContentEncoding = encoding;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    });

    public string Page(string path, string body, string? type = "text/html; charset=utf-8", int status = 200) =>
        Page(path, System.Text.Encoding.UTF8.GetBytes(body), type, status: status);

    public string Page(string path, RequestDelegate answer)
    {
        pages[path] = answer;
        return Url + path;
    }

    public string Redirect(string path, string location, int status = 302) => Page(path, http =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers["Location"] = location;
        return Task.CompletedTask;
    });

    public ValueTask DisposeAsync() => app.DisposeAsync();

    Task ServeAsync(HttpContext http)
    {
        Headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (pages.TryGetValue(http.Request.Path.Value!, out var answer)) return answer(http);
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
