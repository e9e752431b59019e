using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Which recogniser finds which kind.</summary>
internal static class Recognisers
{
    /// <summary>The kinds a form alone tells, as against names and other words.</summary>
    public static readonly ShapeKind[] ByForm =
    [
        ShapeKind.Email, ShapeKind.Phone, ShapeKind.Money, ShapeKind.Date, ShapeKind.DayOfMonth, ShapeKind.Weekday, ShapeKind.Time, ShapeKind.Digits,
        ShapeKind.Count, ShapeKind.Code,
    ];

    /// <summary>Adds every value of <paramref name="kind"/> in <paramref name="message"/>. Listed values belong to a field and are found by it.</summary>
    public static void Find(ShapeKind kind, MessageReading message, List<Candidate> found)
    {
        switch (kind)
        {
            case ShapeKind.Digits:
                Numbers.FindDigits(message, found);
                break;
            case ShapeKind.Code:
                Codes.FindCodes(message, found);
                break;
            case ShapeKind.Email:
                Codes.FindEmails(message, found);
                break;
            case ShapeKind.Phone:
                Numbers.FindPhones(message, found);
                break;
            case ShapeKind.Money:
                Numbers.FindMoney(message, found);
                break;
            case ShapeKind.Count:
                Numbers.FindCounts(message, found);
                break;
            case ShapeKind.Date:
                Dates.Find(message, found);
                break;
            case ShapeKind.DayOfMonth:
                Dates.FindDaysOfMonth(message, found);
                break;
            case ShapeKind.Weekday:
                Dates.FindWeekdays(message, found);
                break;
            case ShapeKind.Time:
                Times.Find(message, found);
                break;
            case ShapeKind.PersonName:
                PersonNames.Find(message, found);
                break;
            case ShapeKind.Place:
                Phrases.FindPlaces(message, found);
                break;
            case ShapeKind.Phrase:
                Phrases.FindPhrases(message, found);
                break;
        }
    }
}
