using Tessera.Conversations;

namespace Tessera.Extraction;

/// <summary>
/// The part of a conversation that belongs to one agent. A message belongs to the agent who spoke last; what is said before any agent
/// speaks belongs to the first.
/// </summary>
internal static class AgentPart
{
    /// <summary>The messages of an agent's part, in order; none where the agent never spoke.</summary>
    public static IEnumerable<Message> Of(IReadOnlyList<Message> messages, string agentExternalId)
    {
        var current = messages.FirstOrDefault(message => message.Role == SenderRole.Agent)?.SenderExternalId;
        foreach (var message in messages)
        {
            if (message.Role == SenderRole.Agent) current = message.SenderExternalId;
            if (current == agentExternalId) yield return message;
        }
    }
}
