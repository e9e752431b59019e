using Microsoft.Extensions.AI;
using Tessera.Extraction.Models;

namespace Tessera.Llm;

/// <summary>What was read of a model's answer, and what is wrong with it.</summary>
internal sealed record FormReading<T>(T Answer, IReadOnlyList<string> Faults);

/// <summary>Asks a model to fill in a form, and once more where its answer can't be used.</summary>
internal static class FormDialogue
{
    /// <summary>How much of an answer that can't be used is shown to the model again, in UTF-16 units.</summary>
    const int LongestRepeated = 8000;

    /// <summary>What is read of the answer, or of the second one where the first has faults; that one may have faults too.</summary>
    /// <exception cref="ModelException">The model gave no answer; one that can't be read is as if it had said nothing.</exception>
    public static async Task<FormReading<T>> AskAsync<T>(
        IChatClient client, IReadOnlyList<ChatMessage> asked, ChatOptions options, Func<string, FormReading<T>> read,
        CancellationToken cancellationToken)
    {
        var said = await SayAsync(client, asked, options, cancellationToken);
        var first = read(said);
        if (first.Faults.Count == 0) return first;
        List<ChatMessage> again =
        [
            .. asked,
            new(ChatRole.Assistant, said.Length == 0 ? "(nothing)" : TranscriptParts.Beginning(said, LongestRepeated)),
            new(ChatRole.User, $"""
                That answer can't be used:
                {string.Join('\n', first.Faults)}
                Give the whole answer again, in the form that was asked for.
                """),
        ];
        return read(await SayAsync(client, again, options, cancellationToken));
    }

    static async Task<string> SayAsync(
        IChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetResponseAsync(messages, options, cancellationToken)).Text;
        }
        catch (ModelException cause) when (cause.Fault == ModelFault.Unreadable)
        {
            return "";
        }
    }
}
