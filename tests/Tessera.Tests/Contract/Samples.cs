using System.Text.Json;

namespace Tessera.Tests.Contract;

/// <summary>Values of each kind, good and bad.</summary>
internal static class Samples
{
    const string Alphanumeric = "azAZ09";

    static readonly (string Name, string Json, Kind[] GoodFor)[] Kinds =
    [
        ("a boolean", "true", [Kind.Flag]),
        ("an object", "{}", [Kind.Object, Kind.Map]),
        ("an array", "[]", [Kind.Texts, Kind.Objects]),
        ("an array of arrays", "[[]]", []),
        // Texts and words say themselves what a number is to them.
        ("a number", "7", [Kind.Text, Kind.Word, Kind.Whole, Kind.Query]),
        ("a string", "\"text\"", [Kind.Text, Kind.Word, Kind.Time, Kind.Email, Kind.Query]),
    ];

    /// <summary>Strings where a time is expected.</summary>
    public static readonly (string Text, string Code)[] Times =
    [
        ("2026-01-31T10:00:00Z", ""), ("2026-01-31T10:00:00z", ""), ("2026-01-31t10:00:00Z", ""), ("2026-01-31T10:00:00", ""),
        ("2026-01-31T10:00:00.1Z", ""), ("2026-01-31T10:00:00.123456789012Z", ""), ("2026-01-31T10:00:00.1234567890123Z", "400-03"),
        ("2026-01-31T10:00:00+01:00", ""), ("2026-01-31T10:00:00-0530", ""), ("2026-01-31T23:59:59.999999999999+23:59", ""),
        ("2024-02-29T00:00:00Z", ""), ("2026-02-29T00:00:00Z", "400-03"), ("2026-13-01T00:00:00Z", "400-03"),
        ("2026-00-01T00:00:00Z", "400-03"), ("2026-01-32T00:00:00Z", "400-03"), ("2026-01-31T24:00:00Z", "400-03"),
        ("2026-01-31T10:60:00Z", "400-03"), ("2026-01-31T10:00:61Z", "400-03"), ("2026-01-31T10:00:00.Z", "400-03"),
        ("2026-01-31T10:00:00K", "400-03"), ("2026-01-31T10:00:00+24:00", "400-03"), ("2026-01-31T10:00:00+1:00", "400-03"),
        ("2026-01-31 10:00:00Z", "400-03"), ("2026-01-31", "400-03"), ("10:00:00Z", "400-03"), ("now", "400-03"), ("", "400-03"),
        (" 2026-01-31T10:00:00Z", "400-03"), ("2026-01-31T10:00:00Z ", "400-03"), ("1769853600", "400-03"),
        ("0001-01-01T00:00:00+00:01", "400-03"), ("9999-12-31T23:59:59-00:01", "400-03"), ("２０２６-01-31T10:00:00Z", "400-03"),
    ];

    /// <summary>Strings where an e-mail address is expected.</summary>
    public static readonly (string Text, string Code)[] Emails =
    [
        ("ada@example.com", ""), ("a.b+c@example.co.uk", ""), ("", ""),
        ("ada", Property.Refused), ("ada@", Property.Refused), ("@example.com", Property.Refused), ("ada@@example.com", Property.Refused),
        ("a da@example.com", Property.Refused),
    ];

    /// <summary>A JSON string.</summary>
    public static string Json(string text) => JsonSerializer.Serialize(text);

    /// <summary>Values of every other kind.</summary>
    public static IEnumerable<(string Name, string Json)> Other(Kind kind) =>
        Kinds.Where(one => !one.GoodFor.Contains(kind)).Select(one => (one.Name, one.Json));

    /// <summary>A text of a length, prefix and all, of the characters that are allowed.</summary>
    public static string Text(Letters letters, string prefix, int length) =>
        prefix + new string(letters == Letters.Phone ? '1' : 'x', length - prefix.Length);

    /// <summary>A text of so many code points, each of which takes two UTF-16 units and four bytes.</summary>
    public static string Astral(string prefix, int length) =>
        prefix + string.Concat(Enumerable.Repeat("\U0001F642", length - prefix.Length));

    /// <summary>Characters that are allowed, each of a kind.</summary>
    public static IEnumerable<string> Good(Letters letters) => (letters switch
    {
        Letters.Identifier => Alphanumeric + "-_",
        Letters.Version => Alphanumeric + "-_.",
        Letters.CustomerId => Alphanumeric + "-_.@",
        Letters.Language => Alphanumeric + "-",
        Letters.Phone => "019-.()+",
        _ => "a9 .:/'\"\\%_é漢",
    }).Select(letter => $"{letter}");

    /// <summary>Characters that aren't: the neighbours of those that are, and what a loose pattern lets through at the end.</summary>
    public static IEnumerable<string> Bad(Letters letters) => letters switch
    {
        Letters.Any => [],
        Letters.Identifier => ["@", "[", "`", "{", "/", ":", ".", " ", "\n", "é", "\u212A", "\uFF21", "+", ",", "'", "\U0001F642"],
        Letters.Version => ["@", "[", "`", "{", "/", ":", ",", " ", "\n", "é", "+"],
        Letters.CustomerId => ["[", "`", "{", "/", ":", ",", " ", "\n", "é", "+"],
        Letters.Language => ["_", ".", "@", "[", "`", "{", "/", ":", " ", "\n", "é"],
        _ => ["a", " ", "/", ":", "_", ",", "\n", "٣"],
    };
}
