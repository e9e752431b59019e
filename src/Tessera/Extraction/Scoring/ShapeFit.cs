using Tessera.Extraction.Profiles;
using Tessera.Extraction.Reading;
using Tessera.Extraction.Shapes;

namespace Tessera.Extraction.Scoring;

/// <summary>How well a candidate's form suits a field, and what its form alone is worth.</summary>
internal static class ShapeFit
{
    /// <summary>A number without a currency may be of anything.</summary>
    const double BareAmount = 0.7;

    /// <summary>"from the airport" is no place to go to.</summary>
    const double OtherSide = 0.2;

    /// <summary>0 when the candidate can't be the field's value, 1 when its form is just what the field asks.</summary>
    public static double Of(FieldProfile field, MessageReading message, in Candidate candidate) =>
        field.WeightOf(candidate.Kind) * candidate.Kind switch
        {
            ShapeKind.Digits or ShapeKind.Code or ShapeKind.Phone => DigitsFit.Of(field, message, candidate),
            ShapeKind.Count => CountFit.Of(field, message, candidate),
            ShapeKind.Money => candidate.Lead == Lead.Bare ? BareAmount : 1,
            ShapeKind.PersonName => NameFit.Of(field, message, candidate),
            ShapeKind.DayOfMonth => DayOfMonth(message, candidate) * SideFit(field, message, candidate),
            ShapeKind.Email => 1,
            _ => SideFit(field, message, candidate),
        };

    /// <summary>What the form alone is worth, 0 to 1, without any word of the field near it.</summary>
    public static double Alone(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        switch (candidate.Kind)
        {
            case ShapeKind.PersonName:
                return NameFit.Alone(field, message, candidate);
            case ShapeKind.Digits:
                return DigitsFit.Alone(field, candidate);
            case ShapeKind.Count:
                return CountFit.Alone(field, message, candidate);
            case ShapeKind.Listed:
                // Places come up for many reasons; a product named as in the examples is mostly the one meant.
                return candidate.Strength * (field.Closed ? 1 : field.Shapes[0].Kind == ShapeKind.Phrase ? 0.8 : 0.6);
            case ShapeKind.Email or ShapeKind.Phone or ShapeKind.Money or ShapeKind.Code:
                return candidate.Strength;
            default:
                var said = field.Side != Side.None && Sides.Of(message, candidate) == field.Side;
                return Math.Max(candidate.Strength * 0.6, said ? 0.5 : 0);
        }
    }

    static double SideFit(FieldProfile field, MessageReading message, in Candidate candidate)
    {
        if (field.Side == Side.None)
            return 1;
        var said = Sides.Of(message, candidate);
        return said == Side.None || said == field.Side ? 1 : OtherSide;
    }

    /// <summary>
    /// "5th and Elm", "third time" and "2 nights" are no days; a bare number is one only as an answer or as the end of a range.
    /// </summary>
    static double DayOfMonth(MessageReading message, in Candidate candidate)
    {
        var next = message.LowerAt(candidate.EndToken);
        if (Vocabulary.Measures.Contains(next))
            return 0;
        if (candidate.Lead == Lead.Bare)
            return candidate.FirstToken == 0 ? 0.8 : 0.5;
        if (next.Length == 0 || !message.Tokens[candidate.EndToken].IsWord)
            return 1;
        if (next == "and" && candidate.EndToken + 1 < message.Tokens.Length)
        {
            var street = message.Tokens[candidate.EndToken + 1];
            return street is { IsWord: true, Capital: true } && !Vocabulary.Stops.Contains(street.Lower) ? 0.3 : 1;
        }

        return next.Length <= 2 || Vocabulary.IsFunctional(next) || Dates.IsMonth(next) || Days.IsWeekday(next) ? 1 : 0.6;
    }
}
