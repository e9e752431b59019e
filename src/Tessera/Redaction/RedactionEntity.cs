namespace Tessera.Redaction;

/// <summary>Something that can be redacted, as ASAPP's Configuration API names it.</summary>
/// <param name="Kind">What is recognised.</param>
/// <param name="Id">Its id on the wire and in masks.</param>
/// <param name="Description">What it covers, for people.</param>
/// <param name="On">Whether a new workspace redacts it.</param>
internal sealed record RedactionEntity(SensitiveKind Kind, string Id, string Description, bool On)
{
    /// <summary>Every entity, sorted by id, as lists give them.</summary>
    public static readonly RedactionEntity[] All =
    [
        new(SensitiveKind.AccountNumber, "ACCOUNT_NUMBER", "Numbers of accounts, where a word or a question says that they are", On: false),
        new(
            SensitiveKind.CreditCardNumber, "CREDIT_CARD_NUMBER",
            "Numbers of payment cards, by their issuer's digits and check digit or as asked for", On: true),
        new(SensitiveKind.Cvv, "CVV", "Security codes of payment cards", On: true),
        new(SensitiveKind.Dob, "DOB", "Dates of birth", On: false),
        new(SensitiveKind.Email, "EMAIL", "E-mail addresses, written and spoken", On: false),
        new(SensitiveKind.Password, "PASSWORD", "Passwords and passphrases", On: true),
        new(SensitiveKind.PhoneNumber, "PHONE_NUMBER", "Telephone numbers", On: false),
        new(SensitiveKind.Pin, "PIN", "Personal identification numbers", On: true),
        new(SensitiveKind.Profanity, "PROFANITY", "Swear words of English", On: false),
        new(SensitiveKind.Ssn, "SSN", "US social security numbers and their last four digits", On: true),
    ];

    static readonly RedactionEntity[] ByKind = [.. All.OrderBy(entity => entity.Kind)];

    /// <summary>The policies of a workspace that never changed them.</summary>
    public RedactionPolicies Defaults { get; } =
        On
            ? RedactionPolicies.CustomerImmediate | RedactionPolicies.AgentImmediate | RedactionPolicies.AutoTranscribe
                | RedactionPolicies.Voice
            : RedactionPolicies.None;

    /// <summary>The entity of a kind.</summary>
    public static RedactionEntity Of(SensitiveKind kind) => ByKind[(int)kind];

    /// <summary>The entity of an id, or null.</summary>
    public static RedactionEntity? Find(string id) => Array.Find(All, entity => entity.Id == id);
}

/// <summary>Where an entity is redacted.</summary>
/// <remarks>Persisted as bits: explicit and append-only.</remarks>
[Flags]
internal enum RedactionPolicies
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>Hidden from the customer at once.</summary>
    CustomerImmediate = 1,

    /// <summary>Shown to the customer briefly.</summary>
    CustomerDelayed = 2,

    /// <summary>Hidden from the agent at once.</summary>
    AgentImmediate = 4,

    /// <summary>Redacted in transcripts: the one that acts here.</summary>
    AutoTranscribe = 8,

    /// <summary>Redacted in calls.</summary>
    Voice = 16,
}
