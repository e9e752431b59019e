using Tessera.Extraction;
using Tessera.Extraction.Evaluation;

namespace Tessera.Intents.Evaluation;

/// <summary>What a customer said first, and what it was about.</summary>
/// <param name="Messages">The customer's first messages, as many as a classifier reads; may be none.</param>
/// <param name="Code">The intent's code.</param>
internal sealed record LabelledIntent(IReadOnlyList<string> Messages, string Code)
{
    /// <summary>Reads one line; null for a conversation that isn't about exactly one thing.</summary>
    /// <exception cref="FormatException">The line is no such record; the message says what is wrong with it.</exception>
    public static LabelledIntent? Parse(string line)
    {
        var conversation = LabelledConversation.Parse(line);
        if (conversation.Tasks.Count != 1) return null;
        var said = conversation.Transcript.Messages.Where(message => message.Sender == SenderRole.Customer).Select(message => message.Text);
        return new LabelledIntent([.. said.Take(IntentClassifier.MessagesRead)], conversation.Tasks.Single());
    }

    /// <summary>
    /// The intents that labelled conversations make: each conversation in which the customer says anything is an example.
    /// </summary>
    public static IEnumerable<IntentDefinition> ToDefinitions(IEnumerable<LabelledIntent> labelled) =>
        labelled.Where(one => one.Messages.Count > 0).GroupBy(one => one.Code, StringComparer.Ordinal)
            .Select(group => new IntentDefinition(group.Key, group.Key, "", [.. group.Select(one => string.Join('\n', one.Messages))]));
}
