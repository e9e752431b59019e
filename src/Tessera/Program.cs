using System.CommandLine;
using Tessera.Cli;

var root = new RootCommand("Tessera: an open, self-hosted segment engine for conversations.")
{
    ServeCommand.Create(),
    KeyCommand.Create(),
    ImportCommand.Create(),
    EvaluateCommand.Create(),
    AuditCommand.Create(),
    OpenApiCommand.Create(),
    IntentsCommand.Create(),
    QualifyCommand.Create(),
    BackFillCommand.Create(),
    ReadPdfCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
