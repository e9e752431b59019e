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

    /// <summary>Further models, which are only asked in evaluations; each has a name of its own. They are disposed with this.</summary>
    public IReadOnlyList<LanguageModel> Others { get; init; } = [];

    /// <summary>The OpenAI-compatible server that options tell of, or none.</summary>
    public static LanguageModel Of(ModelOptions? options, TimeProvider clock, params IReadOnlyList<ModelOptions> others) =>
        options is null ? new LanguageModel() : new LanguageModel(new OpenAiCompatibleChatClient(options, clock), options)
        {
            Others = [.. others.Select(other => Of(other, clock))],
        };

    /// <summary>The model of a name among this and the others; this for none. Null where there is no such model.</summary>
    public LanguageModel? Named(string? name)
    {
        if (name is null || name == Options?.Model) return Client is null ? null : this;
        return Others.FirstOrDefault(other => other.Options!.Model == name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client?.Dispose();
        foreach (var other in Others) other.Dispose();
    }
}
