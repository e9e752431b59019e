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
    /// <summary>Its name, limits and prices; only where <see cref="For"/> gives a client.</summary>
    public ModelOptions Options => model.Options!;

    /// <summary>A client that counts what it spends, or null where no model may be used.</summary>
    /// <param name="workspace">Who pays.</param>
    /// <param name="segments">The market segments it is for, where they are there yet.</param>
    /// <param name="conversationId">The conversation that is read, if it is one.</param>
    /// <param name="jobId">The job it is done in, if any.</param>
    public MeteredChatClient? For(WorkspaceId workspace, IReadOnlyList<string> segments, string? conversationId = null, string? jobId = null)
    {
        if (model is not { Client: { } client, Options: { } options }) return null;
        if (policies.Find(workspace).Strategy == ExtractionStrategy.BuiltInOnly) return null;
        return new MeteredChatClient(client, options, ledger, new ModelPurpose(workspace, conversationId, segments, [], jobId), clock);
    }
}
