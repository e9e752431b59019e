namespace Tessera.Extraction.Shapes;

/// <summary>The kinds of value the recognisers know.</summary>
internal enum ShapeKind
{
    /// <summary>A run of digits that names something: an account number, a PIN, an order number.</summary>
    Digits,

    /// <summary>Letters and digits together: <c>AB-1234</c>, <c>1Z999</c>.</summary>
    Code,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>An amount of money.</summary>
    Money,

    /// <summary>How many there are of something, in digits or words.</summary>
    Count,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A day of a month without the month: <c>21st</c>.</summary>
    DayOfMonth,

    /// <summary>A day of the week, or a day counted from today.</summary>
    Weekday,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>The name of a person.</summary>
    PersonName,

    /// <summary>Where something is: a city, a street corner, a building.</summary>
    Place,

    /// <summary>Any other words: a product, a reason, a pet's name.</summary>
    Phrase,

    /// <summary>One of the values that the field itself lists.</summary>
    Listed,
}
