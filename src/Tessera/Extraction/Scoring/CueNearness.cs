using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>Words of the field beside a candidate: "my account number is 123", "flight 123", "123 is the code".</summary>
internal static class CueNearness
{
    /// <summary>A cue further away than this many words belongs to something else.</summary>
    const int Before = 8;
    const int After = 5;

    /// <summary>And one further away than this many tokens, so that a page of digits costs time by its length alone.</summary>
    const int Reach = 24;

    /// <summary>A label stands before its value more often than after it.</summary>
    const double AfterWorth = 0.7;

    /// <summary>"I have my flight number. It is 86": a cue of the sentence before counts, but as one further away.</summary>
    const int SentenceBreak = 2;

    /// <summary>A label like "id" that doesn't say of what.</summary>
    const double PlainLabel = 0.7;

    static readonly HashSet<string> Links = WordSet.Of("is was be it's its it of the a number no id my with are will");
    static readonly HashSet<string> PlainLabels = WordSet.Of("id number code no reference");

    /// <summary>0 without any cue, up to 1 for a telling cue right beside <paramref name="candidate"/>.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate) =>
        1 - (DoubtBefore(field, message.Tokens, candidate) * DoubtAfter(field, message.Tokens, candidate));

    static double DoubtBefore(FieldProfile field, Token[] tokens, in Candidate candidate)
    {
        var doubt = 1.0;
        var distance = 0;
        var rivals = 0;
        var sentence = tokens[candidate.FirstToken].Sentence;
        var furthest = Math.Max(0, candidate.FirstToken - Reach);
        for (var i = candidate.FirstToken - 1; i >= furthest && distance < Before && tokens[i].Sentence >= sentence - 1; i--)
        {
            if (tokens[i].Sentence != tokens[i + 1].Sentence)
                distance += SentenceBreak;
            if (tokens[i].Is(','))
                distance++;
            if (IsRival(tokens[i]))
                rivals++;
            if (!tokens[i].IsWord)
                continue;
            if (field.Cues.TryGetValue(tokens[i].Stem, out var weight))
            {
                if (distance == 0 && IsLabelOfItsOwn(field, tokens, i))
                    weight = Math.Max(weight, PlainLabel);
                doubt *= 1 - (weight * Nearness(distance, rivals));
            }

            if (!Links.Contains(tokens[i].Lower))
                distance++;
        }

        return doubt;
    }

    static double DoubtAfter(FieldProfile field, Token[] tokens, in Candidate candidate)
    {
        var doubt = 1.0;
        var distance = 0;
        var rivals = 0;
        var sentence = tokens[candidate.FirstToken].Sentence;
        var furthest = Math.Min(tokens.Length, candidate.EndToken + Reach);
        for (var i = candidate.EndToken; i < furthest && distance < After && tokens[i].Sentence == sentence; i++)
        {
            if (tokens[i].Is(','))
                distance += 2;
            if (IsRival(tokens[i]))
                rivals++;
            if (!tokens[i].IsWord)
                continue;
            if (field.Cues.TryGetValue(tokens[i].Stem, out var weight))
                doubt *= 1 - (AfterWorth * weight * Nearness(distance, rivals));
            if (!Links.Contains(tokens[i].Lower))
                distance++;
        }

        return doubt;
    }

    /// <summary>Another number between a cue and a number is more likely the one meant.</summary>
    static bool IsRival(Token token) => token.Kind is TokenKind.Digits or TokenKind.Mixed;

    static double Nearness(int distance, int rivals) => 1 / ((1 + (0.25 * distance)) * (1 + rivals));

    /// <summary>"my id 193" labels a flight's id too; "room number 193" doesn't, for it says of what.</summary>
    static bool IsLabelOfItsOwn(FieldProfile field, Token[] tokens, int at)
    {
        if (!PlainLabels.Contains(tokens[at].Lower))
            return false;
        if (at == 0 || tokens[at - 1].Kind == TokenKind.Symbol || tokens[at - 1].Sentence != tokens[at].Sentence)
            return true;
        return Vocabulary.Stops.Contains(tokens[at - 1].Lower) || field.Cues.ContainsKey(tokens[at - 1].Stem);
    }
}
