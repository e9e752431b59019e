using System.Buffers;
using System.Collections.Frozen;
using Microsoft.OpenApi;
using Tessera.Query.Fields;

namespace Tessera.Wire;

/// <summary>What a string may be: its length in Unicode code points and its characters. Patterns hold for the whole string.</summary>
internal sealed record TextRule(int Min, int Max)
{
    const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // As errors show them, as the API's description has them, and as texts are checked.
    static readonly FrozenDictionary<FieldAlphabet, (string Shown, string Pattern, SearchValues<char> Characters)> Alphabets =
        new Dictionary<FieldAlphabet, (string, string, SearchValues<char>)>
        {
            [FieldAlphabet.Identifier] = ("A-Z a-z 0-9 - _", "^[A-Za-z0-9_-]*$", SearchValues.Create(Alphanumeric + "-_")),
            [FieldAlphabet.Version] = ("A-Z a-z 0-9 - _ .", "^[A-Za-z0-9_.-]*$", SearchValues.Create(Alphanumeric + "-_.")),
            [FieldAlphabet.Address] = ("A-Z a-z 0-9 - _ . @", "^[A-Za-z0-9_.@-]*$", SearchValues.Create(Alphanumeric + "-_.@")),
            [FieldAlphabet.Phone] = ("0-9 - . ( ) +", "^[0-9.()+-]*$", SearchValues.Create("0123456789-.()+")),
            [FieldAlphabet.Capitals] = ("A-Z 0-9", "^[A-Z0-9]*$", SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")),
            [FieldAlphabet.Language] = ("A-Z a-z 0-9 -", "^[A-Za-z0-9-]*$", SearchValues.Create(Alphanumeric + "-")),
        }.ToFrozenDictionary();

    /// <summary>Ids that clients choose: segments, fields, metadata.</summary>
    public static readonly TextRule Identifier = new(1, 256) { Alphabet = FieldAlphabet.Identifier };

    /// <summary>Ids that are made here, as the documents write their pattern.</summary>
    public static readonly TextRule MadeId = new(1, 256) { Alphabet = FieldAlphabet.Capitals };

    /// <summary>Names for people.</summary>
    public static readonly TextRule Name = new(1, 256);

    /// <summary>Which characters are allowed.</summary>
    public FieldAlphabet Alphabet { get; init; } = FieldAlphabet.Any;

    /// <summary>What the text is for, in a sentence that the API's description shows; null where the member's name says it.</summary>
    public string? Meaning { get; init; }

    /// <summary>Whether it must be an e-mail address; the empty text is none and is allowed where <see cref="Min"/> allows it.</summary>
    public bool IsEmail { get; init; }

    /// <summary>The rule of a metadata property, as the catalogue has it.</summary>
    public static TextRule For(Field field) => new(0, field.MaxLength) { Alphabet = field.Alphabet, Meaning = field.Description };

    /// <summary>The rule of a property of customer or agent metadata.</summary>
    public static TextRule For(PersonProperty property) =>
        new(0, property.MaxLength)
        {
            Alphabet = property.Alphabet, IsEmail = property.Kind == PersonPropertyKind.Email, Meaning = property.Description,
        };

    /// <summary>Any text at all.</summary>
    public static readonly TextRule Any = new(0, int.MaxValue);

    /// <summary>What is expected of a string, as errors say it.</summary>
    public string Expected
    {
        get
        {
            var length = Min == 0 ? $"at most {Max}" : Max == int.MaxValue ? $"{Min} or more" : $"{Min} to {Max}";
            if (IsEmail) return $"an e-mail address of {length} characters";
            return Alphabets.TryGetValue(Alphabet, out var alphabet) ? $"{length} characters of {alphabet.Shown}" : $"{length} characters";
        }
    }

    /// <summary>What is expected where no string stands, as errors say it.</summary>
    public string ExpectedString => this == Any ? "a string" : IsEmail ? Expected : $"a string of {Expected}";

    /// <summary>The rule as OpenAPI says it.</summary>
    public OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.String,
        MinLength = Min == 0 ? null : Min,
        MaxLength = Max == int.MaxValue ? null : Max,
        Pattern = Alphabets.GetValueOrDefault(Alphabet).Pattern,
        Format = IsEmail ? "email" : null,
        Description = Meaning,
    };

    /// <summary>What is wrong with a text, or null.</summary>
    public string? Check(string text)
    {
        // A text of n UTF-16 units has at most n code points: most texts need no count.
        var length = text.Length <= Max && text.Length >= 2 * Min ? text.Length : CodePoints(text);
        if (length < Min || length > Max) return $"expected {Expected}, found {length}";
        if (Alphabets.TryGetValue(Alphabet, out var alphabet) && text.AsSpan().IndexOfAnyExcept(alphabet.Characters) is >= 0 and var at)
            return $"expected {Expected}, found {Show(text, at)} at position {at + 1}";
        if (IsEmail && text.Length > 0 && !LooksLikeEmail(text)) return $"expected {Expected}, found another text";
        // PostgreSQL's text can't hold it, and no client means it.
        return text.Contains('\0') ? "must not contain the character U+0000" : null;
    }

    // What mail servers make of the part before the sign is theirs to say: something, the sign once, and a domain of letters and dots.
    static bool LooksLikeEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != text.LastIndexOf('@')) return false;
        var domain = text[(at + 1)..];
        return !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            && domain.Split('.')
                .All(
                    label => label.Length > 0 && label.All(c => char.IsLetterOrDigit(c) || c == '-') && label[0] != '-'
                        && label[^1] != '-');
    }

    static string Show(string text, int at) => text[at] < ' ' || char.IsSurrogate(text[at]) ? $"U+{(int)text[at]:X4}" : $"'{text[at]}'";

    static int CodePoints(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1])) count--;
        }

        return count;
    }
}
