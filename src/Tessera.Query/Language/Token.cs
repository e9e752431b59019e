using System.Runtime.InteropServices;

namespace Tessera.Query.Language;

/// <summary>The smallest part of a query that means something.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Token(TokenKind Kind, TextSpan Span);

enum TokenKind
{
    End,

    /// <summary>A keyword, the name of a field, or what was meant as one.</summary>
    Word,

    /// <summary>Text in single quotes.</summary>
    Text,
    Number,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    Dot,

    /// <summary>Nothing the language has; <see cref="Tokenizer.Error"/> says what is wrong.</summary>
    Invalid,
}
