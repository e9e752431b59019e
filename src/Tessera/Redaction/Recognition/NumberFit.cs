namespace Tessera.Redaction.Recognition;

/// <summary>How many digits the numbers of each kind have.</summary>
internal static class NumberFit
{
    /// <summary>Whether a number said to be of a kind can be one: it has a cue beside it.</summary>
    public static bool Beside(SensitiveKind kind, int digits) => kind switch
    {
        SensitiveKind.CreditCardNumber => digits is >= 8 and <= CardNumbers.Most,
        SensitiveKind.Cvv => digits is 3 or 4,
        // ISO 9564: 4 to 12 digits; some take three.
        SensitiveKind.Pin => digits is >= 3 and <= 12,
        SensitiveKind.Ssn => digits is 9 or 4,
        SensitiveKind.PhoneNumber => digits is >= 7 and <= 15,
        SensitiveKind.AccountNumber => digits is >= 4 and <= 34,
        SensitiveKind.Password => digits >= 3,
        SensitiveKind.Dob => digits is 6 or 8,
        _ => false,
    };

    /// <summary>Whether an answer can be a number of the kind asked for, or a part of one that is read out in pieces.</summary>
    public static bool Answers(SensitiveKind kind, int digits) => kind switch
    {
        SensitiveKind.CreditCardNumber => digits is >= 3 and <= CardNumbers.Most,
        SensitiveKind.Ssn => digits is >= 2 and <= 9,
        SensitiveKind.PhoneNumber => digits is >= 3 and <= 15,
        _ => Beside(kind, digits),
    };

    /// <summary>Whether this is just the length such numbers have.</summary>
    public static bool Whole(SensitiveKind kind, int digits) => kind switch
    {
        SensitiveKind.CreditCardNumber => digits is >= 12 and <= CardNumbers.Most,
        SensitiveKind.Pin => digits is >= 4 and <= 6,
        SensitiveKind.PhoneNumber => digits is 7 or (>= 10 and <= 13),
        SensitiveKind.AccountNumber => digits is >= 7 and <= 20,
        _ => Beside(kind, digits),
    };
}
