using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a person's name suits a field: whose name it is, and whether it is a person's at all.</summary>
internal static class NameFit
{
    /// <summary>"Northgate Hotel" is no person.</summary>
    const double Business = 0.2;

    /// <summary>A word with a capital in the name of a thing, or a name behind a title of office.</summary>
    const double Unlikely = 0.4;

    /// <summary>"my name is …" where somebody else's name is asked, "my son …" where one's own is.</summary>
    const double OtherPerson = 0.35;

    /// <summary>0 when <paramref name="candidate"/> can't be the name asked for, up to 1.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        if (Vocabulary.Businesses.Contains(message.LowerAt(candidate.EndToken)))
            return Business;
        if (candidate.Lead == Lead.SelfIntroduction)
            return field.OwnName ? 1 : OtherPerson;
        // "my son Leo" is the name asked for only where a field allows for the family.
        if (candidate.Lead == Lead.Introduced)
            return field.Family ? 1 : field.OwnName ? OtherPerson : 0.8;
        if (field.OwnName && message.LowerAt(candidate.FirstToken) is "dr" or "doctor" or "prof" or "professor")
            return Unlikely;
        if (field.OwnName && IsNameOfOther(field, message, candidate.FirstToken))
            return OtherPerson;
        if (IsPartOfName(message, candidate))
            return Unlikely;
        return message.LowerAt(candidate.FirstToken - 1) switch
        {
            // "the Ritz" and "at Bellini" are no persons.
            "the" => 0.3,
            "at" or "in" => 0.5,
            _ => 1,
        };
    }

    /// <summary>What a name's form alone is worth.</summary>
    public static double Alone(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        // "Dr. Berg" is a doctor's name.
        if (!field.OwnName && field.Cues.GetValueOrDefault(message.Tokens[candidate.FirstToken].Stem) >= FieldProfile.TellingCue)
            return 0.6;
        return candidate.Lead switch
        {
            Lead.SelfIntroduction when field.OwnName => candidate.Strength,
            Lead.Introduced when field.Family => 0.75,
            _ => field.OwnName ? 0.1 : 0.2,
        };
    }

    /// <summary>"maiden name is …", "my dog's name was …".</summary>
    static bool IsNameOfOther(FieldProfile field, MessageReading message, int first)
    {
        if (message.LowerAt(first - 1) is not ("is" or "was" or ":" or "=") || message.LowerAt(first - 2) is not ("name" or "names"))
            return false;
        if (first < 3)
            return false;
        var whose = message.Tokens[first - 3];
        return whose.IsWord && Vocabulary.IsTelling(whose.Lower) && !field.Cues.ContainsKey(whose.Stem);
    }

    /// <summary>"East Harbour": an everyday word with a capital before it makes it the name of a thing.</summary>
    static bool IsPartOfName(MessageReading message, in Candidate candidate)
    {
        if (candidate.FirstToken == 0)
            return false;
        var before = message.Tokens[candidate.FirstToken - 1];
        var opensSentence = candidate.FirstToken == 1 || message.Tokens[candidate.FirstToken - 2].Sentence != before.Sentence;
        return !opensSentence && before.Capital && before.Length > 1 && CommonWords.Contains(before.Lower)
            && !Vocabulary.Stops.Contains(before.Lower);
    }
}
