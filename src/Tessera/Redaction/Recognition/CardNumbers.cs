namespace Tessera.Redaction.Recognition;

/// <summary>Numbers of payment cards by their form: the issuer's first digits, a length the issuer uses, and Luhn's check digit.</summary>
internal static class CardNumbers
{
    /// <summary>The fewest digits of a card number.</summary>
    public const int Fewest = 13;

    /// <summary>The most digits of a card number.</summary>
    public const int Most = 19;

    /// <summary>Whether <paramref name="digits"/> can be the number of a card.</summary>
    public static bool IsCard(ReadOnlySpan<char> digits) =>
        digits.Length is >= Fewest and <= Most && IsIssued(digits) && PassesLuhn(digits);

    /// <summary>
    /// The first card number among the groups from <paramref name="first"/> to before <paramref name="end"/>; every start is tried with at
    /// most 19 digits after it.
    /// </summary>
    public static bool TryFind(NumberGroups groups, int first, int end, out int cardFirst, out int cardEnd)
    {
        Span<char> digits = stackalloc char[Most];
        for (cardFirst = first; cardFirst < end; cardFirst++)
        {
            var length = 0;
            if (groups.HasPlus(cardFirst)) continue;
            for (var i = cardFirst; i < end; i++)
            {
                var group = groups[i].Digits;
                if (length + group.Length > Most) break;
                group.CopyTo(digits[length..]);
                length += group.Length;
                cardEnd = i + 1;
                if (length >= Fewest && IsCard(digits[..length]) && IsGrouped(groups, cardFirst, cardEnd)) return true;
            }
        }

        cardEnd = cardFirst = 0;
        return false;
    }

    /// <summary>Whether the last digit checks the others by Luhn's rule (ISO/IEC 7812-1).</summary>
    public static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    // A list of small numbers isn't a card; one figure at a time, pairs, or groups of three and more are.
    static bool IsGrouped(NumberGroups groups, int first, int end)
    {
        var (ones, twos, spoken) = (0, 0, 0);
        for (var i = first; i < end; i++)
        {
            if (groups[i].Digits.Length == 1) ones++;
            if (groups[i].Digits.Length == 2) twos++;
            if (groups[i].Spoken) spoken++;
        }

        var count = end - first;
        return spoken * 2 > count || ones == count || twos >= count - 1 || ones + twos <= 1;
    }

    // First digits and lengths in use: Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro, Mir, RuPay.
    static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var four = ((digits[0] - '0') * 1000) + ((digits[1] - '0') * 100) + ((digits[2] - '0') * 10) + (digits[3] - '0');
        var two = four / 100;
        return digits.Length switch
        {
            13 => two / 10 == 4,
            14 => two is 36 or 38 or 39 || four is >= 3000 and <= 3059,
            15 => two is 34 or 37,
            16 => two / 10 == 4
                || two is (>= 51 and <= 55) or 35 or 36 or 38 or 39 or 50 or 56 or 57 or 58 or 60 or 62 or 63 or 64 or 65 or 67 or 81 or 82
                || four is (>= 2200 and <= 2204) or (>= 2221 and <= 2720) or (>= 3000 and <= 3059),
            17 or 18 => two is 50 or 56 or 57 or 58 or 62 or 63 or 67,
            _ => two / 10 == 4 || two is 50 or 56 or 57 or 58 or 60 or 62 or 63 or 64 or 65 or 67,
        };
    }
}
