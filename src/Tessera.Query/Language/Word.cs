using System.Text;

namespace Tessera.Query.Language;

/// <summary>What a bare word is made of.</summary>
static class Word
{
    /// <summary>Whether a bare word may begin so: with a letter of any script, or <c>_</c>.</summary>
    public static bool IsStart(char character) =>
        char.IsAsciiLetter(character) || character == '_' || (character > 127 && char.IsLetter(character));

    /// <summary>Whether a bare word may go on so: also with an ASCII digit.</summary>
    public static bool IsPart(char character) => IsStart(character) || char.IsAsciiDigit(character);

    /// <summary>Whether the text can stand without quotes as a name within a family.</summary>
    public static bool IsWord(string text)
    {
        if (text.Length == 0 || !IsStart(text[0]))
            return false;
        foreach (var character in text)
            if (!IsPart(character))
                return false;
        return true;
    }
}

/// <summary>The words the language keeps for itself, in upper case; a query may write them in any case.</summary>
static class Keyword
{
    public const string And = "AND", Or = "OR", Not = "NOT", In = "IN", Between = "BETWEEN", Like = "LIKE", Is = "IS", Set = "SET",
        Null = "NULL", True = "TRUE", False = "FALSE", Segment = "SEGMENT";

    static readonly string[] structure = [And, Or, Not, In, Between, Like, Is, Set, Null];
    static readonly string[] all = [.. structure, True, False, Segment];

    /// <summary>Whether ASAPP documents the keyword.</summary>
    public static bool IsCore(string keyword) => keyword is And or Or or Not or In or True;

    /// <summary>Whether the word holds a query together, so that it can't be meant as a field or a value.</summary>
    public static bool IsStructure(ReadOnlySpan<char> word) => Find(word) is { } keyword && structure.Contains(keyword);

    /// <summary>The keyword that the word is; <see langword="null"/> when it is none.</summary>
    public static string? Find(ReadOnlySpan<char> word)
    {
        if (word.Length > Between.Length)
            return null;
        foreach (var keyword in all)
            if (Matches(word, keyword))
                return keyword;
        return null;
    }

    /// <summary>Whether the word is this keyword. Only ASCII letters fold: no letter of another script spells a keyword.</summary>
    public static bool Matches(ReadOnlySpan<char> word, string keyword) =>
        // Most words are told from most keywords by their lengths and first letters.
        word.Length == keyword.Length && (word[0] | 0x20) == (keyword[0] | 0x20) && Ascii.EqualsIgnoreCase(word, keyword);
}
