using Tessera.Query.Fields;

namespace Tessera.Query.Language;

/// <summary>Reads what a predicate asks about, and binds it to the catalogue.</summary>
sealed class FieldParser(Cursor cursor, LiteralParser literals)
{
    static readonly string[] prefixes = [.. Enum.GetValues<FieldFamily>().Select(FieldCatalog.Prefix)];

    /// <summary>Reads a text that names a field and nothing else.</summary>
    public static FieldReference? Parse(string text, out QueryError? error)
    {
        var cursor = new Cursor();
        cursor.Begin(text);
        var field = new FieldParser(cursor, new LiteralParser(cursor)).Field();
        if (field is not null && cursor.Token.Kind != TokenKind.End)
            cursor.Fail("the end of the field's name");
        error = cursor.Error;
        return error is null ? field : null;
    }

    // field = name | name "." name | name "[" string "]" ;
    public FieldReference? Field()
    {
        var span = cursor.Token.Span;
        var name = cursor.Slice(span);
        cursor.Advance();
        if (FieldCatalog.Find(name) is not { } field)
        {
            if (FieldCatalog.FindFamily(name) is not { } family)
                return Unknown(span);
            cursor.Extend($"`{FieldCatalog.Prefix(family)}`", span);
            return Member(family);
        }
        if (!field.IsCore)
            cursor.Extend($"the field `{field}`", span);
        else if (!name.SequenceEqual(field.Name))
            cursor.Extend($"`{name}` for `{field}`", span);
        return FieldReference.To(field);
    }

    FieldReference? Unknown(TextSpan span)
    {
        var name = cursor.Slice(span).ToString();
        if (cursor.Token.Kind is TokenKind.Dot or TokenKind.OpenBracket)
            cursor.FailAt(
                span,
                QueryErrorKind.UnknownField,
                $"`{string.Join("`, `", prefixes[..^1])}` or `{prefixes[^1]}`",
                Spelling.Nearest(name, prefixes));
        else
            cursor.FailAt(
                span,
                QueryErrorKind.UnknownField,
                "the name of a field",
                FieldCatalog.Nearest(name) ?? Spelling.Nearest(name, [Keyword.True, Keyword.False, Keyword.Not, Keyword.Segment]));
        return null;
    }

    FieldReference? Member(FieldFamily family)
    {
        if (cursor.Token.Kind == TokenKind.Dot)
            return DottedMember(family);
        if (!cursor.Require(TokenKind.OpenBracket, $"`.` and a name after `{FieldCatalog.Prefix(family)}`"))
            return null;
        return literals.NonEmptyText("a name in single quotes") is { } name && cursor.Require(TokenKind.CloseBracket, "`]`")
            ? FieldReference.To(family, name)
            : null;
    }

    /// <summary>The name behind a dot. One that needs quotes, such as <c>.net-promoter</c>, is recognised whole and put in them.</summary>
    FieldReference? DottedMember(FieldFamily family)
    {
        var dot = cursor.Token.Span;
        cursor.Advance();
        var (text, start) = (cursor.Text, cursor.Token.Span.Offset);
        var end = start;
        while (end < text.Length && IsMeantAsName(text, end))
            end++;

        var name = text[start..end];
        if (Word.IsWord(name))
        {
            cursor.Advance();
            return FieldReference.To(family, name);
        }
        if (name.Length == 0)
            cursor.Fail("a name after the `.`");
        else
            cursor.FailAt(
                TextSpan.Between(dot.Offset, end),
                QueryErrorKind.Syntax,
                "a name of letters, digits and `_`, or any name in brackets and quotes",
                $"[{Printer.Quote(name)}]");
        return null;
    }

    static bool IsMeantAsName(string text, int at) =>
        !char.IsWhiteSpace(text[at]) && !"=<>!()[],'\"".Contains(text[at], StringComparison.Ordinal)
        && !text.AsSpan(at).StartsWith("--");
}
