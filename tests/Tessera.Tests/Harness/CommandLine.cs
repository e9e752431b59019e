using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Tessera.Tests.Harness;

/// <summary>The program itself, run as a process of its own, as people run it.</summary>
internal static class CommandLine
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "tessera.dll");

    /// <summary>Runs a command to its end.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, input: null);

    /// <summary>Runs a command to its end, with these bytes on its standard input and these variables in its environment.</summary>
    public static async Task<Outcome> RunAsync(string[] arguments, byte[]? input, params (string Name, string Value)[] environment)
    {
        using var process = Start(arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (input is not null) await process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command whose pipes are the caller's to read.</summary>
    public static Process Start(params string[] arguments) => Start(arguments, []);

    /// <summary>Starts a command with these variables in its environment.</summary>
    public static Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["TESSERA_KEY"] = "", ["TESSERA_URL"] = "" },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Where a server that was started listens.</summary>
    public static async Task<Uri> AddressAsync(Process process)
    {
        const string Before = "Tessera listens on ";
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(Before, line, StringComparison.Ordinal);
        return new Uri(line![Before.Length..].Split(' ')[0]);
    }

    /// <summary>The options that name a database.</summary>
    public static string[] Options(ServerOptions options) =>
        options.Database is null ? ["--data", options.DataDirectory] : ["--data", options.DataDirectory, "--database", options.Database];
}

/// <summary>How a command ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>Expects success and gives the JSON it printed.</summary>
    public JsonNode Json()
    {
        Expect(0);
        return JsonNode.Parse(Output)!;
    }

    public Outcome Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Expected exit code {exitCode}, got {ExitCode}.\n{Output}\n{Error}");
        return this;
    }

    /// <summary>Expects a failure that is told in exactly these words, and nothing printed.</summary>
    public void ExpectFailure(string error)
    {
        Expect(1);
        Assert.Equal(("", $"tessera: {error}\n"), (Output, Error));
    }
}
