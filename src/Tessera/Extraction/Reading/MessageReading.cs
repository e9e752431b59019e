using System.Runtime.InteropServices;

namespace Tessera.Extraction.Reading;

/// <summary>A sentence of a message as a range of its tokens.</summary>
/// <param name="First">Its first token.</param>
/// <param name="End">One past its last token.</param>
/// <param name="IsQuestion">Whether it ends in a question mark.</param>
/// <param name="Asks">Whether it does, or asks in other words ("your PIN as well, please").</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Sentence(int First, int End, bool IsQuestion, bool Asks);

/// <summary>Something the other side asked just before a message.</summary>
/// <param name="Asker">The message that asks.</param>
/// <param name="Sentence">The sentence of it that asks.</param>
/// <param name="Nearness">1 for the turn just before, less for older ones.</param>
[StructLayout(LayoutKind.Auto)]
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

    /// <summary>Whether the sentence makes a statement: it has a subject or a finite verb.</summary>
    public bool Tells(Sentence sentence)
    {
        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (Vocabulary.Finite.Contains(Tokens[i].Lower))
                return true;
        }

        return false;
    }

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
