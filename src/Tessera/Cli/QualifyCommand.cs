using System.CommandLine;
using System.Text;
using System.Text.Json;
using Tessera.Access;
using Tessera.Data;
using Tessera.Extraction.Evaluation;
using Tessera.Fetch;
using Tessera.Llm;
using Tessera.Markets.Qualifying.Evaluation;
using Tessera.Wire;

namespace Tessera.Cli;

/// <summary>
/// <c>tessera qualify --labels FILE</c>: measures market segments on labelled companies, in a data directory or through a running server.
/// </summary>
internal static class QualifyCommand
{
    const string Description = """
        Measure market segments and their qualifying questions on companies of which it is known how well they fit. A line of FILE is one
        company: {"name", "text", "band": "GOOD"|"BORDERLINE"|"BAD", "segment"?: its name or id}. GOOD is a score of 8 to 10, BORDERLINE 4 to 6,
        BAD 1 to 3. Told are wrong matches apart from wrong scores, questions that don't separate, answers that nothing bears, and misses
        that no question covers. With TESSERA_MODEL set, or on a server that has one, a language model answers.

        Example: tessera qualify --labels companies.ndjson --workspace support --data ./data
        Example: tessera qualify --labels companies.ndjson --url http://127.0.0.1:8080 --key "$TESSERA_KEY"
        """;

    // A model may need a while for every company.
    static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>The command, to be added to the root.</summary>
    /// <param name="patience">How long an answer of the server is waited for, unless as long as people should.</param>
    public static Command Create(TimeSpan? patience = null)
    {
        var (data, database, key, json) = (CommonOptions.Data(), CommonOptions.Database(), CommonOptions.Key(), CommonOptions.Json());
        var labels = new Option<string>("--labels")
        {
            Description = "Labelled companies: NDJSON, plain or gzip; - reads standard input.", HelpName = "FILE", Required = true,
        };
        var workspace = new Option<string?>("--workspace")
        {
            Description = "The workspace. With --url the key says it.", HelpName = "NAME",
        };
        var url = new Option<string?>("--url")
        {
            Description = "Ask the server at this address instead of reading --data.", HelpName = "URL",
        };
        var command = new Command("qualify", Description) { labels, workspace, data, database, url, key, json };
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            var body = await ReadAsync(parsed.GetRequiredValue(labels), cancellationToken);
            var report = parsed.GetValue(url) is { } address
                ? await ThroughServerAsync(
                    ServerClient.Of(address, parsed.GetValue(key), patience ?? Patience), body, cancellationToken)
                : await InDataAsync(
                    parsed.GetRequiredValue(data), parsed.GetValue(database), parsed.GetValue(workspace), body, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteAsync(
                parsed.GetValue(json) ? JsonSerializer.Serialize(report, Json.Options) + "\n" : QualificationReportTable.Write(report));
            return 0;
        }, parsed.InvocationConfiguration.Error));
        return command;
    }

    // As the endpoint takes it, so that both ways read it by the same rules.
    static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var companies = new List<string>();
        await using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        await foreach (var (number, line) in ConversationLines.ReadAsync(stream, cancellationToken))
        {
            var problem = JsonBody.Read(Encoding.UTF8.GetBytes(line), LabelledCompany.Read).Problem;
            if (problem is not null) throw new CommandFailedException($"{file}: line {number}: {problem.Message}");
            companies.Add(line);
        }

        return companies.Count > 0
            ? $"{{\"companies\":[{string.Join(',', companies)}]}}"
            : throw new CommandFailedException($"{file}: found no company.");
    }

    static async Task<QualificationReport> InDataAsync(
        string data, string? connection, string? workspace, string body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(workspace)) throw new CommandFailedException("--workspace NAME is required, unless --url is given.");
        var database = Database.Open(data, connection);
        // What a model costs is written down, and only one process writes.
        if (!database.TryClaim())
            throw new DatabaseInUseException(
                "A server is using this database. Ask it instead: --url http://127.0.0.1:8080 --key <id>.<secret>");
        var collection = new ServiceCollection();
        collection.AddLogging();
        Server.AddServices(collection, database, TimeProvider.System);
        Server.AddMarkets(collection, new FetchAllowList([]));
        collection.AddSingleton(_ => LanguageModel.Of(ModelSettings.Read(Environment.GetEnvironmentVariable), TimeProvider.System));
        await using var services = collection.BuildServiceProvider();
        if (services.GetRequiredService<AccessKeyStore>().FindWorkspace(workspace) is not { } id)
            throw new CommandFailedException($"There is no workspace {workspace}.");
        var companies = JsonBody.Read(Encoding.UTF8.GetBytes(body), LabelledCompany.ReadAll);
        if (companies.Problem is { } bad) throw new CommandFailedException(bad.Message);
        var report = await services.GetRequiredService<QualificationEvaluation>().RunAsync(id, companies.Value!, cancellationToken);
        return report.Problem is { } problem ? throw new CommandFailedException(problem.Message) : report.Value!;
    }

    static async Task<QualificationReport> ThroughServerAsync(HttpClient client, string body, CancellationToken cancellationToken)
    {
        using (client) return await client.PostJsonAsync<QualificationReport>("/v1/market-evaluations", body, cancellationToken);
    }
}
