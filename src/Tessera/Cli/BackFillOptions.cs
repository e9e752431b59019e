using System.CommandLine;

namespace Tessera.Cli;

/// <summary>The options that say which conversations a back-fill takes, and what of them. The server checks what they say.</summary>
internal sealed class BackFillOptions
{
    readonly Option<string[]> segments = new("--segment")
    {
        Description = "A segment whose conversations are taken, and only what it asks for; may be given again.",
        HelpName = "ID",
        Required = true,
    };

    readonly Option<string[]> fields = new("--field") { Description = "Only this field; may be given again.", HelpName = "ID" };

    readonly Option<string?> from = new("--from")
    {
        Description = "Only conversations that began then or later, as 2026-01-31T13:45:00Z.", HelpName = "TIME",
    };

    readonly Option<string?> until = new("--until") { Description = "Only conversations that began before.", HelpName = "TIME" };

    readonly Option<decimal?> sampleRate = new("--sample-rate")
    {
        Description = "A part of the conversations, above 0 and at most 1: the same ones every time, and of a larger part among them.",
        HelpName = "PART",
    };

    readonly Option<bool> regenerate = new("--regenerate") { Description = "Ask a model again where its answer is known." };

    /// <summary>The command with the options.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in (Option[])[segments, fields, from, until, sampleRate, regenerate]) command.Add(option);
        return command;
    }

    /// <summary>The body of a request for what they say.</summary>
    public BackFillBody Body(ParseResult parsed) => new(
        parsed.GetRequiredValue(segments),
        parsed.GetValue(fields) is { Length: > 0 } some ? some : null,
        parsed.GetValue(from),
        parsed.GetValue(until),
        parsed.GetValue(sampleRate),
        parsed.GetValue(regenerate));
}

/// <summary>What the API takes, as it is sent.</summary>
internal sealed record BackFillBody(
    string[] SegmentIds, string[]? FieldIds, string? StartedFrom, string? StartedUntil, decimal? SampleRate, bool Regenerate)
{
    public string? Priority { get; init; }

    public bool Paused { get; init; }
}
