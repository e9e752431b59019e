using System.CommandLine;
using Tessera.Bench;

var root = new RootCommand("Measures Tessera beside its peers and limits, in one run on one machine.")
{
    IngestCommand.Create(),
    EditCommand.Create(),
    EndToEndCommand.Create(),
    ForwardCommand.Create(),
    BackwardCommand.Create(),
    MicroCommand.Create(),
    FillCommand.Create(),
    BackFillCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Tessera.Cli.CommandFailedException mishap)
{
    await Console.Error.WriteLineAsync($"Tessera.Bench: {mishap.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130; // as a shell reports Ctrl+C
}
