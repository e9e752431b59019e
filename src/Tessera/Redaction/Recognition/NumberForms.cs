namespace Tessera.Redaction.Recognition;

/// <summary>Numbers that are known by their form alone, without a word that says what they are.</summary>
internal static class NumberForms
{
    /// <summary>The kind of the groups from <paramref name="first"/> to before <paramref name="end"/>, or null.</summary>
    /// <param name="groups">The groups of a message.</param>
    /// <param name="first">The first group.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="told">Whether they are said to be something else, as an order number.</param>
    public static SensitiveKind? Of(NumberGroups groups, int first, int end, bool told)
    {
        var length = groups.Length(first, end);
        if (length is < 8 or > 15) return null;
        var digits = string.Concat(Enumerable.Range(first, end - first).Select(i => groups[i].Digits));
        var sizes = Sizes(groups, first, end);
        if (length == 9)
            return sizes is [3, 2, 4] && IsIssuedSsn(digits) && (!told || groups[end - 1].Before == Joint.Tight) ? SensitiveKind.Ssn : null;
        if (told) return null;
        var american = length == 10 ? IsAmerican(digits) : length == 11 && digits[0] == '1' && IsAmerican(digits[1..]);
        return american || groups.HasPlus(first) ? SensitiveKind.PhoneNumber : null;
    }

    // Figures are grouped as written; what is spoken one by one, by its pauses.
    static List<int> Sizes(NumberGroups groups, int first, int end)
    {
        var sizes = new List<int>();
        for (var i = first; i < end; i++)
        {
            if (i > first && groups[i].Spoken && groups[i].Before == Joint.Blank) sizes[^1] += groups[i].Digits.Length;
            else sizes.Add(groups[i].Digits.Length);
        }

        return sizes;
    }

    // Areas 000, 666 and 900 to 999, group 00 and serial 0000 are never given out.
    static bool IsIssuedSsn(string digits) =>
        digits[..3] is not ("000" or "666") && digits[0] != '9' && digits[3..5] != "00" && digits[5..] != "0000";

    // Neither area nor exchange begins with 0 or 1 in the North American plan.
    static bool IsAmerican(string digits) => digits[0] >= '2' && digits[3] >= '2';
}
