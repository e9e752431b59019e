using System.Runtime.InteropServices;
using Tessera.Extraction.Reading;

namespace Tessera.Redaction.Recognition;

/// <summary>What the words beside a value say that it is.</summary>
/// <param name="Told">Whether they say anything.</param>
/// <param name="Kind">The kind; null for something that stays.</param>
/// <param name="Beside">Whether only a word like "account" says so.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ValueLabel(bool Told, SensitiveKind? Kind, bool Beside)
{
    /// <summary>A cue is no farther from its value than this many tokens.</summary>
    const int Reach = 14;

    /// <summary>"2468 is my PIN": a cue behind its value is closer.</summary>
    const int ReachBehind = 6;

    static readonly HashSet<string> OfWhat = WordSet.Of(
        "for of on to at from my the your our this that a an his her their savings checking bank main");

    /// <summary>The label of the value from token <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static ValueLabel Of(ScannedMessage message, int first, int end)
    {
        var next = message.FirstCueFrom(first);
        var before = next > 0 ? Before(message, next - 1, first) : default;
        if (before.Kind is not null) return before;
        if (next < message.Cues.Length && message.Cues[next] is { Kind: { } kind, Force: not CueForce.Ending } cue
            && cue.First >= end && cue.First - end <= ReachBehind && Linking.All(message.Tokens.AsSpan(end..cue.First), Linking.FromValue)
            && message.Tokens[end - 1].Sentence == message.Tokens[cue.First].Sentence
            && (message.Tokens[cue.First - 1].IsWord || !IsBeforeNumber(message.Tokens, cue.End)))
        {
            message.ConsumedCue = next;
            return new ValueLabel(true, kind, cue.Force == CueForce.Beside);
        }

        return before;
    }

    static ValueLabel Before(ScannedMessage message, int index, int first)
    {
        if (index == message.ConsumedCue) return default;
        var (cues, tokens) = (message.Cues, message.Tokens);
        var cue = cues[index];
        if (cue.End > first || first - cue.End > Reach || !(cue.End == first || Linking.LeadsToValue(tokens, cue.End, first)))
            return default;
        var ending = cue.Force == CueForce.Ending;
        // In "the PIN for the account is" the PIN is spoken of.
        for (; index > 0 && IsOf(tokens, cues[index - 1], cues[index]); index--)
        {
            ending |= cues[index - 1].Force == CueForce.Ending;
            if (cue.Force == CueForce.Ending || cues[index - 1].Force != CueForce.Ending) cue = cues[index - 1];
        }

        return ending && cue.Kind is not (SensitiveKind.Ssn or SensitiveKind.AccountNumber)
            ? new ValueLabel(true, null, false)
            : new ValueLabel(true, cue.Kind, cue.Force == CueForce.Beside);
    }

    // "351531510, PIN 1596": the cue speaks of what follows it.
    static bool IsBeforeNumber(Token[] tokens, int at)
    {
        while (at < tokens.Length && (tokens[at].Kind == TokenKind.Symbol || Linking.ToValue.Contains(tokens[at].Lower))) at++;
        return at < tokens.Length && tokens[at].IsDigits;
    }

    static bool IsOf(Token[] tokens, Cue head, Cue cue)
    {
        if (cue.First - head.End > ReachBehind || tokens[head.First].Sentence != tokens[cue.First].Sentence) return false;
        var between = tokens.AsSpan(head.End..cue.First);
        if (cue.Force == CueForce.Ending) return between.IsEmpty || Linking.All(between, OfWhat);
        return between.Length > 0 && between[0].IsWord && between[0].Lower is "for" or "of" or "on" or "to" or "at" or "from"
            && Linking.All(between, OfWhat);
    }
}
