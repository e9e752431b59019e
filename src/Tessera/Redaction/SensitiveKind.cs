using System.Runtime.InteropServices;

namespace Tessera.Redaction;

/// <summary>What is recognised and can be redacted.</summary>
/// <remarks>Persisted by its id, which is append-only.</remarks>
internal enum SensitiveKind
{
    /// <summary>The number of a payment card.</summary>
    CreditCardNumber,

    /// <summary>The security code of a payment card.</summary>
    Cvv,

    /// <summary>A password or passphrase.</summary>
    Password,

    /// <summary>A personal identification number.</summary>
    Pin,

    /// <summary>A US social security number.</summary>
    Ssn,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    PhoneNumber,

    /// <summary>A date of birth.</summary>
    Dob,

    /// <summary>The number of an account.</summary>
    AccountNumber,

    /// <summary>A swear word.</summary>
    Profanity,
}

/// <summary>A piece of a text that is sensitive.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">First UTF-16 code unit.</param>
/// <param name="End">One past the last UTF-16 code unit.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SensitiveSpan(SensitiveKind Kind, int Start, int End);
