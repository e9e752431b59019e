using System.CommandLine;

var root = new RootCommand("Tessera: an open, self-hosted segment engine for conversations.");
return await root.Parse(args).InvokeAsync();
