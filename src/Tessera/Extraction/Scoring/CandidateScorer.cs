using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>
/// How likely a candidate is the value of a field, 0 to 1: its shape's fit times what speaks for it around it. Each sign for it (the question before it,
/// words of the field beside it, its form) leaves less doubt: doubts multiply, so two fair signs make a good one and none can pass 1.
/// </summary>
internal static class CandidateScorer
{
    /// <summary>A candidate the agent said: they repeat and offer values more often than they own them.</summary>
    const double AgentSaid = 0.45;

    /// <summary>A candidate the agent offered and the customer agreed to.</summary>
    const double AgentOffered = 0.85;

    /// <summary>The score of <paramref name="candidate"/> in <paramref name="message"/>, given how well the question before asks for the field.</summary>
    public static double Score(FieldProfile field, MessageReading message, in Candidate candidate, double asked, bool firstOfKind, MessageReading? reply)
    {
        var fit = ShapeFit.Of(field, message, candidate);
        if (fit <= 0)
            return 0;
        var cue = CueNearness.Of(field, message, candidate);
        var question = asked * Position(message, candidate, firstOfKind);
        var doubt = (1 - 0.8 * question) * (1 - 0.65 * cue) * (1 - ShapeFit.Alone(field, message, candidate));
        var score = fit * (1 - doubt);
        if (IsDenied(message, candidate))
            score *= 0.4;
        if (message.Message.Sender == SenderRole.Agent && !field.SaidByAgent)
            score *= reply is not null && !IsFree(candidate) && Agrees(reply) && IsOffer(message, candidate) ? AgentOffered : AgentSaid;
        else if (message.Message.Sender == SenderRole.Customer && field.SaidByAgent)
            score *= AgentSaid;
        return score;
    }

    /// <summary>An answer stands first; what comes later in a reply answers less.</summary>
    static double Position(MessageReading message, in Candidate candidate, bool firstOfKind)
    {
        if (candidate.Lead == Lead.SelfIntroduction)
            return 1;
        if (candidate.Lead == Lead.Answer)
            return candidate.Kind != ShapeKind.PersonName || message.Tokens[candidate.FirstToken].Capital ? 1 : 0.85;
        return firstOfKind || candidate.Kind == ShapeKind.PersonName ? 0.9 : 0.7;
    }

    /// <summary>"not 4", "instead of 4", "no Thai": said to be wrong.</summary>
    static bool IsDenied(MessageReading message, in Candidate candidate)
    {
        var at = candidate.FirstToken - 1;
        if (message.LowerAt(at) is "the" or "a" or "an" or "of" or "at" or "for" or "to" or "in")
            at--;
        return message.LowerAt(at) is "not" or "instead" or "except" or "than" or "hate";
    }

    static bool IsFree(in Candidate candidate) => candidate.Kind is ShapeKind.PersonName or ShapeKind.Place or ShapeKind.Phrase;

    static bool Agrees(MessageReading reply)
    {
        var words = 0;
        foreach (var token in reply.Tokens)
        {
            if (!token.IsWord)
                continue;
            if (Vocabulary.Negators.Contains(token.Lower))
                return false;
            if (Vocabulary.Agreements.Contains(token.Lower))
                return true;
            if (++words >= 4)
                break;
        }

        return false;
    }

    static bool IsOffer(MessageReading message, in Candidate candidate)
    {
        foreach (var sentence in message.Sentences)
        {
            if (sentence.End > candidate.FirstToken && sentence.Asks)
                return true;
        }

        return false;
    }
}
