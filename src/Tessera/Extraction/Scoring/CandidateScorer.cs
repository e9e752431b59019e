using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>
/// How likely a candidate is the value of a field, 0 to 1: its shape's fit times what speaks for it around it. Each sign for it (the question before it,
/// words of the field beside it, its form, the agent repeating it) leaves less doubt: doubts multiply, so two fair signs make a good one and none can
/// pass 1.
/// </summary>
internal static class CandidateScorer
{
    /// <summary>A candidate the agent said: they repeat and offer values more often than they own them.</summary>
    const double AgentSaid = 0.45;

    /// <summary>A value said to be wrong.</summary>
    const double Denied = 0.3;

    /// <summary>What a plain question before an answer is worth.</summary>
    const double QuestionWorth = 0.8;

    /// <summary>What a telling word of the field right beside a value is worth.</summary>
    const double CueWorth = 0.65;

    /// <summary>What it is worth that the agent repeats a value the customer gave.</summary>
    const double EchoWorth = 0.35;

    /// <summary>The score of <paramref name="candidate"/> in <paramref name="message"/>.</summary>
    /// <param name="field">What is looked for.</param>
    /// <param name="message">Where the candidate stands.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="asked">How well the questions before ask for the field, 0 to 1.</param>
    /// <param name="firstOfKind">Whether no other candidate of its kind stands before it in the message.</param>
    /// <param name="agreed">Whether the other side agreed to it: its score is that of a customer's word then, though the agent said it.</param>
    /// <param name="echoed">Whether the agent repeats it.</param>
    public static double Score(
        FieldProfile field, MessageReading message, in Candidate candidate, double asked, bool firstOfKind, bool agreed, bool echoed)
    {
        var fit = ShapeFit.Of(field, message, candidate);
        if (fit <= 0)
            return 0;
        var cue = CueNearness.Of(field, message, candidate);
        // One's own name is introduced or asked for; words of the field near somebody's name are about somebody else.
        if (candidate.Kind == ShapeKind.PersonName && field.OwnName && candidate.Lead == Lead.Form)
            cue *= 0.4;
        var doubt = (1 - (QuestionWorth * asked * Position(message, candidate, firstOfKind))) * (1 - (CueWorth * cue)) * (1 - ShapeFit.Alone(field, message, candidate));
        // A repetition strengthens what something else speaks for; by itself it may be of anything.
        if (echoed)
            doubt *= 1 - (EchoWorth * Math.Min(1, 2 * (1 - doubt)));
        var score = fit * (1 - doubt);
        if (Denials.IsDenied(message, candidate))
            score *= Denied;
        var owner = field.SaidByAgent ? SenderRole.Agent : SenderRole.Customer;
        return message.Message.Sender == owner || agreed ? score : score * AgentSaid;
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
}
