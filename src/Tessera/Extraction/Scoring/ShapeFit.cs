using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a candidate's form suits a field, and what its form alone is worth.</summary>
internal static class ShapeFit
{
    /// <summary>A number without a currency may be of anything.</summary>
    const double BareAmount = 0.7;

    /// <summary>0 when the candidate can't be the field's value, 1 when its form is just what the field asks.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var weight = 0.0;
        foreach (var shape in field.Shapes)
        {
            if (shape.Kind == candidate.Kind)
                weight = shape.Weight;
        }

        if (candidate.Kind == ShapeKind.Listed)
            weight = 1;
        return weight * candidate.Kind switch
        {
            ShapeKind.Digits or ShapeKind.Code or ShapeKind.Phone => Length(field, message, candidate) * (candidate.Strength < 0.05 ? 0.3 : 1) * (candidate.Kind == ShapeKind.Digits ? Quantity(message, candidate) : 1),
            ShapeKind.Count => Unit(field, message, candidate),
            ShapeKind.PersonName when !field.OwnName && candidate.Lead == Lead.SelfIntroduction => 0.35,
            ShapeKind.Money => candidate.Lead == Lead.Bare ? BareAmount : 1,
            ShapeKind.PersonName => NameFit.Of(field, message, candidate),
            ShapeKind.DayOfMonth => DayOfMonth(field, message, candidate),
            ShapeKind.Place or ShapeKind.Date or ShapeKind.Time or ShapeKind.Weekday or ShapeKind.Listed or ShapeKind.Phrase
                => SideFit(field.Side, Sides.Of(message, candidate)),
            _ => 1,
        };
    }

    /// <summary>What the form alone is worth, 0 to 1, without any word of the field near it.</summary>
    public static double Alone(FieldProfile field, MessageReading message, in Candidate candidate) => candidate.Kind switch
    {
        ShapeKind.PersonName => NameFit.Alone(field, candidate),
        ShapeKind.Digits => Distinctness(field, candidate),
        ShapeKind.Count => HasUnit(field, message, candidate) ? 0.6 : field.OfPeople && IsForSome(message, candidate) ? 0.4 : 0.1,
        ShapeKind.Listed => field.Closed ? candidate.Strength : candidate.Strength * 0.6,
        ShapeKind.Place or ShapeKind.Phrase or ShapeKind.DayOfMonth or ShapeKind.Date or ShapeKind.Time or ShapeKind.Weekday
            => Math.Max(candidate.Strength * 0.6, field.Side != Side.None && Sides.Of(message, candidate) == field.Side ? 0.5 : 0),
        _ => candidate.Strength,
    };

    /// <summary>"5th and Main", "third time" and "2 nights" are no days; a bare number is one only as an answer or as the end of a range.</summary>
    static double DayOfMonth(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var next = message.LowerAt(candidate.EndToken);
        if (Vocabulary.Measures.Contains(next))
            return 0;
        var fit = SideFit(field.Side, Sides.Of(message, candidate));
        if (candidate.Lead == Lead.Bare)
            return fit * (candidate.FirstToken == 0 ? 0.8 : 0.5);
        var isStreet = next == "and" && candidate.EndToken + 1 < message.Tokens.Length && message.Tokens[candidate.EndToken + 1] is { IsWord: true, Capital: true } after
            && !Vocabulary.Stops.Contains(after.Lower);
        var isOfThing = next.Length > 2 && message.Tokens[candidate.EndToken].IsWord && !Vocabulary.Stops.Contains(next) && !Vocabulary.Courtesy.Contains(next)
            && !Dates.IsMonth(next) && !Dates.IsWeekday(next);
        return fit * (isStreet ? 0.3 : isOfThing ? 0.6 : 1);
    }

    /// <summary>"at least 8500", "missing 4031 credits" and "08 06 1963" measure or date something; they name nothing.</summary>
    static double Quantity(MessageReading message, in Candidate candidate)
    {
        if (Vocabulary.Amounts.Contains(message.LowerAt(candidate.FirstToken - 1)) || Vocabulary.Measures.Contains(message.LowerAt(candidate.EndToken)))
            return 0.3;
        if (candidate.EndToken > candidate.FirstToken + 1)
            return 1;
        var tokens = message.Tokens;
        if (message.LowerAt(candidate.FirstToken - 1) == "-" && candidate.FirstToken > 1 && tokens[candidate.FirstToken - 2] is { Kind: TokenKind.Digits } before && before.End + 1 == candidate.Start)
            return 0.5;
        if (message.LowerAt(candidate.EndToken) == "-" && candidate.EndToken + 1 < tokens.Length && tokens[candidate.EndToken + 1] is { Kind: TokenKind.Digits } after && after.Start == candidate.End + 1)
            return 0.5;
        var joinsBefore = candidate.FirstToken > 0 && tokens[candidate.FirstToken - 1].Kind == TokenKind.Digits && tokens[candidate.FirstToken - 1].End + 1 == candidate.Start;
        var joinsAfter = candidate.EndToken < tokens.Length && tokens[candidate.EndToken].Kind == TokenKind.Digits && tokens[candidate.EndToken].Start == candidate.End + 1;
        return joinsBefore || joinsAfter ? 0.7 : 1;
    }

    /// <summary>A number of eight digits and more, as long as the examples, is hardly anything else.</summary>
    static double Distinctness(FieldProfile field, in Candidate candidate)
    {
        var length = candidate.Canonical?.Length ?? 0;
        return field.Shortest < 6 || length < 6 ? 0.1 : field.Shortest < 8 || length < 8 ? 0.4 : 0.5;
    }

    static double SideFit(Side wanted, Side said) => wanted == Side.None || said == Side.None || wanted == said ? 1 : 0.2;

    static double Length(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var length = candidate.Canonical?.Length ?? LettersAndDigits(message.Text(candidate.Start, candidate.End));
        if (field.Shortest == 0)
            return length >= 4 ? 1 : length == 3 ? 0.9 : length == 2 ? 0.7 : 0.5;
        var off = length < field.Shortest ? field.Shortest - length : length > field.Longest ? length - field.Longest : 0;
        return Math.Max(0, 1 - off * (field.Longest - field.Shortest > 2 ? 0.15 : 0.35));
    }

    static int LettersAndDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                count++;
        }

        return count;
    }

    static double Unit(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var next = message.LowerAt(candidate.EndToken);
        var before = message.LowerAt(candidate.FirstToken - 1);
        if (Vocabulary.Measures.Contains(next) || before == "#" || (Vocabulary.Labels.Contains(before) && candidate.FirstToken > 0))
            return 0.1;
        if (!HasUnit(field, message, candidate) && (before is "at" or "after" or "by" || candidate.Canonical is { Length: > 3 }))
            return 0.4;
        if (candidate.Strength < 0.1 && candidate.EndToken - candidate.FirstToken < message.Tokens.Length && !HasUnit(field, message, candidate))
            return 0.4;
        if (HasUnit(field, message, candidate) || next.Length < 3 || !message.Tokens[candidate.EndToken].IsWord)
            return 1;
        return Vocabulary.Stops.Contains(next) || Vocabulary.Courtesy.Contains(next) || Vocabulary.AfterCount.Contains(next) ? 1 : 0.6;
    }

    /// <summary>"a table for 4", "for 4 please".</summary>
    static bool IsForSome(MessageReading message, in Candidate candidate) =>
        message.LowerAt(candidate.FirstToken - 1) == "for" && message.LowerAt(candidate.EndToken) is "" or "at" or "on" or "." or "," or "?" or "!" or "please" or "tonight" or "today" or "tomorrow" or "in" or "this" or "around";

    /// <summary>"7 of my friends".</summary>
    static bool IsSomeOf(MessageReading message, int at) =>
        message.LowerAt(at) == "of" && message.LowerAt(at + 1) is "my" or "our" or "the" or "his" or "her" && Vocabulary.Heads.Contains(message.LowerAt(at + 2));

    static bool HasUnit(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        var next = message.LowerAt(candidate.EndToken);
        var second = message.LowerAt(candidate.EndToken + 1);
        var before = message.LowerAt(candidate.FirstToken - 1);
        var earlier = message.LowerAt(candidate.FirstToken - 2);
        if (candidate.Lead == Lead.Introduced)
            return field.OfPeople;
        if (field.OfPeople && (Vocabulary.Heads.Contains(next) || Vocabulary.Heads.Contains(second) || IsSomeOf(message, candidate.EndToken) || (next == "of" && second is "us" or "them" or "you")
            || (before is "of" or "for" && earlier is "party" or "group" or "table" or "total" or "reservation")))
        {
            return true;
        }

        return candidate.EndToken < message.Tokens.Length && field.Cues.GetValueOrDefault(message.Tokens[candidate.EndToken].Stem) > 0.4;
    }
}
