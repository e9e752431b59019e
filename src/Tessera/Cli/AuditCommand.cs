using System.CommandLine;
using System.Text.Json;
using Tessera.Audit;

namespace Tessera.Cli;

/// <summary><c>tessera audit verify</c>. Works beside a running server.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "The log of every change of definitions and keys.") { Verify() };

    static Command Verify()
    {
        var (data, database, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Json());
        var noted = new Option<string?>("--noted")
        {
            Description = "What an earlier run printed with --json, kept where nobody who can write to the database can write.",
            HelpName = "FILE",
        };
        var command = new Command("verify", """
            Check that the log is as it was written: every entry, none missing. Ends with 1 and names the first entry that is not.

            Example: tessera audit verify --data ./data --json > /mnt/elsewhere/audit.json
            """) { data, database, json, noted };
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            var earlier = parsed.GetValue(noted) is { } file ? await ReadAsync(file, cancellationToken) : [];
            using var opened = Data.Database.Open(parsed.GetRequiredValue(data), parsed.GetValue(database));
            var chains = AuditVerification.Verify(new AuditLog(opened).Chains(), earlier);
            if (parsed.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(chains, Wire.Json.Options));
            else foreach (var chain in chains) await Console.Out.WriteLineAsync(Line(chain));
            return chains.TrueForAll(chain => chain.Broken is null) ? 0 : 1;
        }));
        return command;
    }

    static string Line(ChainState chain) => chain.Broken is { } broken
        ? $"{chain.Workspace}: BROKEN, {broken}. {chain.Entries} entries before that are as they were written."
        : $"{chain.Workspace}: {chain.Entries} entries are as they were written. Head {chain.Head}";

    static async Task<List<ChainState>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<List<ChainState>>(content, Wire.Json.Options, cancellationToken) ?? [];
        }
        catch (JsonException mishap)
        {
            throw new CommandFailedException($"--noted: {file} is not what tessera audit verify --json printed: {mishap.Message}");
        }
    }
}
