using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a question of the other side asks for a field's value.</summary>
internal static class QuestionMatch
{
    /// <summary>The first words of a question tell what it asks; a sentence of thousands of words isn't read to its end.</summary>
    const int MostTokens = 60;

    /// <summary>"What time …?" asks no name, though it may speak of the customer.</summary>
    const double AsksOtherKind = 0.2;

    /// <summary>
    /// "Do you know your destination?" is answered by yes or no; what else is said there is seldom a value in free words.
    /// </summary>
    const double AsksYesOrNo = 0.3;

    /// <summary>"Where do you want to go?" asks for the place at the end.</summary>
    const double AsksSide = 0.85;

    /// <summary>"Your name, please?" is no question for the name of somebody else, and "With whom?" none for one's own.</summary>
    const double AsksOtherName = 0.05;

    /// <summary>A question of the right kind that says no word of the field.</summary>
    const double AsksKind = 0.35;

    /// <summary>"How many people?" asks for any count of people …</summary>
    const double AsksCount = 0.75;

    /// <summary>… but less so when it goes on with words the field doesn't know: "… would you like to invite?"</summary>
    const double AsksOtherCount = 0.5;

    /// <summary>Words of the field in a question that asks no kind.</summary>
    const double SpeaksOfField = 0.7;

    /// <summary>How much a word of the question that the field doesn't know takes away.</summary>
    const double UnknownWord = 0.35;

    /// <summary>Less than this is no telling word of the field, not even one of its description.</summary>
    const double TellingHit = 0.45;

    /// <summary>More words of the field than this say no more.</summary>
    const double MostHits = 1.5;

    static readonly Dictionary<string, double> NoCues = [];

    /// <summary>
    /// 0 when <paramref name="sentence"/> asks for something else, up to 1 when it plainly asks for the field;
    /// <paramref name="other"/> tells that it asks for another kind of value.
    /// </summary>
    public static double Of(FieldProfile field, MessageReading message, Sentence sentence, out bool other)
    {
        var words = message.Tokens.AsSpan(sentence.First, Math.Min(sentence.End - sentence.First, MostTokens));
        var kind = field.Shapes[0].Kind;
        var asked = AskedKinds.Of(words);
        var expected = false;
        foreach (var shape in field.Shapes)
            expected |= (asked & AskedKinds.Flag(shape.Kind)) != Asked.None;
        if (expected && kind == ShapeKind.PersonName)
        {
            var own = AskedKinds.AsksOwnName(words, field.OwnName ? field.Cues : NoCues);
            other = false;
            if (own || field.OwnName)
                return own && field.OwnName ? 1 : AsksOtherName;
        }

        var (hit, unknown) = Compare(field, words);
        // "Which seat would you like?" expects whatever a seat is.
        expected |= asked == Asked.Words && hit >= TellingHit && kind is not (ShapeKind.PersonName or ShapeKind.Count);
        other = !expected && asked != Asked.None;
        var least = kind != ShapeKind.Count || !AskedKinds.CountsSame(words, field) ? AsksKind
            : unknown > 0 && hit < TellingHit ? AsksOtherCount : AsksCount;
        var known = (hit + 0.5) / (hit + 0.5 + (UnknownWord * unknown));
        var said = Math.Min(1, hit);
        var match = Math.Min(1, (expected ? least + ((1 - least) * said) : SpeaksOfField * said) * known * 1.1);
        if (other)
            match *= AsksOtherKind;
        if (field.Side != Side.None && SideLexicon.Of(words, kind) is not Side.None and var side)
        {
            match = side == field.Side ? Math.Max(match, AsksSide) : match * AsksOtherKind;
            other |= side != field.Side;
        }

        var isFree = kind is ShapeKind.PersonName or ShapeKind.Place or ShapeKind.Phrase;
        return isFree && AskedKinds.IsYesNo(words) ? match * AsksYesOrNo : match;
    }

    /// <summary>The weight of the field's words in a question, and how many telling words of it the field doesn't know.</summary>
    static (double Hit, int Unknown) Compare(FieldProfile field, ReadOnlySpan<Token> words)
    {
        var hit = 0.0;
        var unknown = 0;
        for (var i = 0; i < words.Length; i++)
        {
            if (!words[i].IsWord || IsRepeated(words, i))
                continue;
            if (field.Cues.TryGetValue(words[i].Stem, out var weight))
                hit += weight;
            else if (Vocabulary.IsTelling(words[i].Lower) && !(field.OfPeople && Vocabulary.Heads.Contains(words[i].Lower)))
                unknown++;
        }

        return (Math.Min(hit, MostHits), unknown);
    }

    static bool IsRepeated(ReadOnlySpan<Token> words, int at)
    {
        for (var i = 0; i < at; i++)
        {
            if (words[i].Stem == words[at].Stem)
                return true;
        }

        return false;
    }
}
