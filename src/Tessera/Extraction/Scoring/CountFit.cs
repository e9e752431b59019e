using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a number suits a field that counts something: what follows it, and what stands before it.</summary>
internal static class CountFit
{
    /// <summary>"4 hours" and "room 224" count nothing.</summary>
    const double NoCount = 0.1;

    /// <summary>"at 8", "after 6" are rather times; four figures without a unit are rather something else.</summary>
    const double RatherTime = 0.4;

    /// <summary>"one" inside a sentence.</summary>
    const double Doubtful = 0.4;

    /// <summary>"4 beds" where people are counted.</summary>
    const double OtherUnit = 0.6;

    static readonly HashSet<string> AfterSome = WordSet.Of("at on . , ? ! please tonight today tomorrow in this around");
    static readonly HashSet<string> Companies = WordSet.Of("party group table total reservation");
    static readonly HashSet<string> Possessives = WordSet.Of("my our the his her");

    /// <summary>0 when the candidate can't be the field's value, up to 1.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var next = message.LowerAt(candidate.EndToken);
        var before = message.LowerAt(candidate.FirstToken - 1);
        if (IsNamed(field, message, candidate))
            return 1;
        if (Vocabulary.Measures.Contains(next) || before == "#" || Vocabulary.Labels.Contains(before))
            return NoCount;
        if (HasUnit(field, message, candidate))
            return 1;
        if (before is "at" or "after" or "by" || candidate.Canonical is { Length: > 3 })
            return RatherTime;
        if (candidate.Strength <= Counts.Doubtful && candidate.TokenCount < message.Tokens.Length)
            return Doubtful;
        if (next.Length < 3 || !message.Tokens[candidate.EndToken].IsWord)
            return 1;
        return Vocabulary.IsFunctional(next) || Vocabulary.AfterCount.Contains(next) ? 1 : OtherUnit;
    }

    /// <summary>What the number alone is worth.</summary>
    public static double Alone(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        if (HasUnit(field, message, candidate))
            return 0.6;
        // "a table for 4", "for 4 please"
        var isForSome = field.OfPeople && message.LowerAt(candidate.FirstToken - 1) == "for"
            && (candidate.EndToken == message.Tokens.Length || AfterSome.Contains(message.LowerAt(candidate.EndToken)));
        return isForSome ? 0.4 : 0.1;
    }

    static bool HasUnit(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        if (candidate.Lead == Lead.Introduced)
            return field.OfPeople;
        if (field.OfPeople && IsOfPeople(message, candidate))
            return true;
        return IsNamed(field, message, candidate);
    }

    /// <summary>"3 nights" where nights are counted.</summary>
    static bool IsNamed(FieldProfile field, MessageReading message, in Candidate candidate) =>
        candidate.EndToken < message.Tokens.Length
        && field.Cues.GetValueOrDefault(message.Tokens[candidate.EndToken].Stem) > FieldProfile.WeakCue;

    static bool IsOfPeople(MessageReading message, in Candidate candidate)
    {
        var next = message.LowerAt(candidate.EndToken);
        var second = message.LowerAt(candidate.EndToken + 1);
        if (Vocabulary.Heads.Contains(next) || Vocabulary.Heads.Contains(second))
            return true;
        // "4 of us", "7 of my friends"
        if (next == "of" && (second is "us" or "them" or "you" || IsSomeOf(message, candidate.EndToken + 1)))
            return true;
        // "party of 6", "table for 4"
        return message.LowerAt(candidate.FirstToken - 1) is "of" or "for" && Companies.Contains(message.LowerAt(candidate.FirstToken - 2));
    }

    static bool IsSomeOf(MessageReading message, int at) =>
        Possessives.Contains(message.LowerAt(at)) && Vocabulary.Heads.Contains(message.LowerAt(at + 1));
}
