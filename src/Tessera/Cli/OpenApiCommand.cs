using System.CommandLine;
using Tessera.OpenApi;

namespace Tessera.Cli;

/// <summary><c>tessera openapi DIRECTORY</c>: writes the descriptions that the service gives under <c>/openapi</c> into files.</summary>
internal static class OpenApiCommand
{
    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("DIRECTORY")
        {
            Description = "Where the files are written, one for each face of the API.",
        };
        var command = new Command("openapi", """
            Write the OpenAPI descriptions of the service into files.

            Example: tessera openapi docs/openapi
            """) { directory };
        command.SetAction(
            (parsed, cancellationToken) => CommonOptions.GuardAsync(
                () => WriteAsync(parsed.GetRequiredValue(directory), cancellationToken)));
        return command;
    }

    static async Task<int> WriteAsync(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        directory.Create();
        // The endpoints describe themselves, and only a running service has them all: one whose database is thrown away.
        var data = Directory.CreateTempSubdirectory("tessera-openapi-");
        try
        {
            await using var app = await Server.CreateAsync(
                new ServerOptions { DataDirectory = data.FullName, Urls = "http://127.0.0.1:0" }, cancellationToken);
            await app.StartAsync(cancellationToken);
            var documents = app.Services.GetRequiredService<ApiDocuments>();
            foreach (var face in ApiFace.All)
            {
                var path = Path.Combine(directory.FullName, $"{face.Name}.json");
                await File.WriteAllBytesAsync(path, await documents.GetAsync(face), cancellationToken);
                await Console.Out.WriteLineAsync(path);
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }

        return 0;
    }
}
