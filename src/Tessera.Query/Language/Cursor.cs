using System.Collections.Immutable;

namespace Tessera.Query.Language;

/// <summary>
/// The place a parser has come to in a query: the token at hand, what has been counted against the limits, what was met on the way,
/// and the first error. A method that fails sets the error and answers <see langword="null"/> or <see langword="false"/>.
/// </summary>
sealed class Cursor
{
    ImmutableArray<LanguageExtension> extensions = [];
    Tokenizer tokenizer;
    string? keyword; // that the token at hand is
    int depth;
    int literals;

    public string Text { get; private set; } = "";

    /// <summary>The token at hand: not yet taken.</summary>
    public Token Token { get; private set; }

    /// <summary>The token taken last.</summary>
    public Token Previous { get; private set; }

    public QueryError? Error { get; private set; }

    /// <summary>Begins with a text; what was there of another is forgotten.</summary>
    public void Begin(string text)
    {
        (Text, Error, extensions, depth, literals) = (text, null, [], 0, 0);
        tokenizer = new Tokenizer(text);
        Previous = default;
        Read();
    }

    /// <summary>What the query uses beyond ASAPP's language, each once.</summary>
    public ImmutableArray<LanguageExtension> Extensions()
    {
        if (tokenizer.Comment is { } comment)
            Extend("a comment", comment);
        return extensions;
    }

    public ReadOnlySpan<char> Slice(TextSpan span) => Text.AsSpan(span.Offset, span.Length);

    /// <summary>From an offset to the end of the token taken last.</summary>
    public TextSpan SpanFrom(int start) => TextSpan.Between(start, Previous.Span.End);

    public void Advance()
    {
        Previous = Token;
        Read();
    }

    /// <summary>Takes the token if it is of this kind.</summary>
    public bool Accept(TokenKind kind)
    {
        if (Token.Kind != kind)
            return false;
        Advance();
        return true;
    }

    /// <summary>Takes the token if it is of this kind; it is an error if it isn't.</summary>
    public bool Require(TokenKind kind, string expected)
    {
        if (Accept(kind))
            return true;
        Fail(expected);
        return false;
    }

    /// <summary>Whether the token at hand is this one of the <see cref="Keyword"/>s.</summary>
    public bool IsAt(string keyword) => ReferenceEquals(this.keyword, keyword);

    /// <summary>Whether the token at hand is this word, in any case.</summary>
    public bool IsAtWord(string word) => Token.Kind == TokenKind.Word && Keyword.Matches(Slice(Token.Span), word);

    /// <summary>Takes the token if it is this keyword. ASAPP documents some keywords, and those in upper case only.</summary>
    public bool Accept(string keyword)
    {
        if (!IsAt(keyword))
            return false;
        if (!Keyword.IsCore(keyword))
            Extend($"`{keyword}`", Token.Span);
        else if (!Slice(Token.Span).SequenceEqual(keyword))
            Extend($"`{Slice(Token.Span)}` for `{keyword}`", Token.Span);
        Advance();
        return true;
    }

    /// <summary>Notes that the query uses something ASAPP doesn't document.</summary>
    public void Extend(string what, TextSpan span)
    {
        foreach (var known in extensions)
            if (string.Equals(known.What, what, StringComparison.Ordinal))
                return;
        extensions = extensions.Add(new LanguageExtension(what, span.Offset, span.Length));
    }

    /// <summary>Opens a level of nesting at the token at hand.</summary>
    public bool Descend()
    {
        if (depth == QueryLimits.MaxDepth)
            return Exceed($"at most {QueryLimits.MaxDepth} levels of parentheses and NOT");
        depth++;
        return true;
    }

    /// <summary>Closes a level of nesting.</summary>
    public void Ascend() => depth--;

    /// <summary>Counts the token at hand as a literal.</summary>
    public bool CountLiteral()
    {
        if (literals == QueryLimits.MaxLiterals)
            return Exceed($"at most {QueryLimits.MaxLiterals:N0} values");
        literals++;
        return true;
    }

    /// <summary>Fails at the token at hand: something else should stand here.</summary>
    public void Fail(string expected, string? suggestion = null)
    {
        if (Token.Kind == TokenKind.Invalid && tokenizer.Error is { } tokenError)
            Error = tokenError;
        else
            FailAt(Token.Span, QueryErrorKind.Syntax, expected, suggestion);
    }

    /// <summary>Fails at a stretch of the text: something else should stand there.</summary>
    public void FailAt(TextSpan span, QueryErrorKind kind, string expected, string? suggestion = null)
    {
        var found = span.Length == 0 ? "the end of the query" : QueryError.Quote(Slice(span));
        Error = QueryError.At(Text, span, kind, expected, found, suggestion);
    }

    void Read()
    {
        Token = tokenizer.Next();
        // Told once: a dozen places of the grammar ask which keyword it is.
        keyword = Token.Kind == TokenKind.Word ? Keyword.Find(Slice(Token.Span)) : null;
    }

    bool Exceed(string expected)
    {
        Error = QueryError.At(Text, Token.Span, QueryErrorKind.Limit, expected, "one more");
        return false;
    }
}
