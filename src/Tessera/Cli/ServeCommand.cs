using System.CommandLine;
using Tessera.Limits;
using Tessera.Llm;

namespace Tessera.Cli;

/// <summary><c>tessera serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var (data, database) = (CommonOptions.Data(), CommonOptions.Database());
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:8080", HelpName = "URL",
        };
        var allowFetch = new Option<string[]>("--allow-fetch")
        {
            Description = "A host inside that sources of market segments may be fetched from; may be given again. The open internet needs none.",
            DefaultValueFactory = _ => [],
            HelpName = "HOST[:PORT]",
        };
        var demo = new Option<bool>("--demo") { Description = "Load the demo workspace on the first start, and show what is in it." };
        var limit = new Option<string[]>("--limit")
        {
            Description = $"A limit, once for each: {string.Join(", ", Limit.All.Select(l => l.Name))}. Also by the environment, as TESSERA_LIMIT_KEY_RATE.",
            HelpName = "NAME=NUMBER",
        };
        var log = new Option<LogLevel>("--log")
        {
            Description = "The lowest level that is logged.", DefaultValueFactory = _ => LogLevel.Warning, HelpName = "LEVEL",
        };
        var command = new Command("serve", """
            Run the service.

            Example: tessera serve --urls http://127.0.0.1:8080 --data ./data --limit key-rate=500
            """) { urls, data, database, allowFetch, demo, limit, log };
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            await using var app = await Server.CreateAsync(
                new ServerOptions
                {
                    Urls = parsed.GetRequiredValue(urls),
                    DataDirectory = parsed.GetRequiredValue(data),
                    Database = parsed.GetValue(database),
                    Limits = Limit.Read(parsed.GetValue(limit) ?? [], Environment.GetEnvironmentVariable),
                    AllowFetch = parsed.GetRequiredValue(allowFetch),
                    LogLevel = parsed.GetValue(log),
                    Model = LanguageModel.Of(
                        ModelSettings.Read(Environment.GetEnvironmentVariable),
                        TimeProvider.System,
                        ModelSettings.ReadOthers(Environment.GetEnvironmentVariable)),
                },
                cancellationToken);
            await app.StartAsync(cancellationToken);
            await Console.Out.WriteLineAsync(
                $"Tessera listens on {string.Join(", ", app.Urls)} with its data in {Path.GetFullPath(parsed.GetRequiredValue(data))}.");
            if (parsed.GetValue(demo)) await DemoWorkspace.ShowAsync(app.Services, app.Urls.First(), cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }));
        return command;
    }
}
