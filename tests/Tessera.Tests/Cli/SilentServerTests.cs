using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tessera.Cli;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Cli;

/// <summary>Commands and a server that takes their requests and never answers.</summary>
public sealed class SilentServerTests : IDisposable
{
    readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public SilentServerTests() => silent.Start();

    string Address => $"http://{silent.LocalEndpoint}";

    [Fact]
    public async Task An_import_whose_time_runs_out_tells_it()
    {
        var file = ImportLines.File([ImportLines.Good(1)]);

        var (exitCode, error) = await RunAsync(ImportCommand.Create(TimeSpan.FromSeconds(0.3)), file);

        Assert.Equal(1, exitCode);
        Assert.Matches(
            $"^tessera: The server at {Address} didn't answer GET /v1/import/[0-9a-f]{{64}} within 0\\.3 seconds\\. "
            + "See its log and GET /healthz before you run the command again\\.\n$",
            error);
    }

    [Fact]
    public async Task A_measurement_whose_time_runs_out_tells_it_and_that_it_may_go_on()
    {
        var labels = ImportLines.File(["""{"name":"A","text":"a","band":"GOOD"}"""]);

        var (exitCode, error) = await RunAsync(QualifyCommand.Create(TimeSpan.FromSeconds(0.3)), "--labels", labels);

        Assert.Equal(
            (1, $"tessera: The server at {Address} didn't answer POST /v1/market-evaluations within 0.3 seconds. It may do what it was asked all the same. "
                + "See its log and GET /healthz before you run the command again.\n"),
            (exitCode, error));
    }

    [Fact]
    public async Task Lines_that_nobody_confirms_are_told()
    {
        await using var target = ImportTarget.ThroughServer(Address, "a.b", TimeSpan.FromSeconds(0.3));
        var prepared = target.Prepare(250, [Encoding.UTF8.GetBytes(ImportLines.Good(1))]);

        var told = await Assert.ThrowsAsync<CommandFailedException>(
            () => target.WriteAsync(null, prepared, TestContext.Current.CancellationToken));

        Assert.StartsWith(
            $"The server at {Address} didn't answer POST /v1/import?linesBefore=250 within 0.3 seconds. ", told.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("qualify", "--labels")]
    public async Task Who_stops_a_command_that_waits_for_an_answer_is_told_nothing(params string[] command)
    {
        var file = ImportLines.File(["""{"name":"A","text":"a","band":"GOOD"}"""]);
        using var waiting = CommandLine.Start([.. command, file, "--url", Address, "--key", "a.b", "--json"]);
        using var asked = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, await asked.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));

        using var interrupt = Process.Start("kill", ["-INT", $"{waiting.Id}"]);
        await waiting.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((130, ""), (waiting.ExitCode, await waiting.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
    }

    public void Dispose() => silent.Dispose();

    async Task<(int ExitCode, string Error)> RunAsync(Command command, params string[] arguments)
    {
        await using var error = new StringWriter();
        var exitCode = await command.Parse([.. arguments, "--url", Address, "--key", "a.b", "--json"])
            .InvokeAsync(new InvocationConfiguration { Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, error.ToString());
    }
}
