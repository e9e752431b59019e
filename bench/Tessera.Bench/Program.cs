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
return await root.Parse(args).InvokeAsync();
