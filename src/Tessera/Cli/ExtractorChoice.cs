using System.Text.Json;
using Tessera.Extraction.Policy;

namespace Tessera.Cli;

/// <summary>An extractor as <c>--extractor</c> names it: a strategy, and what of it differs from the usual.</summary>
/// <param name="Name">What reports call it: its own text unless it gives a name.</param>
/// <param name="Strategy">Who is asked, and whose value counts.</param>
/// <param name="Model">The model's name; null for the first one.</param>
/// <param name="Prompt">The version of the prompt; null for the usual one.</param>
/// <param name="Fields">A file with other definitions of the fields; null for those of the mapping.</param>
internal sealed record ExtractorChoice(string Name, ExtractionStrategy Strategy, string? Model, string? Prompt, string? Fields)
{
    /// <summary>How it is written, for help and errors.</summary>
    public const string Form = "STRATEGY[,model=NAME][,prompt=VERSION][,fields=FILE][,name=NAME]";

    static readonly Dictionary<string, ExtractionStrategy> Strategies =
        Enum.GetValues<ExtractionStrategy>()
            .ToDictionary(strategy => JsonNamingPolicy.KebabCaseLower.ConvertName($"{strategy}"), StringComparer.Ordinal);

    /// <summary>The built-in extractor, which needs no model.</summary>
    public static ExtractorChoice BuiltIn => Parse("built-in");

    /// <summary>Reads a choice.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static ExtractorChoice Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var named = parts[0] switch
        {
            "built-in" => "built-in-only",
            "model" => "model-only",
            var other => other,
        };
        if (!Strategies.TryGetValue(named, out var strategy))
            throw new FormatException(
                $"--extractor {text}: expected {Form}, where STRATEGY is built-in, model or one of {string.Join(", ", Strategies.Keys)}");
        var choice = new ExtractorChoice(text, strategy, null, null, null);
        foreach (var part in parts[1..])
        {
            choice = part.Split('=', 2) switch
            {
                ["model", { Length: > 0 } model] => choice with { Model = model },
                ["prompt", { Length: > 0 } prompt] => choice with { Prompt = prompt },
                ["fields", { Length: > 0 } file] => choice with { Fields = file },
                ["name", { Length: > 0 } name] => choice with { Name = name },
                _ => throw new FormatException($"--extractor {text}: expected {Form}, found {part}"),
            };
        }

        return choice;
    }
}
