using System.CommandLine;
using Tessera.Access;
using Tessera.Data;

namespace Tessera.Cli;

/// <summary>Options that several commands share, and the way from them to the database.</summary>
internal static class CommonOptions
{
    public static Option<string> Data() =>
        new("--data") { Description = "The data directory.", DefaultValueFactory = _ => "data", HelpName = "DIR" };

    public static Option<string?> Database() => new("--database")
    {
        Description = "PostgreSQL instead of SQLite: an Npgsql connection string, as in \"Host=localhost;Database=tessera\".",
        HelpName = "CONNECTION",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON for scripts." };

    public static Option<string?> Key() =>
        new("--key") { Description = "The key for --url, as <id>.<secret>; or set TESSERA_KEY.", HelpName = "KEY" };

    public static Option<string> Workspace() =>
        new("--workspace") { Description = "The workspace's name.", Required = true, HelpName = "NAME" };

    /// <summary>The store of keys of the database these options name.</summary>
    public static AccessKeyStore OpenKeys(string data, string? connection) =>
        new(Tessera.Data.Database.Open(data, connection), TimeProvider.System);

    /// <summary>
    /// Runs a command and turns the failures that a user can mend into a sentence on standard error and exit code 1.
    /// </summary>
    /// <param name="run">The command.</param>
    /// <param name="error">Where the sentence goes instead of standard error.</param>
    public static async Task<int> GuardAsync(Func<Task<int>> run, TextWriter? error = null)
    {
        try
        {
            return await run();
        }
        catch (Exception mishap) when (mishap is MigrationException or DatabaseInUseException or DllNotFoundException or IOException
            or InvalidDataException or UnauthorizedAccessException or System.Data.Common.DbException or HttpRequestException
            or CommandFailedException or Llm.ModelOptionsException)
        {
            await (error ?? Console.Error).WriteLineAsync($"tessera: {mishap.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130; // as a shell reports Ctrl+C
        }
    }
}

/// <summary>A command can't do what was asked; the message tells the user.</summary>
internal sealed class CommandFailedException(string message) : Exception(message)
{
    /// <summary>Whether the same may work a little later, as with a server that is busy.</summary>
    public bool MayPass { get; init; }
}
