using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a person's name suits a field: whose name it is, and whether it is a person's at all.</summary>
internal static class NameFit
{
    /// <summary>0 when <paramref name="candidate"/> can't be the name asked for, up to 1.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        if (Vocabulary.Businesses.Contains(message.LowerAt(candidate.EndToken)))
            return 0.2;
        switch (candidate.Lead)
        {
            case Lead.SelfIntroduction:
                return field.OwnName ? 1 : 0.35;
            case Lead.Introduced:
                // "my son Leo" is the customer's own name only where a field allows for the family.
                return field.Family ? 1 : field.OwnName ? 0.3 : 0.8;
        }

        if (field.OwnName && message.LowerAt(candidate.FirstToken) is "dr" or "doctor" or "prof" or "professor")
            return 0.4;
        if (field.OwnName && IsNameOfOther(field, message, candidate.FirstToken))
            return 0.3;
        if (IsPartOfName(message, candidate))
            return 0.4;
        return message.LowerAt(candidate.FirstToken - 1) switch
        {
            // "the Hyatt" and "at Tamarind" are no persons.
            "the" => 0.3,
            "at" or "in" => 0.5,
            _ => 1,
        };
    }

    /// <summary>What a name's form alone is worth.</summary>
    public static double Alone(FieldProfile field, in Candidate candidate) => candidate.Lead switch
    {
        Lead.SelfIntroduction when field.OwnName => candidate.Strength,
        Lead.Introduced when field.Family => 0.75,
        _ => 0.1,
    };

    /// <summary>"maiden name is …", "my dog's name was …".</summary>
    static bool IsNameOfOther(FieldProfile field, MessageReading message, int first)
    {
        if (message.LowerAt(first - 1) is not ("is" or "was" or ":" or "="))
            return false;
        if (message.LowerAt(first - 2) is not ("name" or "names") || first < 3)
            return false;
        var of = message.Tokens[first - 3];
        return of.IsWord && !Vocabulary.Stops.Contains(of.Lower) && !Vocabulary.Courtesy.Contains(of.Lower) && !Vocabulary.Generic.Contains(of.Lower) && !field.Cues.ContainsKey(of.Stem);
    }

    /// <summary>"West Bay": a capital everyday word before it makes it the name of a thing.</summary>
    static bool IsPartOfName(MessageReading message, in Candidate candidate)
    {
        if (candidate.FirstToken == 0)
            return false;
        var before = message.Tokens[candidate.FirstToken - 1];
        var opensSentence = candidate.FirstToken == 1 || message.Tokens[candidate.FirstToken - 2].Sentence != before.Sentence;
        return before.Capital && before.Length > 1 && !opensSentence && CommonWords.Contains(before.Lower) && !Vocabulary.Stops.Contains(before.Lower);
    }
}
