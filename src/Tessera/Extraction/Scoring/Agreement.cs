using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>What the two sides say of each other's values: offers agreed to, bookings confirmed, values repeated.</summary>
internal static class Agreement
{
    /// <summary>A repetition is looked for in this many messages of the agent after a value …</summary>
    const int EchoMessages = 2;

    /// <summary>… within this many messages of anybody.</summary>
    const int EchoReach = 6;

    /// <summary>Of a message of thousands of words only the first are searched for a repetition.</summary>
    const int EchoTokens = 200;

    /// <summary>Who agrees says so in the first words.</summary>
    const int AgreeingWords = 4;

    /// <summary>"confirmed" and "unavailable" are said of what is within this many words in their sentence.</summary>
    const int NearBy = 20;

    /// <summary>The question of an offer comes within this many sentences after what is offered.</summary>
    const int OfferSentences = 3;

    static readonly HashSet<string> Done = WordSet.Of("confirmed booked scheduled reserved updated arranged registered");

    /// <summary>
    /// Whether the agent offers <paramref name="candidate"/> and the next words of the customer agree, or the agent says that it is done.
    /// Free words are never agreed to: nobody can tell how far they go.
    /// </summary>
    public static bool IsAgreed(TranscriptReading transcript, MessageReading message, in Candidate candidate)
    {
        if (message.Message.Sender != SenderRole.Agent || candidate.IsFree || candidate.Lead == Lead.Bare)
            return false;
        return IsDone(message, candidate) || (IsOffer(message, candidate) && Next(transcript, message) is { } reply && Agrees(reply));
    }

    /// <summary>
    /// Whether the agent repeats the words of <paramref name="candidate"/>, which a customer said, soon after; and as which side of a
    /// journey.
    /// </summary>
    public static bool IsEchoed(TranscriptReading transcript, MessageReading message, in Candidate candidate, out Side side)
    {
        side = Side.None;
        if (message.Message.Sender != SenderRole.Customer || candidate.Kind == ShapeKind.PersonName)
            return false;
        var words = message.Tokens.AsSpan(candidate.FirstToken, candidate.TokenCount);
        var heard = 0;
        for (var i = message.Index + 1; i < transcript.Messages.Count && i < message.Index + EchoReach && heard < EchoMessages; i++)
        {
            var echo = transcript.Messages[i];
            if (echo.Message.Sender != SenderRole.Agent)
                continue;
            heard++;
            var at = IndexOf(echo.Tokens, words);
            if (at < 0)
                continue;
            side = Sides.Of(echo, candidate with { FirstToken = at, EndToken = at + words.Length });
            return true;
        }

        return false;
    }

    /// <summary>The first token of <paramref name="words"/> within <paramref name="tokens"/>, or -1.</summary>
    public static int IndexOf(Token[] tokens, ReadOnlySpan<Token> words)
    {
        for (var i = 0; i + words.Length <= tokens.Length && i < EchoTokens; i++)
        {
            var same = 0;
            while (same < words.Length && tokens[i + same].Stem == words[same].Stem)
                same++;
            if (same == words.Length)
                return i;
        }

        return -1;
    }

    static MessageReading? Next(TranscriptReading transcript, MessageReading message)
    {
        for (var i = message.Index + 1; i < transcript.Messages.Count && i < message.Index + 3; i++)
        {
            if (transcript.Messages[i].Message.Sender == SenderRole.Customer)
                return transcript.Messages[i];
        }

        return null;
    }

    static bool Agrees(MessageReading reply)
    {
        var words = 0;
        foreach (var token in reply.Tokens)
        {
            if (!token.IsWord)
                continue;
            if (Vocabulary.Agreements.Contains(token.Lower))
                return true;
            if (Vocabulary.Negators.Contains(token.Lower) || ++words >= AgreeingWords)
                return false;
        }

        return false;
    }

    /// <summary>A question follows what is offered, or has it in itself; "the curry is sold out" offers nothing.</summary>
    static bool IsOffer(MessageReading message, in Candidate candidate)
    {
        if (IsSaidNear(message, candidate, Vocabulary.Negators) || IsSaidNear(message, candidate, Corrections.Refusals))
            return false;
        // Tokens count their sentences from 0, so a sentence's number is its place.
        var first = message.Tokens[candidate.FirstToken].Sentence;
        for (var i = first; i < message.Sentences.Length && i <= first + OfferSentences; i++)
        {
            if (message.Sentences[i].IsQuestion)
                return true;
        }

        return false;
    }

    /// <summary>"Your table at … is confirmed", "booked for …".</summary>
    static bool IsDone(MessageReading message, in Candidate candidate) => IsSaidNear(message, candidate, Done);

    static bool IsSaidNear(MessageReading message, in Candidate candidate, HashSet<string> words)
    {
        var tokens = message.Tokens;
        var sentence = tokens[candidate.FirstToken].Sentence;
        for (var i = Math.Max(0, candidate.FirstToken - NearBy); i < tokens.Length && i < candidate.EndToken + NearBy; i++)
        {
            if (tokens[i].Sentence == sentence && words.Contains(tokens[i].Lower))
                return true;
        }

        return false;
    }
}
