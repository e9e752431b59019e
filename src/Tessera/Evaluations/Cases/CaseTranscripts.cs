using Tessera.Access;
using Tessera.Conversations;
using Tessera.Extraction;
using Tessera.Vocabularies;

namespace Tessera.Evaluations.Cases;

/// <summary>What was said in a case, wherever it is stored.</summary>
internal sealed class CaseTranscripts(MessageStore messages, CaseStore cases, VocabularyStore vocabularies)
{
    /// <summary>The messages as they are stored: redacted. None where they are gone.</summary>
    public IReadOnlyList<TranscriptMessage> Stored(
        WorkspaceId workspace, string conversationId, string agentExternalId, string transcriptId)
    {
        if (transcriptId.Length > 0) return cases.Messages(workspace, transcriptId) ?? [];
        IEnumerable<Message> said = messages.List(workspace, conversationId);
        if (agentExternalId.Length > 0) said = AgentPart.Of([.. said], agentExternalId);
        return [.. said.Select(message => new TranscriptMessage(message.Id, message.Role, message.Text))];
    }

    /// <summary>The messages as extractors read them: with custom vocabularies applied.</summary>
    public Transcript Read(WorkspaceId workspace, string conversationId, string agentExternalId, string transcriptId)
    {
        var normalizer = vocabularies.NormalizerOf(workspace);
        return new Transcript([
            .. Stored(workspace, conversationId, agentExternalId, transcriptId).Select(
                message => message with { Text = normalizer.Apply(message.Text).Text }),
        ]);
    }
}
