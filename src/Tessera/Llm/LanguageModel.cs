using Microsoft.Extensions.AI;

namespace Tessera.Llm;

/// <summary>The language model this server was given, or that it was given none.</summary>
internal sealed class LanguageModel : IDisposable
{
    /// <summary>No model: what only a model can answer stays open, and says so.</summary>
    public LanguageModel()
    {
    }

    /// <summary>A model behind any client. The client is disposed with this.</summary>
    public LanguageModel(IChatClient client, ModelOptions options) => (Client, Options) = (client, options);

    /// <summary>The client, or null.</summary>
    public IChatClient? Client { get; }

    /// <summary>Its name, limits and prices; null exactly when there is no client.</summary>
    public ModelOptions? Options { get; }

    /// <summary>The OpenAI-compatible server that options tell of, or none.</summary>
    public static LanguageModel Of(ModelOptions? options, TimeProvider clock) =>
        options is null ? new LanguageModel() : new LanguageModel(new OpenAiCompatibleChatClient(options, clock), options);

    /// <inheritdoc/>
    public void Dispose() => Client?.Dispose();
}
