using Tessera.Query.Fields;

namespace Tessera.Query.Language;

/// <summary>Cuts a query's text into tokens, one at a time.</summary>
struct Tokenizer(string text)
{
    int position;

    /// <summary>What is wrong with an <see cref="TokenKind.Invalid"/> token, where more can be said than that nothing begins so.</summary>
    public QueryError? Error { get; private set; }

    /// <summary>Where the first comment stands, once one was met.</summary>
    public TextSpan? Comment { get; private set; }

    /// <summary>The next token; at the end of the text, <see cref="TokenKind.End"/> again and again.</summary>
    public Token Next()
    {
        SkipSpaceAndComments();
        if (position == text.Length)
            return new Token(TokenKind.End, new TextSpan(position, 0));

        var character = text[position];
        if (Word.IsStart(character))
            return Take(TokenKind.Word, WordFrom(position));
        if (char.IsAsciiDigit(character) || (character == '-' && char.IsAsciiDigit(At(1))))
            return Number();
        return character switch
        {
            '\'' => Text(),
            '(' => Take(TokenKind.OpenParenthesis, 1),
            ')' => Take(TokenKind.CloseParenthesis, 1),
            '[' => Take(TokenKind.OpenBracket, 1),
            ']' => Take(TokenKind.CloseBracket, 1),
            ',' => Take(TokenKind.Comma, 1),
            '.' => Take(TokenKind.Dot, 1),
            '=' when At(1) is '=' or '<' or '>' => Mistaken(2, At(1) == '=' ? "=" : $"{At(1)}="),
            '=' => Take(TokenKind.Equal, 1),
            '!' when At(1) == '=' => Take(TokenKind.NotEqual, 2),
            '<' when At(1) == '>' => Take(TokenKind.NotEqual, 2),
            '<' when At(1) == '=' => Take(TokenKind.LessOrEqual, 2),
            '<' => Take(TokenKind.Less, 1),
            '>' when At(1) == '=' => Take(TokenKind.GreaterOrEqual, 2),
            '>' => Take(TokenKind.Greater, 1),
            '!' => Mistaken(1, "NOT "),
            '&' => Mistaken(RunOf(position, c => c == '&'), Keyword.And),
            '|' => Mistaken(RunOf(position, c => c == '|'), Keyword.Or),
            '"' or '`' or '‘' or '’' or '“' or '”' => OtherQuotes(),
            _ => Stray(),
        };
    }

    readonly char At(int ahead) => position + ahead < text.Length ? text[position + ahead] : '\0';

    readonly int WordFrom(int start)
    {
        var end = start;
        while (end < text.Length && Word.IsPart(text[end]))
            end++;
        return end - start;
    }

    readonly int RunOf(int start, Func<char, bool> belongs)
    {
        var end = start;
        while (end < text.Length && belongs(text[end]))
            end++;
        return end - start;
    }

    Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, new TextSpan(position, length));
        position += length;
        return token;
    }

    void SkipSpaceAndComments()
    {
        while (position < text.Length)
        {
            if (char.IsWhiteSpace(text[position]))
            {
                position++;
            }
            else if (text[position] == '-' && At(1) == '-')
            {
                var length = RunOf(position, c => c is not ('\n' or '\r'));
                Comment ??= new TextSpan(position, length);
                position += length;
            }
            else
            {
                return;
            }
        }
    }

    Token Text()
    {
        var end = position + 1;
        while (true)
        {
            var quote = text.IndexOf('\'', end);
            if (quote < 0)
                return Invalid(text.Length - position, "a closing `'`", "the end of the query", suggestion: null);
            end = quote + 1;
            if (end == text.Length || text[end] != '\'')
                return Take(TokenKind.Text, end - position);
            end++;
        }
    }

    Token Number()
    {
        var length = RunOf(position + 1, char.IsAsciiDigit) + 1;
        if (At(length) == '.')
        {
            var fraction = RunOf(position + length + 1, char.IsAsciiDigit);
            if (fraction == 0)
                return Invalid(length + 1, "a digit after the decimal point", Slice(length).ToString());
            length += 1 + fraction;
        }
        var whole = length + RunOf(position + length, c => Word.IsPart(c) || c == '.');
        return whole == length
            ? Take(TokenKind.Number, length)
            : Invalid(whole, "a number, or text in single quotes", Printer.Quote(Slice(whole).ToString()));
    }

    /// <summary>Text, or the name of a field, in the quotes of another language or of a word processor.</summary>
    Token OtherQuotes()
    {
        var close = text[position] switch
        {
            '‘' => '’',
            '“' => '”',
            var same => same,
        };
        var end = text.IndexOf(close, position + 1);
        if (end < 0)
            return Invalid(1, "text in single quotes", "'");
        var content = text[(position + 1)..end];
        return FieldCatalog.Find(content) is { } field
            ? Invalid(end + 1 - position, "a name without quotes", field.Name)
            : Invalid(end + 1 - position, "text in single quotes", Printer.Quote(content));
    }

    Token Mistaken(int length, string meant) => Invalid(length, $"`{meant.TrimEnd()}`", meant);

    Token Stray()
    {
        if (text[position] == '+' && char.IsAsciiDigit(At(1)))
        {
            var length = 1 + RunOf(position + 1, c => char.IsAsciiDigit(c) || c == '.');
            return Invalid(length, "a number without a plus sign", Slice(length)[1..].ToString());
        }
        return Take(TokenKind.Invalid, char.IsHighSurrogate(text[position]) ? 2 : 1);
    }

    readonly ReadOnlySpan<char> Slice(int length) => text.AsSpan(position, length);

    Token Invalid(int length, string expected, string? suggestion) =>
        Invalid(length, expected, QueryError.Quote(Slice(length)), suggestion);

    Token Invalid(int length, string expected, string found, string? suggestion)
    {
        var token = new Token(TokenKind.Invalid, new TextSpan(position, length));
        Error = QueryError.At(text, token.Span, QueryErrorKind.Syntax, expected, found, suggestion);
        // What follows can't be told any more.
        position = text.Length;
        return token;
    }
}
