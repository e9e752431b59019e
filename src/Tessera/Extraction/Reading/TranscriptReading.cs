namespace Tessera.Extraction.Reading;

/// <summary>A sentence of a message as a range of its tokens.</summary>
/// <param name="First">Its first token.</param>
/// <param name="End">One past its last token.</param>
/// <param name="IsQuestion">Whether it ends in a question mark.</param>
/// <param name="Asks">Whether it does, or asks in other words ("your PIN as well, please").</param>
internal readonly record struct Sentence(int First, int End, bool IsQuestion, bool Asks);

/// <summary>Something the other side asked just before a message.</summary>
/// <param name="Asker">The message that asks.</param>
/// <param name="Sentence">The sentence of it that asks.</param>
/// <param name="Nearness">1 for the turn just before, less for older ones.</param>
internal readonly record struct Prompt(MessageReading Asker, Sentence Sentence, double Nearness);

/// <summary>One message, cut into tokens and sentences.</summary>
internal sealed class MessageReading
{
    /// <summary>Reads <paramref name="message"/>, the <paramref name="index"/>-th of its transcript.</summary>
    public MessageReading(TranscriptMessage message, int index)
    {
        Message = message;
        Index = index;
        Tokens = message.Sender == SenderRole.System ? [] : Tokenizer.Tokenize(message.Text);
        Sentences = SentencesOf(Tokens);
    }

    /// <summary>The message itself.</summary>
    public TranscriptMessage Message { get; }

    /// <summary>Its place in the transcript, from 0.</summary>
    public int Index { get; }

    /// <summary>Its tokens; none for a notice of the system, which is nobody's words.</summary>
    public Token[] Tokens { get; }

    /// <summary>Its sentences in order.</summary>
    public Sentence[] Sentences { get; }

    /// <summary>What the other side asked just before; empty when it asked nothing.</summary>
    public IReadOnlyList<Prompt> Prompts { get; internal set; } = [];

    /// <summary>The text between two offsets.</summary>
    public ReadOnlySpan<char> Text(int start, int end) => Message.Text.AsSpan(start, end - start);

    /// <summary>The lower-case text of the token at <paramref name="index"/>, or an empty string outside the message.</summary>
    public string LowerAt(int index) => (uint)index < (uint)Tokens.Length ? Tokens[index].Lower : "";

    static Sentence[] SentencesOf(Token[] tokens)
    {
        if (tokens.Length == 0)
            return [];
        var sentences = new List<Sentence>();
        var first = 0;
        for (var i = 1; i <= tokens.Length; i++)
        {
            if (i < tokens.Length && tokens[i].Sentence == tokens[first].Sentence)
                continue;
            var question = IsQuestion(tokens, first, i);
            sentences.Add(new Sentence(first, i, question, question || IsRequest(tokens, first, i)));
            first = i;
        }

        return [.. sentences];
    }

    static bool IsQuestion(Token[] tokens, int first, int end)
    {
        for (var i = end - 1; i >= first && tokens[i].Kind == TokenKind.Symbol; i--)
        {
            if (tokens[i].Is('?') || tokens[i].Is('\uff1f'))
                return true;
        }

        return false;
    }

    static bool IsRequest(Token[] tokens, int first, int end)
    {
        var your = false;
        var verb = false;
        for (var i = first; i < end; i++)
        {
            if (Vocabulary.Requests.Contains(tokens[i].Lower))
                return true;
            your |= tokens[i].Lower == "your";
            verb |= Vocabulary.Finite.Contains(tokens[i].Lower);
        }

        // "And your PIN" asks; "Your balance is 551" tells.
        return your && !verb;
    }
}

/// <summary>A transcript read once for all fields asked of it.</summary>
internal sealed class TranscriptReading
{
    /// <summary>A reply is looked up against this many messages of the other side before it.</summary>
    const int PromptMessages = 3;

    /// <summary>How much less a question counts when the turn after it went by without an answer.</summary>
    const double OlderTurn = 0.45;

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
        // Bounded: a reply looks back over at most a dozen messages, so the whole transcript costs linear time.
        for (var i = reply.Index - 1; i >= 0 && i > reply.Index - 12 && taken < PromptMessages; i--)
        {
            var message = Messages[i];
            if (message.Tokens.Length == 0)
                continue;
            if (message.Message.Sender == reply.Message.Sender)
            {
                if (inTurn)
                    nearness *= OlderTurn;
                else
                    nearness *= 0.9;
                inTurn = false;
                continue;
            }

            inTurn = true;
            taken++;
            AddAsking(message, nearness, prompts);
        }

        return prompts;
    }

    static bool HasVerb(MessageReading message, Sentence sentence)
    {
        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (Vocabulary.Finite.Contains(message.Tokens[i].Lower))
                return true;
        }

        return false;
    }

    static void AddAsking(MessageReading message, double nearness, List<Prompt> prompts)
    {
        // Of a very long message only the end can be what a reply answers.
        var asked = false;
        for (var i = message.Sentences.Length - 1; i >= 0 && i >= message.Sentences.Length - 6; i--)
        {
            if (!message.Sentences[i].Asks)
                continue;
            prompts.Add(new Prompt(message, message.Sentences[i], nearness));
            asked = true;
        }

        // "Departure location" and "Account number and pin" ask without saying so.
        if (!asked && message.Sentences is [.., var last] && last.End - last.First <= 10 && !HasVerb(message, last))
            prompts.Add(new Prompt(message, last, nearness * 0.8));
    }
}
