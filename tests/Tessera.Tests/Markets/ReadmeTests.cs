using System.Text.RegularExpressions;
using Tessera.Tests.Harness;

namespace Tessera.Tests.Markets;

/// <summary>The commands of the README, from a text to a scored conversation, as they stand there.</summary>
public sealed partial class ReadmeTests(Servers servers)
{
    [Theory, OnBothDatabases]
    public async Task Five_commands_lead_from_a_text_to_a_scored_conversation(Backend backend)
    {
        using var api = await servers.NewWorkspaceAsync(backend);
        var readme = await File.ReadAllTextAsync(Repository.File("README.md"), TestContext.Current.CancellationToken);
        var section = readme.Split("## From a text to a scored conversation")[1].Split("\n## ")[0];
        var commands = Command().Matches(section);
        Assert.Equal(5, commands.Count);

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        Answer? last = null;
        foreach (Match command in commands)
        {
            var body = command.Groups["body"].Success
                ? Filled(command.Groups["body"].Value)
                : Filled(command.Groups["quoted"].Value.Replace("\\\"", "\"", StringComparison.Ordinal));
            var path = Filled(command.Groups["path"].Value);
            last = (body.Length > 0 ? await api.PostAsync(path, body) : await api.GetAsync(path)).Expect(200);
            // As sed takes it out of the answer.
            if (command.Groups["variable"].Value is { Length: > 0 } variable)
                variables[variable] = Id().Match(last.Text).Groups["id"].Value;
        }

        Assert.InRange((double)last!.Json["score"]!, 8, 10);
        Assert.Contains(last.Json["answers"]!.AsArray(), a => (string?)a!["evidence"]?["quote"] == "900 employees");

        string Filled(string text) =>
            variables.Aggregate(text, (filled, variable) => filled.Replace($"${variable.Key}", variable.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(
        """(?<variable>[A-Z]+)?(=\$\()?curl -s \$TESSERA_URL(?<path>\S+)( -H "[^"]*")+( -d ('(?<body>[^']*)'|"(?<quoted>(\\.|[^"\\])*)"))?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    [GeneratedRegex("\"(oId|id)\":\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
