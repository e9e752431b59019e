using Tessera.Access;
using Tessera.Extraction.Policy;
using Tessera.Llm;
using Tessera.Usage;

namespace Tessera.Markets;

/// <summary>
/// The language model as market segments use it: every call within the workspace's budget and in its ledger, and none where the workspace's
/// extraction policy keeps everything on the machine.
/// </summary>
internal sealed class MarketModel(LanguageModel model, ExtractionPolicyStore policies, Ledger ledger, TimeProvider clock)
{
    /// <summary>Its name, limits and prices; only where <see cref="Exists"/>.</summary>
    public ModelOptions Options => model.Options!;

    /// <summary>Whether this server has a model.</summary>
    public bool Exists => model is { Client: not null, Options: not null };

    /// <summary>Whether the workspace's policy lets a model be asked: for what is about one field, its strategy for that field.</summary>
    public bool MayAsk(WorkspaceId workspace, string? fieldId = null)
    {
        var policy = policies.Find(workspace);
        return (fieldId is null ? policy.Strategy : policy.For(fieldId)) != ExtractionStrategy.BuiltInOnly;
    }

    /// <summary>A client that counts what it spends, or null where no model may be used.</summary>
    /// <param name="workspace">Who pays.</param>
    /// <param name="segments">The market segments it is for, where they are there yet.</param>
    public MeteredChatClient? For(WorkspaceId workspace, IReadOnlyList<string> segments) =>
        Exists && MayAsk(workspace) ? For(new ModelPurpose(workspace, null, segments, [], null)) : null;

    /// <summary>A client that counts what it spends for a purpose for which a model may be asked.</summary>
    public MeteredChatClient For(ModelPurpose purpose) => new(model.Client!, model.Options!, ledger, purpose, clock);
}
