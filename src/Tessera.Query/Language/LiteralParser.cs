using Tessera.Query.Fields;
using Tessera.Query.Values;

namespace Tessera.Query.Language;

/// <summary>Reads the values a field is compared with, and converts them to what it compares by.</summary>
sealed class LiteralParser(Cursor cursor)
{
    const string TimeExpected = "a time such as `'2026-01-31'` or `'2026-01-31T09:30:00Z'`";

    // literal = string | number ;
    public Literal? Literal(FieldReference field)
    {
        var token = cursor.Token;
        if (token.Kind is not (TokenKind.Text or TokenKind.Number))
        {
            Fail(field, token);
            return null;
        }
        if (!cursor.CountLiteral())
            return null;
        var literal = token.Kind == TokenKind.Number ? ReadNumber(field, token) : ReadText(field, token);
        if (literal is not null)
            cursor.Advance();
        return literal;
    }

    /// <summary>The pattern of LIKE.</summary>
    public LikePattern? Pattern()
    {
        var token = cursor.Token;
        if (token.Kind != TokenKind.Text)
        {
            cursor.Fail("a pattern in single quotes", Quoted(token));
            return null;
        }
        if (!cursor.CountLiteral())
            return null;
        if (!LikePattern.TryParse(Unquote(token), out var pattern, out _))
        {
            cursor.Fail("a pattern with `%`, `_` or `\\` after each `\\`");
            return null;
        }
        cursor.Advance();
        return pattern;
    }

    /// <summary>Text in single quotes that isn't empty.</summary>
    public string? NonEmptyText(string expected)
    {
        var token = cursor.Token;
        if (token.Kind != TokenKind.Text || token.Span.Length == 2)
        {
            cursor.Fail(expected, Quoted(token));
            return null;
        }
        var text = Unquote(token);
        cursor.Advance();
        return text;
    }

    NumberLiteral? ReadNumber(FieldReference field, Token token)
    {
        if (field.Type is FieldType.Text or FieldType.TextList && Number.TryParse(cursor.Slice(token.Span), out var number))
        {
            cursor.Extend("a number", token.Span);
            return new NumberLiteral(number) { Span = token.Span };
        }
        var suggestion = field.Type == FieldType.Time ? null : Quoted(token);
        cursor.FailAt(token.Span, QueryErrorKind.Type, Expected(field), suggestion);
        return null;
    }

    Literal? ReadText(FieldReference field, Token token)
    {
        var text = Unquote(token);
        switch (field.Type)
        {
            case FieldType.Time when Timestamp.TryParse(text, out var instant):
                return new TimeLiteral(instant) { Span = token.Span };
            case FieldType.Time:
                cursor.FailAt(token.Span, QueryErrorKind.Type, TimeExpected);
                return null;
            case FieldType.Version:
                return new VersionLiteral(new DottedVersion(text)) { Span = token.Span };
            case FieldType.Enum:
                return new TextLiteral(text.ToUpperInvariant()) { Span = token.Span };
            default:
                return new TextLiteral(text) { Span = token.Span };
        }
    }

    void Fail(FieldReference field, Token token)
    {
        var behind = cursor.Text.AsSpan(token.Span.End);
        var digits = token.Kind == TokenKind.Dot ? behind[..^behind.TrimStart("0123456789").Length] : default;
        if (digits.IsEmpty)
        {
            cursor.Fail(Expected(field), Quoted(token));
            return;
        }
        var span = TextSpan.Between(token.Span.Offset, token.Span.End + digits.Length);
        cursor.FailAt(span, QueryErrorKind.Syntax, "a digit before the decimal point", $"0.{digits}");
    }

    string Unquote(Token token)
    {
        var text = cursor.Slice(token.Span)[1..^1].ToString();
        if (!text.Contains('\'', StringComparison.Ordinal))
            return text;
        cursor.Extend("a doubled quote", token.Span);
        return text.Replace("''", "'", StringComparison.Ordinal);
    }

    static string Expected(FieldReference field) => field.Type switch
    {
        FieldType.Time => TimeExpected,
        FieldType.Version => "a version in single quotes",
        FieldType.Enum => "text in single quotes",
        _ => "text in single quotes, or a number",
    };

    /// <summary>The word or number in quotes, as it may have been meant.</summary>
    string? Quoted(Token token)
    {
        var text = cursor.Slice(token.Span);
        var isValue = token.Kind == TokenKind.Number || (token.Kind == TokenKind.Word && !Keyword.IsStructure(text));
        return isValue ? Printer.Quote(text.ToString()) : null;
    }
}
