using System.CommandLine;
using System.Text.Json;
using Tessera.Extraction.BackFills;
using Tessera.Jobs;
using Tessera.Wire;

namespace Tessera.Cli;

/// <summary><c>tessera back-fill estimate|start|list|show|pause|resume|cancel</c>: back-fills on a running server.</summary>
internal static class BackFillCommand
{
    /// <summary>The exit code where the back-fill that was waited for isn't done: it failed, or somebody paused or cancelled it.</summary>
    public const int NotDone = 2;

    /// <summary>The exit code where it is done, and had no answer for some of what was asked.</summary>
    public const int NotAllAnswered = 3;

    // An estimate reads a sample of the conversations.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static readonly string ExitCodes = $"""
        Exit codes with --wait: 0 when all is done, {NotAllAnswered} when it is done but for conversations or values that failed, {NotDone} when it failed or somebody
        paused or cancelled it. Whoever stops waiting doesn't stop the back-fill.
        """;

    public static Command Create() =>
        new("back-fill", "Extract structured data of conversations that are there already, on a running server.")
    {
        Estimate(), Start(), List(), Show(),
        Ask("pause", "Pause a back-fill: what is under way is finished and kept."),
        Ask("resume", "Resume a paused back-fill: it goes on where it was."),
        Ask("cancel", "Cancel a back-fill for good. What is done stays done."),
    };

    static Command Estimate()
    {
        var (options, server) = (new BackFillOptions(), new Connection());
        return server.For(options.AddTo(new Command("estimate", """
            What would a back-fill come to? Conversations, calls of the model, tokens, money and time. Nothing is asked of a model.

            Example: tessera back-fill estimate --segment IOS_ORDERS --from 2026-01-01T00:00:00Z --sample-rate 0.1
            """)), async (client, parsed, print, cancellationToken) =>
        {
            var estimate = await client.PostAsync<BackFillEstimate>("/v1/back-fill-estimates", options.Body(parsed), cancellationToken);
            await print(estimate, BackFillText.Of(estimate));
            return 0;
        });
    }

    static Command Start()
    {
        var (options, server, wait) = (new BackFillOptions(), new Connection(), Wait());
        var priority = new Option<string?>("--priority")
        {
            Description = $"Which of the workspace's jobs come first: {string.Join(", ", JobNames.Priorities)}. low by default.",
            HelpName = "PRIORITY",
        };
        priority.AcceptOnlyFromAmong(JobNames.Priorities);
        var paused = new Option<bool>("--paused") { Description = "Make it and don't begin; see resume." };
        return server.For(options.AddTo(new Command("start", $"""
            Start a back-fill: it goes on beside everything else, also when the server is started again meanwhile.
            {ExitCodes}

            Example: tessera back-fill start --segment IOS_ORDERS --field e_order_number --wait
            Example: tessera back-fill start --segment GLOBAL --from 2026-01-01T00:00:00Z --until 2026-02-01T00:00:00Z --priority high --json
            """) { priority, paused, wait }), async (client, parsed, print, cancellationToken) =>
        {
            if (parsed.GetValue(paused) && parsed.GetValue(wait))
                throw new CommandFailedException("--wait: there is nothing to wait for with --paused.");
            var body = options.Body(parsed) with { Priority = parsed.GetValue(priority), Paused = parsed.GetValue(paused) };
            var made = await client.PostAsync<BackFillResource>("/v1/back-fills", body, cancellationToken);
            if (parsed.GetValue(wait)) return await WaitAsync(client, made.Job.Id, parsed, server, print, cancellationToken);
            await print(made, BackFillText.Of(made));
            return 0;
        });
    }

    static Command List()
    {
        var server = new Connection();
        var state = new Option<string?>("--state")
        {
            Description = $"Only those that are {string.Join(", ", JobNames.States)}.", HelpName = "STATE",
        };
        state.AcceptOnlyFromAmong(JobNames.States);
        return server.For(new Command("list", """
            List back-fills, the oldest first.

            Example: tessera back-fill list --state running
            """) { state }, async (client, parsed, print, cancellationToken) =>
        {
            var path = $"/v1/jobs?kind={JobNames.Of(JobKind.BackFill)}&limit={PageRequest.MostLimit}";
            if (parsed.GetValue(state) is { } one) path += $"&state={one}";
            var jobs = new List<JobResource>();
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await client.GetAsync<JobList>(
                    cursor.Length > 0 ? $"{path}&cursor={Uri.EscapeDataString(cursor)}" : path, cancellationToken);
                jobs.AddRange(page.Items);
                cursor = page.NextCursor;
            }

            await print(jobs, BackFillText.Of(jobs));
            return 0;
        });
    }

    static Command Show()
    {
        var (server, id, wait) = (new Connection(), Id(), Wait());
        return server.For(new Command("show", $"""
            Show a back-fill: how far it has come, what it has found, and what its calls have cost.
            {ExitCodes}

            Example: tessera back-fill show 01K7ATT2B4N6M8V0C1X3Z5L7KJ --wait
            """) { id, wait }, async (client, parsed, print, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(id);
            if (parsed.GetValue(wait)) return await WaitAsync(client, name, parsed, server, print, cancellationToken);
            var backFill = await client.GetAsync<BackFillResource>(PathOf(name), cancellationToken);
            await print(backFill, BackFillText.Of(backFill));
            return 0;
        });
    }

    static Command Ask(string what, string description)
    {
        var (server, id) = (new Connection(), Id());
        return server.For(new Command(what, $"""
            {description}

            Example: tessera back-fill {what} 01K7ATT2B4N6M8V0C1X3Z5L7KJ
            """) { id }, async (client, parsed, print, cancellationToken) =>
        {
            // Of all jobs only back-fills are meant.
            var backFill = await client.GetAsync<BackFillResource>(PathOf(parsed.GetRequiredValue(id)), cancellationToken);
            var job = await client.PostAsync<JobResource>($"/v1/jobs/{backFill.Job.Id}/{what}", null, cancellationToken);
            await print(job, BackFillText.Line(job) + "\n");
            return 0;
        });
    }

    static async Task<int> WaitAsync(
        HttpClient client, string id, ParseResult parsed, Connection server, Func<object, string, Task> print,
        CancellationToken cancellationToken)
    {
        var backFill = await client.GetAsync<BackFillResource>(PathOf(id), cancellationToken);
        var progress = server.IsQuiet(parsed) ? TextWriter.Null : parsed.InvocationConfiguration.Error;
        var watch = new BackFillWatch(client, progress, isTerminal: !Console.IsErrorRedirected);
        await watch.WaitAsync(backFill.Job.Id, cancellationToken);
        backFill = await client.GetAsync<BackFillResource>(PathOf(id), cancellationToken);
        await print(backFill, BackFillText.Of(backFill));
        if (backFill.Job.State != JobNames.Of(JobState.Done)) return NotDone;
        return backFill.GivenUp > 0 || backFill.Fields.Any(field => field.Values.Failed > 0) ? NotAllAnswered : 0;
    }

    static string PathOf(string id) => $"/v1/back-fills/{Uri.EscapeDataString(id)}";

    static Argument<string> Id() => new("ID") { Description = "The back-fill's id, as start and list show it." };

    static Option<bool> Wait() => new("--wait")
    {
        Description = "Wait for its end and show how far it is: a bar on a terminal, lines otherwise, nothing with --json.",
    };

    /// <summary>Where the server is, and how its answers are printed.</summary>
    sealed class Connection
    {
        const string DefaultAddress = "http://127.0.0.1:8080";

        readonly Option<string?> url = new("--url")
        {
            Description = $"The server's address; or set TESSERA_URL. {DefaultAddress} by default.",
            HelpName = "URL",
        };

        readonly Option<string?> key = new("--key") { Description = "The key, as <id>.<secret>; or set TESSERA_KEY.", HelpName = "KEY" };
        readonly Option<bool> json = CommonOptions.Json();

        public bool IsQuiet(ParseResult parsed) => parsed.GetValue(json);

        /// <summary>Lets a command speak to the server. What it prints is the object with <c>--json</c>, otherwise the text.</summary>
        public Command For(Command command, Func<HttpClient, ParseResult, Func<object, string, Task>, CancellationToken, Task<int>> run)
        {
            command.Add(url);
            command.Add(key);
            command.Add(json);
            command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
            {
                var (address, source) = Address(parsed.GetValue(url));
                using var client = ServerClient.Of(address, parsed.GetValue(key), Patience, source);
                var output = parsed.InvocationConfiguration.Output;
                return await run(
                    client,
                    parsed,
                    (answer, text) => output.WriteAsync(
                        parsed.GetValue(json) ? JsonSerializer.Serialize(answer, answer.GetType(), Json.Options) + "\n" : text),
                    cancellationToken);
            }));
            return command;
        }

        static (string Address, string Source) Address(string? given) =>
            given is not null ? (given, "--url")
            : Environment.GetEnvironmentVariable("TESSERA_URL") is { Length: > 0 } set ? (set, "TESSERA_URL")
            : (DefaultAddress, "the default, with neither --url nor TESSERA_URL given");
    }
}
