using System.Runtime.InteropServices;
using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>What the talk around a candidate says for it.</summary>
/// <param name="Asked">How well the questions before ask for the field, 0 to 1.</param>
/// <param name="First">Whether no other candidate of its kind stands before it in the message.</param>
/// <param name="Agreed">Whether the other side agreed to it: it counts as the customer's word then, though the agent said it.</param>
/// <param name="Echoed">Whether the agent repeats it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Context(double Asked, bool First, bool Agreed, bool Echoed);

/// <summary>
/// How likely a candidate is the value of a field, 0 to 1: its shape's fit times what speaks for it. Each sign for it (the question before
/// it, words of the field beside it, its form, the agent repeating it) leaves less doubt: doubts multiply, so two fair signs make a good
/// one and none can pass 1.
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

    /// <summary>Words of a field beside a name are mostly about somebody else: one's own name is introduced or asked for.</summary>
    const double CueOfOwnName = 0.4;

    /// <summary>The score of <paramref name="candidate"/> in <paramref name="message"/>.</summary>
    public static double Score(FieldProfile field, MessageReading message, in Candidate candidate, Context context)
    {
        var fit = ShapeFit.Of(field, message, candidate);
        if (fit <= 0)
            return 0;
        var cue = CueNearness.Of(field, message, candidate);
        if (candidate is { Kind: ShapeKind.PersonName, Lead: Lead.Form } && field.OwnName)
            cue *= CueOfOwnName;
        var question = QuestionWorth * context.Asked * Position(message, candidate, context.First);
        var doubt = (1 - question) * (1 - (CueWorth * cue)) * (1 - ShapeFit.Alone(field, message, candidate));
        // A repetition strengthens what something else speaks for; by itself it may be of anything.
        if (context.Echoed)
            doubt *= 1 - (EchoWorth * Math.Min(1, 2 * (1 - doubt)));
        var score = fit * (1 - doubt);
        if (Denials.IsDenied(message, candidate))
            score *= Denied;
        var owner = field.SaidByAgent ? SenderRole.Agent : SenderRole.Customer;
        return message.Message.Sender == owner || context.Agreed ? score : score * AgentSaid;
    }

    /// <summary>An answer stands first; what comes later in a reply answers less.</summary>
    static double Position(MessageReading message, in Candidate candidate, bool first)
    {
        var isName = candidate.Kind == ShapeKind.PersonName;
        return candidate.Lead switch
        {
            Lead.SelfIntroduction => 1,
            Lead.Answer => isName && !message.Tokens[candidate.FirstToken].Capital ? 0.85 : 1,
            _ => first || isName ? 0.9 : 0.7,
        };
    }
}
