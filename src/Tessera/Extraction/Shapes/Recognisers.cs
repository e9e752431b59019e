using Tessera.Extraction.Reading;

namespace Tessera.Extraction.Shapes;

/// <summary>Which recogniser finds which kind.</summary>
internal static class Recognisers
{
    /// <summary>The kinds a form alone tells, as against names and other words.</summary>
    public static readonly ShapeKind[] ByForm =
    [
        ShapeKind.Email, ShapeKind.Phone, ShapeKind.Money, ShapeKind.Date, ShapeKind.DayOfMonth, ShapeKind.Weekday, ShapeKind.Time,
        ShapeKind.Digits, ShapeKind.Count, ShapeKind.Code,
    ];

    /// <summary>
    /// Adds every value of <paramref name="kind"/> in <paramref name="message"/>. Listed values belong to a field and are found by it.
    /// </summary>
    public static void Find(ShapeKind kind, MessageReading message, List<Candidate> found)
    {
        switch (kind)
        {
            case ShapeKind.Digits:
                DigitRuns.Find(message, found);
                break;
            case ShapeKind.Code:
                Codes.Find(message, found);
                break;
            case ShapeKind.Email:
                Emails.Find(message, found);
                break;
            case ShapeKind.Phone:
                Phones.Find(message, found);
                break;
            case ShapeKind.Money:
                Amounts.Find(message, found);
                break;
            case ShapeKind.Count:
                Counts.Find(message, found);
                break;
            case ShapeKind.Date:
                Dates.Find(message, found);
                break;
            case ShapeKind.DayOfMonth:
                Days.FindDaysOfMonth(message, found);
                break;
            case ShapeKind.Weekday:
                Days.FindWeekdays(message, found);
                break;
            case ShapeKind.Time:
                Times.Find(message, found);
                break;
            case ShapeKind.PersonName:
                PersonNames.Find(message, found);
                break;
            case ShapeKind.Place or ShapeKind.Phrase:
                Phrases.Find(kind, message, found);
                break;
        }
    }
}
