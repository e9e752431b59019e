using System.Text.Json;
using Tessera.Access;
using Tessera.Audit;
using Tessera.Conversations;
using Tessera.Extraction;
using Tessera.Fields;
using Tessera.Segments;
using Tessera.Wire;

namespace Tessera.Cli;

/// <summary>The demo workspace of <c>samples/demo</c>: loaded on the first start, shown on every.</summary>
internal static class DemoWorkspace
{
    const string Name = "demo";

    // A conversation in which what the agent keyed and what the customer said differ.
    const string Shown = "mobile-02";

    /// <summary>
    /// Loads the workspace if it isn't there, and prints its segments with counts and one conversation's structured data.
    /// </summary>
    public static async Task ShowAsync(IServiceProvider services, string url, CancellationToken cancellationToken)
    {
        var keys = services.GetRequiredService<AccessKeyStore>();
        if (keys.FindWorkspace(Name) is { } loaded)
        {
            await PrintAsync(services, loaded, cancellationToken);
            await Console.Out.WriteLineAsync(
                "The demo's key was shown on the first start. Another one: tessera key create --workspace demo");
            return;
        }

        var workspace = keys.FindOrCreateWorkspace(Name);
        await DefineAsync(services, workspace, cancellationToken);
        await ImportAsync(services, workspace, cancellationToken);
        var (id, secret) = keys.Create(workspace, Scopes.All);
        await PrintAsync(services, workspace, cancellationToken);
        await Console.Out.WriteLineAsync($"""
            The demo's key, shown this once. To use it in the README's commands:

              export TESSERA_URL={url} TESSERA_KEY={id}.{secret}

            """);
    }

    static async Task DefineAsync(IServiceProvider services, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        using var definitions = await JsonDocument.ParseAsync(Resource("definitions.json"), default, cancellationToken);
        foreach (var field in definitions.RootElement.GetProperty("structuredDataFields").EnumerateArray())
        {
            var input = Read(field, FieldInput.Read);
            Expect(
                (await services.GetRequiredService<FieldStore>()
                    .CreateAsync(workspace, Author.CommandLine, input, cancellationToken)).Problem);
        }

        foreach (var segment in definitions.RootElement.GetProperty("segments").EnumerateArray())
        {
            var input = Read(segment, SegmentInput.Read);
            Expect(
                (await services.GetRequiredService<SegmentStore>()
                    .CreateAsync(workspace, Author.CommandLine, input, cancellationToken)).Problem);
        }
    }

    static async Task ImportAsync(IServiceProvider services, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var content = Resource("conversations.ndjson");
        var lines = new List<ReadOnlyMemory<byte>>();
        await foreach (var line in NdjsonReader.ReadAsync(content, cancellationToken)) lines.Add(line);
        var outcome = await services.GetRequiredService<Importer>()
            .WriteAsync(workspace, fingerprint: null, Importer.Parse(0, lines), cancellationToken);
        if (outcome.Errors is [var error, ..]) throw new InvalidOperationException($"Line {error.Line} of the demo: {error.Reason}");
    }

    static async Task PrintAsync(IServiceProvider services, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        var live = await services.GetRequiredService<LiveWorkspaces>().GetAsync(workspace, cancellationToken);
        var definitions = live.Definitions;
        await Console.Out.WriteLineAsync($"\n{"segment",-22}{"conversations",14}  query");
        foreach (var segment in definitions.Segments.Values)
        {
            var count = live.Conversations.Count(segment.Query, definitions.Resolve, cancellationToken);
            await Console.Out.WriteLineAsync($"{segment.Id,-22}{count,14}  {TextTable.Shorten(segment.Query.Canonical, 100)}");
        }

        if (services.GetRequiredService<ConversationStore>().FindByExternalId(workspace, Shown) is not { } conversation) return;
        var made = await services.GetRequiredService<StructuredDataService>()
            .CreateAsync(new ExtractionRequest(workspace, conversation), cancellationToken);
        if (made.Value is not { } set) return;
        await Console.Out.WriteLineAsync($"\n{"structured data of " + Shown,-36}{"value",-16}evidence");
        foreach (var value in set.Values)
        {
            var evidence = value.Extracted.Evidence is { } e ? $"\"{e.Quote}\" at {e.Start}..{e.End} of message {e.MessageId}"
                : value.Extracted.Outcome == ExtractionOutcome.NoModel ? "no model configured" : "";
            await Console.Out.WriteLineAsync(
                $"{TextTable.Shorten(value.FieldName, 34),-36}{TextTable.Shorten(value.Extracted.Value ?? StructuredDataValue.NotFound, 14),-16}{evidence}");
        }

        if (conversation.Attributes.TryGetValue("disposition", out var keyed))
            await Console.Out.WriteLineAsync($"{"what the agent keyed as the reason",-36}{keyed}");
        await Console.Out.WriteLineAsync();
    }

    static T Read<T>(JsonElement element, Func<JsonObject, T> read)
    {
        var violations = new Violations();
        var value = read(new JsonObject(element, "$", violations));
        Expect(violations.Any ? violations.ToProblem() : null);
        return value;
    }

    static void Expect(Problem? problem)
    {
        if (problem is not null) throw new InvalidOperationException($"The demo's definitions: {problem.Message}");
    }

    static Stream Resource(string name) => typeof(DemoWorkspace).Assembly.GetManifestResourceStream($"demo/{name}")!;
}
