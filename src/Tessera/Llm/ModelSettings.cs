using System.Globalization;
using Tessera.Extraction.Models;

namespace Tessera.Llm;

/// <summary>Reads <see cref="ModelOptions"/> from the variables <c>TESSERA_MODEL…</c>.</summary>
internal static class ModelSettings
{
    const string Prefix = "TESSERA_MODEL";

    /// <summary>The highest number of a further model.</summary>
    const int MostModels = 9;

    /// <summary>
    /// Further models that evaluations may compare with the one that is used: <c>TESSERA_MODEL_2</c> to <c>TESSERA_MODEL_9</c>, each with
    /// the settings of the first but for those that it gives itself, as <c>TESSERA_MODEL_2_URL</c>. Key and headers are only for the URL
    /// they were given with.
    /// </summary>
    /// <exception cref="ModelOptionsException">As <see cref="Read"/>; or two models have one name.</exception>
    public static IReadOnlyList<ModelOptions> ReadOthers(Func<string, string?> variable)
    {
        var others = new List<ModelOptions>();
        for (var number = 2; number <= MostModels; number++)
        {
            var own = $"{Prefix}_{number}";
            if (string.IsNullOrWhiteSpace(variable(own))) continue;
            if (string.IsNullOrWhiteSpace(variable(Prefix)))
                throw new ModelOptionsException($"{own} names a further model, but {Prefix} names no first one.");
            var options = ReadOther(variable, own);
            if (options.Model == variable(Prefix)?.Trim() || others.Any(other => other.Model == options.Model))
                throw new ModelOptionsException($"{own}: there is another model {options.Model} already; each needs a name of its own.");
            others.Add(options);
        }

        return others;
    }

    static ModelOptions ReadOther(Func<string, string?> variable, string own)
    {
        var elsewhere = !string.IsNullOrWhiteSpace(variable($"{own}_URL"));
        try
        {
            return Read(name =>
            {
                var rest = name[Prefix.Length..];
                return variable(own + rest) ?? (elsewhere && rest is "_KEY" or "_HEADERS" ? null : variable(name));
            })!;
        }
        catch (ModelOptionsException refusal)
        {
            throw new ModelOptionsException($"{own}: {refusal.Message}");
        }
    }

    /// <summary>The options the environment gives, or null where it names no model.</summary>
    /// <param name="variable">Gives a variable's value, or null.</param>
    /// <exception cref="ModelOptionsException">A variable says what can't be used, or only one of URL and name is given.</exception>
    public static ModelOptions? Read(Func<string, string?> variable)
    {
        string? Text(string name) => variable(Prefix + name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        var (url, model) = (Text("_URL"), Text(""));
        if (url is null && model is null) return null;
        if (url is null) throw new ModelOptionsException($"{Prefix} names a model, but {Prefix}_URL doesn't say where it answers.");
        if (model is null) throw new ModelOptionsException($"{Prefix}_URL is given, but {Prefix} doesn't name the model.");
        var defaults = new ModelOptions { Url = HttpUrl(url), Model = model };
        return defaults with
        {
            Key = Text("_KEY"),
            Headers = Headers(Text("_HEADERS")),
            Timeout = TimeSpan.FromSeconds(Number(Text, "_TIMEOUT", 1, 3600, defaults.Timeout.TotalSeconds)),
            MaxTokens = (int)Number(Text, "_MAX_TOKENS", 16, 1_000_000, defaults.MaxTokens),
            MaxTokensName = OneOf(Text, "_MAX_TOKENS_NAME", defaults.MaxTokensName, "max_tokens", "max_completion_tokens"),
            MaxPromptTokens = (int)Number(Text, "_MAX_PROMPT_TOKENS", 1000, 10_000_000, defaults.MaxPromptTokens),
            Temperature = Text("_TEMPERATURE") == "none" ? null : (float)Number(Text, "_TEMPERATURE", 0, 2, defaults.Temperature!.Value),
            Format = Enum.Parse<AnswerFormat>(OneOf(Text, "_FORMAT", "schema", "schema", "json", "text"), ignoreCase: true),
            Stream = OneOf(Text, "_STREAM", "false", "true", "false") == "true",
            Concurrency = (int)Number(Text, "_CONCURRENCY", 1, 1000, defaults.Concurrency),
            RequestsPerMinute = (int)Number(Text, "_REQUESTS_PER_MINUTE", 0, 1_000_000, defaults.RequestsPerMinute),
            Prompt = OneOf(Text, "_PROMPT", defaults.Prompt, [.. ExtractionPrompt.All.Select(prompt => prompt.Version)]),
            Retries = (int)Number(Text, "_RETRIES", 0, 10, defaults.Retries),
            InputPrice = (decimal)Number(Text, "_INPUT_PRICE", 0, 1_000_000, 0),
            OutputPrice = (decimal)Number(Text, "_OUTPUT_PRICE", 0, 1_000_000, 0),
        };
    }

    static Uri HttpUrl(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { UserInfo: "", Fragment: "" })
            return url;
        throw new ModelOptionsException(
            $"{Prefix}_URL: expected the http or https base URL of an OpenAI-compatible server, as in http://127.0.0.1:11434/v1.");
    }

    static double Number(Func<string, string?> text, string name, double least, double most, double otherwise)
    {
        if (text(name) is not { } given) return otherwise;
        if (double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        throw new ModelOptionsException($"{Prefix}{name}: expected a number from {least} to {most}, found {given}.");
    }

    static string OneOf(Func<string, string?> text, string name, string otherwise, params string[] allowed)
    {
        if (text(name) is not { } given) return otherwise;
        if (allowed.Contains(given)) return given;
        throw new ModelOptionsException($"{Prefix}{name}: expected one of {string.Join(", ", allowed)}, found {given}.");
    }

    /// <summary>
    /// Headers as <c>name: value</c>, parted by semicolons or line ends. The values may be secrets, so no error shows them.
    /// </summary>
    static Dictionary<string, string> Headers(string? text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in (text ?? "").Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            var name = colon > 0 ? header[..colon].Trim() : "";
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || header.Any(char.IsControl))
                throw new ModelOptionsException(
                    $"{Prefix}_HEADERS: expected name: value, parted by semicolons; entry {headers.Count + 1} isn't.");
            headers[name] = header[(colon + 1)..].Trim();
        }

        return headers;
    }
}
