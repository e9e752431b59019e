namespace Tessera.Extraction.Reading;

/// <summary>What a token is made of.</summary>
internal enum TokenKind : byte
{
    /// <summary>Letters, with apostrophes inside: <c>name</c>, <c>I'm</c>, <c>John's</c>.</summary>
    Word,

    /// <summary>Decimal digits of any script.</summary>
    Digits,

    /// <summary>Letters and digits side by side: <c>5th</c>, <c>7pm</c>, <c>AB12</c>.</summary>
    Mixed,

    /// <summary>One character that is neither letter, digit nor blank; a line break counts as one.</summary>
    Symbol,
}

/// <summary>A piece of a message.</summary>
/// <param name="Start">First UTF-16 code unit.</param>
/// <param name="End">One past the last UTF-16 code unit.</param>
/// <param name="Kind">What it is made of.</param>
/// <param name="Lower">Its text in lower case with straight apostrophes; empty when it is too long to be a word.</param>
/// <param name="Stem">Its stem; equal to <paramref name="Lower"/> for anything but words.</param>
/// <param name="Sentence">The number of its sentence within the message, from 0.</param>
/// <param name="Capital">Whether it starts with an upper-case letter.</param>
internal readonly record struct Token(int Start, int End, TokenKind Kind, string Lower, string Stem, int Sentence, bool Capital)
{
    /// <summary>Its length in UTF-16 code units.</summary>
    public int Length => End - Start;

    /// <summary>Whether it is made of letters alone.</summary>
    public bool IsWord => Kind == TokenKind.Word;

    /// <summary>Whether it is made of digits alone and short enough to be read as a number.</summary>
    public bool IsDigits => Kind == TokenKind.Digits && Lower.Length > 0;

    /// <summary>Whether it opens or closes a quotation.</summary>
    public bool IsQuote => Kind == TokenKind.Symbol && Lower is "\"" or "'" or "\u2018" or "\u2019" or "\u201c" or "\u201d";

    /// <summary>Whether it is a word with <c>'s</c> at its end.</summary>
    public bool IsPossessive => Lower.Length > 2 && Lower.EndsWith("'s", StringComparison.Ordinal);

    /// <summary>One past the last code unit without a possessive <c>'s</c>.</summary>
    public int EndWithoutPossessive => IsPossessive ? End - 2 : End;

    /// <summary>Whether it is the symbol <paramref name="symbol"/>.</summary>
    public bool Is(char symbol) => Kind == TokenKind.Symbol && Lower.Length == 1 && Lower[0] == symbol;

    /// <summary>Whether <paramref name="next"/> follows without a blank between.</summary>
    public bool Touches(in Token next) => End == next.Start;
}
