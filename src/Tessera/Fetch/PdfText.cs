using System.Diagnostics;
using System.Text;
using Tessera.Wire;

namespace Tessera.Fetch;

/// <summary>
/// The text of a PDF, read by a process of its own with bounded time and memory, and without this one's environment: what goes wrong there
/// ends that process and nothing else.
/// </summary>
internal static class PdfText
{
    /// <summary>The name of the command that the process runs.</summary>
    public const string Command = "read-pdf";

    static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    // Of the heap, in bytes; in hexadecimal, as the runtime takes it.
    const string MostMemory = "18000000";

    // Each may take a core and the memory above.
    static readonly SemaphoreSlim AtOnce = new(2);

    /// <summary>Its paragraphs, a line each; or 400 with why not, in a few words that go on a sentence about the page.</summary>
    public static async Task<Result<string>> ReadAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await AtOnce.WaitAsync(cancellationToken);
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            ending.CancelAfter(MostTime);
            return await RunAsync(bytes, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Problem.BadBody($"it is a PDF that needs more than {MostTime.TotalSeconds:0} seconds to be read");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Where the program may start no other, PDFs are a kind that isn't read.
            return Problem.BadBody("it is a PDF, and no process may be started here to read it");
        }
        finally
        {
            AtOnce.Release();
        }
    }

    static async Task<Result<string>> RunAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start())!;
        try
        {
            // What it says of its end is nothing for anybody; it is read so that the process doesn't wait to be heard.
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            var text = ReadTextAsync(process.StandardOutput, cancellationToken);
            await SendAsync(process, bytes, cancellationToken);
            var read = await text;
            await complaints;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode switch
            {
                (int)PdfOutcome.Read when string.IsNullOrWhiteSpace(read) => Problem.BadBody("it is a PDF without text, as of a scan"),
                (int)PdfOutcome.Read => read.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\n").Trim(),
                (int)PdfOutcome.Locked => Problem.BadBody("it is a PDF that needs a password"),
                _ => Problem.BadBody("it is a PDF that is broken"),
            };
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    static async Task SendAsync(Process process, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(bytes, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all; its exit code says how.
        }
    }

    // More than the command ever writes isn't read.
    static async Task<string> ReadTextAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        while (text.Length <= PdfPages.MostCharacters && await output.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            text.Append(buffer, 0, read);
        return text.ToString();
    }

    static ProcessStartInfo Start()
    {
        // This very program: by its own executable, or by the runtime where it is hosted by another, as by the tests.
        var own = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "tessera" ? path : null;
        var start = new ProcessStartInfo(own ?? "dotnet", own is null ? [typeof(PdfText).Assembly.Location, Command] : [Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        // Keys and connection strings are no business of a process that reads what strangers wrote.
        foreach (var name in start.Environment.Keys.Where(
            name => name is not ("PATH" or "DOTNET_ROOT" or "HOME" or "TMPDIR" or "SystemRoot"))
            .ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_GCHeapHardLimit"] = MostMemory;
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }
}
