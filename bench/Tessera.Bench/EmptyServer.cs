using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tessera.Bench;

/// <summary>What the socket and the JSON parser alone allow: reads a body, parses it, answers a few bytes.</summary>
internal sealed class EmptyServer : IAsyncDisposable
{
    readonly WebApplication app;

    EmptyServer(WebApplication app) => this.app = app;

    public string Url => app.Urls.First() + "/";

    public static async Task<EmptyServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var built = builder.Build();
        built.MapPost("/", async http =>
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            await http.Response.WriteAsync("{}", http.RequestAborted);
        });
        await built.StartAsync();
        return new EmptyServer(built);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
