using Tessera.Query.Fields;

namespace Tessera.Query.Language;

/// <summary>Reads one predicate: a field, an operator that suits its type, and what it is compared with.</summary>
sealed class PredicateParser(Cursor cursor, LiteralParser literals)
{
    readonly FieldParser fields = new(cursor, literals);
    readonly List<Literal> items = []; // of the list that is being read

    // predicate = field ( "=" | "!=" | "<>" | "<" | "<=" | ">" | ">=" ) literal | field [NOT] IN list
    //           | field [NOT] BETWEEN literal AND literal | field [NOT] LIKE string | field IS [NOT] ( SET | NULL ) ;
    public Expression? Predicate()
    {
        var start = cursor.Token.Span.Offset;
        if (fields.Field() is not { } field)
            return null;
        if (cursor.IsAt(Keyword.Is))
            return Is(field, start);

        var negated = cursor.Token.Kind == TokenKind.NotEqual || cursor.IsAt(Keyword.Not);
        if (negated && !cursor.Descend())
            return null;
        if (Positive(field, start) is not { } predicate)
            return null;
        if (!negated)
            return predicate;
        cursor.Ascend();
        return new Not(predicate) { Span = predicate.Span };
    }

    /// <summary>The predicate without the negation that may be in it.</summary>
    Predicate? Positive(FieldReference field, int start)
    {
        if (Operator(cursor.Token.Kind) is { } comparison)
            return Comparison(field, comparison, start);

        var notAt = cursor.Token.Span;
        var afterNot = cursor.IsAt(Keyword.Not);
        if (afterNot)
            cursor.Advance();
        var operatorSpan = cursor.Token.Span;
        if (cursor.Accept(Keyword.In))
        {
            if (afterNot)
                cursor.Extend("`NOT IN`", TextSpan.Between(notAt.Offset, operatorSpan.End));
            return In(field, start);
        }
        if (cursor.Accept(Keyword.Between))
            return Between(field, start, operatorSpan);
        if (cursor.Accept(Keyword.Like))
            return Like(field, start, operatorSpan);

        cursor.Fail(afterNot ? "`IN`, `BETWEEN` or `LIKE` after `NOT`" : "an operator such as `=`, `IN`, `LIKE` or `IS SET`");
        return null;
    }

    Comparison? Comparison(FieldReference field, ComparisonOperator comparison, int start)
    {
        var token = cursor.Token;
        if (comparison != ComparisonOperator.Equal && !RequireOrder(field, token.Span))
            return null;
        if (token.Kind != TokenKind.Equal)
            cursor.Extend($"`{cursor.Slice(token.Span)}`", token.Span);
        cursor.Advance();
        if (cursor.IsAt(Keyword.Null))
        {
            var isNull = comparison == ComparisonOperator.Equal ? token.Kind == TokenKind.NotEqual ? "IS NOT NULL" : "IS NULL" : null;
            var span = TextSpan.Between(token.Span.Offset, cursor.Token.Span.End);
            cursor.FailAt(span, QueryErrorKind.Syntax, "`IS NULL` or `IS NOT NULL`, since nothing equals NULL", isNull);
            return null;
        }
        return literals.Literal(field) is { } literal
            ? new Comparison(field, comparison, literal) { Span = cursor.SpanFrom(start) }
            : null;
    }

    // list = "[" literal { "," literal } "]" | "(" literal { "," literal } ")" ;
    In? In(FieldReference field, int start)
    {
        var open = cursor.Token;
        if (open.Kind == TokenKind.OpenParenthesis)
            cursor.Extend("a list in parentheses", open.Span);
        if (open.Kind is not (TokenKind.OpenBracket or TokenKind.OpenParenthesis))
        {
            cursor.Fail("a list such as `['a', 'b']`", open.Kind == TokenKind.Text ? $"[{cursor.Slice(open.Span)}]" : null);
            return null;
        }
        cursor.Advance();
        var (close, closing) = open.Kind == TokenKind.OpenBracket ? (TokenKind.CloseBracket, "]") : (TokenKind.CloseParenthesis, ")");

        items.Clear();
        do
        {
            if (literals.Literal(field) is not { } item)
                return null;
            items.Add(item);
        }
        while (cursor.Accept(TokenKind.Comma));
        return cursor.Require(close, $"`,` or `{closing}`")
            ? new In(field, [.. items]) { Span = cursor.SpanFrom(start) }
            : null;
    }

    Between? Between(FieldReference field, int start, TextSpan operatorSpan)
    {
        if (!RequireOrder(field, operatorSpan) || literals.Literal(field) is not { } low)
            return null;
        if (!cursor.Accept(Keyword.And))
        {
            cursor.Fail("`AND` and the high end of `BETWEEN`");
            return null;
        }
        var highSpan = cursor.Token.Span;
        if (literals.Literal(field) is not { } high)
            return null;
        if (low.GetType() != high.GetType())
        {
            var kind = low is NumberLiteral ? "a number" : "text in single quotes";
            cursor.FailAt(highSpan, QueryErrorKind.Type, $"{kind} like the low end");
            return null;
        }
        return new Between(field, low, high) { Span = cursor.SpanFrom(start) };
    }

    Like? Like(FieldReference field, int start, TextSpan operatorSpan)
    {
        if (field.Type == FieldType.Time)
        {
            cursor.FailAt(operatorSpan, QueryErrorKind.Type, $"an operator such as `=`, `<` or `BETWEEN` for `{field}`, which is a time");
            return null;
        }
        return literals.Pattern() is { } pattern ? new Like(field, pattern) { Span = cursor.SpanFrom(start) } : null;
    }

    Expression? Is(FieldReference field, int start)
    {
        cursor.Accept(Keyword.Is);
        var saysNot = cursor.IsAt(Keyword.Not);
        if (saysNot)
            cursor.Advance();
        var saysNull = cursor.IsAt(Keyword.Null);
        if (!saysNull && !cursor.IsAt(Keyword.Set))
        {
            cursor.Fail(
                saysNot ? "`SET` or `NULL`" : "`SET`, `NOT SET`, `NULL` or `NOT NULL`", cursor.IsAtWord("EMPTY") ? Keyword.Null : null);
            return null;
        }
        cursor.Advance();
        var span = cursor.SpanFrom(start);
        var isSet = new IsSet(field) { Span = span };
        return saysNot == saysNull ? isSet : new Not(isSet) { Span = span };
    }

    bool RequireOrder(FieldReference field, TextSpan operatorSpan)
    {
        if (field.Type != FieldType.Enum)
            return true;
        cursor.FailAt(operatorSpan, QueryErrorKind.Type, $"`=`, `!=`, `IN`, `LIKE` or `IS` for `{field}`, whose values have no order");
        return false;
    }

    static ComparisonOperator? Operator(TokenKind kind) => kind switch
    {
        TokenKind.Equal or TokenKind.NotEqual => ComparisonOperator.Equal,
        TokenKind.Less => ComparisonOperator.Less,
        TokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
        TokenKind.Greater => ComparisonOperator.Greater,
        TokenKind.GreaterOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };
}
