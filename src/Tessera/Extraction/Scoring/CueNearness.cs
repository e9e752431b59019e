using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Words of the field beside a candidate: "my account number is 123", "flight 123", "123 is the code".</summary>
internal static class CueNearness
{
    /// <summary>A cue further away belongs to something else.</summary>
    const int Before = 8;
    const int After = 5;

    /// <summary>A label like "id" that doesn't say of what.</summary>
    const double PlainLabel = 0.7;

    /// <summary>"I have my flight number. It is 86": a cue of the sentence before counts, but as one further away.</summary>
    const int SentenceBreak = 2;

    /// <summary>0 without any cue, up to 1 for a telling cue right beside <paramref name="candidate"/>.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var tokens = message.Tokens;
        var doubt = 1.0;
        var distance = 0;
        var rivals = 0;
        var sentence = tokens[candidate.FirstToken].Sentence;
        for (var i = candidate.FirstToken - 1; i >= 0 && distance < Before && tokens[i].Sentence >= sentence - 1; i--)
        {
            if (tokens[i].Sentence != tokens[i + 1].Sentence)
                distance += SentenceBreak;
            if (tokens[i].Kind is TokenKind.Digits or TokenKind.Mixed)
                rivals++;
            if (tokens[i].Is(','))
                distance++;
            if (!tokens[i].IsWord)
                continue;
            if (field.Cues.TryGetValue(tokens[i].Stem, out var weight))
                doubt *= 1 - ((distance == 0 && IsLabelOfItsOwn(field, tokens, i) ? Math.Max(weight, PlainLabel) : weight) * Nearness(distance, rivals));
            if (!IsLink(tokens[i].Lower))
                distance++;
        }

        distance = 0;
        rivals = 0;
        for (var i = candidate.EndToken; i < tokens.Length && distance < After && tokens[i].Sentence == sentence; i++)
        {
            if (tokens[i].Kind is TokenKind.Digits or TokenKind.Mixed)
                rivals++;
            if (tokens[i].Is(','))
                distance += 2;
            if (!tokens[i].IsWord)
                continue;
            // A label stands before its value more often than after it.
            if (field.Cues.TryGetValue(tokens[i].Stem, out var weight))
                doubt *= 1 - (0.7 * weight * Nearness(distance, rivals));
            if (!IsLink(tokens[i].Lower))
                distance++;
        }

        return 1 - doubt;
    }

    /// <summary>"my id 193" labels a flight's id too; "room number 193" doesn't, for it says of what.</summary>
    static bool IsLabelOfItsOwn(FieldProfile field, Token[] tokens, int at)
    {
        if (tokens[at].Lower is not ("id" or "number" or "code" or "no" or "reference"))
            return false;
        if (at == 0 || tokens[at - 1].Kind == TokenKind.Symbol || tokens[at - 1].Sentence != tokens[at].Sentence)
            return true;
        return Vocabulary.Stops.Contains(tokens[at - 1].Lower) || field.Cues.ContainsKey(tokens[at - 1].Stem);
    }

    static double Nearness(int distance, int rivals) => 1.0 / ((1 + 0.25 * distance) * (1 + rivals));

    static bool IsLink(string word) => word is "is" or "was" or "be" or "it's" or "its" or "it" or "of" or "the" or "a" or "number" or "no" or "id" or "my" or "with" or "are" or "will";
}
