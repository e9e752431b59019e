using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tessera.Query.Language;

/// <summary>What reading a text gave: a tree or an error.</summary>
/// <param name="Root">The tree, or <see langword="null"/> when there is an error.</param>
/// <param name="Error">The error, or <see langword="null"/> when there is a tree.</param>
/// <param name="Extensions">What the query uses beyond ASAPP's language, each once.</param>
/// <param name="References">The ids of the segments referred to, each once, in the order of the text.</param>
readonly record struct ParseResult(
    Expression? Root, QueryError? Error, ImmutableArray<LanguageExtension> Extensions, ImmutableArray<string> References);

/// <summary>
/// Reads a query by recursive descent, one method to a rule of the grammar. Names are bound and literals converted on the way, so the
/// error reported is the first mistake in the order of the text, whatever its kind. A method that answers <see langword="null"/> has
/// set the error.
/// </summary>
sealed class Parser
{
    const string ConditionExpected = "a field, `NOT`, `(`, `TRUE`, `FALSE` or `SEGMENT`";

    static readonly SearchValues<char> quoteOrSyntax = SearchValues.Create("'=<>()[],\r\n");

    // One for each thread: a million texts are read at a start, and what reads them would be a third of what is allocated.
    [ThreadStatic]
    static Parser? ofThread;

    readonly Cursor cursor = new();
    readonly LiteralParser literals;
    readonly PredicateParser predicates;
    readonly List<Expression> operands = []; // of the groups that are being read, one behind the other
    ImmutableArray<string> references = [];

    Parser()
    {
        literals = new LiteralParser(cursor);
        predicates = new PredicateParser(cursor, literals);
    }

    /// <summary>Reads a text of any content. How long it is, is not looked at here.</summary>
    public static ParseResult Parse(string text) => (ofThread ??= new Parser()).Read(text);

    ParseResult Read(string text)
    {
        cursor.Begin(text);
        var root = Query();
        var result = new ParseResult(root, cursor.Error, cursor.Extensions(), references);
        // Nothing of the query is held on to.
        cursor.Begin("");
        operands.Clear();
        references = [];
        return result;
    }

    // query = or ;
    Expression? Query()
    {
        var root = Or();
        return root is null || cursor.Token.Kind == TokenKind.End ? root : FailBehindCondition("the end of the query");
    }

    // or = and { OR and } ;
    Expression? Or()
    {
        var start = cursor.Token.Span.Offset;
        var first = And();
        if (first is null || !cursor.IsAt(Keyword.Or))
            return first;

        var operandsStart = operands.Count;
        operands.AddRange(first is Or { Operands: var nested } ? nested.AsSpan() : [first]);
        while (cursor.Accept(Keyword.Or))
        {
            if (And() is not { } next)
                return null;
            operands.AddRange(next is Or { Operands: var inner } ? inner.AsSpan() : [next]);
        }
        return new Or(OperandsFrom(operandsStart)) { Span = cursor.SpanFrom(start) };
    }

    // and = not { AND not } ;
    Expression? And()
    {
        var start = cursor.Token.Span.Offset;
        var first = Not();
        if (first is null || !cursor.IsAt(Keyword.And))
            return first;

        var operandsStart = operands.Count;
        operands.AddRange(first is And { Operands: var nested } ? nested.AsSpan() : [first]);
        while (cursor.Accept(Keyword.And))
        {
            if (Not() is not { } next)
                return null;
            operands.AddRange(next is And { Operands: var inner } ? inner.AsSpan() : [next]);
        }
        return new And(OperandsFrom(operandsStart)) { Span = cursor.SpanFrom(start) };
    }

    // not = NOT not | primary ;
    Expression? Not()
    {
        if (!cursor.IsAt(Keyword.Not))
            return Primary();
        var start = cursor.Token.Span.Offset;
        if (!cursor.Descend())
            return null;
        cursor.Accept(Keyword.Not);
        if (Not() is not { } operand)
            return null;
        cursor.Ascend();
        return new Not(operand) { Span = cursor.SpanFrom(start) };
    }

    // primary = TRUE | FALSE | "(" query ")" | SEGMENT "(" string ")" | predicate ;
    Expression? Primary()
    {
        if (cursor.Token.Kind == TokenKind.OpenParenthesis)
            return Parenthesised();
        var start = cursor.Token.Span.Offset;
        if (cursor.Accept(Keyword.True))
            return new Constant(Value: true) { Span = cursor.SpanFrom(start) };
        if (cursor.Accept(Keyword.False))
            return new Constant(Value: false) { Span = cursor.SpanFrom(start) };
        if (cursor.Accept(Keyword.Segment))
            return Segment(start);
        if (cursor.Token.Kind != TokenKind.Word || Keyword.IsStructure(cursor.Slice(cursor.Token.Span)))
        {
            cursor.Fail(ConditionExpected);
            return null;
        }
        return predicates.Predicate();
    }

    Expression? Parenthesised()
    {
        if (!cursor.Descend())
            return null;
        cursor.Advance();
        if (Or() is not { } inner)
            return null;
        if (!cursor.Accept(TokenKind.CloseParenthesis))
            return FailBehindCondition("`)`");
        cursor.Ascend();
        return inner;
    }

    SegmentReference? Segment(int start)
    {
        if (!cursor.Require(TokenKind.OpenParenthesis, "`(` and the id of a segment in single quotes"))
            return null;
        if (!cursor.CountLiteral() || literals.NonEmptyText("the id of a segment in single quotes") is not { } id)
            return null;
        if (!cursor.Require(TokenKind.CloseParenthesis, "`)`"))
            return null;
        if (!references.Contains(id))
            references = references.Add(id);
        return new SegmentReference(id) { Span = cursor.SpanFrom(start) };
    }

    /// <summary>Takes the operands of the group that ends here.</summary>
    ImmutableArray<Expression> OperandsFrom(int first)
    {
        ImmutableArray<Expression> taken = [.. CollectionsMarshal.AsSpan(operands)[first..]];
        operands.RemoveRange(first, operands.Count - first);
        return taken;
    }

    /// <summary>A whole condition was read, and what comes next can't follow one.</summary>
    Expression? FailBehindCondition(string closing)
    {
        var (previous, next) = (cursor.Previous, cursor.Token);
        // 'Apply customer's discount': the apostrophe ended the text.
        var broken = previous.Kind == TokenKind.Text && next.Kind == TokenKind.Word && previous.Span.End == next.Span.Offset;
        var end = broken ? cursor.Text.AsSpan(next.Span.End).IndexOfAny(quoteOrSyntax) + next.Span.End : -1;
        if (end < next.Span.End || cursor.Text[end] != '\'')
        {
            cursor.Fail($"`AND`, `OR` or {closing}");
            return null;
        }
        var span = TextSpan.Between(previous.Span.Offset, end + 1);
        var meant = Printer.Quote(cursor.Text[(span.Offset + 1)..end]);
        cursor.FailAt(span, QueryErrorKind.Syntax, "each `'` within text to be doubled", meant);
        return null;
    }
}
