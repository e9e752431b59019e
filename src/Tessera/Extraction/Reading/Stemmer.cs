using System.Buffers;

namespace Tessera.Extraction.Reading;

/// <summary>
/// Brings the forms of an English word together: <c>booked</c>, <c>booking</c>, <c>bookings</c> and <c>book</c> are one; so are
/// <c>reserve</c> and <c>reservation</c>, <c>arrive</c> and <c>arrival</c>. A light suffix stripper: possessive, plural, past and
/// progressive, adverb, then the endings that make nouns of verbs. A stem is for comparing with other stems; it needn't be a word. Words
/// with letters outside a-z are left alone.
/// </summary>
internal static class Stemmer
{
    static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    /// <summary>What people shorten when they type.</summary>
    static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["acct"] = "account", ["acc"] = "account", ["nr"] = "number", ["num"] = "number", ["nbr"] = "number", ["dob"] = "birth",
        ["tel"] = "telephone", ["addr"] = "address", ["appt"] = "appointment", ["apt"] = "apartment", ["ref"] = "reference",
        ["qty"] = "quantity", ["amt"] = "amount", ["dept"] = "department", ["dr"] = "doctor", ["prof"] = "professor",
    };

    /// <summary>Endings that make a noun of a verb, longest first, with the least number of letters that must remain.</summary>
    static readonly (string Ending, int Remain)[] NounEndings =
    [
        ("ations", 4), ("ation", 4), ("itions", 4), ("ition", 4), ("ments", 4), ("ment", 4), ("ness", 4),
        ("ance", 4), ("ence", 4), ("ure", 5), ("als", 5), ("al", 5),
    ];

    /// <summary>The stem of <paramref name="lower"/>, which is in lower case with straight apostrophes.</summary>
    public static string Stem(string lower)
    {
        if (Written.TryGetValue(lower, out var full))
            return Stem(full);
        if (lower.Length < 3)
            return lower;
        foreach (var c in lower)
        {
            if (!char.IsAsciiLetterLower(c) && c != '\'')
                return lower;
        }

        var word = lower.AsSpan();
        if (word.IndexOf('\'') >= 0)
        {
            if (!word.EndsWith("'s"))
                return lower;
            word = word[..^2];
        }

        word = Plural(word);
        word = PastOrProgressive(word);
        if (word.Length > 5 && word.EndsWith("ly"))
            word = word[..^2];
        foreach (var (ending, remain) in NounEndings)
        {
            if (word.EndsWith(ending) && word.Length - ending.Length >= remain)
            {
                word = word[..^ending.Length];
                break;
            }
        }

        word = WithoutDoubledEnd(word);
        // "reserve" and "reserving" meet without the "e", "city" and "cities" with an "i".
        if (word.Length > 3 && word[^1] == 'e')
            word = word[..^1];
        if (word.Length > 3 && word[^1] == 'y')
            return string.Concat(word[..^1], "i");
        return word.Length == lower.Length ? lower : word.ToString();
    }

    static ReadOnlySpan<char> Plural(ReadOnlySpan<char> word)
    {
        if (word.EndsWith("sses"))
            return word[..^2];
        if (word.EndsWith("ies") && word.Length > 4)
            return word[..^2];
        if ((word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes")) && word.Length > 4)
            return word[..^2];
        return word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u') && word is not "this" ? word[..^1] : word;
    }

    static ReadOnlySpan<char> PastOrProgressive(ReadOnlySpan<char> word)
    {
        if (word.EndsWith("ied") && word.Length > 4)
            return word[..^2];
        if (word.EndsWith("ed") && word.Length > 4 && HasVowel(word[..^2]))
            return word[..^2];
        return word.EndsWith("ing") && word.Length > 5 && HasVowel(word[..^3]) ? word[..^3] : word;
    }

    /// <summary>"cancell" and "cancel", "stopp" and "stop" meet; "ss" and "zz" belong to the word.</summary>
    static ReadOnlySpan<char> WithoutDoubledEnd(ReadOnlySpan<char> word) =>
        word.Length > 3 && word[^1] == word[^2] && word[^1] is not ('s' or 'z' or 'e' or 'o') ? word[..^1] : word;

    static bool HasVowel(ReadOnlySpan<char> word) => word.ContainsAny(Vowels);
}
