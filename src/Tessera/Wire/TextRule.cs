using System.Buffers;
using Microsoft.OpenApi;
using Tessera.Query.Fields;

namespace Tessera.Wire;

/// <summary>What a string may be: its length in Unicode code points and its characters. Patterns hold for the whole string.</summary>
internal sealed record TextRule(int Min, int Max)
{
    const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    static readonly SearchValues<char> IdentifierCharacters = SearchValues.Create(Alphanumeric + "-_");
    static readonly SearchValues<char> VersionCharacters = SearchValues.Create(Alphanumeric + "-_.");

    /// <summary>Ids that clients choose: segments, fields, metadata.</summary>
    public static readonly TextRule Identifier = new(1, 256) { Alphabet = FieldAlphabet.Identifier };

    /// <summary>Names for people.</summary>
    public static readonly TextRule Name = new(1, 256);

    /// <summary>Which characters are allowed.</summary>
    public FieldAlphabet Alphabet { get; init; } = FieldAlphabet.Any;

    /// <summary>What the text is for, in a sentence that the API's description shows; null where the member's name says it.</summary>
    public string? Meaning { get; init; }

    /// <summary>The rule of a metadata property, as the catalogue has it.</summary>
    public static TextRule For(Field field) => new(0, field.MaxLength) { Alphabet = field.Alphabet, Meaning = field.Description };

    /// <summary>Any text at all.</summary>
    public static readonly TextRule Any = new(0, int.MaxValue);

    /// <summary>What is expected of a string, as errors say it.</summary>
    public string Expected
    {
        get
        {
            var length = Min == 0 ? $"at most {Max}" : Max == int.MaxValue ? $"{Min} or more" : $"{Min} to {Max}";
            return Alphabet switch
            {
                FieldAlphabet.Identifier => $"{length} characters of A-Z a-z 0-9 - _",
                FieldAlphabet.Version => $"{length} characters of A-Z a-z 0-9 - _ .",
                _ => $"{length} characters",
            };
        }
    }

    /// <summary>What is expected where no string stands, as errors say it.</summary>
    public string ExpectedString => this == Any ? "a string" : $"a string of {Expected}";

    /// <summary>The rule as OpenAPI says it.</summary>
    public OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.String,
        MinLength = Min == 0 ? null : Min,
        MaxLength = Max == int.MaxValue ? null : Max,
        Pattern = Alphabet switch
        {
            FieldAlphabet.Identifier => "^[A-Za-z0-9_-]*$",
            FieldAlphabet.Version => "^[A-Za-z0-9_.-]*$",
            _ => null,
        },
        Description = Meaning,
    };

    /// <summary>What is wrong with a text, or null.</summary>
    public string? Check(string text)
    {
        // A text of n UTF-16 units has at most n code points: most texts need no count.
        var length = text.Length <= Max && text.Length >= 2 * Min ? text.Length : CodePoints(text);
        if (length < Min || length > Max) return $"expected {Expected}, found {length}";
        var allowed = Alphabet switch
        {
            FieldAlphabet.Identifier => IdentifierCharacters,
            FieldAlphabet.Version => VersionCharacters,
            _ => null,
        };
        if (allowed is not null && text.AsSpan().IndexOfAnyExcept(allowed) is >= 0 and var at)
            return $"expected {Expected}, found {Show(text, at)} at position {at + 1}";
        // PostgreSQL's text can't hold it, and no client means it.
        return text.Contains('\0') ? "must not contain the character U+0000" : null;
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
