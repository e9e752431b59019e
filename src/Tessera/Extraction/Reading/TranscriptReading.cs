namespace Tessera.Extraction.Reading;

/// <summary>A transcript read once for all fields asked of it.</summary>
internal sealed class TranscriptReading
{
    /// <summary>A reply is looked up against this many messages of the other side before it.</summary>
    const int PromptMessages = 3;

    /// <summary>And no further back than this many messages of anybody, so that a transcript costs time by its length alone.</summary>
    const int PromptReach = 12;

    /// <summary>Of a very long message only the last sentences can be what a reply answers.</summary>
    const int PromptSentences = 6;

    /// <summary>How much less a question counts when the turn after it went by without an answer.</summary>
    const double OlderTurn = 0.45;

    /// <summary>How much less a question counts when its reader first says something else in a message of its own.</summary>
    const double SameTurn = 0.9;

    /// <summary>How much less a few words without a verb ask than a question does.</summary>
    const double Heading = 0.8;

    /// <summary>A heading is no longer than this many tokens.</summary>
    const int LongestHeading = 10;

    /// <summary>Reads <paramref name="transcript"/>.</summary>
    public TranscriptReading(Transcript transcript)
    {
        var messages = new MessageReading[transcript.Messages.Count];
        for (var i = 0; i < messages.Length; i++)
            messages[i] = new MessageReading(transcript.Messages[i], i);
        Messages = messages;
        foreach (var message in messages)
        {
            if (message.Tokens.Length > 0)
                message.Prompts = PromptsOf(message);
        }
    }

    /// <summary>The messages in the order they were said.</summary>
    public IReadOnlyList<MessageReading> Messages { get; }

    List<Prompt> PromptsOf(MessageReading reply)
    {
        var prompts = new List<Prompt>();
        var nearness = 1.0;
        var taken = 0;
        var inTurn = false;
        for (var i = reply.Index - 1; i >= 0 && i > reply.Index - PromptReach && taken < PromptMessages; i--)
        {
            var message = Messages[i];
            if (message.Tokens.Length == 0)
                continue;
            if (message.Message.Sender == reply.Message.Sender)
            {
                nearness *= inTurn ? OlderTurn : SameTurn;
                inTurn = false;
                continue;
            }

            inTurn = true;
            taken++;
            AddAsking(message, nearness, prompts);
        }

        return prompts;
    }

    static void AddAsking(MessageReading message, double nearness, List<Prompt> prompts)
    {
        var asked = false;
        for (var i = message.Sentences.Length - 1; i >= 0 && i >= message.Sentences.Length - PromptSentences; i--)
        {
            if (!message.Sentences[i].Asks)
                continue;
            prompts.Add(new Prompt(message, message.Sentences[i], nearness));
            asked = true;
        }

        // "Delivery address" and "Account number and pin" ask without saying so.
        if (!asked && message.Sentences is [.., var last] && last.End - last.First <= LongestHeading && !message.Tells(last))
            prompts.Add(new Prompt(message, last, nearness * Heading));
    }
}
