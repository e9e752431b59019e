namespace Tessera.Llm;

/// <summary>How a model is asked to answer in JSON, from the strictest to what every server takes.</summary>
internal enum AnswerFormat
{
    /// <summary>The server holds the answer to a JSON schema.</summary>
    Schema,

    /// <summary>The server holds the answer to some JSON object; the schema stands in the prompt.</summary>
    Json,

    /// <summary>Nothing is asked of the server; the schema stands in the prompt.</summary>
    Text,
}

/// <summary>The settings of a model are missing or can't be read.</summary>
internal sealed class ModelOptionsException(string message) : Exception(message);

/// <summary>Where a language model answers and how it is called. See docs/models.md.</summary>
internal sealed record ModelOptions
{
    /// <summary>The base URL of an OpenAI-compatible server, as in <c>http://127.0.0.1:11434/v1</c>; a query is kept.</summary>
    public required Uri Url { get; init; }

    /// <summary>The model's name as the server knows it.</summary>
    public required string Model { get; init; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; null sends none, as local servers need none.</summary>
    public string? Key { get; init; }

    /// <summary>Further headers of each request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one attempt may take, from 1 second to 1 hour; an answer that is streamed too.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most tokens of one answer, 16 to 1,000,000.</summary>
    public int MaxTokens { get; init; } = 4096;

    /// <summary>0 to 2, or null to send none, as some models refuse the parameter.</summary>
    public float? Temperature { get; init; } = 0;

    /// <summary>The name of the parameter that limits the answer: newer models of OpenAI refuse <c>max_tokens</c>.</summary>
    public string MaxTokensName { get; init; } = "max_tokens";

    /// <summary>The strictest format to ask for. Where a server refuses one, the next is tried and remembered.</summary>
    public AnswerFormat Format { get; init; } = AnswerFormat.Schema;

    /// <summary>Answers are streamed from the server, for gateways that cut idle connections.</summary>
    public bool Stream { get; init; }

    /// <summary>Calls under way at once, 1 to 1,000; further ones wait.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Calls begun in a minute, or 0 for no bound; further ones wait.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>How often a failed attempt is repeated, 0 to 10.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The mean wait before the first repetition; each further one waits twice as long, unless the server says how long.</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Of at least so many attempts within a minute half must have failed for the server not to be called for the next half minute.
    /// </summary>
    public int ParkAfter { get; init; } = 10;

    /// <summary>The longest answer that is read, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 4 << 20;

    /// <summary>The tokens a prompt may have in all, so that prompt and answer fit the model's window: 1,000 to 10,000,000.</summary>
    public int MaxPromptTokens { get; init; } = 24_000;

    /// <summary>The version of the prompt that fields are put to it in; see <see cref="Extraction.Models.ExtractionPrompt"/>.</summary>
    public string Prompt { get; init; } = "1";

    /// <summary>Price of a million tokens of prompts, in the currency the operator counts in.</summary>
    public decimal InputPrice { get; init; }

    /// <summary>Price of a million tokens of answers.</summary>
    public decimal OutputPrice { get; init; }

    /// <summary>Where a chat is asked for: the base URL with <c>chat/completions</c> after its path.</summary>
    public Uri ChatUrl
    {
        get
        {
            var url = new UriBuilder(Url);
            if (!url.Path.EndsWith("/chat/completions", StringComparison.Ordinal)) url.Path = url.Path.TrimEnd('/') + "/chat/completions";
            return url.Uri;
        }
    }

    /// <summary>Which server it is: where a chat is asked for, without what may be a secret (a user and a query).</summary>
    public string Server => ChatUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Doesn't show the key, so that options may be logged.</summary>
    public override string ToString() => $"{Model} at {Url.GetLeftPart(UriPartial.Path)}";
}
